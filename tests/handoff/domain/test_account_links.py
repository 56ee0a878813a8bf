"""Links that let staff choose a password: once, and for a while."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handoff.domain.account_links import (
    LIFE,
    AccountLink,
    Ending,
    Purpose,
    closed_link,
    forged_link,
    mail_of,
    new_link,
)
from handoff.domain.people import Names, StaffMember

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SARA = StaffMember(
    id="staff-sara",
    email="sara@books.example",
    names=Names(en="Sara"),
    role="agent",
    capacity=4,
    available=True,
    disabled=False,
)


def _link(purpose: Purpose) -> AccountLink:
    return new_link("link-1", purpose, SARA, NOON, by="staff-leila", language="fa")


@pytest.mark.parametrize(
    ("purpose", "life"),
    [("invitation", timedelta(days=7)), ("password_reset", timedelta(hours=1))],
)
def test_a_link_is_open_for_its_time(purpose: Purpose, life: timedelta) -> None:
    """A link is open until its last moment, and no longer."""
    link = _link(purpose)
    assert life == LIFE[purpose]
    assert link.is_open(NOON + life - timedelta(microseconds=1))
    assert link.closed(NOON + life) == "expired"


@pytest.mark.parametrize("ended", ["used", "replaced", "withdrawn"])
def test_a_link_that_was_ended_is_closed(ended: Ending) -> None:
    """Whatever time is left, or how long ago it would have expired."""
    link = replace(_link("invitation"), used_at=NOON, ended=ended)
    assert link.closed(NOON) == ended
    assert link.closed(NOON + timedelta(days=30)) == ended
    assert not link.is_open(NOON)


def test_the_mail_goes_to_the_account_and_dies_with_its_link() -> None:
    """It is due at once, in the requested language."""
    link = _link("password_reset")
    mail = mail_of(link, "delivery-1", SARA)
    assert (mail.id, mail.kind, mail.to, mail.language) == (
        "delivery-1",
        "password_reset",
        "sara@books.example",
        "fa",
    )
    assert (mail.link_id, mail.due_at, mail.expires_at) == ("link-1", NOON, link.expires_at)
    assert not mail.gathering


def test_the_refusal_of_a_link_says_why_it_is_closed() -> None:
    """Somebody who has forged one learns nothing."""
    refusal = closed_link(_link("invitation"), "expired")
    assert (refusal.code, refusal.data) == (
        "link_invalid",
        {"why": "expired", "purpose": "invitation"},
    )
    assert (forged_link().code, forged_link().data) == ("link_invalid", {})
