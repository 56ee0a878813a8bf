"""The pages of the documentation, and the examples in them."""

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

from stack.checkout import this_checkout

ROOT = this_checkout().root

_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


@dataclass(frozen=True)
class Example:
    """A fenced block of a page, in the language that its fence names."""

    page: str
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def pages() -> list[Path]:
    """Everything that is written for people who use or change Firuze."""
    top = (ROOT / name for name in ("README.md", "CONTRIBUTING.md"))
    return [*top, *sorted((ROOT / "docs").rglob("*.md"))]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def examples(page: Path, *languages: str) -> list[Example]:
    """The fenced blocks of `page` in these languages, all of them if none is named."""
    text = page.read_text(encoding="utf-8")
    return [
        Example(
            name_of(page),
            text.count("\n", 0, found.start()) + 2,
            found[2],
            textwrap.dedent(found[3]),
        )
        for found in _FENCE.finditer(text)
        if not languages or found[2] in languages
    ]


def code_spans(page: Path) -> list[str]:
    """What stands between single backticks in the prose of `page`."""
    prose = _FENCE.sub("", page.read_text(encoding="utf-8"))
    return _SPAN.findall(prose)


def the_example(page: str, language: str, holding: str) -> str:
    """The one example of `page` in `language` with `holding` in it."""
    (found,) = [e for e in examples(ROOT / page, language) if holding in e.text]
    return found.text
