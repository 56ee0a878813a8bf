"""The decisions: what each command brings about, for every owner, and what is refused."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from handoff.domain import commands as c
from handoff.domain import events as e
from handoff.domain.conversation import READINGS_KEPT, Ticketed, WithBot
from handoff.domain.decisions import append, decide
from handoff.domain.errors import IllegalMove
from tests.handoff.domain.story import (
    EVERY_OWNER,
    NOON,
    OFFER,
    OMID,
    SARA,
    START,
    Told,
    closed,
    failed_turn,
    offered,
    queued,
    said_by_bot,
    say,
    ticketed,
    told,
    turn,
    with_agent,
)

EXPIRE = c.ExpireOffer(epoch=2)  # of the offer in `offered()`
CHOSEN = c.OpenTicket(number=1002, cause="chosen")
NOBODY = c.OpenTicket(number=1002, cause="nobody_online")

ACCEPTED = ["agent.accepted"]
HANDED_OFF = ["handoff.requested", "queue.entered"]
MISSED = ["offer.expired", "queue.entered"]

REFUSED: dict[str, list[str] | None] = dict.fromkeys(EVERY_OWNER)


def always(*types: str) -> dict[str, list[str] | None]:
    """The same whoever owns it."""
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
    (NOBODY, {
        "bot": None, "queued": ["ticket.opened"], "offered": None, "agent": None,
        "ticket": [], "closed": None}),
    (c.LeaveContact(client_id="x", email="a@b.example"),
     always("contact.left")),
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
    story = story.then(failed_turn(story.state), OFFER, c.ExpireOffer(epoch=2), NOBODY)
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
        ("ticket.opened", system),
        ("agent.accepted", sara),
        ("conversation.closed", sara),
        ("conversation.reopened", nika),
        ("handoff.requested", nika),
        ("queue.entered", nika),
        ("ticket.opened", nika),
    ]


def test_a_name_left_later_is_the_customers_from_then_on() -> None:
    """Who gave a name is called by it."""
    story = told(c.LeaveContact(client_id="1", name="Nika Azad"), say())
    assert story.log[-1].actor.name == "Nika Azad"


def test_what_is_no_command_is_an_error() -> None:
    """A command or an owner that nobody thought of stops here, and is not passed over."""
    with pytest.raises(AssertionError):
        decide(told().state, cast("c.Command", "close"), NOON)
    with pytest.raises(AssertionError):
        decide(replace(told().state, owner=cast("WithBot", "nobody")), c.RequestPerson(), NOON)


# --- the bot's turns --------------------------------------------------------------------------


def test_the_bots_answer_is_recorded_with_its_reading() -> None:
    """First how the message was read, then what was said, in order."""
    story = told(say())
    answer = (said_by_bot(2, "Found it"), said_by_bot(2, "Anything else?"))
    after = story.then(turn(story.state, *answer, slots={"order_number": "1042"}))
    understood, *said = after.since(story)
    assert understood == e.BotUnderstood(
        reply_to=2,
        intent=e.Intent(name="order_status", confidence=0.9),
        slots={"order_number": "1042"},
    )
    assert said == list(answer)


def test_an_answer_is_recorded_once() -> None:
    """The same turn recorded again brings nothing, though nothing else has happened."""
    story = told(say())
    command = turn(story.state)
    assert story.then(command, command) == story.then(command)


def test_an_answer_of_a_past_epoch_is_kept_from_the_customer() -> None:
    """It is recorded for the staff, with the epoch it was computed under, without empty texts."""
    story = told(say())
    late = turn(story.state, said_by_bot(2, "Found it"), said_by_bot(2, ""))
    taken = story.then(c.Take(agent=SARA))
    assert taken.then(late).since(taken) == [
        e.BotSuppressed(reply_to=2, computed_epoch=0, texts=("Found it",))
    ]


def test_a_late_answer_is_suggested_once_even_after_the_agent_has_replied() -> None:
    """A duplicate of a suppressed answer is no second suggestion."""
    story = told(say())
    late = turn(story.state)
    replied = story.then(c.Take(agent=SARA), c.AgentSay(agent=SARA, text="Hi", client_id="a"))
    once = replied.then(late)
    assert [body.type for body in once.since(replied)] == ["bot.suppressed"]
    assert once.then(late) == once


def test_a_duplicate_of_the_answer_that_handed_over_is_no_suggestion() -> None:
    """What the customer has read already is not offered to the agent as news."""
    story = told(say("this is a scam"))
    command = turn(story.state, intent="complaint")
    handed_over = story.then(command)
    assert handed_over.then(command) == handed_over


def test_an_answer_from_before_the_hand_back_does_not_count_as_a_new_one() -> None:
    """The bot owns the conversation again, but the answer is older: suppressed. A fresh one counts."""
    story = told(say())
    stale = turn(story.state)
    back = story.then(c.RequestPerson(), c.ContinueWithBot())
    suppressed = back.then(stale)
    assert [body.type for body in suppressed.since(back)] == ["bot.suppressed"]
    assert suppressed.state.pending == (2,)
    fresh = suppressed.then(turn(suppressed.state))
    assert [body.type for body in fresh.since(suppressed)] == ["bot.understood", "bot.said"]
    assert fresh.then(stale) == fresh


def test_a_late_failure_is_nobodys_business() -> None:
    """The bot failed for a message that a person has in hand: nothing to tell."""
    story = told(say())
    taken = story.then(c.Take(agent=SARA))
    assert taken.then(failed_turn(story.state)) == taken


def test_a_failure_is_an_apology_and_a_person() -> None:
    """No answer came: the customer is told and queued; nobody is left in silence."""
    story = told(say())
    after = story.then(failed_turn(story.state, "unreachable"))
    failed, requested, entered = after.since(story)
    assert failed == e.BotFailed(reply_to=2, code="unreachable")
    assert isinstance(requested, e.HandoffRequested)
    assert (requested.reason, requested.packet.evidence) == ("bot_error", (2,))
    assert entered == e.QueueEntered(since=NOON)


def test_silence_of_the_bot_is_a_failure() -> None:
    """A turn without a single message counts as an error, not as an answer."""
    story = told(say())
    command = turn(story.state)
    assert isinstance(command.outcome, c.BotReply)
    silent = replace(command, outcome=replace(command.outcome, messages=()))
    understood, failed, requested, _ = story.then(silent).since(story)
    assert isinstance(understood, e.BotUnderstood)
    assert failed == e.BotFailed(reply_to=2, code="empty_reply")
    assert isinstance(requested, e.HandoffRequested)
    assert requested.reason == "bot_error"


def test_a_silent_handover_is_no_failure() -> None:
    """A wish for a person needs no words of the bot."""
    story = told(say("a person please"))
    command = turn(story.state, intent="request_human")
    assert isinstance(command.outcome, c.BotReply)
    silent = replace(command, outcome=replace(command.outcome, messages=()))
    assert [body.type for body in story.then(silent).since(story)] == [
        "bot.understood",
        *HANDED_OFF,
    ]


def test_the_packet_tells_the_story() -> None:
    """Reason, evidence, language, what was read and tried, and the mood, most recent intent first."""
    furious = e.Emotion(label="anger", score=0.9, words=("scam",))
    story = told(say("order status please"))
    story = story.then(turn(story.state, said_by_bot(2, utter_action="utter_status")))
    story = story.then(say("این کلاهبرداری است", "said-2"))
    asked = story.state.pending[0]
    command = turn(
        story.state,
        said_by_bot(asked, utter_action="utter_sorry"),
        said_by_bot(asked, utter_action="utter_status"),
        intent="complaint",
        emotion=furious,
        slots={"order_number": "1042"},
    )
    after = story.then(command)
    requested = after.since(story)[-2]
    assert requested == e.HandoffRequested(
        reason="complaint",
        priority=3,
        packet=e.HandoffPacket(
            reason="complaint",
            evidence=(asked,),
            language="fa",
            intents=(
                e.Intent(name="complaint", confidence=0.9),
                e.Intent(name="order_status", confidence=0.9),
            ),
            slots={"order_number": "1042"},
            tried=("utter_status", "utter_sorry"),
            mood=(e.Mood(seq=2, emotion=e.Emotion()), e.Mood(seq=asked, emotion=furious)),
        ),
    )
    assert after.state.packet == requested.packet


def test_the_packet_is_no_longer_than_the_readings() -> None:
    """A long chat does not make a long packet."""
    story = told()
    for number in range(READINGS_KEPT):
        story = story.then(say("where is it now", f"said-{number}"))
        story = story.then(turn(story.state))
    story = story.then(say("a person please", "last"))
    packet = story.then(turn(story.state, intent="request_human")).state.packet
    assert packet is not None
    assert (len(packet.intents), len(packet.mood)) == (READINGS_KEPT, READINGS_KEPT)


def test_the_bot_may_ask_for_a_person_itself() -> None:
    """An action that cannot do its work hands over, with its own reason."""
    story = told(say())
    after = story.then(turn(story.state, handoff="order_system_down"))
    assert after.state.packet is not None
    assert after.state.packet.reason == "order_system_down"


# --- the queue, offers and tickets ------------------------------------------------------------


def test_a_missed_offer_keeps_the_place_in_the_queue() -> None:
    """Missed or declined, hours later: the wait counts from its beginning, the miss from now."""
    for command in (EXPIRE, c.Decline(agent=SARA)):
        later = NOON + timedelta(hours=1)
        story = offered().then(command, at=later)
        assert (story.state.queued_since, story.state.missed) == (NOON, {SARA.id: later})
        assert story.log[-1].body == e.QueueEntered(since=NOON)


def test_the_deadline_of_an_older_offer_is_no_deadline_of_this_one() -> None:
    """A timer that comes late finds the next offer untouched."""
    story = offered().then(c.Decline(agent=SARA), replace(OFFER, agent=OMID))
    assert story.then(EXPIRE) == story


def test_an_offer_without_a_place_is_refused() -> None:
    """A state that no log can lead to is not made worse."""
    state = replace(offered().state, queued_since=None)
    with pytest.raises(IllegalMove):
        append(state, EXPIRE, NOON)


def test_accepting_ends_the_wait() -> None:
    """With a person there, nothing of the queue is left."""
    state = offered().then(EXPIRE, OFFER, c.Accept(agent=SARA)).state
    assert (state.queued_since, state.missed, state.ticket) == (None, {}, None)


def test_an_offer_is_gone_once_a_ticket_is_chosen() -> None:
    """The agent who accepts too late is told; the ticket stands."""
    story = offered().then(CHOSEN)
    assert story.state.owner == Ticketed(number=1002)
    with pytest.raises(IllegalMove):
        story.then(c.Accept(agent=SARA))
    assert story.then(EXPIRE) == story


def test_the_number_of_a_ticket_stands() -> None:
    """Back with the bot and queued again, the customer keeps the number they were told."""
    story = ticketed(1001).then(c.ContinueWithBot())
    assert story.state.ticket == 1001
    again = story.then(c.RequestPerson(), CHOSEN)
    assert again.state.owner == Ticketed(number=1001)


def test_an_accepted_ticket_is_done_with() -> None:
    """The next ticket of the conversation is a new one."""
    story = ticketed(1001).then(c.Take(agent=SARA), c.Close(agent=SARA), c.RequestPerson(), CHOSEN)
    assert story.state.ticket == 1002


def test_who_writes_under_a_ticket_stays_under_it() -> None:
    """A message adds to the ticket; it neither reopens the queue nor wakes the bot."""
    story = ticketed().then(say(), c.RequestPerson())
    assert story.state.owner == Ticketed(number=1001)


def test_stepping_in_unasked_says_so() -> None:
    """Who takes a conversation from the bot leaves the reason in the log."""
    story = told(say()).then(c.Take(agent=SARA))
    packet = story.state.packet
    assert packet is not None
    assert packet.reason == "taken_over"
