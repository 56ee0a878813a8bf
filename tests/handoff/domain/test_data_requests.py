"""Requests for a copy of what is kept, or for its deletion: open until they are settled, once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from handoff.domain.data_requests import (
    COPY_LIFE,
    DataRequest,
    DataRequestKind,
    demand_copy,
    demand_deletion,
    give_copy,
    latest,
    refuse,
    withdraw,
)
from handoff.domain.errors import IllegalMove

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def asked(kind: DataRequestKind = "copy") -> DataRequest:
    return DataRequest(
        id="request-1",
        customer_id="nika",
        conversation_id="conversation-1",
        kind=kind,
        asked_at=NOON,
        due_at=NOON + timedelta(days=30),
    )


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(IllegalMove) as refusal:
        act()
    return refusal.value.code


def test_a_request_is_settled_once() -> None:
    """Whichever way it went, nobody withdraws, answers or refuses it afterwards."""
    copy = asked()
    settled = [withdraw(copy, LATER), give_copy(copy, LATER), refuse(copy, "Not you.", LATER)]
    assert [(x.state, x.settled_at, x.reason) for x in settled] == [
        ("withdrawn", LATER, None),
        ("done", LATER, None),
        ("refused", LATER, "Not you."),
    ]
    for request in (*settled, replace(copy, state="lapsed")):
        assert code_of(partial(withdraw, request, LATER)) == "request_settled"
        assert code_of(partial(give_copy, request, LATER)) == "request_settled"
        assert code_of(partial(refuse, request, "No.", LATER)) == "request_settled"


def test_nobody_gets_what_was_not_asked_for() -> None:
    """No copy for a deletion, no deletion for a copy, or for somebody else's request."""
    assert code_of(lambda: give_copy(asked("deletion"), LATER)) == "not_a_copy"
    assert code_of(lambda: demand_deletion(asked(), "nika")) == "not_a_deletion"
    assert code_of(lambda: demand_deletion(asked("deletion"), "omid")) == "not_a_deletion"
    withdrawn = withdraw(asked("deletion"), LATER)
    assert code_of(lambda: demand_deletion(withdrawn, "nika")) == "request_settled"
    demand_deletion(asked("deletion"), "nika")


def test_a_copy_may_be_saved_for_a_while_once_it_was_given() -> None:
    """Not before, not where it was refused, and not for ever."""
    given = give_copy(asked(), LATER)
    assert given.copy_until == LATER + COPY_LIFE
    demand_copy(given, LATER)
    for request in (None, asked(), refuse(asked(), "No.", LATER)):
        assert code_of(partial(demand_copy, request, LATER)) == "no_copy"
    assert code_of(lambda: demand_copy(given, LATER + COPY_LIFE)) == "no_copy"


def test_a_deletion_that_is_done_leaves_no_copy() -> None:
    """Nor does a copy of which nobody knows since when it is there."""
    assert replace(asked("deletion"), state="done", settled_at=LATER).copy_until is None
    assert replace(asked(), state="done").copy_until is None


def test_the_latest_of_a_kind_is_the_one_that_counts() -> None:
    """Others of the kind, and of the other kind, are history."""
    first, second = asked(), replace(asked(), id="request-2", asked_at=LATER)
    deletion = replace(asked("deletion"), asked_at=LATER)
    assert latest([second, first, deletion], "copy") == second
    assert latest([first], "deletion") is None
