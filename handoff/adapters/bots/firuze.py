"""The bot behind Firuze's own Rasa channel (`bot/channel.py`)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

import aiohttp
from pydantic import BaseModel, ConfigDict, Field

from handoff.adapters.bots.outcomes import REASONS, BotRefused, answers, outcome, unless_unread
from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.understanding import Emotion, Entity, Intent, MessageReading
from handoff.services.ports.bots import BotTurn

_RANKING_KEPT = 5


class _Answer(BaseModel):
    """The channel's JSON. Fields that we do not know are a newer channel's, and ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _Button(_Answer):
    title: str
    payload: str | None = None


class _Message(_Answer):
    text: str | None = None
    buttons: list[_Button] = []
    utter_action: str | None = None
    card: dict[str, Any] | None = None


class _Handoff(_Answer):
    reason: str


class _Intent(_Answer):
    name: str | None = None
    confidence: float = 0.0

    def as_event(self) -> Intent:
        return Intent(name=self.name or "", confidence=round(self.confidence, 4))


class _Entity(_Answer):
    entity: str
    value: Any
    start: int | None = None
    end: int | None = None


class _Reading(_Answer):
    intent: _Intent
    ranking: list[_Intent] = []
    entities: list[_Entity] = []
    emotion: Emotion = Emotion()

    def as_reading(self) -> MessageReading:
        return MessageReading(
            intent=self.intent.as_event(),
            ranking=tuple(intent.as_event() for intent in self.ranking[:_RANKING_KEPT]),
            entities=tuple(
                Entity(entity=one.entity, value=str(one.value), start=one.start, end=one.end)
                for one in self.entities
            ),
            emotion=self.emotion,
        )


class _Turn(_Reading):
    messages: Annotated[list[_Message], Field(min_length=1)]
    slots: dict[str, Any] = {}
    handoff: _Handoff | None = None


class RasaBot:
    """Implements `BotBackend` and `BotReader`."""

    def __init__(self, http: aiohttp.ClientSession, url: str, secret: str) -> None:
        self._http = http
        self._url = f"{url.rstrip('/')}/webhooks/firuze"
        self._headers = {"Authorization": f"Bearer {secret}"}

    async def answer(self, turn: BotTurn) -> c.BotReply | c.BotFailure:
        return await outcome(turn, self._ask(turn))

    async def read(self, sender: str, text: str) -> MessageReading | None:
        return await unless_unread(self._read(text), sender)

    async def healthy(self) -> bool:
        return await answers(self._http, f"{self._url}/", self._headers)

    async def _ask(self, turn: BotTurn) -> c.BotReply:
        question = {
            "sender": turn.sender,
            "message_id": turn.message_id,
            "text": turn.text,
            "payload": turn.payload,
            "language": turn.language,
            "seed": dict(turn.seed),
        }
        return _reply(_Turn.model_validate_json(await self._post("turn", question)), turn.reply_to)

    async def _read(self, text: str) -> MessageReading:
        return _Reading.model_validate_json(await self._post("read", {"text": text})).as_reading()

    async def _post(self, path: str, question: Mapping[str, object]) -> bytes:
        async with self._http.post(
            f"{self._url}/{path}", json=question, headers=self._headers
        ) as response:
            body = await response.read()
            if response.status != HTTPStatus.OK:
                raise BotRefused(response.status)
        return body


def _reply(answer: _Turn, reply_to: int) -> c.BotReply:
    reason = REASONS.get(answer.handoff.reason, "bot_error") if answer.handoff else None
    reading = answer.as_reading()
    return c.BotReply(
        intent=reading.intent,
        ranking=reading.ranking,
        entities=reading.entities,
        slots=answer.slots,
        emotion=reading.emotion,
        messages=tuple(_said(message, reply_to) for message in answer.messages),
        handoff=reason,
    )


def _said(message: _Message, reply_to: int) -> e.BotSaid:
    return e.BotSaid(
        text=message.text or "",
        reply_to=reply_to,
        buttons=tuple(e.Button(title=b.title, payload=b.payload) for b in message.buttons),
        utter_action=message.utter_action,
        card=message.card,
    )
