"""Messages and dialogues to measure on, as stored on disk.

Anywhere below the folder:

- `*.tsv` with the columns `text` and `intent`, `text` and `emotion`, `text` and `upset`, or `text` and
  `passage` (see `passages.py`); further columns are ignored. Of several intents joined by `|` any is right, and the first is the one that a
  desk would act on. `upset` is 0 (calm), 1 (dissatisfied) or 2 (angry, insulting, desperate);
- `dialogues.yml`: a list of `{name, handoff, says}`, where `says` are the customer's messages and
  `handoff` is the number of the message (from 1) after which a person should come, or null.

A file belongs to the set of its folder: `data/eval/fa/intents.tsv` is measured as `fa`. A file that is
given by itself, or stands at the top of a folder that is given, is a set of its own, named after the file.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from handoff.domain.persian import spelled
from stack.errors import CliError
from stack.setup.training import read_yaml

Kind = Literal["intent", "emotion", "upset", "passage"]
KINDS: tuple[Kind, ...] = ("intent", "emotion", "upset", "passage")
UPSET = ("0", "1", "2")
SEVERAL = "|"
NEAR = 0.8  # trigrams two messages share, of all that either has: from here on they are one message


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message and what it is: its intents, its emotion, how upset its writer is, or the passages that
    answer it."""

    text: str
    label: str

    @property
    def labels(self) -> tuple[str, ...]:
        """All that are right, the one that matters most first."""
        return tuple(self.label.split(SEVERAL))


class Dialogue(BaseModel):
    """A written conversation: what the customer says, and when a person should come."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    handoff: int | None = Field(ge=1)
    says: tuple[str, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """Rows that are measured together, and the name under which they are reported."""

    name: str
    intents: tuple[Labelled, ...] = ()
    emotions: tuple[Labelled, ...] = ()
    upsets: tuple[Labelled, ...] = ()
    questions: tuple[Labelled, ...] = ()
    dialogues: tuple[Dialogue, ...] = ()

    def texts(self) -> Iterator[str]:
        yield from (
            row.text for row in (*self.intents, *self.emotions, *self.upsets, *self.questions)
        )
        for dialogue in self.dialogues:
            yield from dialogue.says


def read_sets(place: Path) -> list[EvaluationSet]:
    """Every set below the folder `place`, by name, or the one set that the file `place` is.

    Raises:
        CliError: there is no such place, or nothing to measure in it, or a file is malformed.
    """
    if not place.exists():
        raise CliError(
            f"There is no folder or file {place}.", way_out="Give a folder of sets, or one file."
        )
    found: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for file in _files(place):
        is_own = place in (file, file.parent)
        name = file.name.removesuffix(file.suffix) if is_own else file.parent.name
        for kind, content in _contents(file).items():
            found[name][kind] += content
    sets = [_made_of(name, content) for name, content in sorted(found.items())]
    if not any(True for test_set in sets for _ in test_set.texts()):
        raise CliError(
            f"There is nothing to measure in {place}.",
            way_out="It takes *.tsv files with the columns text and intent, emotion, upset or passage.",
        )
    return sets


def _files(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    return sorted([*place.rglob("*.tsv"), *place.rglob("dialogues.yml")])


def _made_of(name: str, content: Mapping[str, Sequence[Any]]) -> EvaluationSet:
    return EvaluationSet(
        name,
        intents=tuple(content.get("intent", ())),
        emotions=tuple(content.get("emotion", ())),
        upsets=tuple(content.get("upset", ())),
        questions=tuple(content.get("passage", ())),
        dialogues=tuple(content.get("dialogues", ())),
    )


def _contents(file: Path) -> Mapping[str, Sequence[Any]]:
    if file.suffix == ".yml":
        return {"dialogues": read_dialogues(file)}
    kind, rows = read_table(file)
    return {kind: rows}


def read_table(file: Path) -> tuple[Kind, list[Labelled]]:
    """The rows of a table, and what they are labelled with."""
    lines = file.read_text(encoding="utf-8").splitlines()
    columns = lines[0].split("\t") if lines else []
    kind = next((kind for kind in KINDS if kind in columns), None)
    if "text" not in columns or kind is None:
        raise CliError(
            f"{file}: the first line must name the columns text and intent (or emotion, upset, passage)."
        )
    text, label = columns.index("text"), columns.index(kind)
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) <= max(text, label) or not cells[text].strip() or not cells[label].strip():
            raise CliError(f"{file}, line {number}: text or {kind} is missing.")
        row = Labelled(cells[text], cells[label])
        if kind == "upset" and row.label not in UPSET:
            raise CliError(f"{file}, line {number}: upset is {', '.join(UPSET)}, not {row.label}.")
        if not all(row.labels):
            raise CliError(f"{file}, line {number}: there is nothing on one side of a {SEVERAL}.")
        rows.append(row)
    return kind, rows


def read_dialogues(file: Path) -> list[Dialogue]:
    """The dialogues of a file."""
    try:
        dialogues = TypeAdapter(list[Dialogue]).validate_python(read_yaml(file))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CliError(f"{file}: {place}: {first['msg']}") from None
    for dialogue in dialogues:
        if dialogue.handoff is not None and dialogue.handoff > len(dialogue.says):
            raise CliError(f"{file}: {dialogue.name}: the handoff comes after the last message.")
    return dialogues


def training_messages(folder: Path) -> list[Labelled]:
    """The examples below `data/nlu`."""
    rows = []
    for file in sorted(folder.rglob("*.yml")):
        content: Any = read_yaml(file)
        for entry in content["nlu"]:
            examples = (line.removeprefix("- ").strip() for line in entry["examples"].splitlines())
            rows += [Labelled(text, entry["intent"]) for text in examples if text]
    return rows


def near_duplicates(training: Iterable[str], evaluation: Iterable[str]) -> list[tuple[str, str]]:
    """Messages of `evaluation` that occur in training nearly word for word, each with its
    duplicate."""
    known = {text: _trigrams(text) for text in training}
    holders: dict[str, list[str]] = defaultdict(list)
    for text, trigrams in known.items():
        for trigram in trigrams:
            holders[trigram].append(text)
    found = []
    for text in evaluation:
        mine = _trigrams(text)
        shared = Counter(other for trigram in mine for other in holders.get(trigram, ()))
        for other, count in shared.most_common(20):
            if count / len(mine | known[other]) >= NEAR:
                found.append((text, other))
                break
    return found


def _trigrams(text: str) -> frozenset[str]:
    plain = " ".join(re.findall(r"[^\W_]+", spelled(text).lower())) or text
    padded = f" {plain} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))
