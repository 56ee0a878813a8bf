"""The bot behind Firuze's own Rasa channel (`bot/channel.py`)."""

from http import HTTPStatus

import aiohttp

from handoff.adapters.bots.contract import (
    BotQuestion,
    ReadAnswer,
    ReadQuestion,
    Seed,
    ShownMessage,
    TurnAnswer,
    TurnQuestion,
)
from handoff.adapters.bots.outcomes import (
    REASONS,
    BotRefused,
    Limit,
    answers,
    outcome,
    unless_unread,
)
from handoff.domain.bot_answers import BotFailure, BotMessage, BotReply, Button
from handoff.domain.understanding import MessageReading
from handoff.services.ports.bots import BotTurn


class RasaBot:
    """Implements `Bot`. `order_numbers` tells the bot what the shop's look like,
    as an expression of RE2."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        url: str,
        secret: str,
        order_numbers: str | None = None,
    ) -> None:
        self._http = http
        self._order_numbers = order_numbers
        self._url = f"{url.rstrip('/')}/webhooks/firuze"
        self._headers = {
            "Authorization": f"Bearer {secret}",
            "Content-Type": "application/json",
        }

    async def answer(self, turn: BotTurn, limit: Limit) -> BotReply | BotFailure:
        return await outcome(turn, self._ask(turn), limit)

    async def read(self, sender: str, text: str) -> MessageReading | None:
        return await unless_unread(self._read(text), sender)

    async def healthy(self) -> bool:
        return await answers(self._http, f"{self._url}/", self._headers)

    async def _ask(self, turn: BotTurn) -> BotReply:
        question = TurnQuestion(
            sender=turn.sender,
            message_id=turn.message_id,
            text=turn.text,
            payload=turn.payload,
            language=turn.language,
            third_language=turn.third_language,
            order_numbers=self._order_numbers,
            seed=Seed.model_validate(turn.seed),
        )
        answer = TurnAnswer.model_validate_json(await self._post("turn", question))
        return _reply(answer)

    async def _read(self, text: str) -> MessageReading:
        body = await self._post("read", ReadQuestion(text=text, order_numbers=self._order_numbers))
        return ReadAnswer.model_validate_json(body).as_reading()

    async def _post(self, path: str, question: BotQuestion) -> bytes:
        async with self._http.post(
            f"{self._url}/{path}", data=question.model_dump_json(), headers=self._headers
        ) as response:
            body = await response.read()
            if response.status != HTTPStatus.OK:
                raise BotRefused(response.status)
        return body


def _reply(answer: TurnAnswer) -> BotReply:
    reason = REASONS.get(answer.handoff.reason, "bot_error") if answer.handoff else None
    reading = answer.as_reading()
    return BotReply(
        intent=reading.intent,
        ranking=reading.ranking,
        entities=reading.entities,
        slots=answer.slots,
        in_form=answer.in_form,
        emotion=reading.emotion,
        messages=tuple(_shown(message) for message in answer.messages if _has_content(message)),
        handoff=reason,
    )


def _has_content(message: ShownMessage) -> bool:
    """A message may have brought nothing but a card that had to be left out."""
    return bool(message.text or message.buttons or message.card)


def _shown(message: ShownMessage) -> BotMessage:
    return BotMessage(
        text=message.text or "",
        buttons=tuple(Button(title=b.title, payload=b.payload) for b in message.buttons),
        utter_action=message.utter_action,
        card=message.card,
    )
