"""The folder of articles: read, or refused in one sentence with file and line."""

from pathlib import Path

import pytest

from handoff.adapters.articles_folder import LONGEST, MOST, ArticlesFolder, read_shelf
from handoff.domain.shop.articles import Article

GOOD = "---\nlanguage: fa\ntitle: مراقبت از کتاب\n---\n\nدور از آفتاب نگه دارید.\n"


def test_articles_are_read_by_their_names(tmp_path: Path) -> None:
    """With a byte order mark and another system's line ends, too."""
    (tmp_path / "book-care.md").write_text(
        "\ufeff" + GOOD.replace("\n", "\r\n"), "utf-8", newline=""
    )
    (tmp_path / "notes.txt").write_text("no article", "utf-8")
    article = Article(
        slug="book-care", language="fa", title="مراقبت از کتاب", body="دور از آفتاب نگه دارید."
    )
    assert read_shelf(tmp_path).articles == (article,)
    assert ArticlesFolder(tmp_path).find("book-care") == article
    assert read_shelf(tmp_path / "nowhere").articles == ()


def test_the_articles_of_this_checkout_are_readable() -> None:
    """They pass the check that a shop's own must pass, and some are there in each language."""
    shelf = read_shelf(Path(__file__).parents[3] / "articles")
    assert not shelf.refused
    assert {article.language for article in shelf.articles} == {"en", "fa"}


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("Book Care.md", GOOD, "line 1: its name must be"),
        ("a.md", "Just text.", "line 1: it must begin with ---"),
        ("a.md", "---\nlanguage: fa\nNo end.", "line 1: it must begin with ---"),
        ("a.md", GOOD.replace("language: fa\n", ""), "line 2: language: this key is missing"),
        ("a.md", GOOD.replace("fa", "de"), "line 2: language: it is en or fa"),
        ("a.md", GOOD.replace("title: مراقبت از کتاب", "title: ''"), "line 3: title: it is empty"),
        (
            "a.md",
            GOOD.replace("title: مراقبت از کتاب", "title: '  '"),
            "line 3: title: it is empty",
        ),
        ("a.md", GOOD.replace("title: مراقبت از کتاب", "title: &a [*a]"), "nested too deeply"),
        ("a" * 101 + ".md", GOOD, "line 1: its name must be of up to 100"),
        ("a.md", GOOD + "ب" * 3 * LONGEST, "line 1: it has more than 50,000"),
        ("a.md", GOOD.replace("---\n\n", "titel: x\n---\n\n"), "line 4: titel: nobody knows"),
        ("a.md", "---\n- fa\n---\ntext", "line 2: what stands before the text has keys"),
        ("a.md", "---\nlanguage: [\n---\ntext", "is not YAML"),
        ("a.md", GOOD.split("\n\n", maxsplit=1)[0] + "\n\n# Heading\n", "the article is empty"),
        ("a.md", GOOD + "x" * LONGEST, "line 1: it has 50,0"),
    ],
)
def test_a_mistake_is_named_with_its_file(tmp_path: Path, name: str, text: str, says: str) -> None:
    """The other articles are read all the same, and its page is not there."""
    (tmp_path / "well.md").write_text(GOOD, "utf-8")
    (tmp_path / name).write_text(text, "utf-8")
    shelf = read_shelf(tmp_path)
    (refused,) = shelf.refused
    assert refused.code == "articles"
    assert says in refused.message
    assert name in refused.message
    assert [article.slug for article in shelf.articles] == ["well"]
    assert ArticlesFolder(tmp_path).find(Path(name).stem) is None


def test_a_folder_holds_a_bounded_number(tmp_path: Path) -> None:
    """What is beyond it is told, not left out in silence."""
    for number in range(MOST + 1):
        (tmp_path / f"article-{number}.md").write_text(GOOD, "utf-8")
    shelf = read_shelf(tmp_path)
    assert len(shelf.articles) == MOST
    assert f"holds {MOST + 1} articles" in shelf.refused[0].message


@pytest.mark.parametrize(
    "slug", ["../secret", "..", "a/b", "A", "", "a" * 5000, "a" * 300, "a\0b", "-"]
)
def test_strangers_reach_nothing_else(tmp_path: Path, slug: str) -> None:
    """An address that is no article's name opens no file."""
    (tmp_path / "secret.md").write_text(GOOD, "utf-8")
    folder = tmp_path / "articles"
    folder.mkdir()
    assert ArticlesFolder(folder).find(slug) is None
