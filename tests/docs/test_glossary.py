"""The glossary's Persian words are those that people see."""

import json
import re

import pytest

from tests.docs.pages import ROOT

PAGE = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
CATALOGUES = [ROOT / f"{folder}/src/catalogue/fa.json" for folder in ("widget", "agent_console")]
SHOWN = "\n".join(
    str(text)
    for catalogue in CATALOGUES
    for text in json.loads(catalogue.read_text(encoding="utf-8")).values()
)
PERSIAN = re.findall(r"[\u0600-\u06ff\u200c]+(?: [\u0600-\u06ff\u200c]+)*", PAGE)


@pytest.mark.parametrize("words", sorted({words.strip("،") for words in PERSIAN} - {""}))
def test_a_persian_word_is_in_a_catalogue(words: str) -> None:
    """A word that is renamed on the pages is renamed here, too."""
    assert all(word in SHOWN for word in re.split("، ?", words))


def test_terms_are_told_once() -> None:
    """A reader finds one meaning of each."""
    terms = re.findall(r"^\| ([^|]+?) \| [^|]+ \| ", PAGE, re.MULTILINE)
    known = [term for row in terms if row not in ("term", "---") for term in row.split(", ")]
    assert len(known) > 50
    assert sorted(set(known)) == sorted(known)
