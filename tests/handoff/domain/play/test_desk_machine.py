"""The desk played at random; and the proof that the play would notice a broken promise."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.evolve import evolve
from handoff.domain.conversation.state import Conversation, WithBot
from tests.handoff.domain.play.desk_machine import Append, Appended, Desk

DEFAULT_RUN = settings(max_examples=150, stateful_step_count=30, deadline=None)


def test_the_promises_hold_whatever_happens() -> None:
    """Customers, agents, the bot, deadlines and tickets in any order break no promise."""
    run_state_machine_as_test(Desk, settings=DEFAULT_RUN)


def without_epoch_check(state: Conversation, command: c.Command, now: datetime) -> Appended:
    """Takes every answer of the bot for a fresh one, while the bot owns the conversation."""
    if isinstance(command, c.RecordBotTurn):
        command = replace(command, epoch=state.epoch)
    return append(state, command, now)


def without_fence(state: Conversation, command: c.Command, now: datetime) -> Appended:
    """Lets the bot answer whatever the owner."""
    if not isinstance(command, c.RecordBotTurn):
        return append(state, command, now)
    _, events = append(replace(state, owner=WithBot()), replace(command, epoch=state.epoch), now)
    if not any(isinstance(event.body, e.BotSaid) for event in events):
        return append(state, command, now)
    said = tuple(x for x in events if isinstance(x.body, e.BotUnderstood | e.BotSaid))
    return _replayed(state, said)


def without_place_in_queue(state: Conversation, command: c.Command, now: datetime) -> Appended:
    """Sends a customer whose offer was missed to the end of the queue."""
    _, events = append(state, command, now)
    moved = (
        replace(event, body=replace(event.body, since=now))
        if isinstance(event.body, e.QueueEntered)
        else event
        for event in events
    )
    return _replayed(state, tuple(moved))


def with_forgotten_messages(state: Conversation, command: c.Command, now: datetime) -> Appended:
    """Forgets, on the way back to the bot, what was written meanwhile."""
    after, events = append(state, command, now)
    if any(isinstance(event.body, e.ReturnedToBot) for event in events):
        after = replace(after, pending=())
    return after, events


def without_fence_of_losses(state: Conversation, command: c.Command, now: datetime) -> Appended:
    """Takes every loss of an agent for a loss of the present one."""
    if isinstance(command, c.LoseAgent):
        command = replace(command, epoch=state.epoch)
    return append(state, command, now)


def without_fence_of_waits(state: Conversation, command: c.Command, now: datetime) -> Appended:
    """Takes every end of a wait for the end of the present one."""
    if isinstance(command, c.ExpireWait) and state.absence is not None:
        command = replace(command, seq=state.absence.seq)
    return append(state, command, now)


def with_endless_waits(state: Conversation, command: c.Command, now: datetime) -> Appended:
    """Forgets that nobody is here when the customer chooses to wait."""
    after, events = append(state, command, now)
    if isinstance(command, c.KeepWaiting):
        after = replace(after, absence=None)
    return after, events


def with_rash_names(state: Conversation, command: c.Command, now: datetime) -> Appended:
    """Names the colleague to the customer whether or not a slot is held."""
    _, events = append(state, command, now)
    named = (
        replace(event, body=replace(event.body, held=event.body.team is None))
        if isinstance(event.body, e.ConversationTransferred)
        else event
        for event in events
    )
    return _replayed(state, tuple(named))


def without_excuse(state: Conversation, command: c.Command, now: datetime) -> Appended:
    """Does not say that who was announced does not come."""
    _, events = append(state, command, now)
    mute = (
        replace(event, body=replace(event.body, instead_of=None))
        if isinstance(event.body, e.QueueEntered)
        else event
        for event in events
    )
    return _replayed(state, tuple(mute))


def with_deep_sleep(state: Conversation, command: c.Command, now: datetime) -> Appended:
    """Wakes nobody for the customer's words."""
    after, events = append(state, command, now)
    if isinstance(command, c.CustomerSay) and isinstance(events[0].body, e.ConversationWoken):
        return _replayed(state, (replace(events[1], seq=events[0].seq),))
    return after, events


def _replayed(state: Conversation, events: tuple[e.Event, ...]) -> Appended:
    for event in events:
        state = evolve(state, event)
    return state, events


@pytest.mark.parametrize(
    ("planted", "complaint"),
    [
        (without_epoch_check, "an answer of a past epoch went out|a message is left in silence"),
        (without_fence, "the bot spoke over the owner|an answer of a past epoch went out"),
        (without_place_in_queue, "the place in the queue was lost"),
        (with_forgotten_messages, "the log replays to another state"),
        (without_fence_of_losses, "a loss or a deadline of a past epoch had an effect"),
        (without_fence_of_waits, "the end of a past wait had an effect"),
        (with_endless_waits, "the log replays to another state"),
        (with_rash_names, "somebody was named without a slot"),
        (without_excuse, "a promise slipped in silence"),
        (with_deep_sleep, "the customer's words were slept through"),
    ],
)
def test_a_planted_fault_is_found(planted: Append, complaint: str) -> None:
    """With one check of the domain taken out, a default run ends in the right complaint."""

    class Faulty(Desk):
        append = staticmethod(planted)

    run = settings(DEFAULT_RUN, database=None, phases=[Phase.generate], print_blob=False)
    with pytest.raises(AssertionError, match=complaint):
        run_state_machine_as_test(Faulty, settings=run)
