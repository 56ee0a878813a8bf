"""Agents are written into a conversation by the name that its customer can read."""

from datetime import timedelta

import pytest

from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.state import Conversation, WithAgent
from handoff.domain.language import Language
from handoff.domain.people import Names
from tests.handoff.domain.play.story import DEADLINE, NOON, Told

SARA = c.Agent(id="agent-sara", names=Names(en="Sara", fa="سارا"))
OMID = c.Agent(id="agent-omid", names=Names(en="Omid", fa="امید"))
BOTH: list[tuple[Language, str, str]] = [("en", "Sara", "Omid"), ("fa", "سارا", "امید")]


def _talk(language: Language) -> Told:
    start = c.Start(customer_id="nika", customer_name=None, language=language)
    offer = c.Offer(agent=SARA, deadline=DEADLINE)
    said = c.AgentSay(agent=SARA, text="...", client_id="said")
    asked = Told(Conversation(id="talk"), ()).then(start, c.RequestPerson())
    return asked.then(offer, c.Accept(agent=SARA), said)


@pytest.mark.parametrize(("language", "sara", "omid"), BOTH)
def test_an_agent_is_named_in_the_language_of_the_conversation(
    language: Language, sara: str, omid: str
) -> None:
    """The customer reads who comes, who speaks, who comes next and who had to go in one script."""
    talk = _talk(language)
    owner = talk.state.owner
    assert isinstance(owner, WithAgent)
    assert owner.agent_name == sara
    assert {event.actor.name for event in talk.log if event.actor.kind == "agent"} == {sara}
    transfer = c.Transfer(agent=SARA, client_id="on", to=OMID, hold_until=NOON + timedelta(1))
    handed_on = talk.then(transfer)
    named = [
        body.agent_name
        for body in handed_on.since(talk)
        if isinstance(body, e.ConversationTransferred | e.AgentOffered)
    ]
    assert named == [omid, omid]
    lost = talk.then(c.LoseAgent(epoch=talk.state.epoch, cause="day_over"))
    assert [x.agent_name for x in lost.since(talk) if isinstance(x, e.AgentLost)] == [sara]


def test_the_picture_comes_with_the_agent() -> None:
    """The customer sees whom they talk with, until somebody else accepts."""
    sara = c.Agent(id="agent-sara", names=Names(en="Sara"), portrait="key-of-sara")
    start = c.Start(customer_id="nika", customer_name=None, language="en")
    taken = Told(Conversation(id="talk"), ()).then(start, c.RequestPerson(), c.Take(agent=sara))
    assert isinstance(taken.state.owner, WithAgent)
    assert taken.state.owner.agent_portrait == "key-of-sara"
    over = taken.then(c.Take(agent=OMID, over=True))
    assert isinstance(over.state.owner, WithAgent)
    assert over.state.owner.agent_portrait is None


def test_somebody_with_one_name_keeps_it_everywhere() -> None:
    """A name in the other script is better than none."""
    start = c.Start(customer_id="nika", customer_name=None, language="fa")
    reza = c.Agent(id="agent-reza", names=Names(en="Reza"))
    taken = Told(Conversation(id="talk"), ()).then(start, c.RequestPerson(), c.Take(agent=reza))
    assert isinstance(taken.state.owner, WithAgent)
    assert taken.state.owner.agent_name == "Reza"
