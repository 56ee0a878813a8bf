"""A conversation as lists show it: the few things of its state that tell it from others.

Lists are long and states are not small, so the store reads briefs without their states. The fields
of `Brief` are the one list of what there is: `brief_of` takes them from a state, the store makes its
query from them (`path_of`), and the console's items are filled from them by name.
"""

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from handoff.domain.channels import ChannelKind
from handoff.domain.conversation.state import Conversation, LastMessage, Owner
from handoff.domain.json_types import told_apart_by
from handoff.domain.language import Language
from handoff.domain.understanding import Emotion, HandoffReason

type Path = tuple[str | int, ...]  # names of fields, and indices of tuples


def _at(*path: str | int) -> Mapping[str, Path]:
    """Metadata of a field that stands elsewhere in the state than under its own name."""
    return {"path": path}


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """The newer of two briefs of one conversation has the greater (`epoch`, `seq`)."""

    id: str
    customer_id: str
    channel: ChannelKind
    customer_name: str | None = field(metadata=_at("contact", "name"))
    language: Language
    owner: Owner = field(metadata=told_apart_by("kind"))
    wanted_agent: str | None  # asked for by a transfer, or whose chat this was
    team: str | None  # asked for by a transfer
    epoch: int
    seq: int
    asked: int  # seq of the customer's last message
    pending: tuple[int, ...]  # seqs of those that nobody has answered yet
    queued_since: datetime | None
    reason: HandoffReason | None = field(metadata=_at("packet", "reason"))  # of its handoff
    mood: Emotion | None = field(metadata=_at("readings", -1, "emotion"))  # as last read
    priority: int  # minutes
    ticket: int | None
    satisfaction: int | None = field(metadata=_at("rating", "satisfaction"))  # as last rated
    started_at: datetime
    last: LastMessage | None


def path_of(brief_field: Field[Any]) -> Path:
    """Where in the state a field of `Brief` stands."""
    path: Path = brief_field.metadata.get("path", (brief_field.name,))
    return path


# A brief is made at each commit: where its fields stand is looked up once. Most have a name of the state.
_PATHS = {brief_field.name: path_of(brief_field) for brief_field in fields(Brief)}
_SAME = tuple(name for name, path in _PATHS.items() if path == (name,))
_ELSEWHERE = tuple((name, path) for name, path in _PATHS.items() if path != (name,))
_same_of = attrgetter(*_SAME)


def brief_of(state: Conversation) -> Brief:
    """Raises ValueError: the conversation has not started, there is nothing to tell of it."""
    if state.started_at is None:
        raise ValueError(f"Conversation {state.id} has not started")
    found = {name: _value(state, path) for name, path in _ELSEWHERE}
    return Brief(**dict(zip(_SAME, _same_of(state), strict=True)), **found)


def _value(found: Any, path: Path) -> Any:
    """What stands at `path`; None where the way there ends."""
    for step in path:
        if found is None or found == ():
            return None
        found = found[step] if isinstance(step, int) else getattr(found, step)
    return found
