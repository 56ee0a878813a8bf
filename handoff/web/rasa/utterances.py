"""Events as `bot_uttered`: the shapes of Rasa's own channel (`rasa/core/channels/socketio.py` of 3.6).

A text with empty lines is several messages, a card is one more, the buttons are with the last one, and a link to a picture that
stands alone is an attachment. `metadata` tells what Rasa's channel does not: who speaks.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from handoff.domain.cards import Card
from handoff.domain.conversation import events as e
from handoff.domain.language import Language
from handoff.services.ports.wording import Wording
from handoff.web.rasa.messages import Choice, Uttered, button_payload, choice_payload
from handoff.web.rasa.sentences import of_event, refusal, sentence

log = structlog.get_logger()

_PICTURE = re.compile(r"https://[^\s]{1,2000}\.(?:png|jpe?g|gif|webp)", re.IGNORECASE)

type Reply = tuple[str, str]  # its title and its payload


def utterances(
    event: e.Event, language: Language, zone: ZoneInfo, wording: Wording
) -> list[Uttered]:
    """What the widget is sent for an event, as `for_customer` leaves it; often nothing."""
    body = event.body
    metadata = {
        "kind": event.actor.kind,
        "author": event.actor.name if event.actor.kind == "agent" else None,
        "event": body.type,
        "seq": event.seq,
    }
    match body:
        case e.BotSaid():
            replies = [
                (button.title, button_payload(event.seq, index))
                for index, button in enumerate(body.buttons)
            ]
            words = _with_card(body.text, body.card, language, zone, wording)
            return list(_messages(words, metadata, replies))
        case e.AgentSaid():
            words = _agents_words(body, event.actor.name or "", language)
            words = _with_card(words, body.card, language, zone, wording)
            return list(_messages(words, metadata))
        case _:
            told = of_event(event, language, zone)
            choices = _choices(language) if isinstance(body, e.AbsenceTold) else ()
            metadata |= {"kind": "system"}
            return list(_messages(told, metadata, choices)) if told else []


def _agents_words(body: e.AgentSaid, author: str, language: Language) -> str:
    """A file cannot be shown: links to files are for Firuze's own widget, which asks for them."""
    if body.file is None:
        return body.text
    return sentence("file", language, author=author, name=body.file.name)


def _with_card(
    words: str, card: Card | None, language: Language, zone: ZoneInfo, wording: Wording
) -> str:
    """A card is a message of its own, as text. One that cannot be told is left out: what a customer is sent
    after it must not wait for it."""
    if card is None:
        return words
    try:
        lines = wording.card(card, zone, language)
    except Exception as error:  # whatever it is, the words go out
        log.exception("rasa.card_left_out", kind=card.kind, error=type(error).__name__)
        return words
    return "\n\n".join((words, "\n".join(lines)))


def greeting(language: Language) -> list[Uttered]:
    """For a page that opens the chat with a payload of its own."""
    metadata = {"kind": "bot", "author": None, "event": "greeting"}
    return list(_messages(sentence("greeting", language), metadata))


def refused(code: str, language: Language) -> list[Uttered]:
    """For a customer whose words did not arrive: the widget knows no acks."""
    metadata = {"kind": "system", "author": None, "event": "refused", "code": code}
    return list(_messages(refusal(code, language), metadata))


def _messages(
    text: str, metadata: dict[str, Any], replies: Sequence[Reply] = ()
) -> Iterable[Uttered]:
    parts = [part.strip() for part in text.strip().split("\n\n") if part.strip()]
    for part in parts[:-1]:
        yield _message(part, metadata)
    for part in parts[-1:]:
        yield _message(part, metadata, replies)


def _message(text: str, metadata: dict[str, Any], replies: Sequence[Reply] = ()) -> Uttered:
    if replies:
        quick = [
            {"content_type": "text", "title": title, "payload": payload}
            for title, payload in replies
        ]
        return Uttered({"text": text, "quick_replies": quick, "metadata": metadata})
    if _PICTURE.fullmatch(text):
        attachment = {"type": "image", "payload": {"src": text}}
        return Uttered({"attachment": attachment, "metadata": metadata})
    return Uttered({"text": text, "metadata": metadata})


def _choices(language: Language) -> Sequence[Reply]:
    offered: tuple[Choice, ...] = ("wait", "ticket", "bot")
    return [(sentence(f"choices.{choice}", language), choice_payload(choice)) for choice in offered]
