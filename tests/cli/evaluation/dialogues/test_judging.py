"""Verdicts on dialogues, on answers made up for each rule."""

import pytest

from cli.evaluation.dialogues.answers import Answer
from cli.evaluation.dialogues.judging import Verdict, judged, written_in
from cli.evaluation.dialogues.scripts import Script, Turn
from handoff.domain.understanding import HandoffReason


def script(
    *turns: Turn, person: int | str = "never", language: str = "en", **more: object
) -> Script:
    told = {"id": f"{language}-x", "language": language, "page": "en", "person": person}
    return Script.model_validate({**told, "turns": [turn.model_dump() for turn in turns], **more})


def turn(**expected: object) -> Turn:
    return Turn.model_validate({"say": "hello", **expected})


def answer(*topics: str, text: str = "Well.", claims: bool = True, **more: object) -> Answer:
    return Answer(texts=(text,), topics=frozenset(topics), claims=claims, **more)  # type: ignore[arg-type]


def kinds(verdict: Verdict) -> list[str]:
    return [fault.kind for fault in verdict.faults]


def test_a_dialogue_is_good_if_everything_is_as_expected() -> None:
    expected = turn(topic=["price", "thank"], has=["12"], also=["thank"], asks="nothing")
    verdict = judged(script(expected), [answer("thank", text="It is 12.")])
    assert verdict.good
    assert not verdict.confidently_wrong
    assert verdict.in_time is None


def test_an_answer_about_something_else_is_confidently_wrong_and_a_question_back_is_not() -> None:
    expected = script(turn(topic=["price"]))
    wrong = judged(expected, [answer("thank")])
    assert (kinds(wrong), wrong.confidently_wrong) == (["topic"], True)
    asked = judged(expected, [answer("nlu_fallback", claims=False)])
    assert (kinds(asked), asked.confidently_wrong) == (["topic"], False)


def test_what_must_not_be_said_is_confidently_wrong_on_the_right_topic_too() -> None:
    verdict = judged(
        script(turn(topic=["price"], **{"not": ["free"]})), [answer("price", text="free")]
    )
    assert (kinds(verdict), verdict.confidently_wrong) == (["forbidden"], True)


@pytest.mark.parametrize(
    ("expected", "given", "kind"),
    [
        ({"avoid": ["well"]}, answer("price"), "forbidden"),
        ({"has": ["12"]}, answer("price"), "fact"),
        ({"also": ["thank"]}, answer("price"), "also"),
        ({"sorry": True}, answer("price"), "cold"),
        ({"cheerful": False}, answer("price", cheerful=True), "cheerful"),
        ({"cheerful": False}, answer("goodbye"), "cheerful"),
        ({"asks": "nothing"}, answer("price", asks=frozenset({"contact"})), "asks"),
        ({"asks": "contact"}, answer("price", asks=frozenset({"order_number"})), "asks"),
        ({}, answer("price", text="سلام، بفرمایید"), "language"),
        ({"language": "fa"}, answer("price"), "language"),
        ({}, answer("price", failed="timeout"), "failed"),
    ],
)
def test_each_expectation_can_fail(expected: dict[str, object], given: Answer, kind: str) -> None:
    verdict = judged(script(turn(**expected)), [given])
    assert kinds(verdict) == [kind]
    assert not verdict.good
    assert not verdict.confidently_wrong


def test_who_writes_persian_in_latin_letters_is_answered_in_persian() -> None:
    assert judged(script(turn(), language="latin"), [answer(text="سلام")]).good
    assert written_in("نیکا رحیمی, I'm sorry about this.") == "en"
    assert written_in("سفارش شما: Persian Letters, The Conference of the Birds") == "fa"
    assert written_in("Your orders: 1063 (بوف کور، سووشون), 1064 (کلیدر، دورهٔ ده‌جلدی)") == "en"


def called(reason: HandoffReason = "complaint", *topics: str) -> Answer:
    return answer(*(topics or ("complaint",)), person=reason)


@pytest.mark.parametrize(
    ("person", "early", "answers", "expected"),
    [
        (1, True, [called()], []),
        (2, True, [called()], []),
        (2, False, [called()], ["early"]),
        (1, True, [answer(), called()], ["late"]),
        (2, True, [answer(), answer()], ["late"]),
        ("never", True, [answer(), answer()], []),
        ("never", True, [called()], ["uncalled"]),
        ("may", True, [answer(), answer()], []),
        ("may", True, [called()], []),
    ],
)
def test_a_person_comes_when_one_is_due_and_not_otherwise(
    person: int | str,
    early: bool,  # noqa: FBT001
    answers: list[Answer],
    expected: list[str],
) -> None:
    verdict = judged(script(turn(), turn(), person=person, early=early), answers)
    assert kinds(verdict) == expected
    assert verdict.in_time is (None if isinstance(person, str) else "late" not in expected)


def test_where_a_person_is_due_an_acknowledgement_fits_any_topic() -> None:
    due = judged(script(turn(topic=["item_damaged"]), person=1), [called("complaint")])
    assert due.good
    undue = judged(script(turn(topic=["item_damaged"])), [called("complaint")])
    assert kinds(undue) == ["topic", "uncalled"]
    advice = judged(
        script(turn(topic=["item_damaged"]), person=1), [called("complex_topic", "product_advice")]
    )
    assert (kinds(advice), advice.confidently_wrong) == (["topic"], True)


def test_where_the_gateway_speaks_instead_of_the_bot_there_is_no_topic() -> None:
    silent = Answer(topics=frozenset({"nlu_fallback"}), person="misunderstood")
    assert judged(script(turn(topic=["item_damaged"]), person=1), [silent]).good
    assert kinds(judged(script(turn(topic=["price"])), [silent])) == ["topic", "uncalled"]


def test_a_person_who_is_called_because_the_bot_failed_is_a_failure() -> None:
    verdict = judged(script(turn(topic=["price"]), person=1), [called("bot_error")])
    assert kinds(verdict) == ["failed"]
