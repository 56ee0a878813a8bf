"""Which topic the bot goes by, once the ranking, the mood and the clauses are known."""

from __future__ import annotations

from bot.components.choice import Evidence, Rules, chosen
from bot.topics import Topic

RULES = Rules(
    threshold=0.3,
    margin=0.05,
    cheerful_from=0.5,
    person_from=0.4,
    outside_from=0.5,
    some_chance=0.2,
    matter_from=0.8,
    trouble_from=0.5,
    greeted_from=0.6,
    most_matters=2,
)


def topic(name: str, kind: str, *, cheerful: bool = False, person: str = "never") -> Topic:
    return Topic(
        name=name,
        kind=kind,
        cheerful=cheerful,
        by="reply",
        answer=f"utter_{name}",
        person=person,
        to_a_person=False,
        asks=None,
        question={},
    )


KNOWN = {
    entry.name: entry
    for entry in (
        topic("thank", "small_talk", cheerful=True),
        topic("goodbye", "small_talk", cheerful=True),
        topic("deny", "small_talk", cheerful=True),
        topic("greet", "small_talk"),
        topic("complaint", "serious", person="acknowledged"),
        topic("item_damaged", "serious", person="acknowledged"),
        topic("cancel_order", "own_matter"),
        topic("order_status", "own_matter"),
        topic("inform", "own_matter"),
        topic("price", "general"),
        topic("gift_wrap", "general"),
        topic("request_human", "complex", person="now"),
        topic("speak_to_manager", "serious", person="now"),
        topic("out_of_scope", "outside"),
    )
}


def ranking(**shares: float) -> list[dict[str, object]]:
    return [{"name": name, "confidence": share} for name, share in shares.items()]


def names(guesses: list[dict[str, object]]) -> list[object]:
    return [guess["name"] for guess in guesses]


def choose(
    whole: list[dict[str, object]],
    *clauses: list[dict[str, object]],
    upset: bool = False,
    asks: bool = False,
    out: tuple[str, ...] = (),
    turns: tuple[bool, ...] = (),
) -> tuple[object, list[object], list[object]]:
    found = Evidence(whole, clauses, turns=turns, upset=upset, denied=frozenset(out), asks=asks)
    choice = chosen(found, KNOWN, RULES)
    return choice.topic["name"], names(choice.ranking), names(choice.matters)


def test_the_likeliest_is_taken_if_it_is_likely_enough() -> None:
    assert choose(ranking(price=0.8, thank=0.1))[0] == "price"
    assert choose(ranking(price=0.25, thank=0.1))[0] == "nlu_fallback"


def test_between_two_that_are_alike_the_bot_asks() -> None:
    """The question offers both: they follow in the ranking."""
    name, order, _ = choose(ranking(price=0.42, order_status=0.40))
    assert name == "nlu_fallback"
    assert order == ["nlu_fallback", "price", "order_status"]


def test_something_cheerful_must_be_surer() -> None:
    assert choose(ranking(thank=0.45, price=0.2))[0] == "nlu_fallback"
    assert choose(ranking(thank=0.55, price=0.2))[0] == "thank"


def test_between_a_thanks_and_a_goodbye_nobody_need_ask() -> None:
    assert choose(ranking(thank=0.46, goodbye=0.45, price=0.05))[0] == "thank"
    assert choose(ranking(thank=0.3, goodbye=0.15, price=0.29))[0] == "nlu_fallback"


def test_between_two_people_of_the_shop_nobody_need_ask() -> None:
    """One comes at once either way."""
    whole = ranking(speak_to_manager=0.46, request_human=0.45)
    assert choose(whole)[0] == "speak_to_manager"


def test_nothing_cheerful_is_said_to_somebody_upset() -> None:
    """The share of what is out falls to the others."""
    name, order, _ = choose(ranking(thank=0.9, complaint=0.06, price=0.01), upset=True)
    assert name == "complaint"
    assert order == ["complaint", "price"]
    assert choose(ranking(thank=0.9, complaint=0.06))[0] == "thank"


def test_a_plain_no_stays_one_however_it_sounds() -> None:
    assert choose(ranking(deny=0.93, complaint=0.02), upset=True)[0] == "deny"
    assert choose(ranking(deny=0.7, complaint=0.2), upset=True)[0] == "complaint"


def test_details_given_along_with_a_wish_are_about_the_wish() -> None:
    assert choose(ranking(inform=0.6, cancel_order=0.36))[0] == "cancel_order"
    assert choose(ranking(inform=0.64, cancel_order=0.29))[0] == "cancel_order"
    assert choose(ranking(inform=0.64, price=0.29))[0] == "inform"
    assert choose(ranking(inform=0.8, cancel_order=0.1))[0] == "inform"


def test_a_denied_topic_is_out() -> None:
    whole = ranking(cancel_order=0.9, order_status=0.08)
    assert choose(whole, out=("cancel_order",))[0] == "order_status"


def test_where_nothing_is_left_nothing_is_understood() -> None:
    assert choose(ranking(thank=1.0), upset=True)[0] == "nlu_fallback"
    assert choose([])[0] == "nlu_fallback"


def test_a_greeting_around_a_matter_gives_way() -> None:
    assert choose(ranking(greet=0.7, price=0.2), ranking(price=0.9))[0] == "price"
    assert choose(ranking(greet=0.7, price=0.2), ranking(price=0.65))[0] == "price"
    assert choose(ranking(greet=0.7, price=0.2), ranking(price=0.5))[0] == "greet"


def test_a_message_without_its_greeting_is_no_second_matter() -> None:
    assert choose(ranking(price=0.7), ranking(gift_wrap=0.9))[2] == []


def test_a_sure_clause_speaks_for_an_unclear_message() -> None:
    assert choose(ranking(price=0.2, greet=0.18), ranking(gift_wrap=0.95))[0] == "gift_wrap"


def test_what_the_message_is_about_besides_is_told() -> None:
    """Each once, at most two, and small talk never."""
    name, _, matters = choose(
        ranking(order_status=0.6, price=0.3),
        ranking(order_status=0.9),
        ranking(thank=0.95),
        ranking(gift_wrap=0.9),
        ranking(price=0.9),
        ranking(cancel_order=0.9),
    )
    assert name == "order_status"
    assert matters == ["gift_wrap", "price"]


def test_what_is_not_the_shops_gives_way_only_to_a_surer_matter() -> None:
    """A clause with nothing but a time in it is like many, whatever the message is about."""
    whole, clause = ranking(out_of_scope=0.9), ranking(price=0.85)
    wake = chosen(Evidence(whole, clauses=[ranking(out_of_scope=0.9), clause]), KNOWN, RULES)
    assert (wake.topic["name"], wake.matters) == ("out_of_scope", [])
    less = ranking(out_of_scope=0.6, price=0.2)
    asked = chosen(Evidence(less, clauses=[ranking(out_of_scope=0.9), clause]), KNOWN, RULES)
    assert asked.topic["name"] == "price"


def test_a_person_is_called_on_a_likelier_reading_only_for_somebody_calm() -> None:
    """To be asked is no loss; an apology for what nobody complained about is one."""
    assert choose(ranking(complaint=0.35, price=0.1))[0] == "nlu_fallback"
    assert choose(ranking(complaint=0.35, price=0.1), upset=True)[0] == "complaint"
    assert choose(ranking(complaint=0.45, price=0.1))[0] == "complaint"


def test_a_question_is_no_thanks_and_makes_nothing_else_likelier() -> None:
    """Sarcasm and rhetoric apart: nobody asks whether they are grateful."""
    assert choose(ranking(thank=0.6, price=0.35), asks=True)[0] == "price"
    assert choose(ranking(thank=0.7, price=0.2), asks=True)[0] == "nlu_fallback"


def test_a_trouble_told_beside_another_matter_comes_first() -> None:
    whole, asked = ranking(price=0.7, item_damaged=0.2), ranking(price=0.9)
    name, _, matters = choose(whole, asked, ranking(item_damaged=0.85))
    assert (name, matters) == ("item_damaged", ["price"])


def test_a_sour_word_beside_a_question_does_not() -> None:
    """How a customer feels is for the gateway's policy to hear."""
    assert choose(ranking(price=0.7), ranking(complaint=0.9), ranking(price=0.9))[0] == "price"


def test_a_wish_for_a_person_comes_before_a_trouble() -> None:
    whole = ranking(request_human=0.6, item_damaged=0.3)
    clauses = ranking(request_human=0.9), ranking(item_damaged=0.9)
    assert choose(whole, *clauses)[0] == "request_human"


def test_praise_around_a_trouble_gives_way_to_it() -> None:
    """Where it turns, as with "but": there other matters must be surer than a trouble."""
    whole, praise, turn = ranking(thank=0.8, complaint=0.1), ranking(thank=0.9), (False, True)
    assert choose(whole, praise, ranking(complaint=0.55), turns=turn)[0] == "complaint"
    assert choose(whole, praise, ranking(complaint=0.55), turns=(False, False))[0] == "thank"
    assert choose(whole, praise, ranking(price=0.55), turns=turn)[0] == "thank"


def test_a_clause_that_denies_nothing_tells_the_wish() -> None:
    """The words of what is denied say nothing about the rest."""
    whole = ranking(cancel_order=0.8, complaint=0.12, order_status=0.05)
    clauses = ranking(cancel_order=0.9, complaint=0.05), ranking(order_status=0.6, price=0.1)
    assert choose(whole, *clauses, out=("cancel_order",))[0] == "order_status"


def test_what_may_be_the_shops_is_asked_about_before_it_is_called_beyond_the_bot() -> None:
    assert choose(ranking(out_of_scope=0.45, cancel_order=0.33))[0] == "nlu_fallback"
    assert choose(ranking(out_of_scope=0.45, cancel_order=0.1))[0] == "out_of_scope"
    assert choose(ranking(out_of_scope=0.6, cancel_order=0.33))[0] == "out_of_scope"
