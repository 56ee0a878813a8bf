"""The record of what happens to the staff's accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

SecurityEvent = Literal[
    "signed_in",  # detail: password, app, recovery, set_up
    "signed_out",
    "login_failed",
    "code_failed",
    "slowed_down",  # too many attempts
    "session_ended",
    "password_changed",  # detail: own, invitation, password_reset; none: by an operator
    "password_link",  # one was made; detail: invitation, password_reset
    "link_shown",  # to a colleague, to be handed over
    "invitation_withdrawn",
    "second_factor_on",  # detail: first, another
    "second_factor_off",
    "recovery_renewed",
    "recovery_used",
    "added",  # detail: the role
    "role_changed",  # detail: the role
    "renamed",
    "enabled",
    "disabled",
    "left_out",  # detail: how many failures of a minute are not in the record
]

# Besides these, the id of a colleague.
MEMBER, OPERATOR, ANYBODY = "member", "operator", "anybody"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityEntry:
    """Something has happened to the account `staff_id` (None: to none that there is). `by` is the
    member, an operator at the command line, anybody who has shown nothing, or a colleague's id.
    `network` stands for where a request came from: the same name, the same network."""

    at: datetime
    event: SecurityEvent
    staff_id: str | None
    by: str
    network: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityQuery:
    """What somebody looks for in the record; None means any."""

    staff_id: str | None = None
    since: datetime | None = None
    limit: int = 200


class SecurityTrail(Protocol):
    """Append-only: nothing in it is changed, and nothing goes before its time."""

    async def append(self, entry: SecurityEntry) -> None: ...

    async def find(self, query: SecurityQuery) -> Sequence[SecurityEntry]:
        """Newest first."""
        ...

    async def forget(self, before: datetime) -> int:
        """Drops what is older; how many entries that were."""
        ...
