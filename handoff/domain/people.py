"""Customers and members of the staff."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from handoff.domain.language import LANGUAGES, Language

Role = Literal["agent", "supervisor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """`external_id` is the shop's own id of a customer it vouched for; None for a visitor.
    `revocations` counts how often all of the customer's tokens were revoked."""

    id: str
    external_id: str | None
    name: str | None
    email: str | None
    phone: str | None
    language: Language
    created_at: datetime
    revocations: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    id: str
    email: str
    name: str
    role: Role
    capacity: int  # chats at once
    available: bool  # wants to be offered chats
    disabled: bool
    missed: int = 0  # offers that ran out in a row while available
    languages: frozenset[Language] = frozenset(LANGUAGES)  # speaks
    topics: frozenset[str] = frozenset()  # is skilled in: names of intents
    teams: frozenset[str] = frozenset()

    @property
    def takes_chats(self) -> bool:
        """Whether chats may be offered to this member, once online."""
        return self.available and not self.disabled and self.capacity > 0
