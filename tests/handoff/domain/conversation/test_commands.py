"""The commands as values: plain, immutable, and none of them before the start."""

import dataclasses
import typing
from datetime import timedelta

import pytest

from handoff.domain.bot_answers import BotFailure
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.state import Conversation
from handoff.domain.errors import IllegalMove
from tests.handoff.domain.play.story import DEADLINE, NOON, OFFER, SARA, START, say

EVERY_COMMAND: list[c.Command] = [
    START,
    say(),
    c.RecordBotTurn(reply_to=2, epoch=0, outcome=BotFailure(code="timeout")),
    c.GiveConsent(version=1),
    c.MakeDataRequest(kind="copy", due_at=NOON),
    c.WithdrawDataRequest(kind="copy"),
    c.AnswerDataRequest(agent=SARA, kind="copy", outcome="done"),
    c.RequestPerson(),
    OFFER,
    c.PromiseWait(low=2, high=5),
    c.SlipWait(),
    c.ExpireOffer(epoch=1),
    c.TellAbsence(closed=False, opens_at=None, patience=timedelta(minutes=3)),
    c.EndAbsence(),
    c.KeepWaiting(patience=timedelta(minutes=30)),
    c.OpenTicket(number=1),
    c.Identify(customer_id="nika", customer_name=None),
    c.ExpireWait(seq=1, number=1),
    c.LeaveContact(client_id="x"),
    c.ContinueWithBot(),
    c.BeginAction(kind="order_cancelled", order="1042", reply_to=2, segment=0),
    c.FinishAction(reply_to=2),
    c.Accept(agent=SARA),
    c.Decline(agent=SARA),
    c.Take(agent=SARA),
    c.AgentSay(agent=SARA, text="Hello", client_id="x"),
    c.AgentNote(agent=SARA, text="Hm", client_id="x"),
    c.Transfer(agent=SARA, client_id="x", team="returns"),
    c.LoseAgent(epoch=1),
    c.Snooze(agent=SARA, until=DEADLINE),
    c.Wake(agent=SARA),
    c.EndSnooze(seq=1),
    c.ReturnToBot(agent=SARA),
    c.Close(agent=SARA),
    c.EndChat(),
    c.Rate(client_id="x", closing=1, satisfaction=5, ticket=1),
    c.Erase(),
]


def test_the_list_below_is_complete() -> None:
    """Every command of the union is tried."""
    assert {type(command) for command in EVERY_COMMAND} == set(typing.get_args(c.Command))


@pytest.mark.parametrize("command", EVERY_COMMAND, ids=lambda command: type(command).__name__)
def test_a_command_cannot_be_changed(command: c.Command) -> None:
    """A command is the same when it is decided as when it was given."""
    for field in dataclasses.fields(command):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(command, field.name, None)


@pytest.mark.parametrize("command", EVERY_COMMAND[1:], ids=lambda command: type(command).__name__)
def test_nothing_happens_before_the_start(command: c.Command) -> None:
    """A log begins with `conversation.started`: whatever else comes first is refused."""
    with pytest.raises(IllegalMove) as refusal:
        append(Conversation(id="new"), command, NOON)
    assert refusal.value.code == "not_started"
