"""Which topic the bot goes by, once everything about a message is known; or that it does not know.

    denied           "please don't cancel" is no wish to cancel (`negation.py`)
    the mood's veto  to somebody who is upset nothing cheerful is said
    the cheerful     are only taken from a higher confidence on: they swallow what no topic fits; a question is none
    a denial aside   "don't cancel it, I only ask when it comes": the clause that denies nothing tells the wish
    hidden matters   a greeting around a matter gives way to it; what is not the shop's, to a matter that is surer
    troubles first   of two matters one that is a trouble, and praise around a trouble gives way to it
    the threshold    below it, or too near to the next topic, the bot asks; what calls a person for somebody who is
                     calm takes a higher one, since the question is no loss and a wrong apology is; and before it
                     calls something none of the shop's business while it may well be

What a message is about besides goes along as `matters`. Takes the place of Rasa's FallbackClassifier and
leaves the same behind: the intent `nlu_fallback` at the head of the ranking.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME as NOT_UNDERSTOOD
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from bot.components.classifier import CLAUSE_RANKINGS, RANKING
from bot.components.clauses import turns
from bot.components.emotion import UPSET
from bot.components.latin import READABLE
from bot.components.negation import denied
from bot.components.vectors import CLAUSES
from bot.ranking import YES_OR_NO, Guess, without
from bot.spelling import is_question
from bot.topics import Topics, topics

MATTERS = "matters"
_GREETING = "greet"
_DETAILS = "inform"  # the intent of a number or a contact alone
_OF_MOODS = frozenset({"complaint", "abuse"})  # a sour word: the gateway's policy hears it
_PLAIN = 0.9  # confidence of a yes or a no that is nothing else
_MOSTLY = 0.5  # share of a ranking by which a message is about what it denies


@dataclass(frozen=True)
class Rules:
    """Confidences, chosen on the development sets (docs/subsystems/understanding.md)."""

    threshold: float
    margin: float  # between the likeliest and the next
    cheerful_from: float
    person_from: float  # of a topic that brings a person, unless the customer is upset
    outside_from: float  # of what is not the shop's, where something else has some chance
    some_chance: float
    matter_from: float  # of a clause's topic
    trouble_from: float  # of a trouble in a clause that turns, where the whole is small talk
    greeted_from: float  # of the topic of what follows a greeting
    most_matters: int

    @classmethod
    def of(cls, config: dict[str, Any]) -> Rules:
        return cls(**{name: config[name] for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Choice:
    """The topic by which the bot goes, or `nlu_fallback`; what else is likely; what it is about besides."""

    topic: Guess
    ranking: list[Guess]
    matters: list[Guess]


@dataclass(frozen=True)
class Evidence:
    """What the other components found in a message."""

    ranking: Sequence[Guess]  # of the whole
    clauses: Sequence[Sequence[Guess]] = ()  # the ranking of each
    turns: Sequence[bool] = ()  # whether it takes something back of what was said before ("but")
    upset: bool = False
    denied: frozenset[str] = frozenset()  # topics
    asks: bool = False  # ends as a question


def chosen(found: Evidence, known: Topics, rules: Rules) -> Choice:
    """What the bot goes by."""
    cheerful = {name for name, topic in known.items() if topic.cheerful}
    barred = found.denied | _out_of_mood(found, cheerful) if found.upset else found.denied
    left = _redistributed(found.ranking, barred)
    if found.asks:
        # What is cheerful was likely for another reason, so the rest is no likelier without it.
        left = without(left, *(cheerful - YES_OR_NO))
    parts = [_redistributed(clause, barred) for clause in found.clauses]
    matters = _matters(parts, known, rules.matter_from)
    wishes = _beside_denial(found, parts) or _wish_before_details(left, known, rules)
    topic = _certain(wishes, known, rules, upset=found.upset)
    if topic is not None and _is_outside(topic, known):
        # "Wake me at 8 pm and at 9 pm": a time alone is like that of a delivery.
        matters = [guess for guess in matters if guess["confidence"] > topic["confidence"]]
    if topic is None or not _is_matter(topic, known):
        matters = matters or _hidden(topic, parts, found.turns, known, rules)
        topic = matters[0] if matters else topic
    if topic is not None and not _comes_first(topic, known):
        troubles = [guess for guess in _troubles(matters, known) if guess["name"] not in _OF_MOODS]
        topic = troubles[0] if troubles else topic
    if topic is None:
        topic = {"name": NOT_UNDERSTOOD, "confidence": 1 - left[0]["confidence"] if left else 1.0}
    others = without(left, topic["name"])
    besides = matters if len(parts) > 1 else []  # one: the whole without its greeting
    further = without(besides, topic["name"])
    return Choice(topic, [topic, *others], further[: rules.most_matters])


def _out_of_mood(found: Evidence, cheerful: set[str]) -> set[str]:
    """What is not said to somebody upset; a plain yes or no stays one, however it sounds."""
    best = found.ranking[0] if found.ranking else None
    plain = best is not None and best["name"] in YES_OR_NO and best["confidence"] >= _PLAIN
    return cheerful - YES_OR_NO if plain else cheerful


def _beside_denial(found: Evidence, parts: Sequence[list[Guess]]) -> list[Guess]:
    """The ranking of the surest clause that denies nothing, of a message that is mostly about what it denies."""
    if _share(found.ranking, found.denied) < _MOSTLY:
        return []
    free = [
        part
        for clause, part in zip(found.clauses, parts, strict=True)
        if part and _share(clause, found.denied) < _MOSTLY
    ]
    return max(free, key=lambda part: float(part[0]["confidence"]), default=[])


def _share(ranking: Sequence[Guess], topics: frozenset[str]) -> float:
    return float(sum(guess["confidence"] for guess in ranking if guess["name"] in topics))


def _hidden(
    topic: Guess | None,
    parts: Sequence[Sequence[Guess]],
    turns: Sequence[bool],
    known: Topics,
    rules: Rules,
) -> list[Guess]:
    """The one matter that is told among small talk: a trouble, where praise turns ("but", «فقط»)."""
    if topic is None or _is_outside(topic, known):
        return []
    greeted = topic["name"] == _GREETING
    found = _matters(parts, known, rules.greeted_from) if greeted else []
    turned = [part for part, turn in zip(parts, turns, strict=False) if turn]
    return (found or _troubles(_matters(turned, known, rules.trouble_from), known))[:1]


def _troubles(guesses: Sequence[Guess], known: Topics) -> list[Guess]:
    return [guess for guess in guesses if known[guess["name"]].is_trouble]


def _comes_first(topic: Guess, known: Topics) -> bool:
    """Whether no trouble goes before it: it is one, a person comes anyway, or the trouble is its reason."""
    said = known.get(topic["name"])
    if said is None:
        return False
    changes_an_order = said.by == "order" and said.answer != "status"
    return said.is_trouble or said.person in ("now", "acknowledged") or changes_an_order


def _redistributed(ranking: Sequence[Guess], barred: frozenset[str]) -> list[Guess]:
    """The ranking without some topics, whose share falls to the others."""
    left = without(ranking, *barred)
    share = 1 - sum(guess["confidence"] for guess in ranking if guess["name"] in barred)
    if len(left) == len(ranking) or share <= 0:
        return left
    return [{**guess, "confidence": guess["confidence"] / share} for guess in left]


def _wish_before_details(ranking: list[Guess], known: Topics, rules: Rules) -> list[Guess]:
    """A number or a contact given along with a wish: the message is about the wish."""
    if not ranking or ranking[0]["name"] != _DETAILS:
        return ranking
    wish = ranking[1] if len(ranking) > 1 else None
    if wish is None or not _is_matter(wish, known):
        return ranking
    own = known[wish["name"]].kind == "own_matter"  # what numbers and contacts are given for
    if wish["confidence"] < (rules.some_chance if own else rules.threshold):
        return ranking
    return _redistributed(ranking, frozenset({_DETAILS}))


def _certain(
    ranking: Sequence[Guess], known: Topics, rules: Rules, *, upset: bool = False
) -> Guess | None:
    """The likeliest, if it is likely enough.

    Between a thanks and a goodbye nobody need ask, nor who of the shop's people is wished for: these count as one.
    """
    if not ranking:
        return None
    best = ranking[0]
    alike = [guess for guess in ranking if guess is best or _are_alike(guess, best, known)]
    others = [guess for guess in ranking if guess not in alike]
    likely = sum(guess["confidence"] for guess in alike)
    second = others[0]["confidence"] if others else 0.0
    least = _least(best, known, rules, upset=upset)
    if _is_outside(best, known) and _may_be_ours(others, known, rules):
        least = max(least, rules.outside_from)
    return best if likely >= least and likely - second >= rules.margin else None


def _are_alike(guess: Guess, other: Guess, known: Topics) -> bool:
    """Whether it makes little difference which of two topics it is."""
    topics = [topic for name in (guess["name"], other["name"]) if (topic := known.get(name))]
    both = len(topics) > 1
    cheerful = all(topic.cheerful for topic in topics)
    return both and (cheerful or all(topic.person == "now" for topic in topics))


def _is_outside(guess: Guess, known: Topics) -> bool:
    topic = known.get(guess["name"])
    return topic is not None and topic.kind == "outside"


def _may_be_ours(others: Sequence[Guess], known: Topics, rules: Rules) -> bool:
    return any(g["confidence"] >= rules.some_chance and _is_matter(g, known) for g in others)


def _least(guess: Guess, known: Topics, rules: Rules, *, upset: bool) -> float:
    """The confidence from which a topic is taken."""
    topic = known.get(guess["name"])
    if topic is not None and topic.cheerful:
        return rules.cheerful_from
    brings_person = topic is not None and topic.person == "acknowledged"
    return rules.person_from if brings_person and not upset else rules.threshold


def _matters(rankings: Iterable[Sequence[Guess]], known: Topics, least: float) -> list[Guess]:
    """What the clauses are about from a confidence of `least` on, each topic once."""
    found: dict[str, Guess] = {}
    for ranking in rankings:
        best = ranking[0] if ranking else None
        if best and best["confidence"] >= least and _is_matter(best, known):
            found.setdefault(best["name"], best)
    return list(found.values())


def _is_matter(guess: Guess, known: Topics) -> bool:
    topic = known.get(guess["name"])
    return (
        topic is not None
        and topic.kind not in ("small_talk", "outside")
        and guess["name"] != _DETAILS
    )


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class TopicChoice(GraphComponent):
    """Sets the final `intent` and `intent_ranking`, and `matters`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "threshold": 0.3,
            "margin": 0.03,
            "cheerful_from": 0.5,
            "person_from": 0.4,
            "outside_from": 0.5,
            "some_chance": 0.2,
            "matter_from": 0.8,
            "trouble_from": 0.5,
            "greeted_from": 0.6,
            "most_matters": 2,
        }

    def __init__(self, rules: Rules, known: Topics) -> None:
        self._rules = rules
        self._topics = known

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicChoice:
        return cls(Rules.of(config), topics())

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(READABLE) or ""
            found = Evidence(
                ranking=message.get(RANKING) or [],
                clauses=message.get(CLAUSE_RANKINGS) or [],
                turns=[turns(clause) for clause in message.get(CLAUSES) or []],
                upset=bool(message.get(UPSET)),
                denied=denied(text),
                asks=is_question(text),
            )
            choice = chosen(found, self._topics, self._rules)
            message.set(INTENT, choice.topic, add_to_output=True)
            message.set(RANKING, choice.ranking, add_to_output=True)
            message.set(MATTERS, choice.matters, add_to_output=True)
        return messages
