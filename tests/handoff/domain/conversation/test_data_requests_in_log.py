"""Requests about a customer's own data in the log: who asked, who answered, and what erasure leaves."""

from datetime import timedelta

from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.customer_view import for_customer
from handoff.domain.conversation.erasure import redacted
from tests.handoff.domain.play.story import NOON, SARA, say, told

DUE = NOON + timedelta(days=30)


def test_the_customer_and_the_member_who_answers_stand_in_the_log() -> None:
    """Each request, its withdrawal and the answer; nothing else of the conversation changes."""
    before = told(say())
    story = before.then(
        c.MakeDataRequest(kind="deletion", due_at=DUE),
        c.WithdrawDataRequest(kind="deletion"),
        c.MakeDataRequest(kind="copy", due_at=DUE),
        c.AnswerDataRequest(agent=SARA, kind="copy", outcome="done"),
    )
    new = story.log[len(before.log) :]
    assert [(event.body, event.actor.kind, event.public) for event in new] == [
        (e.DataRequestMade(kind="deletion", due_at=DUE), "customer", True),
        (e.DataRequestWithdrawn(kind="deletion"), "customer", True),
        (e.DataRequestMade(kind="copy", due_at=DUE), "customer", True),
        (e.DataRequestAnswered(kind="copy", outcome="done"), "agent", True),
    ]
    assert story.state.owner == before.state.owner
    assert story.state.pending == before.state.pending


def test_the_customer_reads_who_answered_and_why_and_no_id_of_the_staff() -> None:
    """The name and the reason are for them."""
    answer = c.AnswerDataRequest(agent=SARA, kind="copy", outcome="refused", reason="Who are you?")
    shown = for_customer(told(answer).log[-1])
    assert (shown.actor.name, shown.actor.id) == (SARA.names.en, None)
    assert isinstance(shown.body, e.DataRequestAnswered)
    assert shown.body.reason == "Who are you?"


def test_erasure_leaves_that_something_was_asked_and_how_it_ended() -> None:
    """The reason, which may tell of the customer, goes."""
    answer = c.AnswerDataRequest(agent=SARA, kind="copy", outcome="refused", reason="Nika's order")
    made, answered = told(c.MakeDataRequest(kind="copy", due_at=DUE), answer).log[-2:]
    assert redacted(made).body == made.body
    assert redacted(answered).body == e.DataRequestAnswered(kind="copy", outcome="refused")
