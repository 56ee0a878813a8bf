"""The training data and the domain: complete, in both languages, without contradictions."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from bot.actions.order_people import LEFT_TO_PEOPLE
from bot.spelling import normalise
from bot.topics import topics

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = ("en", "fa")
# Said by actions, which the validator does not see.
SAID_ELSEWHERE = re.compile(
    r"utter_(default|dear|besides(_waits)?|article(_in_\w+)?|asks_\w+|again|clarify|not_understood|foreign_language|greet|greet_by_name|ask_\w+|hours_\w+|shop_\w+|contact_\w+"
    r"|(order|refund|cancel|return)_\w+|\w+_passed_on"
    r"|policy_part|payment_methods_unnamed|(delivery_time|shipping_cost|shipping_abroad|express_delivery)(_\w+)?"
    r"|(price|product_availability|product_question)(_\w+)?"
    rf"|store_address|{'|'.join(t.name for t in topics().values() if t.by == 'policy')})"
)


# Of topics that the bot knows without examples.
UNLEARNT = [
    f"The intent '{topic.name}' is listed in the domain file, but is not found in the NLU training data."
    for topic in topics().values()
    if not topic.examples
]


def learnt(domain: dict[str, Any]) -> set[str]:
    """The intents that are learnt from examples."""
    return {name for name in domain["intents"] if topics()[name].examples}


def validated(checkout: Path, domain: Path) -> str:
    """What `rasa data validate` prints. It exits 0 on an intent without a rule."""
    run = subprocess.run(
        [sys.executable, "-m", "bot", "data", "validate", "--domain", str(domain)],
        cwd=checkout,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    return run.stdout + run.stderr


def complaints(output: str) -> list[str]:
    """The validator's warnings, less the responses that actions say."""
    found = re.findall(r"UserWarning: (.*)", output) + re.findall(r"WARNING +\S+ +- (.*)", output)
    return [
        line
        for line in found
        if not (
            (name := re.search(r"utterance '(\w+)'", line)) and SAID_ELSEWHERE.fullmatch(name[1])
        )
        and line not in UNLEARNT
    ]


def test_rasa_finds_nothing_to_complain_about(checkout: Path) -> None:
    output = validated(checkout, checkout / "domain")
    assert "No story structure conflicts found" in output
    assert complaints(output) == []


def test_an_intent_without_a_rule_would_be_noticed(
    checkout: Path, domain: dict[str, Any], tmp_path: Path
) -> None:
    wider = {**domain, "intents": [*domain["intents"], "forgotten_intent"]}
    changed = tmp_path / "domain.yml"
    changed.write_text(yaml.safe_dump(wider, allow_unicode=True), "utf-8")
    output = validated(checkout, changed)
    assert any("forgotten_intent" in line for line in complaints(output))


def examples(checkout: Path, language: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted((checkout / "data" / "nlu" / language).glob("*.yml")):
        for entry in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            lines = entry["examples"].splitlines()
            found.setdefault(entry["intent"], []).extend(line[2:].strip() for line in lines)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_forty_different_examples_for_every_intent(
    checkout: Path, domain: dict[str, Any], language: str
) -> None:
    found = examples(checkout, language)
    assert set(found) == learnt(domain)
    few = {intent: len(set(map(normalise, lines))) for intent, lines in found.items()}
    assert {intent: count for intent, count in few.items() if count < 40} == {}


@pytest.mark.parametrize("language", [*LANGUAGES, "fa/latin"])
def test_no_example_has_two_meanings(checkout: Path, language: str) -> None:
    meanings: dict[str, set[str]] = {}
    for intent, lines in examples(checkout, language).items():
        for line in lines:
            meanings.setdefault(normalise(line).lower().rstrip("؟?!. "), set()).add(intent)
    assert {text: names for text, names in meanings.items() if len(names) > 1} == {}


def test_every_intent_is_written_in_latin_letters_too(
    checkout: Path, domain: dict[str, Any]
) -> None:
    """Persian on a keyboard without Persian."""
    assert set(examples(checkout, "fa/latin")) == learnt(domain)


def test_every_response_is_there_in_both_languages_and_for_every_channel(
    domain: dict[str, Any],
) -> None:
    responses = domain["responses"]
    assert {name: _languages(texts) for name, texts in responses.items()} == {
        name: set(LANGUAGES) for name in responses
    }
    assert [t for texts in responses.values() for t in texts if "channel" in t] == []


# In a right-to-left line a number that follows Latin letters, whatever signs stand between, joins them: it is
# shown before a title that it comes after.
PRICE_AT_A_TITLE = re.compile(r"\{title\}[^\w{]*\{price\}")


def test_a_persian_word_parts_a_price_from_a_title(domain: dict[str, Any]) -> None:
    """The title may be in Latin letters."""
    texts = [said["text"] for _, said in _sentences(domain)]
    assert [text for text in texts if PRICE_AT_A_TITLE.search(text)] == []


def _languages(variations: list[dict[str, Any]]) -> set[str]:
    return {
        condition["value"]
        for variation in variations
        for condition in variation["condition"]
        if condition["name"] == "language"
    }


# What says that a person is called, and why one then is: the gateway calls one for the topic that it answers, or
# the action that says it asks for one (tests/bot/test_order_dialogues.py).
PASSES_ON = re.compile("pass(ing)? |handing |می‌سپرم|می‌دم دست|خبر می‌دم")
BY_INTENT = {topic.answer for topic in topics().values() if topic.to_a_person}
BY_ACTION = {
    "utter_cancel_refused",
    "utter_return_refused",
    "utter_order_system_down",
    "utter_order_not_received",
    "utter_order_by_person",
    "utter_refund_overdue",
    *(f"utter_{topic}_passed_on" for topic in LEFT_TO_PEOPLE),
}
GONE_ALREADY = {"utter_cancel_taken_over", "utter_return_taken_over"}

# What somebody would have to remember to do later: nothing sees to it.
LATER = re.compile(
    r"\b(we|they|somebody|the team|a colleague|a person)('ll| will)\b|\bI'll (see that|tell|let)\b"
    "|بهتون می‌گ|خبرتون می‌کن|خبر می‌دیم|به گوش|پیامک|تماس می‌گیر|برمی‌گردونیم|پیگیری می‌کنن"
)


def _sentences(domain: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    responses = domain["responses"].items()
    return [(name, variation) for name, texts in responses for variation in texts]


def test_what_says_that_it_passes_on_does(domain: dict[str, Any]) -> None:
    """A question whether to pass on has a button instead."""
    saying = {
        name
        for name, said in _sentences(domain)
        if PASSES_ON.search(said["text"]) and not said.get("buttons")
    }
    assert saying - BY_INTENT - BY_ACTION - GONE_ALREADY == set()


def test_nothing_is_promised_for_later(domain: dict[str, Any]) -> None:
    """What nobody is reminded of is not said."""
    assert [said["text"] for _, said in _sentences(domain) if LATER.search(said["text"])] == []
