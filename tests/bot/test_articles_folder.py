"""Passages of articles: what is quoted is whole, plain and bounded; what cannot be read is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.articles.folder import LONGEST, LONGEST_ARTICLE, opening, read_passages, sentences
from tests.hostile import processor_seconds

FRONT = "---\nlanguage: en\ntitle: Gift cards\n---\n"


def write(folder: Path, text: str, name: str = "gift-cards.md") -> None:
    (folder / name).write_text(text, "utf-8", newline="")


def test_a_passage_stands_under_its_heading(tmp_path: Path) -> None:
    """Sections are numbered as those of the page are; 0 is what stands before the first."""
    write(
        tmp_path, f"{FRONT}Codes with a balance.\n\n## Paying\n\nType it in.\n\n### Twice\n\nYes.\n"
    )
    found = read_passages(tmp_path)
    assert [(p.section, p.heading, p.text) for p in found] == [
        (0, "", "Codes with a balance."),
        (1, "Paying", "Type it in."),
        (2, "Twice", "Yes."),
    ]
    assert {(p.slug, p.language, p.title) for p in found} == {("gift-cards", "en", "Gift cards")}


def test_markdown_is_quoted_as_text(tmp_path: Path) -> None:
    """Links by their words, items as lines, no marks of emphasis; names with underscores stay."""
    write(
        tmp_path,
        f"{FRONT}A **code** of _yours_, see [the shop](https://a.example/b) and `my_code`:\n\n"
        "- by mail\n  or phone\n1. at the till\n\n> quoted\n",
    )
    (passage,) = read_passages(tmp_path)
    assert passage.text == (
        "A code of yours, see the shop and my_code:\n• by mail or phone\n• at the till\nquoted"
    )


def test_a_long_section_is_cut_between_sentences(tmp_path: Path) -> None:
    """Nothing is lost, and no passage is longer than what is read in a chat."""
    told = " ".join(f"Sentence number {number} says this and that." for number in range(60))
    write(tmp_path, f"{FRONT}{told}\n")
    found = read_passages(tmp_path)
    assert len(found) > 1
    assert all(len(p.text) <= LONGEST and p.text.endswith(".") for p in found)
    assert " ".join(p.text for p in found) == told


def test_the_space_between_long_sentences_is_no_passage(tmp_path: Path) -> None:
    """Sentences of just the length that a passage has leave the space between them over."""
    told = " ".join("x" * (LONGEST - 1) + "." for _ in range(3))
    write(tmp_path, f"{FRONT}{told}\n")
    assert [len(p.text) for p in read_passages(tmp_path)] == [LONGEST] * 3


def test_a_sentence_without_an_end_is_cut_all_the_same(tmp_path: Path) -> None:
    write(tmp_path, FRONT + "x" * 3 * LONGEST)
    assert [len(p.text) for p in read_passages(tmp_path)] == [LONGEST] * 3


def test_sentences_are_the_text() -> None:
    """In both languages; a decimal point ends none."""
    text = "It costs 3.5 euros. Really? بله، همین است؟ آری."
    assert "".join(sentences(text)) == text
    assert len(sentences(text)) == 4


@pytest.mark.parametrize(
    "text",
    [
        "No front.",
        "---\nlanguage: de\ntitle: A\n---\ntext",
        "---\nlanguage: en\n---\ntext",
        "---\nlanguage: en\ntitle: 5\n---\ntext",
        "---\nlanguage: en\ntitle: '  '\n---\ntext",
        "---\nlanguage: en\ntitle: A\nauthor: B\n---\ntext",
        f"---\nlanguage: en\ntitle: {'A' * 201}\n---\ntext",
        "---\nlanguage: [\n---\ntext",
        f"---\nlanguage: {'[' * 20_000}{']' * 20_000}\n---\ntext",
        FRONT + "x" * LONGEST_ARTICLE,
    ],
)
def test_what_cannot_be_read_is_left_out(tmp_path: Path, text: str) -> None:
    """The other articles are answered from."""
    write(tmp_path, text, "bad.md")
    write(tmp_path, f"{FRONT}Good.\n", "good.md")
    assert [p.slug for p in read_passages(tmp_path)] == ["good"]


@pytest.mark.parametrize("name", ["Good.md", "good_one.md", "good-.md", "g" * 101 + ".md"])
def test_an_article_without_an_address_is_left_out(tmp_path: Path, name: str) -> None:
    """A passage would lead nowhere."""
    write(tmp_path, f"{FRONT}Good.\n", name)
    assert read_passages(tmp_path) == []


def test_a_listing_has_no_headings(tmp_path: Path) -> None:
    """A line that begins with a `#` between two fences is a part of its section."""
    listing = "~~~\n# first\n```\n# second\n~~~"
    write(tmp_path, f"{FRONT}Type this:\n\n{listing}\n\n## Paying\n\nAt the till.\n")
    assert [(p.section, p.text) for p in read_passages(tmp_path)] == [
        (0, "Type this:\n# first  # second"),
        (1, "At the till."),
    ]


def test_no_folder_holds_no_passages(tmp_path: Path) -> None:
    assert read_passages(tmp_path / "nowhere") == []


@pytest.mark.parametrize("sign", ["[", "*", "- ", "#", "(", "]( ", "_", ". ", "> ", "\n"])
def test_an_odd_article_is_read_in_time(tmp_path: Path, sign: str) -> None:
    """Whatever it repeats."""
    write(tmp_path, FRONT + sign * ((LONGEST_ARTICLE - len(FRONT)) // len(sign)))
    assert processor_seconds(lambda: read_passages(tmp_path), 2) < 2


def test_an_article_opens_in_the_readers_language_where_it_is_translated(tmp_path: Path) -> None:
    """Its first passage; nothing, where there is no such article or it cannot be read."""
    write(tmp_path, f"{FRONT}Codes with a balance.\n\n## Paying\n\nType it in.\n")
    assert _opens(tmp_path, "fa") == "Codes with a balance."
    translated = FRONT.replace("en", "fa", 1) + "کدهایی با اعتبار.\n"
    write(tmp_path, translated, "gift-cards-fa.md")
    assert _opens(tmp_path, "fa") == "کدهایی با اعتبار."
    assert _opens(tmp_path, "en") == "Codes with a balance."
    write(tmp_path, "no article", "gift-cards-fa.md")
    assert _opens(tmp_path, "fa") == "Codes with a balance."
    assert opening(tmp_path, "vouchers", "en") is None


def _opens(folder: Path, language: str) -> str:
    passage = opening(folder, "gift-cards", language)
    assert passage is not None
    return passage.text
