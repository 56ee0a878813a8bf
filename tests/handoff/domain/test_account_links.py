"""Links that let staff choose a password: once, and for a while."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handoff.domain.account_links import LIFE, Purpose, invalid_link, mail_of, new_link
from handoff.domain.people import StaffMember

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SARA = StaffMember(
    id="staff-sara",
    email="sara@books.example",
    name="Sara",
    role="agent",
    capacity=4,
    available=True,
    disabled=False,
)


@pytest.mark.parametrize(
    ("purpose", "life"),
    [("invitation", timedelta(days=7)), ("password_reset", timedelta(hours=1))],
)
def test_a_link_is_open_for_its_time(purpose: Purpose, life: timedelta) -> None:
    """A link is open until its last moment, and no longer."""
    link = new_link("link-1", purpose, SARA, NOON)
    assert life == LIFE[purpose]
    assert link.is_open(NOON + life - timedelta(microseconds=1))
    assert not link.is_open(NOON + life)


def test_a_used_link_is_closed() -> None:
    """Whatever time is left."""
    link = replace(new_link("link-1", "invitation", SARA, NOON), used_at=NOON)
    assert not link.is_open(NOON)


def test_the_mail_goes_to_the_account_and_dies_with_its_link() -> None:
    """It is due at once, in the requested language."""
    link = new_link("link-1", "password_reset", SARA, NOON)
    mail = mail_of(link, "delivery-1", SARA, "fa")
    assert (mail.id, mail.kind, mail.to, mail.language) == (
        "delivery-1",
        "password_reset",
        "sara@books.example",
        "fa",
    )
    assert (mail.link_id, mail.due_at, mail.expires_at) == ("link-1", NOON, link.expires_at)
    assert not mail.gathering


def test_every_refusal_of_a_link_is_the_same() -> None:
    """Nobody learns what is wrong with it."""
    assert invalid_link().code == "link_invalid"
