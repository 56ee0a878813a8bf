"""The bot behind Firuze's own Rasa channel (`bot/channel.py`)."""

from http import HTTPStatus
from typing import Annotated, Any

import aiohttp
from pydantic import BaseModel, ConfigDict, Field

from handoff.adapters.bot_outcomes import REASONS, BotRefused, answers, outcome
from handoff.domain import commands as c
from handoff.domain import events as e
from handoff.services.ports import BotTurn

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

    def as_event(self) -> e.Intent:
        return e.Intent(name=self.name or "", confidence=round(self.confidence, 4))


class _Entity(_Answer):
    entity: str
    value: Any
    start: int | None = None
    end: int | None = None


class _Turn(_Answer):
    messages: Annotated[list[_Message], Field(min_length=1)]
    intent: _Intent
    ranking: list[_Intent] = []
    entities: list[_Entity] = []
    slots: dict[str, Any] = {}
    emotion: e.Emotion = e.Emotion()
    handoff: _Handoff | None = None


class RasaBot:
    """Implements `BotBackend`."""

    def __init__(self, http: aiohttp.ClientSession, url: str, secret: str) -> None:
        self._http = http
        self._url = f"{url.rstrip('/')}/webhooks/firuze"
        self._headers = {"Authorization": f"Bearer {secret}"}

    async def answer(self, turn: BotTurn) -> c.BotReply | c.BotFailure:
        return await outcome(turn, self._ask(turn))

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
        async with self._http.post(
            f"{self._url}/turn", json=question, headers=self._headers
        ) as response:
            body = await response.read()
            if response.status != HTTPStatus.OK:
                raise BotRefused(response.status)
        return _reply(_Turn.model_validate_json(body), turn.reply_to)


def _reply(answer: _Turn, reply_to: int) -> c.BotReply:
    reason = REASONS.get(answer.handoff.reason, "bot_error") if answer.handoff else None
    return c.BotReply(
        intent=answer.intent.as_event(),
        ranking=tuple(intent.as_event() for intent in answer.ranking[:_RANKING_KEPT]),
        entities=tuple(
            e.Entity(entity=one.entity, value=str(one.value), start=one.start, end=one.end)
            for one in answer.entities
        ),
        slots=answer.slots,
        emotion=answer.emotion,
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
