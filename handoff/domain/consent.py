"""What a shop asks customers to agree to before it keeps their words, and what they have agreed to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from handoff.domain.errors import IllegalMove
from handoff.domain.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentTerms:
    """The shop's text, and the page with the whole of it. Another text needs another `version`."""

    version: int
    text: Mapping[Language, str]
    link: Mapping[Language, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A customer agreed to this version then."""

    version: int
    at: datetime


def agrees(consent: Consent | None, terms: ConsentTerms | None) -> bool:
    """Whether nothing has to be asked: the shop asks nothing, or the customer agreed to this very version."""
    return terms is None or (consent is not None and consent.version == terms.version)


def demand_consent(consent: Consent | None, terms: ConsentTerms | None) -> None:
    """Raises IllegalMove (`consent_needed`): nothing that the customer types may be kept yet."""
    if not agrees(consent, terms):
        raise IllegalMove("consent_needed", "The shop asks for an agreement before it keeps words")


def demand_current(version: int, terms: ConsentTerms | None) -> None:
    """Raises IllegalMove (`consent_changed`): the customer has read a text that the shop no longer asks about."""
    if terms is None or version != terms.version:
        raise IllegalMove("consent_changed", "The shop asks for an agreement to another text")
