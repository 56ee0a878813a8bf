"""Any Rasa 3 bot on Rasa's standard REST channel, unchanged (docs/your-own-bot.md).

The channel tells what the bot says and nothing else: no intent, no slots, no names of actions.
Those are in the conversation's tracker, which Rasa's HTTP API shows where the bot runs with
`--enable-api`. It hides failures too: an exception in an action, or a model that is not loaded, is
an empty list. So an empty list is a failure here.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from itertools import chain, repeat
from typing import Any

import aiohttp
from pydantic import BaseModel, ConfigDict, TypeAdapter
from yarl import URL

from handoff.adapters.bots.cards import SHOWN_CARD
from handoff.adapters.bots.outcomes import (
    READING_SECONDS,
    REASONS,
    BotRefused,
    Limit,
    answers,
    outcome,
    unless_unread,
)
from handoff.domain.bot_answers import BotFailure, BotMessage, BotReply, Button
from handoff.domain.understanding import Entity, HandoffReason, Intent, MessageReading
from handoff.services.ports.bots import BotTurn
from handoff.services.ports.clock import Clock

TOKEN_SECONDS = 60  # a JWT is made for one call
_RANKING_KEPT = 5
_FULLWIDTH_SOLIDUS = "\uff0f"

# Slots of Rasa's own: bookkeeping, not facts about the customer's matter.
_INTERNAL_SLOTS = frozenset({"requested_slot", "session_started_metadata"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RestApi:
    """Rasa's HTTP API: what opens it, if anything does, and the intents and actions by which the
    bot wants a person."""

    token: str | None = None  # as given to `--auth-token`
    jwt_secret: str | None = None  # as given to `--jwt-secret`, with HS256
    handoff: frozenset[str] = frozenset()


class _Told(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Button(_Told):
    title: str
    payload: str | None = None
    url: str | None = None


class _Message(_Told):
    text: str | None = None
    image: str | None = None
    attachment: Any = None
    buttons: list[_Button] = []
    custom: Any = None

    @property
    def fields(self) -> dict[str, Any]:
        """Reads the custom payload, if it is an object."""
        return self.custom if isinstance(self.custom, dict) else {}


class _Intent(_Told):
    name: str | None = None
    confidence: float = 0.0

    def as_event(self) -> Intent:
        return Intent(name=self.name or "", confidence=round(self.confidence, 4))


class _Entity(_Told):
    entity: str
    value: Any
    start: int | None = None
    end: int | None = None


class _Parsed(_Told):
    intent: _Intent = _Intent()
    intent_ranking: list[_Intent] = []
    entities: list[_Entity] = []

    def as_reading(self) -> MessageReading:
        return MessageReading(
            intent=self.intent.as_event(),
            ranking=tuple(intent.as_event() for intent in self.intent_ranking[:_RANKING_KEPT]),
            entities=tuple(
                Entity(
                    entity=entity.entity,
                    value=str(entity.value),
                    start=entity.start,
                    end=entity.end,
                )
                for entity in self.entities
            ),
        )


class _TrackerEvent(_Told):
    event: str
    name: str | None = None
    parse_data: _Parsed | None = None


class _Loop(_Told):
    """The form that is asking for something, by name, if one is."""

    name: str | None = None


class _Tracker(_Told):
    events: list[_TrackerEvent] = []
    slots: dict[str, Any] = {}
    active_loop: _Loop = _Loop()

    @property
    def turn(self) -> list[_TrackerEvent]:
        """The events from the customer's last message on."""
        last = max((i for i, event in enumerate(self.events) if event.event == "user"), default=0)
        return self.events[last:]


_MESSAGES = TypeAdapter(list[_Message])


class RestBot:
    """Implements `Bot`. Without `api` nothing is known but what the bot
    says, and it reads nothing."""

    def __init__(
        self, http: aiohttp.ClientSession, url: str, clock: Clock, api: RestApi | None = None
    ) -> None:
        self._http = http
        self._url = url.rstrip("/")
        self._clock = clock
        self._api = api

    async def answer(self, turn: BotTurn, limit: Limit) -> BotReply | BotFailure:
        return await outcome(turn, self._ask(turn, limit), limit)

    async def read(self, sender: str, text: str) -> MessageReading | None:
        return await unless_unread(self._read(text), sender) if self._api else None

    async def healthy(self) -> bool:
        """Whether the channel is there and, as far as we may ask, a model loaded."""
        if self._api is None:
            return await answers(self._http, f"{self._url}/webhooks/rest/", {})
        return await answers(self._http, self._of_api("/status"), self._credentials())

    async def _ask(self, turn: BotTurn, limit: Limit) -> BotReply:
        # Some of the turn is kept for the tracker.
        async with limit.held(back=READING_SECONDS if self._api else 0):
            messages = await self._say(turn)
        # Without it the answer is still an answer.
        tracker = await unless_unread(self._tracker(turn), turn.sender) if self._api else None
        return _reply(messages, tracker or _Tracker(), self._api)

    async def _say(self, turn: BotTurn) -> list[_Message]:
        question = {
            "sender": turn.sender,
            "message": turn.payload or _harmless(turn.text),
            "metadata": {
                "language": turn.language,
                "third_language": turn.third_language,
                "message_id": turn.message_id,
                "customer_name": turn.seed.get("customer_name"),
                "customer_verified": turn.seed.get("customer_verified"),
            },
        }
        async with self._http.post(f"{self._url}/webhooks/rest/webhook", json=question) as response:
            return _MESSAGES.validate_json(await _told(response))

    async def _tracker(self, turn: BotTurn) -> _Tracker:
        """How the bot came to what it said."""
        url = self._of_api(f"/conversations/{turn.sender}/tracker", include_events="AFTER_RESTART")
        async with self._http.get(url, headers=self._credentials()) as response:
            return _Tracker.model_validate_json(await _told(response))

    async def _read(self, text: str) -> MessageReading:
        url, question = self._of_api("/model/parse"), {"text": _harmless(text)}
        async with self._http.post(url, json=question, headers=self._credentials()) as response:
            return _Parsed.model_validate_json(await _told(response)).as_reading()

    def _of_api(self, path: str, **query: str) -> str:
        """Rasa takes its token in the query only."""
        if self._api and self._api.token:
            query["token"] = self._api.token
        return str(URL(f"{self._url}{path}").with_query(query))

    def _credentials(self) -> dict[str, str]:
        if self._api is None or not self._api.jwt_secret:
            return {}
        expires = int(self._clock().timestamp()) + TOKEN_SECONDS
        token = json_web_token(self._api.jwt_secret, expires)
        return {"Authorization": f"Bearer {token}"}


async def _told(response: aiohttp.ClientResponse) -> bytes:
    body = await response.read()
    if response.status != HTTPStatus.OK:
        raise BotRefused(response.status)
    return body


def json_web_token(secret: str, expires: int) -> str:
    """A JWT (RFC 7519, HS256) for Rasa's role `admin`, valid until `expires` (Unix time)."""
    header = {"alg": "HS256", "typ": "JWT"}
    claims = {"user": {"username": "firuze", "role": "admin"}, "exp": expires}
    signed = f"{_base64url(json.dumps(header).encode())}.{_base64url(json.dumps(claims).encode())}"
    signature = hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{_base64url(signature)}"


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _harmless(text: str) -> str:
    """Rasa strips a message, and takes what begins with `/` for an intent: `/restart`, or any."""
    text = text.strip()
    return _FULLWIDTH_SOLIDUS + text[1:] if text.startswith("/") else text


def _reply(messages: Sequence[_Message], tracker: _Tracker, api: RestApi | None) -> BotReply:
    parsed = next((event.parse_data for event in tracker.turn if event.parse_data), _Parsed())
    reading = parsed.as_reading()
    return BotReply(
        intent=reading.intent,
        ranking=reading.ranking,
        entities=reading.entities,
        slots={
            name: value
            for name, value in tracker.slots.items()
            if value is not None and name not in _INTERNAL_SLOTS
        },
        in_form=tracker.active_loop.name is not None,
        messages=_named([shown for message in messages if (shown := _shown(message))], tracker),
        handoff=_wish(messages) or _configured_wish(parsed, tracker, api),
    )


def _shown(message: _Message) -> BotMessage | None:
    """Returns what a customer can be shown of a message, its card too, None if nothing. Pictures, files and links of
    buttons become links in the text."""
    links = [f"{button.title}: {button.url}" for button in message.buttons if button.url]
    parts = (message.text, message.fields.get("text"), message.image, message.attachment, *links)
    text = "\n".join(part for part in parts if isinstance(part, str) and part.strip())
    buttons = tuple(
        Button(title=button.title, payload=button.payload)
        for button in message.buttons
        if not button.url
    )
    card = SHOWN_CARD.validate_python(message.fields.get("card"))
    if not text and not buttons and not card:
        return None
    return BotMessage(text=text, buttons=buttons, card=card)


def _named(messages: Sequence[BotMessage], tracker: _Tracker) -> tuple[BotMessage, ...]:
    """The messages with the names of their responses, in order, as far as they are known. When a
    response came as several messages, the later ones may carry the next response's name."""
    ran = (event.name for event in tracker.turn if event.event == "action" and event.name)
    names = chain((name for name in ran if name.startswith("utter_")), repeat(None))
    return tuple(
        replace(shown, utter_action=name) for shown, name in zip(messages, names, strict=False)
    )


def _wish(messages: Sequence[_Message]) -> HandoffReason | None:
    """The `handoff` of a custom payload. A bot may have reasons that we have no word for."""
    wishes = [message.fields["handoff"] for message in messages if "handoff" in message.fields]
    for wish in wishes:
        if wish is None or wish is False:
            continue
        reason = wish.get("reason") if isinstance(wish, dict) else wish
        return REASONS.get(str(reason), "requested")
    return None


def _configured_wish(
    parsed: _Parsed, tracker: _Tracker, api: RestApi | None
) -> HandoffReason | None:
    ran = {event.name for event in tracker.turn if event.event == "action"}
    wished = api is not None and not api.handoff.isdisjoint({parsed.intent.name, *ran})
    return "requested" if wished else None
