"""The document of everything that is kept of a customer."""

import json
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from handoff.adapters.exports.document import TEXTS, as_json, as_page
from handoff.adapters.wording.cards import spoken_card
from handoff.domain.consent import Consent
from handoff.domain.conversation import events as e
from handoff.domain.conversation.marks import Mark, Marks
from handoff.domain.conversation.state import Contact, Conversation
from handoff.domain.data_requests import DataRequest, DataRequestKind, DataRequestState
from handoff.domain.deliveries import Delivery, DeliveryKind, DeliveryState, Excerpt
from handoff.domain.language import LANGUAGES, Language
from handoff.domain.people import Customer
from handoff.domain.shop.order_codes import new_code
from handoff.domain.understanding import Emotion, HandoffReason
from handoff.services.ports.audit import AuditedRead, ReadKind
from handoff.services.ports.customer_data import ConversationRecord, CustomerRecord, OrderRecord
from tests.handoff.cards import EVERY_CARD
from tests.handoff.domain.play.strategies import internal_events, public_events

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NIKA = Customer(
    id="customer-1",
    external_id="nika",
    name="Nika <b>",
    email="nika@mail.example",
    phone=None,
    language="en",
    created_at=NOON,
    revocations=2,
)


def _record(*log: e.Event) -> CustomerRecord:
    mail = Delivery(
        id="mail-1",
        kind="answer",
        to="nika@mail.example",
        language="en",
        state="sent",
        due_at=NOON,
        expires_at=NOON,
        created_at=NOON,
        words=Excerpt(conversation_id="talk-1", first=1, last=2),
    )
    talk = ConversationRecord(
        state=Conversation(
            id="talk-1", started_at=NOON, contact=Contact(name="Nika", phone="0935 555")
        ),
        log=log,
        marks=Marks(customer=Mark(delivered=3, read=2)),
        mails=[mail],
        codes=[new_code("code-1", "talk-1", "KB-77", NOON)],
    )
    order = OrderRecord(
        number="KB-77", email="nika@mail.example", phone=None, card={"state": "shipped"}
    )
    read = AuditedRead(
        at=NOON, staff_id="leila", kind="customer", subject="customer-1", holder="sara"
    )
    asked = DataRequest(
        id="request-1",
        customer_id="customer-1",
        conversation_id="talk-1",
        kind="deletion",
        asked_at=NOON,
        due_at=NOON,
        state="refused",
        settled_at=NOON,
        reason="Still unpaid",
    )
    return CustomerRecord(
        customer=NIKA, conversations=[talk], orders=[order], reads=[read], requests=[asked]
    )


def _said(text: str) -> e.Event:
    body = e.CustomerSaid(text=text, client_id="1", language="en")
    return e.Event(seq=1, after=0, at=NOON, epoch=0, actor=e.Actor(kind="customer"), body=body)


def test_programs_find_every_field() -> None:
    """It has the customer, the log, mails, codes, orders, marks and reads, and no name of a reader."""
    document = json.loads(as_json(_record(_said("where is it?")), "en", NOON))
    talk = document["conversations"][0]
    assert document["customer"]["email"] == "nika@mail.example"
    assert talk["events"][0]["body"]["text"] == "where is it?"
    assert (talk["mails"][0]["to"], talk["codes"][0]["number"]) == ("nika@mail.example", "KB-77")
    assert (talk["contact"], talk["read_by_you"]) == ({"name": "Nika", "phone": "0935 555"}, 2)
    assert document["orders"][0]["card"] == {"state": "shipped"}
    [asked] = document["requests"]
    assert (
        asked["what"]
        == "\u20662026-11-22 12:00:00\u2069: you asked for the deletion of what is kept of you: refused"
    )
    assert (asked["kind"], asked["reason"]) == ("deletion", "Still unpaid")
    assert document["reads"] == [
        {
            "what": "\u20662026-11-22 12:00:00\u2069: your details",
            "at": "2026-11-22 12:00:00",
            "kind": "customer",
            "subject": "customer-1",
        }
    ]


@pytest.mark.parametrize(
    ("language", "told"), [("en", "You wrote: {0} </li>"), ("fa", "شما نوشتید: {0} </li>")]
)
def test_people_read_sentences(language: Language, told: str) -> None:
    """In their language; what strangers wrote is shown as text, whatever it is."""
    page = as_page(_record(_said("{0} </li><script>")), language, NOON)
    assert told.replace("<", "&lt;").replace(">", "&gt;") in page
    assert "<script" not in page
    assert "Nika &lt;b&gt;" in page
    assert f'lang="{language}"' in page
    assert "nika@mail.example" in page


@pytest.mark.parametrize("kind", EVERY_CARD)
def test_what_was_shown_is_told(kind: str) -> None:
    """In words beside each message, and for programs with every field."""
    shown = EVERY_CARD[kind]
    said = e.AgentSaid(text="Here", client_id="1", card=shown)
    event = e.Event(seq=1, after=0, at=NOON, epoch=0, actor=e.Actor(kind="agent"), body=said)
    document = json.loads(as_json(_record(event), "en", NOON))
    (told,) = document["conversations"][0]["events"]
    assert told["body"]["card"]["kind"] == kind
    for row in ("Here", *spoken_card(shown, UTC, "en")):
        assert row in told["what"]


@pytest.mark.parametrize(
    ("language", "told"), [("en", "(version 7)"), ("fa", "موافقت کرده بودید (نسخهٔ 7)")]
)
def test_an_agreement_that_a_conversation_begins_with_is_told(
    language: Language, told: str
) -> None:
    """With its version and its time: it was given in an earlier conversation."""
    body = e.ConversationStarted(
        customer_id="customer-1",
        customer_name=None,
        language=language,
        consent=Consent(version=7, at=NOON),
    )
    event = e.Event(seq=1, after=0, at=NOON, epoch=0, actor=e.Actor(kind="system"), body=body)
    page = as_page(_record(event), language, NOON)
    assert told in page
    assert "\u20662026-11-22 12:00:00\u2069" in page


@pytest.mark.parametrize("language", LANGUAGES)
@given(event=st.one_of(public_events, internal_events))
def test_every_event_has_its_sentence(language: Language, event: e.Event) -> None:
    """Everything that a log can hold has its words in both languages, without a gap left open."""
    (told,) = json.loads(as_json(_record(event), language, NOON))["conversations"][0]["events"]
    assert told["what"]
    assert told["body"]["type"] == event.body.type


def _texts(language: Language) -> Any:
    return yaml.safe_load((TEXTS / f"{language}.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_there_can_be_is_in_the_catalogue(language: Language) -> None:
    """Reasons, moods, kinds and states of mails, kinds of reads; both languages have the same keys."""
    texts = _texts(language)
    moods = get_args(Emotion.__annotations__["label"])
    assert set(texts["moods"]) == set(moods)
    assert set(texts["reasons"]) == set(get_args(HandoffReason))
    assert set(texts["mail_states"]) == set(get_args(DeliveryState))
    assert set(texts["requests"]) == set(get_args(DataRequestKind))
    assert set(texts["request_states"]) == set(get_args(DataRequestState))
    assert set(texts["read_kinds"]) == set(get_args(ReadKind))
    of_nobody = {"invitation", "password_reset", "data_deleted"}
    assert set(texts["mail_kinds"]) == set(get_args(DeliveryKind)) - of_nobody
    assert _keys(texts) == _keys(_texts("en"))


def _keys(texts: Any) -> Any:
    return {name: _keys(x) for name, x in texts.items()} if isinstance(texts, dict) else None
