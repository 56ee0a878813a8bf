"""Messages and dialogues to measure on, as stored on disk.

Anywhere below the folder:

- `*.tsv` with the columns `text` and `intent`, or `text` and `emotion`; further columns are ignored;
- `dialogues.yml`: a list of `{name, handoff, says}`, where `says` are the customer's messages and
  `handoff` is the number of the message (from 1) after which a person should come, or null.

A file belongs to the set of its folder: `data/eval/fa/intents.tsv` is measured as `fa`. A file at the
top of a folder given with `--extra` is a set of its own, named after the file.
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

Kind = Literal["intent", "emotion"]
NEAR = 0.8  # trigrams two messages share, of all that either has: from here on they are one message


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message and what it is: an intent or an emotion."""

    text: str
    label: str


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
    dialogues: tuple[Dialogue, ...] = ()

    def texts(self) -> Iterator[str]:
        yield from (row.text for row in (*self.intents, *self.emotions))
        for dialogue in self.dialogues:
            yield from dialogue.says


def read_sets(folder: Path) -> list[EvaluationSet]:
    """Every set below `folder`, by name.

    Raises:
        CliError: the folder is not there or holds nothing to measure, or a file is malformed.
    """
    if not folder.is_dir():
        raise CliError(f"There is no folder {folder}.", way_out="Give a folder of evaluation sets.")
    found: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for file in sorted([*folder.rglob("*.tsv"), *folder.rglob("dialogues.yml")]):
        name = file.parent.name if file.parent != folder else file.name.removesuffix(file.suffix)
        for kind, content in _contents(file).items():
            found[name][kind] += content
    sets = [
        EvaluationSet(
            name,
            intents=tuple(content["intent"]),
            emotions=tuple(content["emotion"]),
            dialogues=tuple(content["dialogues"]),
        )
        for name, content in sorted(found.items())
    ]
    if not any(True for test_set in sets for _ in test_set.texts()):
        raise CliError(
            f"There is nothing to measure in {folder}.",
            way_out="It takes *.tsv files with the columns text and intent (or emotion).",
        )
    return sets


def _contents(file: Path) -> Mapping[str, Sequence[Any]]:
    if file.suffix == ".yml":
        return {"dialogues": read_dialogues(file)}
    kind, rows = read_table(file)
    return {kind: rows}


def read_table(file: Path) -> tuple[Kind, list[Labelled]]:
    """The rows of a table, and whether they are labelled with intents or emotions."""
    lines = file.read_text(encoding="utf-8").splitlines()
    columns = lines[0].split("\t") if lines else []
    kind: Kind = "emotion" if "emotion" in columns else "intent"
    if "text" not in columns or kind not in columns:
        raise CliError(
            f"{file}: the first line must name the columns text and intent (or emotion)."
        )
    text, label = columns.index("text"), columns.index(kind)
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) <= max(text, label) or not cells[text].strip() or not cells[label].strip():
            raise CliError(f"{file}, line {number}: text or {kind} is missing.")
        rows.append(Labelled(cells[text], cells[label]))
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
