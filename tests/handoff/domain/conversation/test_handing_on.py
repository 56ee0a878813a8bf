"""The decisions once a person has the conversation: handed on, lost, taken over, put off."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.customer_view import for_customer
from handoff.domain.conversation.decisions import LONGEST_SNOOZE
from handoff.domain.conversation.state import Offered, Queued, WithAgent
from handoff.domain.desk.routing import queue_rank
from handoff.domain.errors import IllegalMove, InvalidInput
from tests.handoff.domain.play.story import (
    DEADLINE,
    NOON,
    OFFER,
    OMID,
    SARA,
    Told,
    held_for_omid,
    offered,
    owed,
    say,
    snoozed,
    ticketed,
    to_omid,
    to_team,
    told,
    with_agent,
)

LATER = NOON + timedelta(hours=2)
LOSE = c.LoseAgent(epoch=3)  # of the ownership in `with_agent()`
LOST_BEFORE = c.LoseAgent(epoch=2)  # of the offer in `offered()`


def snooze_of(story: Told) -> tuple[object, object]:
    owner = story.state.owner
    assert isinstance(owner, WithAgent)
    return owner.snoozed_until, owner.snoozed_by


# --- handed on --------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [to_team(), to_omid(), LOSE])
def test_the_place_in_the_queue_is_kept(command: c.Command) -> None:
    """Handed on or lost, hours later: in the queue again where the customer once was, while
    patience is counted from now."""
    story = with_agent().then(command, at=LATER)
    state = story.state
    assert state.owner == Queued()
    assert story.log[-1].body == e.QueueEntered(since=NOON)
    assert (state.queued_since, state.waiting_from) == (NOON, LATER)
    assert queue_rank(NOON, state.priority) == queue_rank(NOON, with_agent().state.priority)


def test_the_log_tells_why_an_agent_is_lost() -> None:
    """As it was found out when the grace period had passed."""
    story = with_agent().then(c.LoseAgent(epoch=3, cause="day_over"), at=LATER)
    lost = e.AgentLost(agent_id=SARA.id, agent_name="Sara", cause="day_over")
    assert [event.body for event in story.log[-2:]] == [lost, e.QueueEntered(since=NOON)]


def test_offers_do_not_begin_the_wait_anew() -> None:
    """However many offers are missed, patience still counts from the start of the wait."""
    offer_again = replace(OFFER, agent=OMID)
    story = with_agent().then(to_team(), at=LATER)
    story = story.then(offer_again, c.Decline(agent=OMID), at=LATER + timedelta(minutes=3))
    assert (story.state.queued_since, story.state.waiting_from) == (NOON, LATER)


def test_who_took_a_ticket_hands_its_place_on() -> None:
    """A ticket is a wait by other means: its customer is where they first stood."""
    story = ticketed().then(c.Take(agent=SARA), at=LATER).then(to_team(), at=LATER)
    assert story.log[-1].body == e.QueueEntered(since=NOON)
    lost = ticketed().then(c.Take(agent=SARA)).then(c.LoseAgent(epoch=3), at=LATER)
    assert lost.log[-1].body == e.QueueEntered(since=NOON)


def test_a_transfer_names_whom_it_is_for() -> None:
    """The person or the team is asked first; who handed it on does not get it back at once."""
    person = with_agent().then(to_omid(), at=LATER).state
    assert (person.wanted_agent, person.team, person.missed) == (OMID.id, None, {SARA.id: LATER})
    team = with_agent().then(to_team("returns"), at=LATER).state
    assert (team.wanted_agent, team.team, team.missed) == (None, "returns", {SARA.id: LATER})


def test_a_note_goes_before_the_transfer_or_not_at_all() -> None:
    """The next owner finds the note in the log; a refused transfer leaves none behind."""
    before = with_agent()
    noted, transferred, _ = before.then(to_omid("Be gentle")).since(before)
    assert noted == e.AgentNoted(text="Be gentle", client_id="handed-on")
    assert transferred == e.ConversationTransferred(agent_id=OMID.id, agent_name="Omid")
    bare, _ = before.then(to_omid()).since(before)
    assert bare == replace(transferred, client_id="handed-on")
    with pytest.raises(IllegalMove):
        offered().then(to_omid("Be gentle"))


@pytest.mark.parametrize(
    "nowhere",
    [
        replace(to_team(), team=None),
        replace(to_omid(), team="returns"),
        replace(to_omid(), to=SARA),
    ],
    ids=["nobody", "both", "oneself"],
)
def test_a_transfer_needs_one_target(nowhere: c.Transfer) -> None:
    """A person or a team, and not oneself."""
    with pytest.raises(InvalidInput) as refused:
        with_agent().then(nowhere)
    assert refused.value.code == "transfer_target"


def test_who_had_the_matter_is_wanted_again() -> None:
    """After a close and a new request, an agent who knows the matter is preferred, whatever their
    team."""
    story = with_agent().then(c.Close(agent=SARA), c.RequestPerson())
    assert (story.state.wanted_agent, story.state.team) == (SARA.id, None)


# --- a slot is held ---------------------------------------------------------------------------


def test_whose_slot_is_held_is_announced() -> None:
    """Transfer, place and offer are one commit; the customer learns the name with it."""
    before = with_agent()
    handed_on = before.then(held_for_omid())
    transferred, queued_again, offer = handed_on.since(before)
    assert transferred == e.ConversationTransferred(
        agent_id=OMID.id, agent_name="Omid", held=True, client_id="handed-on"
    )
    assert queued_again == e.QueueEntered(since=NOON)
    assert offer == e.AgentOffered(
        agent_id=OMID.id, agent_name="Omid", deadline=DEADLINE, announced=True
    )
    told = for_customer(handed_on.log[-3]).body
    assert told == e.ConversationTransferred(agent_name="Omid", held=True)
    assert owed(handed_on.state) == {("offer", handed_on.state.epoch, DEADLINE)}


def test_without_a_slot_no_name_is_told() -> None:
    """Staff read for whom it waits, the customer does not."""
    handed_on = with_agent().then(to_omid())
    assert for_customer(handed_on.log[-2]).body == e.ConversationTransferred()


@pytest.mark.parametrize(
    "gone", [c.ExpireOffer(epoch=5), c.Decline(agent=OMID), c.LoseAgent(epoch=5)]
)
def test_that_the_announced_one_does_not_come_is_said(gone: c.Command) -> None:
    """The customer does not see the next offer."""
    story = with_agent().then(held_for_omid(), gone)
    assert story.log[-1].body == e.QueueEntered(since=NOON, instead_of="Omid")
    again = story.then(OFFER, c.Decline(agent=SARA))
    assert again.log[-1].body == e.QueueEntered(since=NOON)


def test_a_team_has_no_slot_to_hold() -> None:
    """The customer learns the agent's name once one of the team is there."""
    team = with_agent().then(replace(to_team(), hold_until=DEADLINE))
    assert team.types[-2:] == ["conversation.transferred", "queue.entered"]
    assert not getattr(team.log[-2].body, "held", True)


# --- lost -------------------------------------------------------------------------------------


def test_who_is_lost_rests_and_is_wanted_when_back() -> None:
    """The next offer goes to somebody else; after the pause, to the agent who knows the matter."""
    state = with_agent().then(LOSE, at=LATER).state
    assert (state.wanted_agent, state.missed) == (SARA.id, {SARA.id: LATER})


@pytest.mark.parametrize("epoch", [0, 2, 4])
def test_a_loss_of_another_time_is_none(epoch: int) -> None:
    """The chat came back to the same agent: who was lost before is not lost now."""
    story = with_agent()
    assert story.then(c.LoseAgent(epoch=epoch)) == story
    back = offered().then(LOST_BEFORE, replace(OFFER, deadline=LATER), c.Accept(agent=SARA))
    assert back.then(LOST_BEFORE) == back


def test_an_offer_to_who_is_gone_moves_on() -> None:
    """It does not wait for its deadline."""
    story = offered().then(LOST_BEFORE)
    assert story.types[-2:] == ["offer.expired", "queue.entered"]
    assert story.state.missed == {SARA.id: NOON}


@pytest.mark.parametrize("story", [told(), offered().then(c.ContinueWithBot()), ticketed()])
def test_who_has_nothing_loses_nothing(story: Told) -> None:
    """No member of the staff owns it under the present epoch."""
    assert story.then(c.LoseAgent(epoch=story.state.epoch)) == story


# --- taken over -------------------------------------------------------------------------------


def test_taking_over_names_both() -> None:
    """The log and the customer learn that somebody else goes on; the place stays."""
    before = with_agent()
    after = before.then(c.Take(agent=OMID, over=True), at=LATER)
    assert after.since(before) == [
        e.ConversationTransferred(agent_id=OMID.id, agent_name="Omid", held=True),
        e.AgentAccepted(agent_id=OMID.id, agent_name="Omid"),
    ]
    assert after.state.owner == WithAgent(agent_id=OMID.id, agent_name="Omid", since=LATER)
    assert (after.state.queued_since, after.state.missed) == (NOON, {})
    assert all(event.actor.id == OMID.id for event in after.log[-2:])


def test_whose_chat_was_taken_over_speaks_no_more() -> None:
    """From the next message on the conversation belongs to the colleague."""
    taken = with_agent().then(c.Take(agent=OMID, over=True))
    with pytest.raises(IllegalMove) as refused:
        taken.then(c.AgentSay(agent=SARA, text="But I", client_id="x"))
    assert refused.value.code == "not_owner"


def test_an_offer_to_another_is_taken_over_without_a_word() -> None:
    """Nobody had spoken to the customer yet, so nothing was handed on."""
    before = offered()
    taken = before.then(c.Take(agent=OMID, over=True))
    assert taken.since(before) == [e.AgentAccepted(agent_id=OMID.id, agent_name="Omid")]
    with pytest.raises(IllegalMove):
        taken.then(c.Accept(agent=SARA))


# --- put off ----------------------------------------------------------------------------------


def test_a_snoozed_chat_stays_its_agents() -> None:
    """Out of the way, under the same epoch, until the time it names."""
    story = snoozed(LATER)
    assert snooze_of(story) == (LATER, story.state.seq)
    assert story.state.epoch == with_agent().state.epoch


@pytest.mark.parametrize(
    ("command", "cause"),
    [
        (say(), "customer"),
        (c.RequestPerson(), "customer"),
        (c.Wake(agent=SARA), "agent"),
        (c.EndSnooze(seq=6), "time"),
    ],
)
def test_a_snoozed_chat_wakes_once(command: c.Command, cause: str) -> None:
    """For the customer, for the agent, or at its time: whatever comes first, the rest is late."""
    before = snoozed()
    woken = before.then(command)
    causes = [x.cause for x in woken.since(before) if isinstance(x, e.ConversationWoken)]
    assert causes == [cause]
    assert snooze_of(woken) == (None, None)
    late = woken.then(c.EndSnooze(seq=6), c.Wake(agent=SARA), c.RequestPerson())
    assert late == woken


def test_the_customers_words_come_after_the_waking() -> None:
    """The agent is called before there is something to read."""
    assert snoozed().then(say()).types[-2:] == ["conversation.woken", "customer.said"]


def test_an_agents_word_wakes_nobody() -> None:
    """A word to the customer, or a note, leaves the time as it was set."""
    story = snoozed().then(c.AgentSay(agent=SARA, text="On it", client_id="x"))
    assert snooze_of(story) == snooze_of(snoozed())


def test_the_end_of_another_snooze_is_none() -> None:
    """After a second snooze the first deadline passes without effect."""
    first = snoozed(DEADLINE)
    second = first.then(c.Snooze(agent=SARA, until=LATER))
    assert second.then(c.EndSnooze(seq=first.state.seq), at=DEADLINE) == second


@pytest.mark.parametrize("until", [NOON, NOON - timedelta(days=1)])
def test_a_snooze_ends_in_the_future(until: datetime) -> None:
    """A time that has come is no snooze."""
    with pytest.raises(InvalidInput) as refused:
        with_agent().then(c.Snooze(agent=SARA, until=until))
    assert refused.value.code == "snooze_past"


def test_a_snooze_ends_in_our_time() -> None:
    """The agent's slot is free meanwhile: not for good. Any zone is understood, to the last minute
    of the calendar."""
    furthest = NOON + LONGEST_SNOOZE
    assert with_agent().then(c.Snooze(agent=SARA, until=furthest)).state.owner
    last = datetime.max.replace(tzinfo=timezone(timedelta(hours=-23)))
    for until in (furthest + timedelta(microseconds=1), last):
        with pytest.raises(InvalidInput) as refused:
            with_agent().then(c.Snooze(agent=SARA, until=until))
        assert refused.value.code == "snooze_far"
        assert refused.value.data == {"days": 90}


@pytest.mark.parametrize(
    "command",
    [
        to_team(),
        LOSE,
        c.ReturnToBot(agent=SARA),
        c.Close(agent=SARA),
        c.Take(agent=OMID, over=True),
    ],
)
def test_in_other_hands_nothing_of_the_snooze_is_left(command: c.Command) -> None:
    """The snooze's deadline means nothing to the present owner."""
    began = snoozed().state.seq
    story = snoozed().then(command)
    assert story.then(c.EndSnooze(seq=began)) == story
    taken = story.then(c.Take(agent=OMID)) if isinstance(story.state.owner, Queued) else story
    assert not isinstance(taken.state.owner, Offered)
    assert taken.then(c.EndSnooze(seq=began)) == taken
