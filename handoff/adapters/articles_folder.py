"""`articles/*.md`: what the shop has written for its customers, checked when it is read.

A file begins with `---`, its `language` and its `title` in YAML, and `---`; Markdown follows. Its name,
in up to 100 small letters, digits and hyphens, is its address. The bot reads the same files (`bot/articles/folder.py`)
and leaves out what is refused here.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import structlog
from pydantic import StringConstraints, ValidationError

from handoff.adapters.business_parts import Part
from handoff.adapters.yaml_files import Placed, parse_placed, read_text
from handoff.domain.errors import InvalidInput
from handoff.domain.language import Language
from handoff.domain.shop.articles import Article

log = structlog.get_logger()

CODE = "articles"
MOST = 500  # articles
LONGEST = 50_000  # characters of one
_MOST_BYTES = 4 * LONGEST  # of as many characters
_SLUG = re.compile(r"(?=.{1,100}$)[a-z0-9]+(?:-[a-z0-9]+)*")  # a file's name may have 255 bytes
_FRONT = re.compile(r"---\n(.*?)^---$\n?(.*)", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^ {0,3}#{1,6}(\s|$)")


class _Front(Part):
    language: Language
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


@dataclass(frozen=True, slots=True)
class ArticlesFolder:
    """The articles as they stand in `path` now: an author sees a change with the next request."""

    path: Path

    def find(self, slug: str) -> Article | None:
        """The article of this address; None if there is none, or if it cannot be read."""
        file = self.path / f"{slug}.md"
        if not is_slug(slug) or not file.is_file():
            return None
        try:
            return read_article(file)
        except InvalidInput as error:
            log.warning("articles.refused", reason=error.message)
            return None


def is_slug(name: str) -> bool:
    """Whether an article can have this name."""
    return _SLUG.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a folder holds: its articles, and why others cannot be read."""

    articles: tuple[Article, ...]
    refused: tuple[InvalidInput, ...]


def read_shelf(folder: Path) -> Shelf:
    """Everything in `folder`; nothing, if there is no such folder."""
    files = sorted(folder.glob("*.md"))
    found: list[Article] = []
    refused: list[InvalidInput] = []
    for file in files[:MOST]:
        try:
            found.append(read_article(file))
        except InvalidInput as error:
            refused.append(error)
    if len(files) > MOST:
        refused.append(InvalidInput(CODE, f"{folder} holds {len(files)} articles; {MOST} is most"))
    return Shelf(tuple(found), tuple(refused))


def read_article(file: Path) -> Article:
    """The article in `file`.

    Raises:
        InvalidInput: `articles`, with the file, the line, and what is wrong there.
    """
    if not is_slug(file.stem):
        raise _wrong(file, 1, "its name must be of up to 100 small letters, digits and hyphens")
    if file.is_file() and file.stat().st_size > _MOST_BYTES:
        raise _wrong(file, 1, f"it has more than {LONGEST:,} characters")
    text = read_text(file, CODE).removeprefix("\ufeff").replace("\r\n", "\n")
    if len(text) > LONGEST:
        raise _wrong(file, 1, f"it has {len(text):,} characters; {LONGEST:,} is most")
    parts = _FRONT.fullmatch(text)
    if parts is None:
        raise _wrong(file, 1, "it must begin with ---, its language and its title, then --- again")
    front = _front(file, parts[1])
    if not any(_says(line) for line in parts[2].splitlines()):
        raise _wrong(file, text[: parts.start(2)].count("\n") + 1, "the article is empty")
    return Article(
        slug=file.stem, language=front.language, title=front.title, body=parts[2].strip()
    )


def _front(file: Path, text: str) -> _Front:
    placed = parse_placed(f"\n{text}", file, CODE)  # so that lines are those of the file
    try:
        return _Front.model_validate(placed.content)
    except ValidationError as error:
        return _refuse(file, placed, error)


def _refuse(file: Path, placed: Placed, error: ValidationError) -> _Front:
    problem = error.errors(include_url=False)[0]
    place = problem["loc"]
    told = {
        "missing": "this key is missing",
        "extra_forbidden": "nobody knows this key",
        "model_type": "what stands before the text has keys: language and title",
        "literal_error": "it is en or fa",
        "string_too_short": "it is empty",
    }.get(problem["type"], problem["msg"])
    where = "".join(f"{part}: " for part in place)
    raise _wrong(file, max(placed.line(*place), 2), f"{where}{told}") from None


def _says(line: str) -> bool:
    return bool(line.strip()) and not _HEADING.match(line)


def _wrong(file: Path, line: int, reason: str) -> InvalidInput:
    return InvalidInput(CODE, f"{file}, line {line}: {reason}")
