"""The bot behind Firuze's own Rasa channel (`bot/channel.py`)."""

import asyncio
import json
from http import HTTPStatus
from typing import Annotated, Any

import aiohttp
import structlog
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from handoff.domain import commands as c
from handoff.domain import events as e
from handoff.services.ports import BotTurn

log = structlog.get_logger()

TURN_SECONDS = 5.0  # what a customer is made to wait for the bot, at most
HEALTH_SECONDS = 2.0
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


# The reasons which the bot may give; another one is a fault of the bot.
_REASONS: dict[str, e.HandoffReason] = {
    "requested": "requested",
    "complaint": "complaint",
    "order_system_down": "order_system_down",
    "bot_error": "bot_error",
    "misunderstood": "misunderstood",
}


class RasaBot:
    """Implements `BotBackend`."""

    def __init__(self, http: aiohttp.ClientSession, url: str, secret: str) -> None:
        self._http = http
        self._url = f"{url.rstrip('/')}/webhooks/firuze"
        self._headers = {"Authorization": f"Bearer {secret}"}

    async def answer(self, turn: BotTurn) -> c.BotReply | c.BotFailure:
        try:
            async with asyncio.timeout(TURN_SECONDS):
                return await self._ask(turn)
        except TimeoutError:
            return self._failure(turn, "timeout")
        except aiohttp.ClientError as error:
            return self._failure(turn, "unreachable", error=type(error).__name__)
        except ValidationError as error:
            return self._failure(turn, "bad_answer", fields=[i["loc"] for i in error.errors()])

    async def healthy(self) -> bool:
        try:
            async with (
                asyncio.timeout(HEALTH_SECONDS),
                self._http.get(f"{self._url}/", headers=self._headers) as response,
            ):
                return response.status == HTTPStatus.OK
        except (TimeoutError, aiohttp.ClientError):
            return False

    async def _ask(self, turn: BotTurn) -> c.BotReply | c.BotFailure:
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
                return self._failure(turn, "bot_error", status=response.status)
        answer = _Turn.model_validate_json(body)
        if not _is_storable(answer):
            return self._failure(turn, "bad_answer", fields=["what PostgreSQL cannot keep"])
        return _reply(answer, turn.reply_to)

    def _failure(self, turn: BotTurn, code: str, **facts: object) -> c.BotFailure:
        log.warning("bot.failed", code=code, sender=turn.sender, reply_to=turn.reply_to, **facts)
        return c.BotFailure(code=code)


def _is_storable(answer: _Turn) -> bool:
    """JSON has no NaN and no infinity, and PostgreSQL's has no NUL: an answer with one of them
    could never be committed, and the customer would wait for ever."""
    try:
        text = json.dumps(answer.model_dump(), allow_nan=False)
    except ValueError:
        return False
    return "\\u0000" not in text


def _reply(answer: _Turn, reply_to: int) -> c.BotReply:
    reason = _REASONS.get(answer.handoff.reason, "bot_error") if answer.handoff else None
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
