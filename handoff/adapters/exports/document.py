"""The document that a customer gets on asking what is kept of them: for programs as JSON, and to read.

The JSON has every field as it is stored, and beside each event a sentence in plain words. What the
staff noted for each other stands in it, as everything that is about the customer; the names of those
who looked at it do not.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import yaml

from handoff.adapters.codec import CONVERSATION, EVENT, dump
from handoff.adapters.wording.cards import with_card
from handoff.domain.consent import Consent
from handoff.domain.conversation import events as e
from handoff.domain.json_types import Json
from handoff.domain.language import Language
from handoff.services.ports.customer_data import ConversationRecord, CustomerRecord

TEXTS = Path(__file__).parent / "texts"

FORMAT = "firuze.customer.1"

_STYLE = (
    "body{font-family:Vazirmatn,system-ui,'Segoe UI',Tahoma,sans-serif;max-width:50rem;margin:2rem auto;"
    "padding:0 1rem;line-height:1.6;color:#182625}h2{margin-top:2.5rem;border-bottom:1px solid #cdd9d8}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:#5b6b6a}dd{margin:0;unicode-bidi:plaintext;text-align:start}"
    "li{margin:.3rem 0;overflow-wrap:anywhere}time{color:#5b6b6a;font-size:.85em}"
)


def as_json(record: CustomerRecord, language: Language, made_at: datetime) -> str:
    """The whole document, indented; times in UTC."""
    return json.dumps(_document(record, language, made_at), ensure_ascii=False, indent=2) + "\n"


def as_page(record: CustomerRecord, language: Language, made_at: datetime) -> str:
    """The same as an HTML page of its own, without the fields that only programs need."""
    texts, document = _texts(language), _document(record, language, made_at)
    made = escape(texts["made_at"].format(at=_isolated(made_at)))
    parts = [f"<h1>{escape(texts['title'])}</h1><p>{made}</p>"]
    parts.append(_section(texts, "customer", _facts(texts, document["customer"])))
    talks = "".join(_talk(texts, talk) for talk in document["conversations"])
    parts.append(_section(texts, "conversations", talks))
    parts.extend(
        _section(texts, name, _list(item["what"] for item in document[name]))
        for name in ("orders", "requests", "reads")
    )
    return (
        f'<!doctype html><html lang="{language}" dir="{texts["direction"]}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f"<title>{escape(texts['title'])}</title><style>{_STYLE}</style>{''.join(parts)}</html>\n"
    )


# --- the document -----------------------------------------------------------------------------


def _document(record: CustomerRecord, language: Language, made_at: datetime) -> dict[str, Any]:
    texts, customer = _texts(language), asdict(record.customer)
    signed_out = customer.pop("revocations")
    del customer["link_revocations"]  # of which the former are at least as many
    del customer["erased_at"]  # nothing of whom would be here
    return {
        "format": FORMAT,
        "made_at": _moment(made_at),
        "customer": {
            **customer,
            "created_at": _moment(record.customer.created_at),
            "sign_outs": signed_out,
        },
        "conversations": [
            _conversation(texts, conversation, language) for conversation in record.conversations
        ],
        "orders": [
            {
                "what": texts["order"].format(
                    number=order.number,
                    state=order.card.get("state"),
                    email=order.email or "–",
                    phone=order.phone or "–",
                ),
                "number": order.number,
                "email": order.email,
                "phone": order.phone,
                "card": order.card,
            }
            for order in record.orders
        ],
        "requests": [
            {
                "what": texts["request"].format(
                    at=_isolated(request.asked_at),
                    request=texts["requests"][request.kind],
                    state=texts["request_states"][request.state],
                ),
                "kind": request.kind,
                "state": request.state,
                "asked_at": _moment(request.asked_at),
                "due_at": _moment(request.due_at),
                "settled_at": request.settled_at and _moment(request.settled_at),
                "reason": request.reason,
            }
            for request in record.requests
        ],
        "reads": [
            {
                "what": texts["read"].format(
                    at=_isolated(read.at), what=texts["read_kinds"][read.kind]
                ),
                "at": _moment(read.at),
                "kind": read.kind,
                "subject": read.subject,
            }
            for read in record.reads
        ],
    }


def _conversation(
    texts: Mapping[str, Any], record: ConversationRecord, language: Language
) -> dict[str, Any]:
    state = record.state
    contact = {name: value for name, value in asdict(state.contact).items() if value}
    return {
        "id": state.id,
        "channel": state.channel,
        "language": state.language,
        "started_at": state.started_at and _moment(state.started_at),
        "ticket": state.ticket,
        "contact": contact or None,
        "read_by_you": record.marks.customer.read or None,
        "read_by_staff": record.marks.staff.read or None,
        "events": [
            {"what": _words(texts, event, language), **dump(EVENT, event), "at": _moment(event.at)}
            for event in record.log
        ],
        "mails": [
            {
                "what": texts["mail"].format(
                    at=_isolated(mail.created_at),
                    kind=texts["mail_kinds"][mail.kind],
                    to=mail.to,
                    state=texts["mail_states"][mail.state],
                ),
                "to": mail.to,
                "kind": mail.kind,
                "state": mail.state,
                "created_at": _moment(mail.created_at),
                "settled_at": mail.settled_at and _moment(mail.settled_at),
                "reply": mail.reply,
            }
            for mail in record.mails
        ],
        "codes": [
            {
                "what": texts["code"].format(at=_isolated(code.created_at), number=code.number),
                "number": code.number,
                "created_at": _moment(code.created_at),
            }
            for code in record.codes
        ],
        "state": dump(CONVERSATION, state),  # what the desk keeps at hand, made of the events
    }


def _words(texts: Mapping[str, Any], event: e.Event, language: Language) -> str:
    """The event as a sentence. Strangers' words are arguments of a template, never one."""
    body = event.body
    key: str = body.type
    if isinstance(body, e.ActionBegun | e.ActionTaken):
        key = f"{body.type}.{body.kind}"
    if isinstance(body, e.AgentLost) and body.cause is not None:
        key = f"{body.type}.{body.cause}"
    if isinstance(body, e.CustomerSaid | e.AgentSaid) and body.file is not None:
        key = f"{body.type}.file"
    if isinstance(body, e.DataRequestAnswered):
        key = f"{body.type}.{body.outcome}"
    if isinstance(body, e.ConversationStarted) and body.consent is not None:
        key = f"{body.type}.agreed"
    facts = {
        "name": getattr(body, "agent_name", None) or event.actor.name or texts["by"]["agent"],
        "text": getattr(body, "text", ""),
        "number": getattr(body, "number", None) or getattr(body, "order", ""),
        "low": getattr(body, "low", ""),
        "high": getattr(body, "high", ""),
    }
    line: str = texts["line"][key]
    return line.format(**facts | _more(texts, body) | _with_card(body, language))


def _with_card(body: e.Body, language: Language) -> dict[str, object]:
    """Words with the text of the card that was shown beside them."""
    if not isinstance(body, e.BotSaid | e.AgentSaid) or body.card is None:
        return {}
    return {"text": with_card(body.text, body.card, UTC, language).replace("\n", " · ")}


def _more(texts: Mapping[str, Any], body: e.Body) -> dict[str, object]:
    match body:
        case e.BotUnderstood():
            return {
                "seq": body.reply_to,
                "intent": body.intent.name,
                "confidence": round(body.intent.confidence * 100),
                "noted": _noted(texts, body.slots),
                "mood": texts["moods"][body.emotion.label],
            }
        case e.BotSuppressed():
            return {"text": " / ".join(body.texts)}
        case e.HandoffRequested():
            return {
                "reason": texts["reasons"][body.reason],
                "noted": _noted(texts, body.packet.slots),
            }
        case e.ConversationRated():
            return {
                "satisfaction": body.satisfaction,
                "effort": body.effort or texts["nothing"],
                "comment": body.comment or texts["nothing"],
            }
        case e.ConversationStarted(consent=Consent() as consent):
            return {"number": consent.version, "at": _isolated(consent.at)}
        case e.ConsentGiven():
            return {"number": body.version}
        case e.DataRequestMade() | e.DataRequestWithdrawn():
            return {"request": texts["requests"][body.kind]}
        case e.DataRequestAnswered():
            asked = texts["requests"][body.kind]
            return {"request": asked, "reason": body.reason or texts["nothing"]}
        case e.ContactLeft():
            left = {"name": body.name, "email": body.email, "phone": body.phone}
            return {"noted": _noted(texts, left)}
        case _:
            return {}


def _noted(texts: Mapping[str, Any], values: Mapping[str, Json]) -> str:
    told = [f"{name} = {value}" for name, value in values.items() if value not in (None, "")]
    return ", ".join(told) or texts["nothing"]


# --- the page ---------------------------------------------------------------------------------


def _talk(texts: Mapping[str, Any], talk: Mapping[str, Any]) -> str:
    lines = "".join(
        f'<li value="{line["seq"]}"><time dir="ltr">{escape(line["at"])}</time> '
        f'<span dir="auto">{escape(line["what"])}</span></li>'
        for line in talk["events"]
    )
    rest = "".join(
        f"<h4>{escape(texts['headings'][name])}</h4>{_list(x['what'] for x in talk[name])}"
        for name in ("mails", "codes")
        if talk[name]
    )
    happened = escape(texts["headings"]["events"])
    facts = _facts(texts, {**talk, "id": None})  # the heading
    return f"<h3>{escape(talk['id'])}</h3>{facts}<h4>{happened}</h4><ol>{lines}</ol>{rest}"


def _section(texts: Mapping[str, Any], name: str, content: str) -> str:
    nothing = f"<p>{escape(texts['nothing'])}</p>"
    return f"<h2>{escape(texts['headings'][name])}</h2>{content or nothing}"


def _facts(texts: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    told = [
        f"<dt>{escape(label)}</dt><dd>{escape(_plain(facts[name]))}</dd>"
        for name, label in texts["fields"].items()
        if facts.get(name) is not None
    ]
    return f"<dl>{''.join(told)}</dl>"


def _plain(value: object) -> str:
    return ", ".join(map(str, value.values())) if isinstance(value, dict) else str(value)


def _list(items: Iterable[str]) -> str:
    lines = "".join(f'<li dir="auto">{escape(item)}</li>' for item in items)
    return f"<ul>{lines}</ul>" if lines else ""


def _isolated(at: datetime) -> str:
    """A time within a sentence, which must not be turned by Persian letters beside it."""
    return f"\u2066{_moment(at)}\u2069"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(" ", "seconds").removesuffix("+00:00")


@cache
def _texts(language: Language) -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(
        (TEXTS / f"{language}.yml").read_text(encoding="utf-8")
    )
    return found
