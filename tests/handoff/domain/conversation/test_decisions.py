"""The decisions: what each command brings about, for every owner, and what is refused."""

from dataclasses import replace
from typing import Any, cast

import pytest

from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.decisions import decide
from handoff.domain.errors import IllegalMove
from tests.handoff.domain.play.story import (
    DEADLINE,
    EVERY_OWNER,
    KEEP_WAITING,
    NOBODY_HERE,
    NOON,
    OFFER,
    OMID,
    SARA,
    START,
    Told,
    closed,
    failed_turn,
    held_for_omid,
    offered,
    queued,
    say,
    snoozed,
    to_omid,
    to_team,
    told,
    turn,
    with_agent,
)

EXPIRE = c.ExpireOffer(epoch=2)  # of the offer in `offered()`
CHOSEN = c.OpenTicket(number=1002)

ACCEPTED = ["agent.accepted"]
HANDED_OFF = ["handoff.requested", "queue.entered"]
TRANSFERRED = ["conversation.transferred", "queue.entered"]
MISSED = ["offer.expired", "queue.entered"]

REFUSED: dict[str, list[str] | None] = dict.fromkeys(EVERY_OWNER)


def always(*types: str) -> dict[str, list[str] | None]:
    """Expects the same for every owner."""
    return {owner: list(types) for owner in EVERY_OWNER}


# What follows each command for each owner: event types, nothing, or None for a refusal.
# fmt: off
TABLE: list[tuple[c.Command, dict[str, list[str] | None]]] = [
    (START, always()),
    (say(), {**always("customer.said"),
             "closed": ["conversation.reopened", "customer.said"]}),
    (c.RequestPerson(), {
        "bot": HANDED_OFF, "queued": [], "offered": [], "agent": [], "ticket": [],
        "closed": ["conversation.reopened", *HANDED_OFF]}),
    (OFFER, {
        "bot": None, "queued": ["agent.offered"], "offered": None, "agent": None, "ticket": None,
        "closed": None}),
    (EXPIRE, {
        "bot": [], "queued": [], "offered": MISSED, "agent": [], "ticket": [], "closed": []}),
    (CHOSEN, {
        "bot": None, "queued": ["ticket.opened"], "offered": ["ticket.opened"], "agent": None,
        "ticket": [], "closed": None}),
    (NOBODY_HERE, {**always(), "queued": ["absence.told"]}),
    (c.EndAbsence(), always()),
    (KEEP_WAITING, always()),
    (c.ExpireWait(seq=4, number=1002), always()),
    (c.LeaveContact(client_id="x", email="a@b.example"),
     always("contact.left")),
    (c.GiveConsent(version=2), always("consent.given")),
    (c.MakeDataRequest(kind="copy", due_at=NOON), always("data_request.made")),
    (c.WithdrawDataRequest(kind="copy"), always("data_request.withdrawn")),
    (c.AnswerDataRequest(agent=SARA, kind="copy", outcome="refused", reason="No."),
     always("data_request.answered")),
    (c.Identify(customer_id="nika", customer_name="Nika"), always("customer.identified")),
    (c.ContinueWithBot(), {
        "bot": [], "queued": ["returned.to_bot"], "offered": ["returned.to_bot"], "agent": None,
        "ticket": ["returned.to_bot"], "closed": None}),
    (c.Accept(agent=SARA), {
        "bot": None, "queued": None, "offered": ACCEPTED, "agent": [], "ticket": None,
        "closed": None}),
    (c.Accept(agent=OMID), REFUSED),
    (c.Decline(agent=SARA), {
        "bot": None, "queued": [], "offered": MISSED, "agent": None, "ticket": None,
        "closed": None}),
    (c.Decline(agent=OMID), {
        "bot": None, "queued": [], "offered": [], "agent": None, "ticket": None, "closed": None}),
    (c.Take(agent=SARA), {
        "bot": [*HANDED_OFF, "agent.accepted"], "queued": ACCEPTED, "offered": ACCEPTED,
        "agent": [], "ticket": ACCEPTED, "closed": None}),
    (c.Take(agent=OMID), {
        "bot": [*HANDED_OFF, "agent.accepted"], "queued": ACCEPTED, "offered": None,
        "agent": None, "ticket": ACCEPTED, "closed": None}),
    (c.Take(agent=OMID, over=True), {
        "bot": [*HANDED_OFF, "agent.accepted"], "queued": ACCEPTED, "offered": ACCEPTED,
        "agent": ["conversation.transferred", "agent.accepted"], "ticket": ACCEPTED,
        "closed": None}),
    (to_team(), {**REFUSED, "agent": TRANSFERRED}),
    (to_omid(note="Knows the courier"), {**REFUSED, "agent": ["agent.noted", *TRANSFERRED]}),
    (held_for_omid(), {**REFUSED, "agent": [*TRANSFERRED, "agent.offered"]}),
    (replace(to_team(), agent=OMID), REFUSED),
    (c.LoseAgent(epoch=3), {**always(), "agent": ["agent.lost", "queue.entered"]}),
    (c.LoseAgent(epoch=2), {**always(), "offered": MISSED}),
    (c.LoseAgent(epoch=1), always()),
    (c.Snooze(agent=SARA, until=DEADLINE), {**REFUSED, "agent": ["conversation.snoozed"]}),
    (c.Snooze(agent=OMID, until=DEADLINE), REFUSED),
    (c.Wake(agent=SARA), {**REFUSED, "agent": []}),
    (c.Wake(agent=OMID), REFUSED),
    (c.EndSnooze(seq=4), always()),
    (c.AgentSay(agent=SARA, text="Hello", client_id="x"),
     {**REFUSED, "agent": ["agent.said"]}),
    (c.AgentSay(agent=OMID, text="Hello", client_id="x"), REFUSED),
    (c.AgentNote(agent=OMID, text="Hm", client_id="x"), always("agent.noted")),
    (c.ReturnToBot(agent=SARA),
     {**REFUSED, "bot": [], "agent": ["returned.to_bot"]}),
    (c.ReturnToBot(agent=OMID), {**REFUSED, "bot": []}),
    (c.Close(agent=SARA),
     {**REFUSED, "agent": ["conversation.closed"], "closed": []}),
    (c.Close(agent=OMID), {**REFUSED, "closed": []}),
    (c.Erase(under_way=True), always("conversation.erased")),
]
# fmt: on
CASES = [
    pytest.param(command, owner, expected, id=f"{type(command).__name__}-{number}-{owner}")
    for number, (command, by_owner) in enumerate(TABLE)
    for owner, expected in by_owner.items()
]


@pytest.mark.parametrize(("command", "owner", "expected"), CASES)
def test_what_follows(command: c.Command, owner: str, expected: list[str] | None) -> None:
    """Each command has its events for each owner, or is refused by that owner's name."""
    before = EVERY_OWNER[owner]()
    if expected is not None:
        assert [body.type for body in decide(before.state, command, NOON)] == expected
        return
    with pytest.raises(IllegalMove) as refusal:
        before.then(command)
    assert refusal.value.code in {"illegal_move", "not_owner"}
    assert refusal.value.data == {"owner": owner}
    assert before == EVERY_OWNER[owner]()


def test_only_its_owner_speaks_and_closes() -> None:
    """A colleague's attempt has a code of its own: the console can say whose chat it is."""
    for command in (
        c.AgentSay(agent=OMID, text="Hello", client_id="x"),
        c.ReturnToBot(agent=OMID),
        c.Close(agent=OMID),
        c.Snooze(agent=OMID, until=DEADLINE),
        replace(to_team(), agent=OMID),
    ):
        with pytest.raises(IllegalMove) as refusal:
            with_agent().then(command)
        assert refusal.value.code == "not_owner"


@pytest.mark.parametrize(
    ("story", "command"),
    [
        (queued(), OFFER),
        (offered(), c.Accept(agent=SARA)),
        (offered(), c.Decline(agent=SARA)),
        (offered(), EXPIRE),
        (queued(), CHOSEN),
        (queued(), c.Take(agent=SARA)),
        (queued(), c.ContinueWithBot()),
        (with_agent(), c.ReturnToBot(agent=SARA)),
        (with_agent(), c.Close(agent=SARA)),
        (with_agent(), c.Take(agent=OMID, over=True)),
        (with_agent(), c.LoseAgent(epoch=3)),
        (snoozed(), c.Wake(agent=SARA)),
        (snoozed(), c.EndSnooze(seq=6)),
        (told(), c.RequestPerson()),
        (closed(), c.RequestPerson()),
    ],
)
def test_what_is_asked_twice_happens_once(story: Told, command: c.Command) -> None:
    """A resent command finds its work done: no event, no error (a second offer is refused)."""
    once = story.then(command)
    if command is OFFER:
        with pytest.raises(IllegalMove):
            once.then(command)
    else:
        assert once.then(command) == once


def test_events_have_their_places_and_their_time() -> None:
    """`seq` has no gap, `after` chains what is public, the epoch moves with the owner."""
    story = told(say(), c.RequestPerson(), OFFER, c.Accept(agent=SARA))
    placed = [(x.body.type, x.seq, x.after, x.epoch, x.at) for x in story.log]
    assert placed == [
        ("conversation.started", 1, 0, 0, NOON),
        ("customer.said", 2, 1, 0, NOON),
        ("handoff.requested", 3, 2, 0, NOON),
        ("queue.entered", 4, 2, 1, NOON),
        ("agent.offered", 5, 4, 2, NOON),
        ("agent.accepted", 6, 4, 3, NOON),
    ]


def test_every_event_has_its_actor() -> None:
    """The log says who did what: customer, bot, the system, or an agent by id and name."""
    nika = e.Actor(kind="customer", id="customer-nika", name="Nika")
    sara = e.Actor(kind="agent", id=SARA.id, name="Sara")
    bot, system = e.Actor(kind="bot"), e.Actor(kind="system")
    story = told(say())
    story = story.then(turn(story.state), say("hello again", "said-2"))
    story = story.then(failed_turn(story.state), OFFER, c.ExpireOffer(epoch=2), NOBODY_HERE)
    story = story.then(KEEP_WAITING, c.ExpireWait(seq=13, number=1002))
    story = story.then(c.Take(agent=SARA), c.Close(agent=SARA), c.RequestPerson(), CHOSEN)
    assert [(x.body.type, x.actor) for x in story.log] == [
        ("conversation.started", nika),
        ("customer.said", nika),
        ("bot.understood", bot),
        ("bot.said", bot),
        ("customer.said", nika),
        ("bot.failed", system),
        ("handoff.requested", system),
        ("queue.entered", system),
        ("agent.offered", system),
        ("offer.expired", system),
        ("queue.entered", system),
        ("absence.told", system),
        ("wait.chosen", nika),
        ("ticket.opened", system),
        ("agent.accepted", sara),
        ("conversation.closed", sara),
        ("conversation.reopened", nika),
        ("handoff.requested", nika),
        ("queue.entered", nika),
        ("ticket.opened", nika),
    ]


def test_a_name_left_later_is_the_customers_from_then_on() -> None:
    """A customer who left a name is called by it."""
    story = told(c.LeaveContact(client_id="1", name="Nika Azad"), say())
    assert story.log[-1].actor.name == "Nika Azad"


def test_nobody_closes_over_a_message_that_they_have_not_read() -> None:
    """The customer wrote while the agent was closing: the close is refused until they have read the
    message. After that it succeeds."""
    story = with_agent()
    read = story.state.seq
    story = story.then(say("one more thing"))
    with pytest.raises(IllegalMove) as refusal:
        story.then(c.Close(agent=SARA, read=read))
    assert (refusal.value.code, refusal.value.data) == ("unread", {"seq": story.state.seq})
    assert story.then(c.Close(agent=SARA, read=story.state.seq)).state.owner.kind == "closed"


def test_what_is_no_command_is_an_error() -> None:
    """A command or an owner that nobody thought of stops here, and is not passed over."""
    with pytest.raises(AssertionError):
        decide(told().state, cast("Any", "close"), NOON)
    with pytest.raises(AssertionError):
        decide(replace(told().state, owner=cast("Any", "nobody")), c.RequestPerson(), NOON)
