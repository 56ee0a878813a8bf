"""What the gateway and the bot's own channel say to each other: the source of `contracts/bot.schema.json`.

The bot's tests hold real answers against it, and its own models of the questions.
"""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from handoff.adapters.bots.cards import ShownCard
from handoff.domain.language import Language, ThirdLanguage
from handoff.domain.people import LINE_LENGTH
from handoff.domain.understanding import Emotion, Entity, Intent, MessageReading

TEXT_LENGTH = 10_000  # characters: more than a customer may write
PAYLOAD_LENGTH = 2_000
SENDER_LENGTH = 200
MESSAGE_ID_LENGTH = 100
_RANKING_KEPT = 5

# What the shop's order numbers look like, as an expression of RE2; None: the bot goes by what is usual.
OrderNumbers = Annotated[str, Field(max_length=200)]


class BotQuestion(BaseModel):
    """What the gateway asks; the bot refuses fields that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Seed(BotQuestion):
    """What a new segment knows from the start; `remembered` are slots of the segment before."""

    customer_name: Annotated[str, Field(max_length=LINE_LENGTH)] | None = None
    customer_verified: bool = False
    remembered: dict[str, str] = {}


class TurnQuestion(BotQuestion):
    """`POST …/turn`. `sender` is `conversation:segment`; `payload` that of a pressed button."""

    sender: Annotated[str, Field(min_length=1, max_length=SENDER_LENGTH)]
    message_id: Annotated[str, Field(min_length=1, max_length=MESSAGE_ID_LENGTH)]
    text: Annotated[str, Field(max_length=TEXT_LENGTH)] = ""
    payload: Annotated[str, Field(max_length=PAYLOAD_LENGTH)] | None = None
    language: Language
    third_language: ThirdLanguage | None = None  # where the text is in neither of ours
    order_numbers: OrderNumbers | None = None
    seed: Seed = Seed()


class ReadQuestion(BotQuestion):
    """`POST …/read`."""

    text: Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH)]
    order_numbers: OrderNumbers | None = None


class BotAnswer(BaseModel):
    """What the bot answers. Fields that the gateway does not know are a newer bot's, and ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class ShownButton(BotAnswer):
    title: str
    payload: str | None = None


class ShownMessage(BotAnswer):
    text: str | None = None
    buttons: list[ShownButton] = []
    utter_action: str | None = None
    card: ShownCard = None


class HandoffWish(BotAnswer):
    reason: str


class ScoredIntent(BotAnswer):
    name: str | None = None
    confidence: float = 0.0

    def as_event(self) -> Intent:
        return Intent(name=self.name or "", confidence=round(self.confidence, 4))


class FoundEntity(BotAnswer):
    """`start` and `end` are places in the customer's text; a button's entities have none."""

    entity: str
    value: Any
    start: int | None = None
    end: int | None = None


class ReadAnswer(BotAnswer):
    """`matters` are the topics that the message is about besides `intent`."""

    intent: ScoredIntent
    ranking: list[ScoredIntent] = []
    matters: list[ScoredIntent] = []
    entities: list[FoundEntity] = []
    emotion: Emotion = Emotion()

    def as_reading(self) -> MessageReading:
        return MessageReading(
            intent=self.intent.as_event(),
            ranking=tuple(intent.as_event() for intent in self.ranking[:_RANKING_KEPT]),
            entities=tuple(
                Entity(entity=f.entity, value=str(f.value), start=f.start, end=f.end)
                for f in self.entities
            ),
            emotion=self.emotion,
        )


class TurnAnswer(ReadAnswer):
    """`in_form`: the bot has asked for something, and what it knows so far must not be forgotten."""

    messages: Annotated[list[ShownMessage], Field(min_length=1)]
    slots: dict[str, Any] = {}
    in_form: bool = False
    handoff: HandoffWish | None = None
    language: Language = "en"


class ErrorAnswer(BotAnswer):
    """Any status but 200."""

    error: "ErrorReason"


class ErrorReason(BotAnswer):
    code: str
    message: str


QUESTIONS: tuple[type[BaseModel], ...] = (TurnQuestion, ReadQuestion)
ANSWERS: tuple[type[BaseModel], ...] = (TurnAnswer, ReadAnswer, ErrorAnswer)
