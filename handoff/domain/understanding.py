"""How the bot understands messages: intents, entities, emotions, and the reasons for a handoff."""

from dataclasses import dataclass
from typing import Literal

HandoffReason = Literal[
    "requested",  # the customer asked for a person
    "complex_topic",  # takes somebody who knows
    "serious_topic",  # damage, loss, money, fear, rights
    "complaint",
    "unresolved_complaint",  # an earlier one, which the customer is back for
    "anger",  # one message, beside itself
    "upset",  # a mood that fell from message to message
    "misunderstood",  # the bot did not understand twice in a row
    "customer_repeats",  # the same wish again and again
    "bot_repeats",  # the same answer again and again
    "bot_error",  # the bot failed, was silent or too slow
    "bot_overloaded",  # the bot had more to do than it can
    "order_system_down",
    "taken_over",  # a person stepped in unasked
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    name: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    entity: str
    value: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Emotion:
    """A label with a strength of 0 to 1 and the words that speak for it. `valence` (-1: all of it
    bad, to 1: all of it good) and `arousal` (0: calm, to 1: beside oneself) sum up every feeling of
    the message."""

    label: Literal["anger", "frustration", "sadness", "fear", "neutral", "joy"] = "neutral"
    score: float = 0.0
    words: tuple[str, ...] = ()
    valence: float = 0.0
    arousal: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """One point of the mood curve: the emotion of the customer's message `seq`."""

    seq: int
    emotion: Emotion


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the bot read the customer's message `seq`, and what it answered."""

    seq: int
    intent: str
    confidence: float
    emotion: Emotion
    entities: tuple[Entity, ...] = ()
    answers: tuple[str, ...] = ()  # names of responses
    handoff: HandoffReason | None = None  # asked for by the bot itself

    @property
    def facts(self) -> frozenset[tuple[str, str]]:
        return frozenset((entity.entity, entity.value) for entity in self.entities)


# An intent below this share of the probability is no guess worth an agent's look; the bot's own
# pipeline calls it not understood (`config.yml`).
LIKELY = 0.3

NEUTRAL = Emotion()

# Names of intents that say nothing about the matter.
_NO_GUESS = frozenset({"nlu_fallback", "out_of_scope", ""})


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReading:
    """How the bot reads a message, outside of any dialogue. `ranking` begins with the likeliest."""

    intent: Intent
    ranking: tuple[Intent, ...] = ()
    entities: tuple[Entity, ...] = ()
    emotion: Emotion = NEUTRAL

    @property
    def guess(self) -> Intent | None:
        """The likeliest intent that tells something, if it is likely enough."""
        told = (guess for guess in (self.intent, *self.ranking) if guess.name not in _NO_GUESS)
        best = next(told, None)
        return best if best is not None and best.confidence >= LIKELY else None

    def value(self, *entities: str) -> str | None:
        """The value of the first entity with one of these names."""
        return next((entity.value for entity in self.entities if entity.entity in entities), None)
