"""Looks among the shop's articles for a passage that answers the message, by the vector that it has already.

What is found goes along as `article`; where it is likely, the bot says it instead of saying that it does not
know. Before that, the passage may take the place of the topic:

    no topic fits                  if the passage is likely
    one that is not the shop's     if the passage is likely and the topic not sure, or if the passage fits well
    a general question             if the passage fits and the topic is not sure, or if it fits well
    another matter                 if the passage fits well and the topic is a guess, or if it is certain
    a serious matter               if the passage fits well and the topic is a guess
    small talk                     never

To somebody who is upset it is said only where the bot would have nothing to say.

A topic that is answered by an article (`article:` in topics.yml) gets that article's passage nearest to the message,
however likely it answers: the shop has said so. Another article may take the topic's place all the same.

Without an encoder, and until the index is built, nothing is found.
"""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from bot.articles.build import index_file
from bot.articles.folder import articles_folder, names_for
from bot.articles.index import Floats, Found, Index
from bot.components.classifier import RANKING
from bot.components.emotion import UPSET
from bot.components.latin import WRITING
from bot.components.vectors import VECTORS
from bot.topics import Topic, Topics, topics

logger = logging.getLogger(__name__)

ARTICLE = "article"  # the key of what was found, and the topic of what is answered by it


@dataclass(frozen=True)
class ArticleRules:
    """What probability of a passage, and what confidence of a topic, is called what.

    Chosen on data/eval/articles_tuning.
    """

    likely_from: float
    fits_from: float
    fits_well_from: float
    certain_from: float
    topic_sure_from: float
    topic_guess_below: float

    @classmethod
    def of(cls, config: dict[str, Any]) -> ArticleRules:
        return cls(**{name: config[name] for name in cls.__dataclass_fields__})


def takes_over(found: Found, topic: Topic | None, confidence: float, rules: ArticleRules) -> bool:
    """Whether a passage answers a calm customer in place of `topic`; None: the message was not understood."""
    probability = found.probability
    if topic is None:
        return probability >= rules.likely_from
    if topic.kind == "small_talk":
        return False
    fits_well, sure = probability >= rules.fits_well_from, confidence >= rules.topic_sure_from
    if topic.kind in ("outside", "general"):
        least = rules.likely_from if topic.kind == "outside" else rules.fits_from
        return fits_well or (probability >= least and not sure)
    if topic.kind != "serious" and probability >= rules.certain_from:
        return True
    return fits_well and confidence < rules.topic_guess_below


class KeptIndex:
    """The index in a file, read again when another has taken its place."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._stamp: tuple[int, int] | None = None
        self._index: Index | None = None

    def now(self) -> Index | None:
        """None until there is one. What cannot be read leaves the one before in use."""
        try:
            stat = self._file.stat()
        except OSError:
            return self._index
        stamp = (stat.st_ino, stat.st_mtime_ns)
        if stamp != self._stamp:
            self._stamp, stored = stamp, Index.stored(self._file)
            if stored is None:
                logger.warning("%s cannot be read", self._file)
            self._index = stored or self._index
        return self._index


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ArticleSearch(GraphComponent):
    """Sets `article`, and where it takes over, `intent` and `intent_ranking`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "likely_from": 0.2,
            "fits_from": 0.4,
            "fits_well_from": 0.6,
            "certain_from": 0.9,
            "topic_sure_from": 0.95,
            "topic_guess_below": 0.6,
        }

    def __init__(self, index: KeptIndex, rules: ArticleRules, known: Topics) -> None:
        self._index = index
        self._rules = rules
        self._topics = known

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ArticleSearch:
        return cls(KeptIndex(index_file(articles_folder())), ArticleRules.of(config), topics())

    def process(self, messages: list[Message]) -> list[Message]:
        index = self._index.now()
        for message in messages:
            vectors = message.get(VECTORS)
            if index is not None and vectors is not None:
                self._search(message, index, vectors[0])
        return messages

    def _search(self, message: Message, index: Index, vector: Floats) -> None:
        language = "en" if message.get(WRITING) == "en" else "fa"
        topic = self._topics.get(message.get(INTENT)["name"])
        found = index.find(vector, language)
        if found is None:
            return
        named = _named_by(topic)
        is_own = named is not None and found.passage.slug in names_for(named, language)
        if not is_own and self._takes_over(message, topic, found):
            self._tell(message, found)
            self._take_over(message, found)
        elif named is None:
            self._tell(message, found)
        elif (own := index.within(named, vector, language)) is not None:
            self._tell(message, Found(own, 1.0))

    def _tell(self, message: Message, found: Found) -> None:
        likely = found.probability >= self._rules.likely_from
        told = {"probability": round(found.probability, 4), "likely": likely}
        message.set(ARTICLE, {**asdict(found.passage), **told}, add_to_output=True)

    def _takes_over(self, message: Message, topic: Topic | None, found: Found) -> bool:
        if message.get(UPSET) and topic is not None and topic.kind != "outside":
            return False
        return takes_over(found, topic, message.get(INTENT)["confidence"], self._rules)

    def _take_over(self, message: Message, found: Found) -> None:
        ranking = message.get(RANKING) or []
        certain = {"name": ARTICLE, "confidence": found.probability}
        message.set(INTENT, certain, add_to_output=True)
        message.set(RANKING, [certain, *ranking], add_to_output=True)


def _named_by(topic: Topic | None) -> str | None:
    """The name of the article by which the shop has `topic` answered."""
    return topic.answer if topic is not None and topic.by == "article" else None
