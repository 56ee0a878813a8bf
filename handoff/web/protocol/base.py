"""The wire format: what browsers send, what they get. The one source of `contracts/`.

Events travel as the domain's own dataclasses (`Event`); everything else is defined here.
Everything that comes in forbids unknown fields and is bounded in size.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from handoff.domain.people import NAME_LENGTH, Names

MESSAGE_LENGTH = 4000  # characters of one message
MAX_SEQ = 2**53 - 1  # the largest integer a JavaScript number holds exactly
PAGE_LENGTH = 200  # events of one `sync` page

# PostgreSQL keeps every character but NUL.
_NO_NUL = r"^[^\x00]*$"

Text = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=MESSAGE_LENGTH, pattern=_NO_NUL
    ),
]
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
Uuid = Annotated[str, StringConstraints(pattern=rf"^{UUID}$")]
# Where a page of a list ended: what the list is sorted by, a dot, an id.
PlaceText = Annotated[str, StringConstraints(pattern=rf"^-?[0-9]{{1,16}}\.{UUID}$")]
ShortText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_NO_NUL),
]
# 6 to 18 digits of any script, with what people write around and between them.
Phone = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, pattern=r"^[+(]{0,2}([0-9۰-۹٠-٩][ ()./‐-–-]{0,3}){6,18}$"
    ),
]


def _read_time(value: object) -> object:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


# Commands are read strictly, and JSON has no times, only text.
TimeAsText = Annotated[AwareDatetime, BeforeValidator(_read_time)]


class Inbound(BaseModel):
    """What comes from a browser: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_GivenName = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=4 * NAME_LENGTH, pattern=_NO_NUL)
]


class GivenNames(Inbound):
    """A member of the staff is called this in each language, in at least one; an empty one is none."""

    en: _GivenName | None = None
    fa: _GivenName | None = None

    def names(self) -> Names:
        """Raises InvalidInput: there is none."""
        return Names(en=self.en, fa=self.fa)


class Outbound(BaseModel):
    """What goes to a browser."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ErrorBody(Outbound):
    """`code` is for programs (and catalogues); `id` finds the log line of an unexpected error."""

    code: str
    message: str
    id: str | None = None
    data: dict[str, str | int] = {}


class Refused(Outbound):
    """The answer to any command that was refused."""

    ok: Literal[False] = False
    error: ErrorBody


class Done(Outbound):
    """The answer to a command: committed. `seq` is the head of the log after it."""

    ok: Literal[True] = True
    seq: int
    at: datetime


class Sync(Inbound):
    """`sync`: the events after `after` that the customer may see, in order, one page."""

    after: Annotated[int, Field(ge=0, le=MAX_SEQ)]
    limit: Annotated[int, Field(ge=1, le=PAGE_LENGTH)] = PAGE_LENGTH


class Typing(Inbound):
    """`typing`: not acknowledged, not stored."""

    active: bool


class SetMark(Inbound):
    """`mark`: up to which seq this device has the events, and up to which they were seen on a page
    in view. What is known already changes nothing."""

    delivered: Annotated[int, Field(ge=0, le=MAX_SEQ)] = 0
    read: Annotated[int, Field(ge=0, le=MAX_SEQ)] = 0


class Noted(Outbound):
    """The answer to `mark` and `mail_transcript`."""

    ok: Literal[True] = True


class Nothing(Inbound):
    """`request_person`, `keep_waiting`, `open_ticket`, `continue_with_bot`, `end_chat`, `mail_transcript`: no arguments."""
