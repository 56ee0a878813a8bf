"""Codes by mail: how long they are good, and what somebody may have typed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.shop.order_codes import (
    LIFE,
    ON_ITS_WAY,
    TRIES,
    mail_of,
    new_code,
    typed_code,
)

NOW = datetime(2026, 11, 12, 10, 0, tzinfo=UTC)
CODE = new_code("code-1", "conversation-1", "1042", NOW)
A_SECOND = timedelta(seconds=1)


def test_a_code_is_open_until_it_is_used_up_or_late() -> None:
    """Ten minutes, five tries, once."""
    assert CODE.is_open(NOW + LIFE - A_SECOND)
    assert not CODE.is_open(NOW + LIFE)
    assert CODE.is_open(NOW) == replace(CODE, tries=TRIES - 1).is_open(NOW) is True
    assert not replace(CODE, tries=TRIES).is_open(NOW)
    assert not replace(CODE, used_by="message-1").is_open(NOW)


def test_a_code_that_was_just_sent_is_still_on_its_way() -> None:
    """Unless it is used up by then."""
    assert CODE.is_on_its_way(NOW + ON_ITS_WAY - A_SECOND)
    assert not CODE.is_on_its_way(NOW + ON_ITS_WAY)
    assert not replace(CODE, tries=TRIES).is_on_its_way(NOW)


def test_its_mail_is_of_no_use_longer_than_it_is() -> None:
    """The mail is due at once, and expires with its code."""
    mail = mail_of(CODE, "delivery-1", "nika@mail.example", "fa")
    assert (mail.due_at, mail.expires_at) == (NOW, CODE.expires_at)
    assert (mail.kind, mail.code_id, mail.to) == ("order_code", CODE.id, "nika@mail.example")


@pytest.mark.parametrize(
    "text", ["407316", " 407316 ", "407 316", "407-316", "۴۰۷۳۱۶", "٤٠٧ ٣١٦", "\u200e407316\u200f"]
)
def test_a_code_is_one_however_it_is_typed(text: str) -> None:
    """Spaces, a dash, Persian or Arabic digits, invisible marks."""
    assert typed_code(text) == "407316"


@pytest.mark.parametrize(
    "text", ["", "40731", "4073166", "40731x", "it is 407316", "⁴⁰⁷³¹⁶", "१२३४५६"]
)
def test_anything_else_is_no_code(text: str) -> None:
    """It costs no try."""
    assert typed_code(text) is None


@given(st.text())
def test_what_is_read_is_six_digits(text: str) -> None:
    """Whatever strangers type."""
    found = typed_code(text)
    assert found is None or (len(found) == 6 and set(found) <= set("0123456789"))
