"""Nobody is online: what the customer sees, may choose, and how it ends."""

from datetime import timedelta

import pytest

from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.duties import duties_of
from handoff.domain.conversation.state import Absence, Ticketed
from tests.handoff.domain.play.story import (
    CLOSED_NOW,
    KEEP_WAITING,
    NOBODY_HERE,
    NOON,
    OFFER,
    OMID,
    OPENING,
    PATIENCE,
    SARA,
    UNDECIDED,
    Told,
    alone,
    owed,
    queued,
)


def end_of(story: Told) -> c.ExpireWait:
    """The end of the wait, as the timer has it."""
    (duty,) = duties_of(story.state)
    assert duty.kind == "ticket"
    return c.ExpireWait(seq=duty.ref, number=1001)


def test_who_waits_is_told_once() -> None:
    """The customer sees it; the same truth is not told again."""
    story = alone()
    assert story.log[-1].body == e.AbsenceTold(closed=False, ticket_at=NOON + UNDECIDED)
    assert story.log[-1].public
    assert story.then(NOBODY_HERE) == story


def test_without_a_choice_a_ticket_is_opened() -> None:
    """The customer may have left: the matter is kept all the same."""
    story = alone()
    assert owed(story.state) == {("ticket", story.state.seq, NOON + UNDECIDED)}
    ended = story.then(end_of(story))
    assert ended.since(story) == [e.TicketOpened(number=1001, cause="nobody_online")]
    assert ended.then(end_of(story)) == ended


def test_who_chooses_to_wait_waits_but_not_for_ever() -> None:
    """The ticket comes later; the choice is made once, and the first deadline is void."""
    story = alone()
    waiting = story.then(KEEP_WAITING)
    assert waiting.since(story) == [e.WaitChosen(until=NOON + PATIENCE)]
    assert waiting.then(KEEP_WAITING, end_of(story)) == waiting
    assert waiting.then(end_of(waiting)).state.owner == Ticketed(number=1001)


def test_the_patience_begins_when_the_desk_opens() -> None:
    """A customer who chooses to wait outside hours waits for the opening."""
    story = queued().then(CLOSED_NOW, KEEP_WAITING)
    assert story.state.absence == Absence(
        closed=True,
        opens_at=OPENING,
        ticket_at=OPENING + PATIENCE,
        seq=story.state.seq,
        chosen=True,
    )


@pytest.mark.parametrize("answer", [c.EndAbsence(), OFFER, c.Take(agent=SARA)])
def test_somebody_comes(answer: c.Command) -> None:
    """An ordinary wait, an offer or a person: no ticket is opened any more."""
    story = alone()
    served = story.then(answer)
    assert served.state.absence is None
    assert served.then(end_of(story), KEEP_WAITING) == served


def test_the_opening_comes_and_nobody_with_it() -> None:
    """The customer hears the new truth; the choice stands, and so does its deadline."""
    story = queued().then(CLOSED_NOW, KEEP_WAITING)
    opened = story.then(NOBODY_HERE, at=OPENING)
    assert opened.log[-1].body == e.AbsenceTold(closed=False, ticket_at=OPENING + PATIENCE)
    assert opened.state.absence is not None
    assert opened.state.absence.chosen


def test_the_desk_closes_meanwhile() -> None:
    """Waiting means something else now: the customer chooses again."""
    later = NOON + timedelta(minutes=10)
    closed = alone().then(KEEP_WAITING).then(CLOSED_NOW, at=later)
    told = closed.state.absence
    assert told is not None
    assert (told.chosen, told.ticket_at) == (False, later + UNDECIDED)


@pytest.mark.parametrize("on_the_way", [(), (c.ContinueWithBot(), c.RequestPerson())])
def test_a_ticket_keeps_its_place(on_the_way: tuple[c.Command, ...]) -> None:
    """Taken an hour later and handed on, the customer is where they were when they first asked,
    and so is who went on with the bot meanwhile."""
    later = NOON + timedelta(hours=1)
    story = queued().then(c.OpenTicket(number=1001)).then(*on_the_way, c.Take(agent=SARA), at=later)
    handed_on = story.then(c.Transfer(agent=SARA, client_id="1", to=OMID), at=later)
    assert handed_on.state.queued_since == NOON
    assert handed_on.state.waiting_from == later


def test_a_ticket_that_was_answered_leaves_no_place_behind() -> None:
    """After the hand-back a new wish for a person is a new one."""
    later = NOON + timedelta(hours=1)
    story = queued().then(c.OpenTicket(number=1001), c.Take(agent=SARA), c.ReturnToBot(agent=SARA))
    assert story.state.queued_since is None
    assert story.then(c.RequestPerson(), at=later).state.queued_since == later
