"""What a shop asks customers to agree to, and when it has to ask."""

from datetime import UTC, datetime

import pytest

from handoff.domain.consent import Consent, ConsentTerms, agrees, demand_consent, demand_current
from handoff.domain.errors import IllegalMove

TERMS = ConsentTerms(version=2, text={"en": "May we keep it?", "fa": "نگه داریم؟"})
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_a_shop_that_asks_nothing_has_everybody_s_agreement() -> None:
    """Whether or not something was agreed to before."""
    for consent in (None, Consent(version=1, at=NOON)):
        assert agrees(consent, None)
        demand_consent(consent, None)


def test_this_very_version_has_to_be_agreed_to() -> None:
    """An older agreement is none to a newer text."""
    agreed = Consent(version=2, at=NOON)
    assert agrees(agreed, TERMS)
    demand_consent(agreed, TERMS)
    for consent in (None, Consent(version=1, at=NOON)):
        assert not agrees(consent, TERMS)
        with pytest.raises(IllegalMove) as refusal:
            demand_consent(consent, TERMS)
        assert refusal.value.code == "consent_needed"


@pytest.mark.parametrize(("version", "terms"), [(1, TERMS), (2, None)])
def test_nobody_agrees_to_a_text_that_is_no_longer_asked(
    version: int, terms: ConsentTerms | None
) -> None:
    """The customer has read another one."""
    with pytest.raises(IllegalMove) as refusal:
        demand_current(version, terms)
    assert refusal.value.code == "consent_changed"
    demand_current(2, TERMS)
