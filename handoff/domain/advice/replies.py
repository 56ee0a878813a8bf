"""The forms a suggestion takes: words, phrases of the catalogues, hours, an order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from handoff.domain.language import Language
from handoff.domain.shop.business_hours import OpeningState
from handoff.domain.shop.order_cards import OrderState
from handoff.domain.shop.profile import DayHours
from handoff.domain.understanding import NEUTRAL, Emotion, Intent

Phrase = Literal[
    "greet",
    "thank",
    "goodbye",
    "feedback_positive",
    "help",
    "bot_challenge",
    "request_human",
    "complaint",
    "cancel_order",
    "change_order",
    "return_start",
    "payment_problem",
    "discount_code",
    "product_availability",
    "product_advice",
    "account_problem",
    "store_address",
    "call_or_write",
    "call",
    "write",
    "ask_order_number",
    "ask_contact",
    "order_not_found",
    "order_system_down",
    "look_into_it",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOrder:
    """An order that this customer may hear about."""

    number: str
    state: OrderState
    expected_at: datetime | None = None


# The order in question, or why it is not shown: no number is known; the customer has not proven that it
# is theirs; no order has that number and contact; the order system is down.
OrderFinding = KnownOrder | Literal["unnamed", "unproven", "not_found", "down"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsReply:
    """Words as they are. `late`: an answer of the bot that came too late."""

    kind: Literal["words"] = "words"
    text: str
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseReply:
    """A sentence of the catalogues, its places filled with `facts`."""

    kind: Literal["phrase"] = "phrase"
    phrase: Phrase
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursReply:
    """Whether the shop is open, and its usual week; times are the shop's, in `timezone`."""

    kind: Literal["hours"] = "hours"
    opening: OpeningState
    week: tuple[DayHours, ...]
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReply:
    """How the order stands."""

    kind: Literal["order"] = "order"
    order: KnownOrder


Reply = WordsReply | PhraseReply | HoursReply | OrderReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What the shop has written on a topic, in both languages."""

    topic: str
    text: Mapping[Language, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """Something the agent can do; `team` is to whom to hand over."""

    do: Literal["ask_order_number", "hand_over", "return_to_bot", "close"]
    team: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """`reply_to` is the seq of the customer's message that it is about, None if about none. The
    replies are in the customer's `language`, the best one first; they begin with `opening`."""

    reply_to: int | None
    language: Language
    intent: Intent | None = None
    emotion: Emotion = NEUTRAL
    opening: tuple[Literal["hello", "sorry"], ...] = ()
    replies: tuple[Reply, ...] = ()
    article: Article | None = None
    steps: tuple[NextStep, ...] = ()
