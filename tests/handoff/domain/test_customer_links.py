"""Links in mails that lead customers back: what each is for, whose, and until when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handoff.domain.customer_links import LINK_LIFE, LinkPurpose, demand_good, new_link
from handoff.domain.errors import NotAllowed
from handoff.domain.people import Customer

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NIKA = Customer.visitor("customer-nika", "en", NOON)


@pytest.mark.parametrize("purpose", ["rate", "talk", "copy"])
def test_a_link_is_good_for_its_time(purpose: LinkPurpose) -> None:
    """It opens what it is for until it ends."""
    link = new_link(purpose, "conversation-1", NOON, closing=7, customer=NIKA)
    demand_good(link, purpose, NIKA, NOON + LINK_LIFE[purpose] - timedelta(seconds=1))
    with pytest.raises(NotAllowed) as refused:
        demand_good(link, purpose, NIKA, NOON + LINK_LIFE[purpose])
    assert refused.value.code == "link_expired"


def test_a_link_opens_nothing_else() -> None:
    """A request for an opinion shows nobody the conversation, and the other way round."""
    for purpose, other in (("rate", "talk"), ("talk", "rate"), ("talk", "copy"), ("copy", "talk")):
        link = new_link(purpose, "conversation-1", NOON)  # type: ignore[arg-type]
        with pytest.raises(NotAllowed) as refused:
            demand_good(link, other, NIKA, NOON)  # type: ignore[arg-type]
        assert refused.value.code == "link_invalid"


@pytest.mark.parametrize(
    "owner",
    [replace(NIKA, link_revocations=1), Customer.visitor("customer-omid", "en", NOON)],
    ids=["signed out everywhere", "another customer"],
)
@pytest.mark.parametrize("purpose", ["talk", "copy"])
def test_links_to_words_end_with_what_they_were_mailed_for(
    owner: Customer, purpose: LinkPurpose
) -> None:
    """A customer who signs out everywhere, or signs in and takes the conversation along, leaves no way back in; an opinion may
    still be given."""
    link = new_link(purpose, "conversation-1", NOON, customer=NIKA)
    demand_good(link, purpose, replace(NIKA, revocations=3), NOON)
    with pytest.raises(NotAllowed) as refused:
        demand_good(link, purpose, owner, NOON)
    assert refused.value.code == "link_expired"
    demand_good(new_link("rate", "conversation-1", NOON), "rate", owner, NOON)
