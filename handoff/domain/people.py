"""Customers and members of the staff."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Self, get_args

from handoff.domain.errors import InvalidInput
from handoff.domain.language import LANGUAGES, Language, script_of

Role = Literal["agent", "supervisor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)

LINE_LENGTH = 320  # characters of a customer's name, id, e-mail address or phone number
NAME_LENGTH = 100  # characters of a member's, a team's or a shop's name

# Control and direction characters, line ends, halves of characters: none can be read, and some turn
# the text around them or steer a terminal. The two joiners belong to Persian words.
_UNREADABLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_JOINERS = {"\u200c", "\u200d"}


def readable_name(text: str, of: str) -> str:
    """The name without spaces around it. `of` says whose it is, for the refusal.

    Raises:
        InvalidInput: `name_missing`, `name_long`, or `name_unreadable` for characters that are not
            to be seen.
    """
    name = text.strip()
    if not name:
        raise InvalidInput("name_missing", f"{of} needs a name")
    if len(name) > NAME_LENGTH:
        raise InvalidInput(
            "name_long",
            f"{of} has a name of more than {NAME_LENGTH} characters",
            {"most": NAME_LENGTH},
        )
    for character in name:
        if unicodedata.category(character) in _UNREADABLE and character not in _JOINERS:
            raise InvalidInput(
                "name_unreadable",
                f"{of} has a name with a character that cannot be seen (U+{ord(character):04X})",
            )
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """A member of the staff is called this in each language, in at least one of them.

    Raises:
        InvalidInput: `name_missing`.
    """

    en: str | None = None
    fa: str | None = None

    def __post_init__(self) -> None:
        if not any(name and name.strip() for name in (self.en, self.fa)):
            raise InvalidInput("name_missing", "A member of the staff needs a name")

    @classmethod
    def written(cls, name: str) -> Self:
        """The names of somebody who gave only one, in its own letters."""
        return cls(fa=name) if script_of(name) == "fa" else cls(en=name)

    def changed(self, name: str | None, name_fa: str | None) -> "Names":
        """The names with another one, and with another Persian one: None leaves them as they are, an empty
        one takes them away. A `name` in Persian letters alone is the Persian one.

        Raises:
            InvalidInput: `name_missing`.
        """
        if name and name_fa is None and script_of(name) == "fa":
            name, name_fa = None, name
        return Names(
            en=self.en if name is None else name, fa=self.fa if name_fa is None else name_fa
        )

    def in_language(self, language: Language) -> str:
        """The name that readers of `language` see: the other one where there is none in it."""
        own, other = (self.fa, self.en) if language == "fa" else (self.en, self.fa)
        return own or other or ""

    def readable(self) -> "Names":
        """The names without spaces around them; a blank one is none. Raises InvalidInput as
        `readable_name` does."""
        return Names(en=_readable_or_none(self.en), fa=_readable_or_none(self.fa))


def _readable_or_none(name: str | None) -> str | None:
    return readable_name(name, "A member of the staff") if name and name.strip() else None


# Written before a name: with it people are called by their last name.
_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "sir",
        "آقای",
        "آقا",
        "خانم",
        "دکتر",
        "مهندس",
        "استاد",
        "سرکار",
        "جناب",
    ]
)
FIRST, WHOLE = "{first}", "{name}"  # what may stand for the name in how a shop calls its customers


def called(name: str, pattern: str) -> str | None:
    """How a customer of this name is spoken to: `pattern` with the first name for `{first}`, the whole
    name for `{name}`. None where the name is no name to call somebody by, as an address is."""
    whole = " ".join(name.split())
    last, comma, rest = whole.partition(", ")
    words = (f"{rest} {last}" if comma else whole).split()
    first = _first(words)
    if first is None or "@" in whole or any(map(str.isdigit, whole)):
        return None
    return pattern.replace(FIRST, first) if FIRST in pattern else pattern.replace(WHOLE, whole)


def _first(words: list[str]) -> str | None:
    if not words or len(words[0].rstrip(".")) < 2:  # noqa: PLR2004 - an initial is no name
        return None
    if words[0].rstrip(".").casefold() in _TITLES:
        return f"{words[0]} {words[-1]}" if len(words) > 1 else None
    return words[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """`external_id` is the shop's own id of a customer it vouched for; None for a visitor.
    `revocations` counts how often all of the customer's tokens were revoked, `link_revocations` how often the links
    mailed to them as well. Since `erased_at` nothing of them is kept."""

    id: str
    external_id: str | None
    name: str | None
    email: str | None
    phone: str | None
    language: Language
    created_at: datetime
    revocations: int = 0
    link_revocations: int = 0
    erased_at: datetime | None = None

    @classmethod
    def visitor(cls, customer_id: str, language: Language, now: datetime) -> Self:
        """Somebody new, of whom nothing is known."""
        return cls(
            id=customer_id,
            external_id=None,
            name=None,
            email=None,
            phone=None,
            language=language,
            created_at=now,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    id: str
    email: str
    names: Names
    role: Role
    capacity: int  # chats at once
    available: bool  # wants to be offered chats
    disabled: bool
    missed: int = 0  # offers that ran out in a row while available
    languages: frozenset[Language] = frozenset(LANGUAGES)  # speaks
    topics: frozenset[str] = frozenset()  # is skilled in: names of intents
    teams: frozenset[str] = frozenset()
    joined: bool = True  # has a password; nobody has come in who was only invited
    portrait: str | None = None  # the key to their picture, in its public address

    @property
    def takes_chats(self) -> bool:
        """Whether chats may be offered to this member, once online."""
        return self.available and not self.disabled and self.capacity > 0
