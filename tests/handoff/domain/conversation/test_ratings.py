"""The customer's opinion of a closed matter: who is asked, what is recorded, what a bad mark brings."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.customer_view import for_customer
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.erasure import redacted
from handoff.domain.conversation.ratings import CHANGED_WITHIN, RATED_WITHIN
from handoff.domain.conversation.state import Closed, Rating, Ticketed
from handoff.domain.errors import IllegalMove, InvalidInput
from handoff.domain.handoff.policy_settings import AskFor, PolicySettings
from tests.handoff.domain.play.story import NOON, SARA, Told, alone, queued, say, ticketed, told

LATER = NOON + timedelta(hours=2)


HELP = c.AgentSay(agent=SARA, text="It is on its way.", client_id="help-1")


def taken() -> Told:
    """Sara has what the customer asked, and has not written yet."""
    return told(say(), c.RequestPerson(), c.Take(agent=SARA))


def helped() -> Told:
    """Sara has written."""
    return taken().then(HELP)


def closed() -> Told:
    return helped().then(c.Close(agent=SARA))


def mark(
    story: Told, satisfaction: int = 5, effort: int | None = None, comment: str | None = None
) -> c.Rate:
    """An opinion of the last close."""
    assert story.state.ending is not None
    return c.Rate(
        client_id=f"rated-{len(story.log)}",
        closing=story.state.ending.seq,
        satisfaction=satisfaction,
        effort=effort,
        comment=comment,
        ticket=1001,
    )


@pytest.mark.parametrize(
    ("ask", "of_a_person", "of_the_bot"),
    [("always", "full", "light"), ("people", "full", None), ("never", None, None)],
)
def test_the_shop_says_who_is_asked(
    ask: AskFor, of_a_person: e.Asks | None, of_the_bot: e.Asks | None
) -> None:
    """All questions where a person has written since the close before, though the bot had the last word; one
    where nobody has. As far as the shop wants to know."""
    rules = PolicySettings(ask_for_ratings=ask)
    for story, end, asks in (
        (helped(), c.Close(agent=SARA), of_a_person),
        (helped(), c.EndChat(), of_a_person),
        (helped().then(c.ReturnToBot(agent=SARA)), c.EndChat(), of_a_person),
        (told(say()), c.EndChat(), of_the_bot),
        (queued().then(say()), c.EndChat(), of_the_bot),
        (alone().then(say()), c.EndChat(), of_the_bot),
        (taken(), c.Close(agent=SARA), of_the_bot),
        (closed().then(say("again", "said-2")), c.EndChat(), of_the_bot),
    ):
        _, (event,) = append(story.state, end, NOON, rules)
        assert isinstance(event.body, e.ConversationClosed)
        assert event.body.asks == asks


def test_nobody_is_asked_about_spam_or_about_nothing() -> None:
    """A customer who wrote advertisements, or not a word, has no matter to judge."""
    spam = helped().then(c.Close(agent=SARA, disposition="spam"))
    silent = told(c.EndChat())
    assert spam.state.ending is not None
    assert silent.state.ending is not None
    assert (spam.state.ending.asks, silent.state.ending.asks) == (None, None)
    with pytest.raises(IllegalMove, match="open"):
        spam.then(mark(spam))


def test_a_customer_ends_the_chat() -> None:
    """It is closed, whoever had it, and nobody says whether it is solved; a second time changes nothing."""
    for story in (told(say()), helped(), queued(), alone()):
        after = story.then(c.EndChat())
        assert isinstance(after.state.owner, Closed)
        assert after.since(story)[-1].type == "conversation.closed"
        assert after.log[-1].actor.kind == "customer"
        assert after.then(c.EndChat()).log == after.log
        assert (after.state.waiting_from, after.state.absence) == (None, None)


def test_an_open_ticket_cannot_be_ended_by_its_customer() -> None:
    """The shop has promised an answer."""
    with pytest.raises(IllegalMove) as refused:
        ticketed().then(c.EndChat())
    assert refused.value.code == "illegal_move"


def test_a_rating_is_part_of_the_log() -> None:
    """With its words, for the customer to see as well; the state keeps the marks."""
    story = closed()
    after = story.then(mark(story, 4, effort=2, comment="Kind, but slow"))
    (rated,) = after.since(story)
    assert rated == e.ConversationRated(
        client_id=f"rated-{len(story.log)}",
        closing=story.state.seq,
        satisfaction=4,
        effort=2,
        comment="Kind, but slow",
    )
    assert after.state.rating == Rating(closing=story.state.seq, at=NOON, satisfaction=4, effort=2)
    assert isinstance(after.state.owner, Closed)
    assert for_customer(after.log[-1]).body == rated


def test_a_rating_may_be_changed_for_a_while() -> None:
    """Counted from when it was given first, however often it is changed."""
    story = closed()
    once = story.then(mark(story, 4))
    twice = once.then(mark(once, 5), at=LATER)
    assert twice.state.rating == Rating(
        closing=story.state.seq, at=NOON, satisfaction=5, effort=None
    )
    with pytest.raises(IllegalMove) as refused:
        twice.then(mark(twice, 3), at=NOON + CHANGED_WITHIN + timedelta(seconds=1))
    assert refused.value.code == "rating_settled"


def test_a_rating_may_come_too_late() -> None:
    """After so long nobody remembers."""
    story = closed()
    assert story.then(mark(story), at=NOON + RATED_WITHIN).state.rating is not None
    with pytest.raises(IllegalMove) as refused:
        story.then(mark(story), at=NOON + RATED_WITHIN + timedelta(seconds=1))
    assert refused.value.code == "rating_late"


@pytest.mark.parametrize("satisfaction", [0, 6, -1])
def test_marks_are_one_to_five(satisfaction: int) -> None:
    """Others are refused, of effort as well."""
    story = closed()
    for marked in (mark(story, satisfaction), mark(story, 5, effort=satisfaction)):
        with pytest.raises(InvalidInput) as refused:
            story.then(marked)
        assert refused.value.code == "rating_range"


def test_each_close_has_its_own_rating() -> None:
    """A customer who writes again has an open matter; the next close asks anew, also where the first
    rating is settled long since."""
    first = closed()
    rated = first.then(mark(first, 3))
    open_again = rated.then(say("one more thing", "said-2"))
    with pytest.raises(IllegalMove) as refused:
        open_again.then(mark(rated, 4))
    assert refused.value.code == "not_closed"
    assert told().state.ending is None

    week = NOON + timedelta(days=7)
    second = open_again.then(c.Take(agent=SARA), c.Close(agent=SARA), at=week)
    with pytest.raises(IllegalMove):
        second.then(mark(first, 4), at=week)
    after = second.then(mark(second, 5), at=week)
    assert after.state.rating == Rating(
        closing=second.state.seq, at=week, satisfaction=5, effort=None
    )


@pytest.mark.parametrize(("satisfaction", "bad"), [(1, True), (2, True), (3, False)])
def test_a_bad_mark_opens_a_ticket(satisfaction: int, bad: bool) -> None:  # noqa: FBT001 - a parameter
    """Somebody takes it as any other ticket, answers, and closes it, which asks again."""
    story = closed()
    after = story.then(mark(story, satisfaction))
    assert isinstance(after.state.owner, Ticketed) == bad
    if not bad:
        return
    assert after.since(story)[1:] == [e.TicketOpened(number=1001, cause="bad_mark")]
    better = after.then(mark(after, 4))
    assert isinstance(better.state.owner, Ticketed)
    assert better.state.rating is not None
    assert better.state.rating.satisfaction == 4
    again = better.then(mark(better, 1))
    assert again.types.count("ticket.opened") == 1

    sorry = replace(HELP, text="I am sorry.", client_id="help-2")
    mended = again.then(c.Take(agent=SARA), sorry, c.Close(agent=SARA))
    assert mended.state.ending is not None
    assert mended.state.ending.asks == "full"
    assert mended.state.rating is not None
    assert mended.state.rating.closing != mended.state.ending.seq


def test_an_erased_rating_keeps_its_marks_and_loses_its_words() -> None:
    """Figures go on counting; what the customer wrote is gone. Nobody rates what was erased."""
    story = closed()
    after = story.then(mark(story, 2, effort=1, comment="My name is Nika and I am angry"))
    bodies = [redacted(event).body for event in after.log]
    (rated,) = (body for body in bodies if isinstance(body, e.ConversationRated))
    assert (rated.satisfaction, rated.effort, rated.comment) == (2, 1, None)
    erased = after.then(c.Erase(under_way=True))
    assert erased.state.rating == after.state.rating
    with pytest.raises(IllegalMove) as refused:
        erased.then(mark(after, 5))
    assert refused.value.code == "erased"
