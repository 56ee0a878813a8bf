"""The index: which passage answers, how likely, and what happens to a file that is damaged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from bot.articles.folder import Passage
from bot.articles.index import Floats, Index, centred

SIZE = 8


def place(number: int) -> Floats:
    vector = np.zeros(SIZE, np.float32)
    vector[number] = 1
    return vector


def passage(slug: str, language: str = "en") -> Passage:
    return Passage(slug, language, slug.title(), 0, "", "text")


def index(*passages: Passage) -> Index:
    """Each passage answers what lies in its own direction, with one sentence."""
    own = np.array([place(number) for number in range(len(passages))]).reshape(-1, SIZE)
    return Index(
        digest="d",
        passages=list(passages),
        whole=own,
        sentences=own,
        starts=np.arange(len(passages)),
        headings=own,
        questions={"en": np.zeros(SIZE), "fa": np.zeros(SIZE)},
    )


def test_the_nearest_passage_answers() -> None:
    """And is nearly certain when nothing else comes near."""
    found = index(passage("gifts"), passage("care"), passage("club")).find(place(1), "en")
    assert found is not None
    assert found.passage.slug == "care"
    assert found.probability > 0.99


def test_a_question_that_nothing_comes_near_has_no_likely_answer() -> None:
    found = index(passage("gifts"), passage("care")).find(place(7), "en")
    assert found is not None
    assert found.probability < 0.01


def test_passages_that_say_the_same_share_what_is_likely() -> None:
    """Those of the other language do not: they are the same answer for other readers."""
    question = centred(place(0) + place(1), np.zeros(SIZE))
    one = index(passage("gifts")).find(place(0), "en")
    shared = index(passage("gifts"), passage("care")).find(question, "en")
    translated = index(passage("gifts"), passage("care", "fa")).find(question, "en")
    assert one is not None
    assert shared is not None
    assert translated is not None
    assert shared.probability <= 0.5 < translated.probability


def test_the_readers_own_language_comes_first() -> None:
    """Where both say it."""
    both = index(passage("gifts", "en"), passage("hediye", "fa"))
    question = centred(place(0) + place(1), np.zeros(SIZE))
    for language, slug in (("en", "gifts"), ("fa", "hediye")):
        found = both.find(question, language)
        assert found is not None
        assert found.passage.slug == slug


def test_the_best_of_a_passages_sentences_counts() -> None:
    """Its second one."""
    plain = index(passage("gifts"))
    two = replace(
        plain, sentences=np.array([place(5), place(6)]), starts=np.array([0]), whole=plain.whole
    )
    near, far = two.find(place(6), "en"), two.find(place(7), "en")
    assert near is not None
    assert far is not None
    assert near.probability > 2 * far.probability


def test_the_nearest_passage_of_one_article_is_found_however_far_it_is() -> None:
    """Quotes its translation, where the reader's language has one; nothing of an article that is not there."""
    shop = index(passage("care"), passage("gifts"), passage("gifts"), passage("gifts-fa", "fa"))
    question = centred(0.9 * place(0) + 0.1 * place(2), np.zeros(SIZE))
    assert shop.within("gifts", question, "en") is shop.passages[2]
    assert shop.within("gifts", question, "fa") is shop.passages[3]
    assert shop.within("club", question, "en") is None
    assert index().within("gifts", question, "en") is None


def test_an_empty_shop_has_nothing_to_say() -> None:
    assert index().find(place(0), "en") is None


def test_what_is_stored_is_what_is_read(tmp_path: Path) -> None:
    file = tmp_path / "new" / "index.npz"
    index(passage("gifts"), passage("مراقبت", "fa")).store(file)
    kept = Index.stored(file)
    assert kept is not None
    assert kept.passages == [passage("gifts"), passage("مراقبت", "fa")]
    found = kept.find(place(1), "fa")
    assert found is not None
    assert found.passage.slug == "مراقبت"


def test_a_damaged_file_is_as_good_as_none(tmp_path: Path) -> None:
    file = tmp_path / "index.npz"
    assert Index.stored(file) is None
    index(passage("gifts")).store(file)
    whole = file.read_bytes()
    for content in (b"", b"nothing", whole[: len(whole) // 2]):
        file.write_bytes(content)
        assert Index.stored(file) is None


def test_vectors_without_a_direction_have_none() -> None:
    """A shop's only passage is not blown up to something."""
    assert np.isfinite(centred(np.ones(SIZE), np.ones(SIZE))).all()
