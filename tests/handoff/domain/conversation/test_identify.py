"""A guest signs in at the shop."""

import pytest

from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.errors import IllegalMove
from tests.handoff.domain.play.story import SARA, say, told

NIKA = c.Identify(customer_id="nika", customer_name="Nika")


def test_the_conversation_is_the_customers_from_here_on() -> None:
    """The staff reads it in the log; whoever has the conversation keeps it."""
    story = told(say(), c.RequestPerson(), c.Take(agent=SARA), NIKA)
    assert (story.state.customer_id, story.state.verified) == ("nika", True)
    assert story.state.contact.name == "Nika"
    assert story.state.owner.kind == "agent"
    event = story.log[-1]
    assert event.body == e.CustomerIdentified(customer_id="nika", customer_name="Nika")
    assert (event.actor.kind, event.public) == ("system", False)


def test_a_name_is_kept_where_the_shop_tells_none() -> None:
    """As the guest had left it."""
    left = c.LeaveContact(client_id="x", name="N.", email="n@mail.example")
    story = told(say(), left, c.Identify(customer_id="nika", customer_name=None))
    assert (story.state.contact.name, story.state.contact.email) == ("N.", "n@mail.example")


def test_a_second_time_changes_nothing_and_another_customer_is_refused() -> None:
    """The next customer who signs in in the same browser gets nothing of theirs."""
    story = told(say(), NIKA)
    assert story.then(NIKA).log == story.log
    with pytest.raises(IllegalMove):
        story.then(c.Identify(customer_id="omid", customer_name="Omid"))
