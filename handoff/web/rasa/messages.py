"""Rasa's Socket.IO channel as its widgets speak it: what they send, and what they get.

Widgets add fields of their own, and some send a field as null, as JSON in a string, or not at all. What the
house does not need is left alone, as Rasa's channel leaves it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, RootModel, model_validator

from handoff.domain.language import LANGUAGES, Language
from handoff.web.protocol.base import Inbound, Text

SESSION_ID_LENGTH = 2000

# What the widget sends back for a button: never the bot's own payload, which stays on the server.
_BUTTON = re.compile(r'/firuze_button\{"seq":([0-9]{1,9}),"index":([0-9]{1,2})\}')
_PAYLOAD = re.compile(r"/[A-Za-z_][A-Za-z0-9_]{0,99}(?:\{.*\})?", re.DOTALL)

Choice = Literal["wait", "ticket", "bot", "person"]
_CHOICES: Mapping[str, Choice] = {
    "/firuze_wait": "wait",
    "/firuze_ticket": "ticket",
    "/firuze_bot": "bot",
    "/firuze_person": "person",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventNames:
    """The first two are fixed in Rasa; the others are its `user_message_evt` and `bot_message_evt`."""

    request: str = "session_request"
    confirm: str = "session_confirm"
    user: str = "user_uttered"
    bot: str = "bot_uttered"


def _session_id(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= SESSION_ID_LENGTH else None


def _language(value: object) -> Language | None:
    """That of `{"language": "fa-IR"}`, also where the object comes as text."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    told = value.get("language") if isinstance(value, dict) else None
    return language_named(told) if isinstance(told, str) else None


def language_named(tags: str) -> Language | None:
    """The first of `tags`, a header or a tag like `fa-IR`, that is one of ours."""
    for tag in tags.split(","):
        short = tag.strip()[:2].lower()
        for language in LANGUAGES:
            if short == language:
                return language
    return None


def _or_none(value: object) -> object:
    """A widget without an `initPayload` sends a message that is none when it opens."""
    return None if value is None or (isinstance(value, str) and not value.strip()) else value


class FromWidget(Inbound):
    """What both events share. `session_id` is the one that the widget has kept."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    session_id: Annotated[str | None, BeforeValidator(_session_id)] = None
    customData: Annotated[Language | None, BeforeValidator(_language)] = None  # noqa: N815 - theirs
    metadata: Annotated[Language | None, BeforeValidator(_language)] = None

    @model_validator(mode="before")
    @classmethod
    def _nothing(cls, value: object) -> object:
        return {} if value is None else value

    @property
    def language(self) -> Language | None:
        return self.customData or self.metadata


class SessionRequest(FromWidget):
    """`session_request`: the widget has connected."""


class UserUttered(FromWidget):
    """`user_uttered`: words, or the payload of a button."""

    text: Annotated[Text | None, BeforeValidator(_or_none)] = None

    @model_validator(mode="before")
    @classmethod
    def _message(cls, value: object) -> object:
        """Rasa calls it `message`; errors are told by the house's name."""
        return {**value, "text": value.get("message")} if isinstance(value, dict) else value


class SessionId(RootModel[str]):
    """`session_confirm`."""


class Uttered(RootModel[dict[str, Any]]):
    """`bot_uttered`, in one of the shapes that Rasa's channel sends."""


def button_payload(seq: int, index: int) -> str:
    return f'/firuze_button{{"seq":{seq},"index":{index}}}'


def choice_payload(choice: Choice) -> str:
    return f"/firuze_{choice}"


def pressed(text: str) -> tuple[int, int] | None:
    """The seq and the index of the button whose payload this is."""
    found = _BUTTON.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None


def chosen(text: str) -> Choice | None:
    return _CHOICES.get(text)


def is_payload(text: str) -> bool:
    """Whether it looks like `/intent` or `/intent{…}`: a page's own, as nobody writes."""
    return _PAYLOAD.fullmatch(text) is not None
