"""What an agent could say and do next: advice about what the customer said and nobody has answered.

While a person owns the chat the bot goes on reading, and this chooses what to make of it: pure, and
without a language model, from what the shop knows already. Whatever it finds is for the owner alone,
who sends it, changes it or leaves it. It is advice, not record: nothing of it is stored.

A reply has words where there are any (a policy of the shop, an answer of the bot that came too
late); else it says *what* to say, and the console's catalogues say how, in the customer's language.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from handoff.domain.advice.replies import (
    Article,
    HoursReply,
    KnownOrder,
    NextStep,
    OrderFinding,
    OrderReply,
    Phrase,
    PhraseReply,
    Reply,
    Suggestion,
    WordsReply,
)
from handoff.domain.advice.unanswered import Unanswered
from handoff.domain.language import Language
from handoff.domain.shop.business_hours import OpeningState
from handoff.domain.shop.profile import Address, Shop, week_of
from handoff.domain.topics import Topics
from handoff.domain.understanding import NEUTRAL, MessageReading

# A mood this strong is acknowledged before anything else is said.
STRONG = 0.5

# Alone they tell an agent nothing that the words did not.
_NO_NEWS = frozenset({"", "affirm", "deny", "inform"})

_FAREWELLS = frozenset({"thank", "goodbye", "feedback_positive", "praise"})
_UNHAPPY = frozenset({"anger", "frustration", "sadness", "fear"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SkilledMember:
    """What one member of the staff is skilled in."""

    id: str
    topics: frozenset[str]
    teams: frozenset[str]


def team_for(topic: str, owner_id: str, staff: Iterable[SkilledMember]) -> str | None:
    """A team with somebody skilled in the topic, where its owner is not."""
    teams: set[str] = set()
    for colleague in staff:
        if topic in colleague.topics:
            if colleague.id == owner_id:
                return None
            teams |= colleague.teams
    return min(teams, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What bears on the answer besides the words themselves."""

    language: Language
    shop: Shop
    topics: Topics
    opening: OpeningState
    order: OrderFinding = "unnamed"
    team: str | None = None  # where others are skilled in it


def suggest(
    open_matter: Unanswered, reading: MessageReading | None, known: Circumstances
) -> Suggestion | None:
    """The advice for what is open, None if there is none. Without a `reading` it can only be what
    the bot said too late, or a greeting."""
    asked = open_matter.asked
    guess = reading.guess if reading else None
    emotion = reading.emotion if reading else NEUTRAL
    topic = guess.name if guess else ""
    unhappy = _is_sorry(topic, known) or (emotion.label in _UNHAPPY and emotion.score >= STRONG)
    late = tuple(WordsReply(text=answer.text, late=True) for answer in open_matter.late)
    if asked is not None and asked.seq in {answer.reply_to for answer in open_matter.late}:
        made: tuple[Reply, ...] = ()  # the bot has answered this very message, if too late
    elif asked is None:
        made = () if late or open_matter.greeted else (PhraseReply(phrase="greet"),)
    else:
        made = _made(topic, known, unhappy=unhappy)
    suggestion = Suggestion(
        reply_to=asked.seq if asked else None,
        language=known.language,
        intent=guess,
        emotion=emotion,
        opening=_opening(made, unhappy=unhappy, greeted=open_matter.greeted),
        replies=(*late, *made),
        article=_article(topic, known),
        steps=_steps(topic, known, unhappy=unhappy),
    )
    says_something = suggestion.replies or suggestion.steps or topic not in _NO_NEWS
    return suggestion if says_something else None


def _is_sorry(topic: str, known: Circumstances) -> bool:
    listed = known.topics.get(topic)
    return listed is not None and listed.sorry


def _opening(
    made: Sequence[Reply], *, unhappy: bool, greeted: bool
) -> tuple[Literal["hello", "sorry"], ...]:
    hello: tuple[Literal["hello"], ...] = ("hello",) if made and not greeted else ()
    sorry: tuple[Literal["sorry"], ...] = ("sorry",) if made and unhappy else ()
    return (*hello, *sorry)


def _made(topic: str, known: Circumstances, *, unhappy: bool) -> tuple[Reply, ...]:
    """A reply on the topic, if the shop has one."""
    language, shop = known.language, known.shop
    if policy := _policy(topic, known):
        return (WordsReply(text=shop.policies[policy][language]),)
    if topic == "store_hours":
        return (
            HoursReply(
                opening=known.opening,
                week=week_of(known.shop.hours),
                timezone=known.shop.hours.zone.key,
            ),
        )
    if topic == "store_address":
        return tuple(_directions(address, language) for address in shop.addresses)
    if topic == "contact_info":
        return _contact(shop)
    if topic in known.topics.told_by_an_order:
        return _on_order(topic, known.order)
    if topic in get_args(Phrase):
        return (_phrase(topic),)
    return (PhraseReply(phrase="look_into_it"),) if unhappy else ()


def _phrase(topic: str) -> PhraseReply:
    phrases: Mapping[str, Phrase] = {phrase: phrase for phrase in get_args(Phrase)}
    return PhraseReply(phrase=phrases[topic])


def _directions(address: Address, language: Language) -> PhraseReply:
    facts = {"address": address.text[language], "map": address.map or ""}
    return PhraseReply(phrase="store_address", facts=facts)


def _contact(shop: Shop) -> tuple[Reply, ...]:
    if shop.phone and shop.email:
        facts = {"phone": shop.phone, "email": shop.email}
        return (PhraseReply(phrase="call_or_write", facts=facts),)
    if shop.phone:
        return (PhraseReply(phrase="call", facts={"phone": shop.phone}),)
    if shop.email:
        return (PhraseReply(phrase="write", facts={"email": shop.email}),)
    return ()


def _on_order(topic: str, order: OrderFinding) -> tuple[Reply, ...]:
    match order:
        case KnownOrder():
            return (OrderReply(order=order),)
        case "unnamed":
            # A customer who gives details that name no order has asked nothing.
            return () if topic == "inform" else (PhraseReply(phrase="ask_order_number"),)
        case "unproven":
            return (PhraseReply(phrase="ask_contact"),)
        case "not_found":
            return (PhraseReply(phrase="order_not_found"),)
        case _:
            return (PhraseReply(phrase="order_system_down"),)


def _policy(topic: str, known: Circumstances) -> str | None:
    """What the shop has written on the topic, by its key."""
    listed = known.topics.get(topic)
    key = listed.answer if listed and listed.by == "policy" else topic
    return key if key in known.shop.policies else None


def _article(topic: str, known: Circumstances) -> Article | None:
    """The policy on the topic, or on the first related one that the shop has written about."""
    listed = known.topics.get(topic)
    near = (topic, *(listed.related if listed else ()))
    keys = (_policy(name, known) for name in near)
    key = next((key for key in keys if key), None)
    return Article(topic=key, text=known.shop.policies[key]) if key else None


def _steps(topic: str, known: Circumstances, *, unhappy: bool) -> tuple[NextStep, ...]:
    steps: list[NextStep] = []
    asks = known.topics.about_an_order - known.topics.told_by_an_order
    if topic in asks and known.order == "unnamed":
        steps.append(NextStep(do="ask_order_number"))
    if known.team is not None:
        steps.append(NextStep(do="hand_over", team=known.team))
    if not unhappy and (_is_routine(topic, known) or _policy(topic, known)):
        steps.append(NextStep(do="return_to_bot"))
    if not unhappy and topic in _FAREWELLS:
        steps.append(NextStep(do="close"))
    return tuple(steps)


def _is_routine(topic: str, known: Circumstances) -> bool:
    """Whether the bot finds out the answer, or quotes it, as well as a person does, besides the shop's policies."""
    listed = known.topics.get(topic)
    return listed is not None and listed.kind == "general" and listed.by in ("action", "article")
