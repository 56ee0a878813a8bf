"""Answers about a customer's data by mail: which there are, to which address, and for how long they are tried."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handoff.domain.data_request_mails import ERASED_WITHIN, mail_of, may_link_to_copy
from handoff.domain.data_requests import COPY_LIFE, DataRequest, DataRequestState
from handoff.domain.deliveries import ANSWER_LIFE, Delivery, Excerpt
from handoff.domain.people import Customer

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(days=3)
GUEST = Customer.visitor("customer-nika", "en", NOON)
VOUCHED = replace(GUEST, external_id="nika", email="nika@shop.example")
COPY = DataRequest(
    id="request-1",
    customer_id=GUEST.id,
    conversation_id="conversation-1",
    kind="copy",
    asked_at=NOON,
    due_at=LATER,
    state="done",
    settled_at=LATER,
)


def mail(
    request: DataRequest = COPY,
    customer: Customer = GUEST,
    left: str | None = "nika@mail.example",
) -> Delivery | None:
    return mail_of(request, customer, left=left, language="fa", seq=9)


def test_an_answer_is_mailed_under_the_id_of_its_request() -> None:
    """At once, for as long as the copy may be saved; it stands beside the event that tells of the answer."""
    assert mail() == Delivery(
        id="request-1",
        kind="data_answer",
        to="nika@mail.example",
        language="fa",
        state="waiting",
        due_at=LATER,
        expires_at=LATER + COPY_LIFE,
        created_at=LATER,
        words=Excerpt(conversation_id="conversation-1", first=9, last=9),
    )
    refused = mail(replace(COPY, kind="deletion", state="refused", reason="Still unpaid."))
    assert refused is not None
    assert refused.kind == "data_answer"


def test_word_of_a_deletion_leads_to_nobody() -> None:
    """It names no conversation, leaves the erasure its time, and is not tried for long."""
    deleted = mail(replace(COPY, kind="deletion"))
    assert deleted is not None
    assert (deleted.kind, deleted.words) == ("data_deleted", None)
    assert (deleted.due_at, deleted.expires_at) == (LATER + ERASED_WITHIN, LATER + ANSWER_LIFE)


@pytest.mark.parametrize("state", ["open", "withdrawn", "lapsed"])
def test_what_nobody_has_answered_is_not_mailed(state: DataRequestState) -> None:
    """Nor is there anything to say."""
    assert mail(replace(COPY, state=state)) is None


@pytest.mark.parametrize(
    ("customer", "left", "to"),
    [
        (GUEST, "nika@mail.example", "nika@mail.example"),
        (GUEST, None, None),
        (VOUCHED, None, "nika@shop.example"),
        (VOUCHED, "nika@mail.example", "nika@shop.example"),
        (replace(VOUCHED, email=None), "nika@mail.example", "nika@mail.example"),
        (replace(VOUCHED, email=None), None, None),
        (replace(GUEST, email="nika@shop.example"), None, None),
    ],
)
def test_the_address_that_the_shop_vouches_for_comes_first(
    customer: Customer, left: str | None, to: str | None
) -> None:
    """Then the one that was left in the conversation; without either there is no mail."""
    found = mail(customer=customer, left=left)
    assert (found and found.to) == to


@pytest.mark.parametrize(
    ("customer", "to", "may"),
    [
        (GUEST, "nika@mail.example", True),
        (VOUCHED, "nika@shop.example", True),
        (VOUCHED, "nika@mail.example", False),
        (replace(VOUCHED, email=None), "nika@mail.example", False),
    ],
)
def test_all_of_a_customers_data_goes_where_the_shop_says_they_are(
    customer: Customer, to: str, *, may: bool
) -> None:
    """Anybody may have left the other address."""
    assert may_link_to_copy(customer, to) == may
