"""The rules of orders: which visitors may hear about one, and which changes it allows."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.people import Customer
from handoff.domain.shop.order_cards import OrderState
from handoff.domain.shop.orders import (
    BEFORE,
    OUTCOME,
    Order,
    OrderAction,
    contact_matches,
    may_hear,
    normal_contact,
    normal_number,
    verdict,
)
from tests.handoff.cards import card_of


@pytest.mark.parametrize(
    "text", ["1042", "#1042", " 10 42 ", "۱۰۴۲", "١٠٤٢", "# ۱۰42", "\u200f1042\u200e", "10\u200c42"]
)
def test_an_order_number_is_one_however_it_is_typed(text: str) -> None:
    """Persian or Arabic digits, spaces, `#` and invisible marks make no other number."""
    assert normal_number(text) == "1042"


def test_letters_of_an_order_number_are_upper_case() -> None:
    """A number with letters is found in either case."""
    assert normal_number("fb-1042a") == "FB-1042A"


@given(st.text())
def test_a_normal_number_stays_as_it_is(text: str) -> None:
    """A stored number is found under itself."""
    once = normal_number(text)
    assert normal_number(once) == once


PHONE = "+98 912 345 6789"


@pytest.mark.parametrize(
    "given_contact",
    [
        "09123456789",
        "9123456789",
        "+989123456789",
        "00989123456789",
        "+98 (0)912 345 67 89",
        "+98 0912 345 6789",
        "۰۹۱۲۳۴۵۶۷۸۹",
        "٠٩١٢-٣٤٥-٦٧٨٩",
        "\u202a+98 912 345 6789\u202c",
        "my number is 0912 345 6789",
    ],
)
def test_a_phone_number_is_one_however_it_is_typed(given_contact: str) -> None:
    """Country prefix, trunk zero, spaces, digits of any script: the same subscriber."""
    assert contact_matches(given_contact, None, PHONE)


@pytest.mark.parametrize(
    "given_contact",
    [
        "",
        "6789",
        "3456789",
        "23456789",  # eight digits prove too little
        "09123456780",
        "09133456789",
        "not a number",
        "٫٫٫",
    ],
)
def test_another_or_a_partial_number_proves_nothing(given_contact: str) -> None:
    """A wrong number, or only its end, is refused."""
    assert not contact_matches(given_contact, None, PHONE)


@pytest.mark.parametrize(
    ("given_contact", "known"),
    [
        ("031 1234 5678", "+98 21 1234 5678"),  # Isfahan and Tehran
        ("212 555 0142", "+1 312 555 0142"),  # New York and Chicago
    ],
)
def test_the_same_number_in_another_city_is_another(given_contact: str, known: str) -> None:
    """Area codes count, also where only their first digit differs."""
    assert not contact_matches(given_contact, None, known)


@pytest.mark.parametrize(
    "written",
    [
        ("Nika@Mail.example", " nika@mail.example\u200f"),
        ("+98 (0)912 345 67 89", "۰۹۱۲۳۴۵۶۷۸۹", "00989123456789"),
        ("06 12 34 56 78", "+33 6 12 34 56 78"),
    ],
)
def test_limits_count_a_contact_as_one_however_it_is_typed(written: tuple[str, ...]) -> None:
    """Another way of writing is no new attempt."""
    assert len({normal_contact(contact) for contact in written}) == 1


def test_limits_count_other_contacts_apart() -> None:
    """Another address or subscriber is another counter."""
    contacts = ["nika@mail.example", "daniel@mail.example", "0912 345 6789", "0912 345 6780"]
    assert len({normal_contact(contact) for contact in contacts}) == len(contacts)


def test_a_country_with_nine_digits_is_understood() -> None:
    """A French number matches with and without its country prefix."""
    assert contact_matches("06 12 34 56 78", None, "+33 6 12 34 56 78")
    assert contact_matches("+33 6 12 34 56 78", None, "06 12 34 56 78")


@pytest.mark.parametrize("known", [None, "", "-", "110"])
def test_an_order_without_a_phone_number_matches_none(known: str | None) -> None:
    """Nothing given and nothing known are not a match."""
    assert not contact_matches("", None, known)
    assert not contact_matches("09123456789", None, known)


@pytest.mark.parametrize(
    "given_contact", ["nika@example.com", " NIKA@Example.com ", "\u200enika@example.com"]
)
def test_an_address_compares_without_case(given_contact: str) -> None:
    """Case, spaces around and invisible marks are no part of an e-mail address."""
    assert contact_matches(given_contact, "Nika@example.com ", None)


@pytest.mark.parametrize(
    ("given_contact", "email"),
    [("nika@example.com", None), ("@", ""), ("@", None), ("nika@example.org", "nika@example.com")],
)
def test_another_address_is_refused(given_contact: str, email: str | None) -> None:
    """An address which the order does not have opens nothing."""
    assert not contact_matches(given_contact, email, PHONE)


@given(st.integers(10**9, 10**10 - 1), st.integers(10**9, 10**10 - 1), st.integers(1, 999))
def test_only_the_same_national_number_matches(one: int, other: int, country: int) -> None:
    """Ten-digit numbers that differ anywhere belong to two people."""
    assert contact_matches(f"0{one}", None, f"+{country}{one}")
    assert contact_matches(f"0{other}", None, f"+{country}{one}") == (one == other)


@given(st.text(), st.none() | st.text(), st.none() | st.text())
def test_any_text_is_answered(given_contact: str, email: str | None, phone: str | None) -> None:
    """Whatever is typed gives yes or no, never an error."""
    assert contact_matches(given_contact, email, phone) in (True, False)


NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


def judged(
    action: OrderAction,
    state: OrderState,
    arrived_at: datetime | None = None,
    window: timedelta | None = WEEK,
) -> str:
    return verdict(action, state, arrived_at=arrived_at, window=window, now=NOON)


@pytest.mark.parametrize(
    ("state", "cancelling", "returning"),
    [
        ("placed", "possible", "not_sent"),
        ("packed", "possible", "not_sent"),
        ("shipped", "on_the_way", "on_the_way"),
        ("delayed", "on_the_way", "on_the_way"),
        ("delivered", "delivered", "possible"),
        ("cancelled", "cancelled", "cancelled"),
        ("return_requested", "return_requested", "return_requested"),
        ("returned", "returned", "returned"),
        ("refunded", "refunded", "refunded"),
    ],
)
def test_what_may_be_done_depends_on_where_the_order_is(
    state: OrderState, cancelling: str, returning: str
) -> None:
    """Cancelled until it leaves, sent back once it is there; done once, not twice."""
    assert judged("order_cancelled", state, NOON - WEEK) == cancelling
    assert judged("return_requested", state, NOON - WEEK) == returning


def test_goods_are_taken_back_within_the_window() -> None:
    """To the second; of what has no date, or where no window is set, a person decides."""
    late = NOON - WEEK - timedelta(seconds=1)
    assert judged("return_requested", "delivered", late) == "too_late"
    assert judged("return_requested", "delivered", None) == "unclear"
    assert judged("return_requested", "delivered", NOON, window=None) == "unclear"


@pytest.mark.parametrize("action", get_args(OrderAction))
def test_what_is_done_cannot_be_done_again(action: OrderAction) -> None:
    """The outcome of an action is itself no state for it."""
    assert judged(action, OUTCOME[action], NOON) == OUTCOME[action]


def _customer(external_id: str | None) -> Customer:
    return Customer(
        id="c1",
        external_id=external_id,
        name=None,
        email=None,
        phone=None,
        language="en",
        created_at=datetime(2026, 11, 1, tzinfo=UTC),
    )


def _order(customer_id: str | None = None, external_id: str | None = None) -> Order:
    return Order(
        customer_id=customer_id,
        external_id=external_id,
        email="daniel@mail.example",
        phone=None,
        card=card_of("1042"),
    )


def test_an_order_has_the_number_of_its_card() -> None:
    """A customer is shown the number that the shop's system knows the order by."""
    assert _order(customer_id="c1").number == "1042"


def test_an_order_belongs_to_the_customer_the_shop_vouched_for() -> None:
    """The shop may know the customer by our id or by its own."""
    assert _order(customer_id="c1").belongs_to(_customer("daniel"))
    assert _order(external_id="daniel").belongs_to(_customer("daniel"))


def test_an_order_belongs_to_no_visitor_and_to_nobody_else() -> None:
    """An id alone proves nothing while the shop does not vouch for the visitor."""
    assert not _order(customer_id="c1").belongs_to(_customer(None))
    assert not _order(customer_id="c2", external_id="nika").belongs_to(_customer("daniel"))


@pytest.mark.parametrize(
    ("external_id", "contacts", "hears"),
    [
        ("daniel", [], True),
        ("daniel", ["wrong@mail.example"], True),
        (None, ["Daniel@Mail.example"], True),
        (None, ["wrong@mail.example", "daniel@mail.example"], True),
        (None, ["wrong@mail.example"], False),
        (None, [], False),
        ("nika", [], False),
    ],
)
def test_who_may_hear_of_an_order(
    external_id: str | None, contacts: list[str], *, hears: bool
) -> None:
    """Its customer by the shop's word; anybody else by a contact that is the order's own."""
    order = _order(external_id="daniel")
    assert may_hear(order, _customer(external_id), contacts) is hears


@pytest.mark.parametrize("action", get_args(OrderAction))
@pytest.mark.parametrize("state", get_args(OrderState))
def test_an_action_is_possible_in_no_other_state(action: OrderAction, state: OrderState) -> None:
    """What stores go by when they change an order is what the verdict goes by."""
    assert (judged(action, state, arrived_at=NOON) == "possible") == (state in BEFORE[action])
