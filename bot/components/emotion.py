"""How does the customer feel? Learnt from examples (`moods.py`); the lexicon says which words show it.

The topic is the second witness: praise is rarely upset, a complaint rarely calm. What comes of all three is
calibrated by numbers of `config.yml`, which were fitted on messages of real customers. Attaches `emotion` to
the message, and `upset` for `choice.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.special import expit

from bot.components.classifier import RANKING
from bot.components.encoder import encoder
from bot.components.entities import found_entities
from bot.components.examples import digest_of, examples_below, tables_below
from bot.components.features import alike
from bot.components.feelings import AROUSAL, Emotion
from bot.components.latin import READABLE, Scripts
from bot.components.moods import Moods, Scores
from bot.components.signs import lexicon_of, signs
from bot.components.vector_cache import CachedEncoder
from bot.components.vectors import VECTORS
from bot.spelling import normalise
from bot.topics import Topics, topics

UPSET = "upset"
_SOUR = ("anger", "frustration", "sadness", "fear")
_DOUBT = 0.5  # chance of being upset from which on the lexicon's word counts
_UPSET_WEIGHS, _STRONG_WEIGHS = 0.35, 0.45  # of the strain on the mood: never 1 in one message


@dataclass(frozen=True)
class Calibration:
    """How scores become chances, and from which chance on a message counts as upset."""

    temperature: float
    shift: float
    strong_shift: float
    witness: (
        float  # how much the share of serious topics over that of cheerful ones adds to the score
    )
    upset_from: float

    @classmethod
    def of(cls, config: dict[str, Any]) -> Calibration:
        return cls(**{name: config[name] for name in cls.__dataclass_fields__})

    def chances(self, scores: Scores, leans: float) -> tuple[float, float]:
        """Turns scores into the chances that the customer is upset, and strongly so."""
        added = self.witness * leans
        return (
            float(expit((scores.upset + added) / self.temperature + self.shift)),
            float(expit((scores.strong + added) / self.temperature + self.strong_shift)),
        )


def leaning(ranking: Sequence[dict[str, Any]], known: Topics) -> float:
    """The share of topics which speak for being upset, less that of those against it: -1 to 1."""
    total = 0.0
    for guess in ranking:
        topic = known.get(guess["name"])
        if topic is not None and topic.cheerful:
            total -= guess["confidence"]
        elif topic is not None and (topic.kind == "serious" or topic.name == "abuse"):
            total += guess["confidence"]
    return total


def felt_as(
    upset: float, strong: float, labels: dict[str, float], found: Emotion, *, upset_from: float
) -> Emotion:
    """The emotion of a message by its chances, the models' labels and what the lexicon found."""
    if upset >= upset_from:
        return _sour(upset, min(upset, strong), labels, found)
    # Words that sound worse than they are meant; but fear is often told calmly.
    if found.label in _SOUR and found.label != "fear" and upset < _DOUBT:
        return Emotion("neutral", 0.0, valence=max(found.valence, 0.0))
    return found


def _sour(upset: float, strong: float, labels: dict[str, float], found: Emotion) -> Emotion:
    known = found.label in _SOUR
    label = found.label if known else max(_SOUR, key=lambda name: labels.get(name, -np.inf))
    strain = _UPSET_WEIGHS * upset + _STRONG_WEIGHS * strong
    return Emotion(
        label,
        max(upset, found.score if known else 0.0),
        found.words if known else (),
        valence=min(-strain, found.valence),
        arousal=max(found.arousal, AROUSAL[label] * strong),
    )


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class EmotionDetector(GraphComponent):
    """Attaches `emotion` to the output of the message, beside intent and entities."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`examples` and `latin_examples` are folders of the checkout."""
        return {
            "examples": "data/emotion",
            "latin_examples": "data/nlu/fa/latin",
            "temperature": 2.0,
            "shift": 0.0,
            "strong_shift": 0.0,
            "witness": 0.0,
            "upset_from": 0.5,
        }

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._config = config
        self._calibration = Calibration.of(config)
        self._model_storage = model_storage
        self._resource = resource
        self._topics = topics()
        self._moods: Moods | None = None

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        reader, whole = encoder(), {**cls.get_default_config(), **config}
        used = digest_of(whole["examples"], whole["latin_examples"])
        return f"{reader.name if reader else 'none'} {used}"

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EmotionDetector:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the tables of `examples`; the examples of intents only tell how Persian is written."""
        known = [e.get(TEXT) for e in training_data.intent_examples if e.get(TEXT)]
        scripts = Scripts.of(known, examples_below(self._config["latin_examples"]))
        rows = [row for table in tables_below(self._config["examples"]).values() for row in table]
        typed = [normalise(row["text"]) for row in rows]
        texts = [scripts.read(alike(text, found_entities(text)))[1] for text in typed]
        reader = encoder()
        self._moods = Moods.of(
            texts,
            None if reader is None else CachedEncoder(reader).vectors(texts),
            np.array([signs(t, lexicon_of(t, r)) for t, r in zip(typed, texts, strict=True)]),
            np.array([int(row["upset"]) for row in rows]),
            [row["label"] for row in rows],
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._moods.store(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> EmotionDetector:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._moods = Moods.stored(folder)
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            upset, emotion = self._felt(message)
            message.set(UPSET, upset)
            message.set("emotion", emotion.as_dict(), add_to_output=True)
        return messages

    def _felt(self, message: Message) -> tuple[bool, Emotion]:
        assert self._moods is not None  # noqa: S101 - it is trained or loaded before it reads
        text, readable = message.get(TEXT) or "", message.get(READABLE) or ""
        found, vectors = lexicon_of(text, readable), message.get(VECTORS)
        vector = None if vectors is None else vectors[0]
        scores = self._moods.scores(readable, vector, signs(text, found))
        witnessed = leaning(message.get(RANKING) or [], self._topics)
        upset, strong = self._calibration.chances(scores, witnessed)
        least = self._calibration.upset_from
        return upset >= least, felt_as(upset, strong, scores.labels, found, upset_from=least)
