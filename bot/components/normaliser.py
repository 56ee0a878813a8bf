"""One spelling for what Persian keyboards spell in several ways.

Arabic and Persian layouts give different code points for the same letter, digits come in three
sets, and the half-space (ZWNJ) is typed, left out or replaced by a space. Everything downstream
sees one form. The length never changes, so that the place of an entity in the normalised text is
its place in what the customer typed.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

_LETTERS = {
    "ي": "ی",
    "ى": "ی",
    "ې": "ی",
    "ك": "ک",
    "ڪ": "ک",
    "ة": "ه",
    "ۀ": "ه",
    "ہ": "ه",
    "أ": "ا",
    "إ": "ا",
    "ٱ": "ا",
    "ؤ": "و",
}
_DIGITS = {
    **{digit: str(value) for value, digit in enumerate("۰۱۲۳۴۵۶۷۸۹")},
    **{digit: str(value) for value, digit in enumerate("٠١٢٣٤٥٦٧٨٩")},
}
# ZWNJ, ZWJ, tatweel, direction marks, no-break spaces. They part words or mean nothing.
_BLANKS = dict.fromkeys("\u200c\u200d\u0640\u200e\u200f\u00a0\u202f\ufeff", " ")
_TABLE = str.maketrans({**_LETTERS, **_DIGITS, **_BLANKS})


def normalise(text: str) -> str:
    """The text in one spelling, of the same length in code points."""
    return text.translate(_TABLE)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class PersianNormaliser(GraphComponent):
    """Puts `normalise` first in the pipeline, in training and in use."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PersianNormaliser:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT)
            if text:
                message.set(TEXT, normalise(text))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data
