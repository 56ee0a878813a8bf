"""The second step of signing in: a code from an app on the member's telephone. Pure.

App and gateway share a secret, from which both make a code of six digits that changes every half
minute (RFC 6238). Ten recovery codes stand in for a lost telephone; each is good once.
"""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from handoff.domain.errors import NotAllowed
from handoff.domain.people import Role, StaffMember

# What somebody whose password was right has to do before they are signed in.
NextStep = Literal["code", "set_up"]

# What a member has proven the second step with.
Proof = Literal["app", "recovery"]

# So long has a member to find the telephone, or to install an app on it.
STEP_LIFE = timedelta(minutes=15)

APP_DIGITS = 6
RECOVERY_CODES = 10
RECOVERY_LENGTH = 10  # of 31 letters: 49 bits, far beyond guessing under a brake
RECOVERY_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is easily taken for another
_GROUP = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactor:
    """What is known of a member's app. `sealed` is its secret, encrypted; a code of `last_step` (a
    half minute, counted from 1970) or an earlier one is not accepted any more; `recovery_left` codes
    are unused."""

    staff_id: str
    sealed: str
    since: datetime
    last_step: int
    recovery_left: int = RECOVERY_CODES


def next_step(
    member: StaffMember, factor: SecondFactor | None, demanded: Collection[Role]
) -> NextStep | None:
    """What is left to do after the password; None if nothing is."""
    if factor is not None:
        return "code"
    return "set_up" if member.role in demanded else None


def plain_code(typed: str) -> str:
    """The code as it is compared, however somebody types it: with spaces and dashes, in capitals, in
    the digits of any script."""
    return "".join(_plain(character) for character in typed)


def is_app_code(code: str) -> bool:
    """Whether a plain code can be one of the app; any other may be a recovery code."""
    return len(code) == APP_DIGITS and code.isdigit()


def recovery_code(letters: Sequence[str]) -> str:
    """The code as it is shown."""
    code = "".join(letters)
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def wrong_code() -> NotAllowed:
    """One refusal for all: mistyped, used before, too old, too early, of another telephone."""
    return NotAllowed("code_wrong", "That code is wrong, has been used, or is too old")


def _plain(character: str) -> str:
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    return character.casefold() if character.isalpha() else ""
