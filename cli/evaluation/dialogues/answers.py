"""What the bot answered in a turn, by what the log says of it.

The player recognises the topic of an answer by the name of its response (`utter_delivery_time`), and by what the
order form is open for; only where neither says anything, by the intent that was read.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import re2

from handoff.domain.conversation import events as e
from handoff.domain.persian import spelled
from handoff.domain.understanding import HandoffReason
from stack.setup.training import read_yaml

WORDS = Path(__file__).with_name("words.yml")
BEGINNING = 160  # characters of an answer in which an apology must come

# Answers that claim nothing: a question back, or that the bot does not know.
_ASKED_BACK = ("utter_clarify", "utter_not_understood", "utter_default")
_DOES_NOT_KNOW = (
    "utter_out_of_scope",
    "utter_shop_does_not_say",
    "utter_shop_unreachable",
    "utter_order_system_down",
    "utter_foreign_language",
)
_ASKS = ("utter_ask_", "utter_order_needs_more")

# The order form asks and says things on its way: their topic is what the form is open for, or, once it has let go,
# what was read.
_ON_THE_WAY = (*_ASKS, "utter_order_code", "utter_order_sign_in", "utter_order_without_number")
_PURPOSES = {
    "status": "order_status",
    "refund": "refund_status",
    "return": "return_start",
    "cancel": "cancel_order",
}

# Names of responses that do not begin with their topic.
_TOLD_BY_NAME = {
    "utter_hours_": "store_hours",
    "utter_contact_": "contact_info",
    "utter_foreign_": "languages",
    "utter_order_": "order_status",
    "utter_refund_": "refund_status",
    "utter_return_": "return_start",
    "utter_cancel_": "cancel_order",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to one turn. `claims`: it says something about a matter, right or wrong."""

    said: tuple[str, ...] = ()  # by the customer
    texts: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # of responses
    cards: tuple[str, ...] = ()
    intent: str = ""
    topics: frozenset[str] = frozenset()
    offered: frozenset[str] = frozenset()  # topics behind its buttons
    asks: frozenset[str] = frozenset()
    sorry: bool = False
    cheerful: bool = False
    claims: bool = False
    person: HandoffReason | None = None  # why one was called
    failed: str | None = None  # the code of what went wrong

    @property
    def shown(self) -> str:
        """All that the customer can read."""
        return "\n".join([*self.texts, *self.buttons, *self.cards])


class Ear:
    """Tells answers from logs. `topics` are the names of all topics that there are."""

    def __init__(self, topics: Collection[str]) -> None:
        self._topics = sorted(topics, key=len, reverse=True)
        self._words: dict[str, list[str]] = dict(_words())

    def heard(self, events: Sequence[e.Event]) -> Answer:
        """The answer that the events of one turn are."""
        bodies = [event.body for event in events]
        said = [body for body in bodies if isinstance(body, e.BotSaid)]
        read = [body for body in bodies if isinstance(body, e.BotUnderstood)]
        names = tuple(body.utter_action for body in said if body.utter_action)
        texts = tuple(body.text for body in said if body.text)
        topics = self._topics_of(names, read)
        lost = any(name.startswith(_ASKED_BACK) for name in names)
        knows = [name for name in names if not name.startswith((*_DOES_NOT_KNOW, *_ASKS))]
        claims = bool(texts) and not lost and bool(knows or not names)
        failures = [body.code for body in bodies if isinstance(body, e.BotFailed)]
        called = [body.reason for body in bodies if isinstance(body, e.HandoffRequested)]
        return Answer(
            said=tuple(body.text for body in bodies if isinstance(body, e.CustomerSaid)),
            texts=texts,
            buttons=tuple(button.title for body in said for button in body.buttons),
            names=names,
            cards=tuple(
                json.dumps(asdict(body.card), ensure_ascii=False, default=str)
                for body in said
                if body.card
            ),
            intent=read[-1].intent.name if read else "",
            topics=topics,
            offered=frozenset(_offered(said)),
            asks=frozenset(self._asked(names, texts)),
            sorry=claims and self._says("sorry", texts[0][:BEGINNING]),
            cheerful=any(self._says("cheerful", text) for text in texts),
            claims=claims,
            person=called[0] if called else None,
            failed=failures[0] if failures else None,
        )

    def _topics_of(self, names: Iterable[str], read: Sequence[e.BotUnderstood]) -> frozenset[str]:
        purpose = str(read[-1].slots.get("order_purpose") or "") if read else ""
        meant = _PURPOSES.get(purpose) or _of_orders(read)
        told = {topic for name in names if (topic := self._topic_of(name, meant))}
        if any(name.startswith("utter_order_") for name in names) and purpose in _PURPOSES:
            told.add(_PURPOSES[purpose])  # "it came back, there is no refund yet" answers both
        return frozenset(told or {reading.intent.name for reading in read})

    def _topic_of(self, name: str, meant: str) -> str | None:
        if name.startswith(_ON_THE_WAY):
            return meant
        plain = name.removeprefix("utter_")
        for topic in self._topics:
            if plain == topic or plain.startswith(f"{topic}_"):
                return topic
        told = (topic for start, topic in _TOLD_BY_NAME.items() if name.startswith(start))
        return next(told, None)

    def _asked(self, names: Sequence[str], texts: Sequence[str]) -> Iterable[str]:
        for what in ("order_number", "contact"):
            by_name = any(name.startswith(f"utter_ask_{what}") for name in names)
            if by_name or any(self._says(what, text) for text in texts):
                yield what

    def _says(self, what: str, text: str) -> bool:
        return any(found(expression, text) for expression in self._words[what])


def _of_orders(read: Sequence[e.BotUnderstood]) -> str:
    """The topic of orders that was read, or else how an order stands."""
    intents = [reading.intent.name for reading in read]
    return next((name for name in intents if name in _PURPOSES.values()), _PURPOSES["status"])


def found(expression: str, text: str) -> bool:
    """Whether it occurs in the text. Case, the script of digits and half-spaces make no difference."""
    options = re2.Options()
    options.case_sensitive = False
    compared = spelled(text).replace("٬", ",").replace("’", "'")
    return bool(re2.search(spelled(expression), compared, options))


def _offered(said: Iterable[e.BotSaid]) -> Iterable[str]:
    for body in said:
        for button in body.buttons:
            yield (button.payload or "").removeprefix("/").partition("{")[0]


def _words() -> dict[str, list[str]]:
    content: Any = read_yaml(WORDS)
    return {name: list(expressions) for name, expressions in content.items()}
