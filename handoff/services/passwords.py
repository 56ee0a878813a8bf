"""Passwords of the staff: what is accepted, and what hashes and judges them."""

from collections.abc import Sequence
from typing import Literal, Protocol

from handoff.domain.errors import InvalidInput

PASSWORD_LENGTH = 12  # characters at least
LONGEST_PASSWORD = 1000

# Why a password is easy to guess.
Weakness = Literal[
    "common",  # many people have it, or one like it
    "personal",  # made of the member's name, address or shop
    "repeated",
    "sequence",  # abc, 1234, neighbours on the keyboard
    "date",
    "word",  # a word or a name alone
    "guessable",
]


class Passwords(Protocol):
    """Hashes that are slow on purpose; both calls take tens of milliseconds off the event loop."""

    async def hash(self, password: str) -> str: ...

    async def verify(self, password: str, password_hash: str) -> bool: ...

    def weakness(self, password: str, about: Sequence[str]) -> Weakness | None:
        """Why the password is easy to guess for somebody who knows `about`, words that have to do
        with its owner; None if it is not."""
        ...


def check_password(password: str, about: Sequence[str], passwords: Passwords) -> None:
    """Accepts a new password by its length and by how hard it is to guess; any characters will do.

    Raises:
        InvalidInput: `password_short` with `least` in the data, `password_long`, or
            `password_guessable` with the `Weakness` as `why`.
    """
    if len(password) < PASSWORD_LENGTH:
        raise InvalidInput(
            "password_short",
            f"A password needs {PASSWORD_LENGTH} characters or more: three or four words will do",
            {"least": PASSWORD_LENGTH},
        )
    if len(password) > LONGEST_PASSWORD:
        raise InvalidInput("password_long", "That password is too long", {"most": LONGEST_PASSWORD})
    why = passwords.weakness(password, about)
    if why is not None:
        raise InvalidInput(
            "password_guessable",
            f"That password is easy to guess ({_WHY[why]}):"
            " add a word or two that nobody connects with you",
            {"why": why},
        )


_WHY = {
    "common": "many people have one like it",
    "personal": "it is made of your name, your address or your shop",
    "repeated": "it repeats itself",
    "sequence": "its characters follow each other",
    "date": "it is a date",
    "word": "it is a single word or name",
    "guessable": "programs try such ones first",
}
