"""What of the domain reaches browsers."""

from dataclasses import fields

from handoff.domain.conversation.brief import Brief, brief_of
from handoff.web.protocol.conversation import ConversationItem
from handoff.web.views import list_item
from tests.handoff.domain.play.story import with_agent

# What an item calls by another name, and what is for the gateway alone.
RENAMED = {"seq": "head", "pending": "unanswered"}
WITHIN_OWNER = {"queued_since"}
GATEWAY_ONLY = {"wanted_agent", "team"}


def test_an_item_has_every_field_of_a_brief() -> None:
    """A field that is added to briefs is shown in lists, or is listed here."""
    told = {field.name for field in fields(Brief)} - WITHIN_OWNER - GATEWAY_ONLY
    assert {RENAMED.get(name, name) for name in told} == set(ConversationItem.model_fields)


def test_an_item_says_what_its_brief_says() -> None:
    """Names agree, and the owner has a since-time."""
    state = with_agent().state
    item = list_item(brief_of(state))
    assert (item.id, item.head, item.epoch) == (state.id, state.seq, state.epoch)
    assert (item.owner.kind, item.owner.agent_name) == ("agent", "Sara")
    assert item.started_at == state.started_at
