"""Says which messages are Persian in Latin letters, and decodes them, for what comes after.

Both are learnt from the examples: the words of Persian from those in Persian letters, and what Persian looks
like in Latin letters from those below `latin_examples`, beside all others in Latin letters, which are
English. A message's `readable` is what intents, vectors and moods are read from: the decoded text, or the
text as it is. Its text itself stays as typed, since entities name places in it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Literal

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.components.decoder import LETTERS, Decoder
from bot.components.entities import found_entities
from bot.components.examples import digest_of, examples_below
from bot.components.features import PERSIAN_LETTER, alike
from bot.components.ngrams import Floats, Ngrams, views_of_languages

Writing = Literal["en", "fa", "latin"]  # English, Persian, Persian in Latin letters

READABLE = "readable"
WRITING = "writing"
SPELLED = "spelled"  # the same, with the words of Latin letters as they were typed: for terms
_LETTER = re.compile("[a-z]", re.IGNORECASE)


class Scripts:
    """Knows the three ways of writing, and makes one of two of them."""

    def __init__(self, decoder: Decoder, persian: Ngrams | None, bias: float) -> None:
        self.decoder = decoder
        self.persian = persian  # None: it has no examples of Persian in Latin letters
        self.bias = bias

    @classmethod
    def of(cls, texts: list[str], latin: list[str]) -> Scripts:
        """Learns from examples in any writing, and from those known to be Persian in Latin letters."""
        known = set(latin)
        english = [t for t in texts if t not in known and not PERSIAN_LETTER.search(t)]
        persian = [text for text in latin if not PERSIAN_LETTER.search(text)]
        decoder = Decoder.of(t for t in texts if PERSIAN_LETTER.search(t))
        if not english or not persian:
            return cls(decoder, None, 0.0)
        is_persian = np.repeat([0, 1], [len(english), len(persian)])
        model = LogisticRegression(C=10.0, solver="liblinear", class_weight="balanced")

        def weigh(features: csr_matrix) -> Floats:
            weights: Floats = model.fit(features, is_persian).coef_.T
            return weights

        ngrams = Ngrams.fitted(views_of_languages(), [*english, *persian], weigh)
        return cls(decoder, ngrams, float(model.intercept_[0]))

    def writing(self, text: str) -> Writing:
        """How a normalised text is written. What has no letters counts as English."""
        if PERSIAN_LETTER.search(text):
            return "fa"
        if self.persian is None or not _LETTER.search(text):
            return "en"
        return "latin" if self.persian.scores(text[:LETTERS])[0] + self.bias > 0 else "en"

    def read(self, text: str) -> tuple[Writing, str]:
        """How the text is written, and the text by which it is understood."""
        writing = self.writing(text)
        return writing, self.decoder(text) if writing == "latin" else text

    def store(self, folder: Path) -> None:
        """Writes all of it below `folder`, as JSON and arrays."""
        persian = self.persian
        content = {
            "candidates": self.decoder.candidates,
            "bias": self.bias,
            "terms": persian.terms if persian else None,
        }
        (folder / "scripts.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        np.savez(folder / "scripts.npz", **(persian.arrays if persian else {}))

    @classmethod
    def stored(cls, folder: Path) -> Scripts:
        """What `store` wrote."""
        content = json.loads((folder / "scripts.json").read_text("utf-8"))
        terms, persian = content["terms"], None
        if terms is not None:
            with np.load(folder / "scripts.npz", allow_pickle=False) as arrays:
                persian = Ngrams.stored(views_of_languages(), terms, arrays)
        return cls(Decoder(content["candidates"]), persian, content["bias"])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class PersianInLatinLetters(GraphComponent):
    """Sets `readable` and `writing` on each message, in training and in use."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`latin_examples` is a folder or file of examples, from the checkout."""
        return {"latin_examples": "data/nlu/fa/latin"}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._scripts: Scripts | None = None

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return digest_of({**cls.get_default_config(), **config}["latin_examples"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PersianInLatinLetters:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from every example, and stores what it has learnt."""
        texts = [example.get(TEXT) for example in training_data.intent_examples]
        latin = examples_below(self._config["latin_examples"])
        self._scripts = Scripts.of([text for text in texts if text], latin)
        with self._model_storage.write_to(self._resource) as folder:
            self._scripts.store(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> PersianInLatinLetters:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._scripts = Scripts.stored(folder)
        return component

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        for example in training_data.intent_examples:
            self._read(example, found_entities(example.get(TEXT) or ""))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._read(message, message.get(ENTITIES) or [])
        return messages

    def _read(self, message: Message, entities: list[dict[str, Any]]) -> None:
        assert self._scripts is not None  # noqa: S101 - it is trained or loaded before it reads
        typed = alike(message.get(TEXT) or "", entities)
        writing, readable = self._scripts.read(typed)
        message.set(READABLE, readable)
        message.set(SPELLED, f"{readable} {typed}" if writing == "latin" else readable)
        message.set(WRITING, writing)
