"""What the bot remembers of the order that is talked of, and what it reads in a message for it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.actions.order_mentions import Known
from bot.actions.order_words import means, reason_in
from bot.actions.phrases import words_of
from bot.spelling import is_question
from bot.topics import topics

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rasa_sdk import Tracker

ORDER_TALK = "order_talk"  # the slot

# What a customer may want, by the topic that says so.
PURPOSES = {
    topic.name: topic.answer
    for topic in topics().values()
    if topic.by == "order" and topic.answer != "details"
}
# What may be asked for, and waited for.
NUMBER, CONTACT, CHOICE = "order_number", "contact", "order_choice"
CONFIRMED, CODE = "order_confirmed", "order_code"
AGAIN = "again"  # of the button that has another code sent

# Intents that say of themselves what a message is to an order.
SPEAKING = (*PURPOSES, "inform", "affirm", "deny", "delivery_time")
NOT_UNDERSTOOD = ("nlu_fallback", "out_of_scope")
# For people, or the end: whatever was asked about an order is let go.
LEAVING = frozenset(
    {
        "goodbye",
        "thank",
        "feedback_positive",
        "praise",
        *(topic.name for topic in topics().values() if topic.to_a_person),
    }
)
# Those of them that end the talk even if the message has a title or an "it never came" in it.
FAREWELLS_AND_WISHES = (
    LEAVING
    - {topic.name for topic in topics().values() if topic.is_trouble and topic.name != "complaint"}
    - {"compare_products"}
)
FEW = 4  # words of a message that says a number or a title, and hardly anything else


@dataclass(frozen=True)
class Talk:
    """How far it is. Kept as a slot, so of what JSON has.

    `contact` is what was known when a number was asked for. `told` is the state in which the customer
    heard of `number`; `offered` are the customer's own orders,
    newest first, `shown` the numbers of those that stood in the last list. `missed` counts lookups that
    matched nothing, `failed` answers in a row without what was asked for, `strayed` other matters since
    the question. `missing`: the customer says that nothing has arrived; `unnumbered`: that there is no number.
    `lost`: the latest message was not understood; `named`: it named an order or a contact. `lookup` is what a question to
    confirm is about, `code` what became of the last code.
    """

    purpose: str | None = None
    asked: str | None = None
    number: str | None = None
    contact: str | None = None
    told: str | None = None
    offered: tuple[Known, ...] = ()
    shown: tuple[str, ...] = ()
    missed: int = 0
    failed: int = 0
    strayed: int = 0
    missing: bool = False
    unnumbered: bool = False
    lost: bool = False
    named: bool = False
    lookup: dict[str, Any] | None = None
    code: str | None = None

    @classmethod
    def of(cls, tracker: Tracker) -> Talk:
        kept = tracker.get_slot(ORDER_TALK)
        if not kept:
            return cls()
        offered = tuple(Known(o["number"], tuple(o["titles"])) for o in kept["offered"])
        return cls(**{**kept, "offered": offered, "shown": tuple(kept["shown"])})

    def kept(self) -> dict[str, Any]:
        """For the slot."""
        return asdict(self)

    def asking(self, asked: str, **changes: Any) -> Talk:
        """Waiting for an answer to a question that has just been put."""
        return replace(self, asked=asked, failed=0, strayed=0, **changes)

    def left(self) -> Talk:
        """Waiting for nothing any more; what was talked of may still be meant."""
        return replace(
            self, asked=None, failed=0, strayed=0, lookup=None, code=None, unnumbered=False
        )


@dataclass(frozen=True)
class Message:
    """What a customer's message holds for an order; a pressed button's `text` is its title."""

    id: str
    text: str
    intent: str
    numbers: tuple[str, ...]
    contact: str | None
    reason: str | None
    code: str | None
    missing: bool
    city: bool
    foreign: bool

    @classmethod
    def of(cls, tracker: Tracker) -> Message:
        latest = tracker.latest_message
        text = latest.get("text") or ""
        intent = (latest.get("intent") or {}).get("name") or ""
        found = _entities(latest)
        contacts = [*found.get("phone", ()), *found.get("email", ())]
        pressed = found.get("return_reason", [None])[0]
        problem = found.get("order_problem", [None])[0]
        return cls(
            id=latest["message_id"],
            text=text,
            intent=intent,
            numbers=tuple(found.get("order_number", ())),
            contact=contacts[0] if contacts else None,
            reason=pressed or reason_in(text),
            code=found.get("order_code", [None])[0],
            missing=problem == "not_received"
            or intent == "delivered_not_received"
            or means("not_received", text),
            city=bool({"city", "country"} & set(found)),
            foreign=bool((latest.get("metadata") or {}).get("third_language")),
        )

    @property
    def asks(self) -> bool:
        """Whether it ends as a question."""
        return is_question(self.text)

    @property
    def asks_why(self) -> bool:
        """Whether it asks what something is needed for, and not why a parcel is late."""
        if not means("why", self.text):
            return False
        return len(words_of(self.text)) < FEW or means("need", self.text)

    @property
    def lacks(self) -> bool:
        """Whether its writer has not got what was asked for, or will not give it."""
        return means("lacks", self.text) or means("refuses", self.text)

    @property
    def is_short(self) -> bool:
        """Whether it has hardly room for more than an answer to a question."""
        return len(words_of(self.text)) <= 2 * FEW

    def names_only(self, number: str) -> bool:
        """Whether it is hardly more than this number: it answers a question, and asks none."""
        return len([word for word in words_of(self.text) if word != number.lower()]) < FEW

    def other_number(self, current: str | None) -> str | None:
        """The number that it brings: of two, the one that was not talked of ("not 1042 but 1061")."""
        new = [number for number in self.numbers if number != current]
        return (new or self.numbers or (None,))[0]


def _entities(latest: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entity in latest.get("entities") or ():
        found.setdefault(entity["entity"], []).append(str(entity["value"]))
    return found
