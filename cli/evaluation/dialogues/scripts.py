"""Scripts of dialogues, read strictly: whatever is wrong is named with its file and line."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import re2
import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from handoff.domain.language import Language
from stack.errors import CliError
from stack.setup.training import read_yaml

Writing = Literal["en", "fa", "latin"]
Asked = Literal["order_number", "contact"]

Topic = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*$")]
Words = Annotated[str, StringConstraints(min_length=1)]


def _expression(pattern: str) -> str:
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error:
        raise ValueError("it must be a regular expression that RE2 knows") from None
    return pattern


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


Expression = Annotated[str, StringConstraints(min_length=1), AfterValidator(_expression)]
Lines = Annotated[tuple[Words, ...], BeforeValidator(_several), Field(min_length=1)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Turn(Part):
    """What the customer says, or the button that is pressed, and what is expected of the answer."""

    say: Lines | None = None
    press: Expression | None = None
    topic: tuple[Topic, ...] = ()
    also: tuple[Topic, ...] = ()
    has: tuple[Expression, ...] = ()
    has_not: Annotated[tuple[Expression, ...], Field(alias="not")] = ()
    avoid: tuple[Expression, ...] = ()
    sorry: Literal[True] | None = None
    cheerful: Literal[False] | None = None
    asks: Asked | Literal["nothing"] | None = None
    language: Language | None = None

    @model_validator(mode="after")
    def _is_one_move(self) -> "Turn":
        if (self.say is None) == (self.press is None):
            raise ValueError("a turn has either say or press")
        return self


class Script(Part):
    """One dialogue. `person` is the number of the turn, from 1, by whose answer a person must have been
    called; or whether one never or may be called."""

    id: Annotated[str, StringConstraints(pattern=r"^(en|fa|latin)-[a-z0-9-]+$")]
    language: Writing
    page: Language
    customer: str | None = None
    person: Annotated[int, Field(ge=1)] | Literal["never", "may"]
    early: bool = True
    calm: bool = False
    turns: Annotated[tuple[Turn, ...], Field(min_length=1)]

    @property
    def topics(self) -> set[str]:
        return {topic for turn in self.turns for topic in (*turn.topic, *turn.also)}

    @model_validator(mode="after")
    def _fits(self) -> "Script":
        if not self.id.startswith(f"{self.language}-"):
            raise ValueError(f"the id of a dialogue in this language begins with {self.language}-")
        if isinstance(self.person, int) and self.person > len(self.turns):
            raise ValueError("the person comes after the last turn")
        if self.calm and not isinstance(self.person, int):
            raise ValueError("calm is said of a serious matter, for which a person must come")
        return self


class _File(Part):
    dialogues: Annotated[tuple[Script, ...], Field(min_length=1)]


def read_scripts(place: Path, customers: Collection[str], topics: Collection[str]) -> list[Script]:
    """The dialogues of the file `place`, or of every `*.yml` in the folder `place`. `customers` are
    those who can be signed in, `topics` those of the bot.

    Raises:
        CliError: there is nothing to play, or something in a file is wrong.
    """
    files = [place] if place.is_file() else sorted(place.glob("*.yml"))
    found: dict[str, Script] = {}
    for file in files:
        for line, script in _read(file):
            if script.id in found:
                raise _wrong(file, line, f"there is another dialogue called {script.id}")
            if script.customer is not None and script.customer not in customers:
                raise _wrong(file, line, f"the demo shop has no customer {script.customer}")
            if unknown := sorted(script.topics - set(topics)):
                raise _wrong(file, line, f"there is no topic {unknown[0]}")
            found[script.id] = script
    if not found:
        raise CliError(f"There are no dialogues in {place}.", way_out="Give a folder of *.yml.")
    return list(found.values())


def _read(file: Path) -> Iterator[tuple[int, Script]]:
    """Each script, and the line on which it begins."""
    content = read_yaml(file)
    tree = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    try:
        read = _File.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        reason = first["msg"].removeprefix("Value error, ")
        place = ".".join(str(part) for part in first["loc"] if part in _spelled(tree))
        where = f"{place}: " if place else ""
        raise _wrong(file, _line(tree, first["loc"]), f"{where}{reason}") from None
    for number, script in enumerate(read.dialogues):
        yield _line(tree, ("dialogues", number)), script


def _line(tree: yaml.Node | None, path: Sequence[Any]) -> int:
    """The line of what stands at `path`, as far as the tree has it."""
    line = tree.start_mark.line if tree else 0
    for part in path:
        key, below = _below(tree, part)
        if below is not None:
            line, tree = (key or below).start_mark.line, below
    return line + 1


def _below(node: yaml.Node | None, part: Any) -> tuple[yaml.Node | None, yaml.Node | None]:
    """The key and the value of `part` in a mapping, or the element of that number."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == part), (None, None))
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        return None, node.value[part] if part < len(node.value) else None
    return None, None


def _spelled(node: yaml.Node | None) -> set[object]:
    """Every key below `node`, and the numbers of its elements: what pydantic adds to a path is
    neither."""
    found: set[object] = set()
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            found |= {key.value} | _spelled(value)
    if isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            found |= {number} | _spelled(value)
    return found


def _wrong(file: Path, line: int, reason: str) -> CliError:
    return CliError(f"{file}, line {line}: {reason}.")
