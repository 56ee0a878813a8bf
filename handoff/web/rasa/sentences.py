"""What customers read in a widget that shows nothing but messages: sentences from the catalogues in `texts/`."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from babel.dates import format_date

from handoff.domain.bot_answers import OVERLOADED
from handoff.domain.conversation import events as e
from handoff.domain.language import Language
from handoff.domain.persian import persian_digits

_TEXTS = Path(__file__).with_name("texts")
_WEEK = 7  # days, within which a weekday names one


def sentence(key: str, language: Language, **facts: object) -> str:
    """The text under a key like `queue.entered`."""
    found: Any = _catalogue(language)
    for part in key.split("."):
        found = found[part]
    return str(found).format(**{name: _shown(fact, language) for name, fact in facts.items()})


def refusal(code: str, language: Language) -> str:
    """Why nothing came of what the customer did."""
    known = _catalogue(language)["refused"]
    return str(known.get(code, known["other"]))


def of_event(event: e.Event, language: Language, zone: ZoneInfo) -> str | None:
    """What happened, as the customer reads it; None where somebody's own words, or nothing, say it.
    `zone` is the shop's."""
    body = event.body
    match body:
        case e.QueueEntered():
            return _queue(body, language)
        case e.WaitPromised():
            return _promise(body, language)
        case e.AbsenceTold():
            absence = _absence(body, event.at, language, zone)
            return sentence("absence.choose", language, absence=absence)
        case e.TicketOpened():
            return sentence(f"ticket.{body.cause}", language, number=body.number)
        case e.BotFailed():
            overloaded = body.code == OVERLOADED.code
            return sentence("overloaded" if overloaded else "failed", language)
        case e.AgentAccepted() | e.AgentLost() | e.ConversationTransferred():
            return _agent(body, language)
        case _:
            key = _PLAIN.get(type(body))
            return sentence(key, language) if key else None


_PLAIN: dict[type, str] = {
    e.FilesUnseen: "files_unseen",
    e.WaitSlipped: "wait.slipped",
    e.WaitChosen: "wait.chosen",
    e.AbsenceEnded: "absence.ended",
    e.ReturnedToBot: "returned",
    e.ContactLeft: "contact",
    e.ConversationClosed: "closed",
    e.ConversationReopened: "reopened",
}


def _agent(
    body: e.AgentAccepted | e.AgentLost | e.ConversationTransferred, language: Language
) -> str:
    if body.agent_name is None:
        return sentence("agent.passed_on", language)
    if isinstance(body, e.AgentLost) and body.cause in ("connection", "day_over"):
        return sentence(f"gone.{body.cause}", language, name=body.agent_name)
    key = body.type.removeprefix("agent.").removeprefix("conversation.")
    return sentence(f"agent.{key}", language, name=body.agent_name)


def _queue(body: e.QueueEntered, language: Language) -> str:
    if body.instead_of:
        return sentence("queue.instead", language, name=body.instead_of)
    return sentence(f"queue.{body.because or 'entered'}", language)


def _promise(body: e.WaitPromised, language: Language) -> str:
    name = "range" if body.low else "under"
    told = sentence(f"wait.{name}", language, low=body.low, high=body.high)
    return sentence("wait.late", language, range=told) if body.late else told


def _absence(body: e.AbsenceTold, at: datetime, language: Language, zone: ZoneInfo) -> str:
    if not body.closed:
        return sentence("absence.open", language)
    if body.opens_at is None:
        return sentence("absence.closed", language)
    opens = body.opens_at.astimezone(zone)
    days = (opens.date() - at.astimezone(zone).date()).days
    return sentence(
        "absence.opens" if days < _WEEK else "absence.opens_later",
        language,
        days=days,
        day=format_date(opens.date(), "EEEE", locale=language),
        time=f"{opens:%H:%M}",
    )


def _shown(fact: object, language: Language) -> object:
    """Figures in the reader's digits; names as they are."""
    figure = isinstance(fact, int) or (isinstance(fact, str) and fact[:1].isdigit())
    return persian_digits(str(fact)) if figure and language == "fa" else fact


@cache
def _catalogue(language: Language) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((_TEXTS / f"{language}.yml").read_text("utf-8"))
    return content
