"""Deliveries: tried again with growing pauses, given up in the end, moved by people only where that
makes sense."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.deliveries import (
    ANSWER_LIFE,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    REPLY_LENGTH,
    Accepted,
    Delivery,
    DeliveryState,
    Rejected,
    Unneeded,
    answer_id,
    give_up,
    masked,
    pause_after,
    rating_request_id,
    retry,
    settle,
    without_addresses,
)
from handoff.domain.errors import IllegalMove

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SENDING = Delivery(
    id=answer_id("conversation-1", 7),
    kind="answer",
    to="nika@mail.example",
    language="fa",
    state="sending",
    due_at=NOON + timedelta(seconds=30),
    expires_at=NOON + ANSWER_LIFE,
    created_at=NOON,
    tries=1,
)
BUSY = Rejected(code="smtp", reply="451 4.3.0 try again later")

chances = st.floats(0, 1, exclude_max=True)


def settled(delivery: Delivery, outcome: Accepted | Rejected, now: datetime = NOON) -> Delivery:
    after = settle(delivery, outcome, now, 0.5)
    assert after is not None
    return after


def test_what_the_other_side_takes_is_sent() -> None:
    """Earlier trouble is forgotten."""
    sent = settled(replace(SENDING, tries=3, error="timeout", reply="421 bye"), Accepted())
    assert (sent.state, sent.error, sent.reply, sent.settled_at) == ("sent", None, None, NOON)


def test_passing_trouble_is_tried_again() -> None:
    """The row keeps what was wrong, and waits for its next try."""
    again = settled(SENDING, BUSY)
    assert (again.state, again.error, again.reply) == (
        "waiting",
        "smtp",
        "451 4.3.0 try again later",
    )
    assert again.due_at == NOON + FIRST_PAUSE
    assert again.settled_at is None


def test_a_refusal_for_good_is_not_tried_again() -> None:
    """Nobody there by that name."""
    failed = settled(SENDING, Rejected(code="smtp", permanent=True, reply="550 5.1.1 unknown user"))
    assert (failed.state, failed.error, failed.settled_at) == ("failed", "smtp", NOON)


def test_trouble_that_does_not_end_is_given_up_when_its_time_is_over() -> None:
    """The number of tries does not matter, and people see the state."""
    tries, now, delivery = 0, NOON, SENDING
    while delivery.state != "failed":
        tries += 1
        delivery = settled(replace(delivery, state="sending", tries=tries), BUSY, now)
        now = max(now, delivery.due_at)
    assert 40 < tries < 60
    assert NOON + ANSWER_LIFE - LONGEST_PAUSE * 1.25 <= now <= NOON + ANSWER_LIFE


def test_nothing_remains_of_what_was_read_before_the_first_try() -> None:
    """An earlier try, which may have succeeded, stays on the record."""
    assert settle(SENDING, Unneeded(), NOON, 0.5) is None
    tried = settle(replace(SENDING, tries=2, error="dropped"), Unneeded(), NOON, 0.5)
    assert tried is not None
    assert (tried.state, tried.error, tried.settled_at) == ("withdrawn", "dropped", NOON)


@given(st.integers(0, 10_000), chances)
def test_pauses_are_bounded_whatever_chance_says(tries: int, chance: float) -> None:
    """From a quarter less than the first one to a quarter more than the longest one."""
    assert FIRST_PAUSE * 0.75 <= pause_after(tries, chance) <= LONGEST_PAUSE * 1.25


@given(st.integers(1, 7), chances)
def test_pauses_grow(tries: int, chance: float) -> None:
    """Each is longer than the one before, by the same chance, until the longest."""
    assert pause_after(tries, chance) < pause_after(tries + 1, chance)


@pytest.mark.parametrize("state", ["waiting", "failed", "withdrawn"])
def test_a_person_may_have_it_tried_now(state: DeliveryState) -> None:
    """It is due at once, gathers no more, and has its full time again."""
    again = retry(replace(SENDING, state=state, gathering=True, settled_at=NOON), NOON)
    assert (again.state, again.due_at, again.gathering, again.settled_at) == (
        "waiting",
        NOON,
        False,
        None,
    )
    assert again.expires_at == NOON + ANSWER_LIFE


@pytest.mark.parametrize("state", ["waiting", "failed"])
def test_giving_up_can_be_undone(state: DeliveryState) -> None:
    """Withdrawn, and then waiting again."""
    given_up = give_up(replace(SENDING, state=state, gathering=True), NOON)
    assert (given_up.state, given_up.gathering, given_up.settled_at) == ("withdrawn", False, NOON)
    assert retry(given_up, NOON).state == "waiting"


@pytest.mark.parametrize("state", ["sending", "sent"])
def test_what_is_on_its_way_or_gone_cannot_be_moved(state: DeliveryState) -> None:
    """A mail that has left cannot be called back."""
    moved = replace(SENDING, state=state)
    for move in (retry, give_up):
        with pytest.raises(IllegalMove) as refused:
            move(moved, NOON)
        assert refused.value.code == f"delivery_{state}"


def test_an_expired_link_is_not_sent_again() -> None:
    """It would open nothing; a living one keeps its time."""
    invitation = replace(SENDING, kind="invitation", state="failed", link_id="link-1")
    assert retry(invitation, NOON).expires_at == invitation.expires_at
    with pytest.raises(IllegalMove) as refused:
        retry(invitation, invitation.expires_at)
    assert refused.value.code == "delivery_expired"


def test_the_next_try_of_what_gathers_is_after_the_grace() -> None:
    """Any other delivery is tried when its row says."""
    grace = timedelta(minutes=2)
    gathering = replace(SENDING, state="waiting", gathering=True, due_at=NOON)
    assert gathering.next_try(grace) == NOON + grace
    assert replace(gathering, gathering=False).next_try(grace) == NOON


def test_ids_of_answers_follow_from_what_they_are_about() -> None:
    """The same for the same words, another one for others."""
    assert answer_id("conversation-1", 7) == answer_id("conversation-1", 7)
    others = {answer_id(f"conversation-{n}", seq) for n in (1, 2) for seq in (7, 8)}
    assert len(others) == 4


def test_one_close_asks_for_an_opinion_by_one_mail() -> None:
    """The same id in each try, so that nobody is asked twice; no answer's id."""
    asked = rating_request_id("conversation-1", 7)
    assert asked == rating_request_id("conversation-1", 7)
    assert asked not in {rating_request_id("conversation-1", 8), answer_id("conversation-1", 7)}


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("nika@mail.example", "n•••@mail.example"),
        ('"a@b"@mail.example', '"•••@mail.example'),
        ("نیکا@mail.example", "ن•••@mail.example"),
        ("", "•••"),
    ],
)
def test_addresses_are_shown_masked(address: str, shown: str) -> None:
    """Enough to recognise one's own."""
    assert masked(address) == shown


def test_a_reply_is_kept_without_addresses_on_one_line() -> None:
    """Mail servers like to repeat who was refused."""
    assert without_addresses("550 5.1.1 <nika@mail.example>:\r\n\x00User\tunknown") == (
        "550 5.1.1 ••• User unknown"
    )


@given(st.text())
def test_whatever_a_server_says_is_bounded(reply: str) -> None:
    """One printable line of limited length, in which no address is."""
    kept = without_addresses(reply * 50)
    assert len(kept) <= REPLY_LENGTH
    assert "@" not in kept
    assert kept.isprintable()


@pytest.mark.parametrize(
    "end",
    [
        lambda x: settled(x, Accepted()),
        lambda x: settled(x, Rejected(code="refused", permanent=True, reply="550 Nika is gone")),
        lambda x: settled(x, BUSY, NOON + ANSWER_LIFE),
        lambda x: settle(replace(x, tries=2), Unneeded(), NOON, 0.5),
        lambda x: give_up(replace(x, state="waiting"), NOON),
    ],
    ids=["sent", "refused", "too late", "unneeded", "given up"],
)
def test_nothing_of_an_erased_customer_is_kept_once_their_last_mail_has_ended(
    end: Callable[[Delivery], Delivery],
) -> None:
    """Neither the address nor what the server said; so nobody can have it sent again."""
    after = end(replace(SENDING, kind="data_deleted"))
    assert (after.to, after.reply, after.settled_at is not None) == ("", None, True)
    assert after.is_expired(NOON)
    if after.state != "sent":
        with pytest.raises(IllegalMove) as refused:
            retry(after, NOON)
        assert refused.value.code == "delivery_expired"


def test_the_last_mail_to_an_erased_customer_is_tried_again_like_others() -> None:
    """It has its address until then."""
    again = settled(replace(SENDING, kind="data_deleted"), BUSY)
    assert (again.state, again.to) == ("waiting", SENDING.to)
    assert retry(again, NOON).due_at == NOON
