"""The events: what is public, what of it a customer sees, and that nothing is lost as JSON."""

import typing
from dataclasses import replace

import pytest
from hypothesis import given, settings
from pydantic import TypeAdapter

from handoff.domain.bot_answers import Button
from handoff.domain.conversation import events as e
from handoff.domain.conversation.customer_view import for_customer
from tests.handoff.cards import card_of
from tests.handoff.domain.play.story import NOON
from tests.handoff.domain.play.strategies import (
    INTERNAL_BODIES,
    PUBLIC_BODIES,
    SECRET,
    internal_events,
    public_events,
)

EVENT: TypeAdapter[e.Event] = TypeAdapter(e.Event)


def as_event(body: e.Body, actor: e.Actor | None = None) -> e.Event:
    return e.Event(seq=7, after=5, at=NOON, epoch=3, actor=actor or e.Actor(kind="bot"), body=body)


def test_the_properties_below_hear_of_every_event() -> None:
    """No kind of event can be added without a strategy on its side of the wall."""
    assert set(INTERNAL_BODIES) == set(e.INTERNAL)
    assert set(PUBLIC_BODIES) == set(typing.get_args(e.Body)) - set(e.INTERNAL)


@settings(deadline=None)
@given(public_events | internal_events)
def test_every_event_survives_json(event: e.Event) -> None:
    """An event read back from its JSON is the same event."""
    assert EVENT.validate_json(EVENT.dump_json(event)) == event


@settings(deadline=None)
@given(public_events)
def test_no_secret_reaches_the_customer(event: e.Event) -> None:
    """No payload, no staff id, no code and no name of a response goes out."""
    assert event.public
    assert SECRET not in EVENT.dump_json(for_customer(event)).decode()


@settings(deadline=None)
@given(public_events)
def test_the_customers_event_keeps_its_place(event: e.Event) -> None:
    """Place, time, epoch and kind are those of the log; making it twice changes nothing."""
    seen = for_customer(event)
    assert (seen.seq, seen.after, seen.at, seen.epoch) == (
        event.seq,
        event.after,
        event.at,
        event.epoch,
    )
    assert type(seen.body) is type(event.body)
    assert for_customer(seen) == seen


@settings(deadline=None)
@given(internal_events)
def test_an_internal_event_never_goes_out(event: e.Event) -> None:
    """Asking for the customer's view of an internal event is an error, not a leak."""
    assert not event.public
    with pytest.raises(ValueError, match="for staff only"):
        for_customer(event)


def test_a_note_is_internal_and_a_reply_is_public() -> None:
    """What an agent writes to the customer is public, what they write to colleagues is not."""
    assert not as_event(e.AgentNoted(text="careful", client_id="1")).public
    assert not as_event(e.ConversationSnoozed(until=NOON)).public
    assert not as_event(e.ConversationWoken(cause="time")).public
    assert as_event(e.AgentSaid(text="hello", client_id="1")).public


def test_buttons_keep_their_titles_and_lose_their_payloads() -> None:
    """The customer gets what a button says, not what it sends."""
    said = e.BotSaid(
        text="Shall I?",
        reply_to=2,
        buttons=(Button(title="Yes", payload="/affirm"),),
        utter_action="utter_ask",
        card=card_of("1042"),
    )
    assert for_customer(as_event(said)).body == e.BotSaid(
        text="Shall I?", reply_to=2, buttons=(Button(title="Yes"),), card=card_of("1042")
    )


def test_the_customer_learns_an_agents_name_only() -> None:
    """A joining agent is introduced by name; the id stays internal."""
    accepted = e.AgentAccepted(agent_id="17", agent_name="Sara")
    seen = for_customer(as_event(accepted, e.Actor(kind="agent", id="17", name="Sara")))
    assert seen.actor == e.Actor(kind="agent", name="Sara")
    assert seen.body == e.AgentAccepted(agent_id="", agent_name="Sara")


def test_the_customer_learns_that_somebody_else_goes_on() -> None:
    """Lost or handed on: names of people, but no ids, no teams, nothing of an account."""
    lost = e.AgentLost(agent_id="17", agent_name="Sara")
    assert for_customer(as_event(lost)).body == e.AgentLost(agent_id="", agent_name="Sara")
    told: tuple[e.LossCause, ...] = ("connection", "day_over")
    for cause in told:
        gone = replace(lost, cause=cause)
        assert for_customer(as_event(gone)).body == replace(gone, agent_id="")
    kept: tuple[e.LossCause, ...] = ("away", "signed_off", "disabled")
    for cause in kept:
        gone = replace(lost, cause=cause)
        assert for_customer(as_event(gone)).body == replace(gone, agent_id="", cause=None)
    to_omid = e.ConversationTransferred(agent_id="18", agent_name="Omid", held=True, client_id="1")
    seen = for_customer(as_event(to_omid)).body
    assert seen == e.ConversationTransferred(agent_name="Omid", held=True)
    unsure = for_customer(as_event(replace(to_omid, held=False))).body
    assert unsure == e.ConversationTransferred()
    to_team = e.ConversationTransferred(team="difficult customers", client_id="1")
    assert for_customer(as_event(to_team)).body == e.ConversationTransferred()


def test_the_customer_is_not_told_how_the_case_was_filed() -> None:
    """A chat filed as spam looks to its customer like any other that was closed."""
    seen = for_customer(as_event(e.ConversationClosed(disposition="spam")))
    assert seen.body == e.ConversationClosed()


def test_customers_keep_their_own_id_and_words() -> None:
    """Customers get their own words back as they wrote them."""
    actor = e.Actor(kind="customer", id="c1", name="Nika")
    said = e.CustomerSaid(text="سلام", client_id="1", language="fa")
    assert for_customer(as_event(said, actor)) == as_event(said, actor)


def test_a_kind_of_event_is_known_by_its_tag() -> None:
    """Subscriptions ask the store for the tags of the kinds that they handle."""
    assert e.type_of(e.AgentSaid) == "agent.said"
    assert {e.type_of(kind) for kind in typing.get_args(e.Body)} == {
        TypeAdapter(kind).json_schema()["properties"]["type"]["const"]
        for kind in typing.get_args(e.Body)
    }
