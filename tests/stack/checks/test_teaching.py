"""The check names what is half taught in seconds, with file and line, and nothing is trained."""

from collections.abc import Callable
from pathlib import Path

import pytest

from stack.checks.teaching import FEWEST, check_teaching, findings
from stack.errors import CliError
from tests.cli.conftest import ROOT

TOPICS = """version: 1
topics:
  gift_cards:
    kind: general
    answer: reply:utter_gift_cards
    person: offered
    label: {en: Gift cards, fa: کارت هدیه}
  parking:
    kind: general
    answer: policy:parking
    person: never
    label: {en: Parking, fa: جای پارک}
  broken_pot:
    kind: serious
    answer: reply:utter_broken_pot
    person: acknowledged
    asks: order_number
    label: {en: Broken pot, fa: گلدان شکسته}
"""
DOMAIN = """version: "3.1"
slots:
  order_number: {type: text, mappings: []}
responses:
  utter_gift_cards:
    - text: Yes, at the counter.
      condition: [{type: slot, name: language, value: en}]
      buttons: [{title: A person, payload: /request_human}]
    - text: بله، پای صندوق.
      condition: [{type: slot, name: language, value: fa}]
      buttons: [{title: همکار, payload: /request_human}]
  utter_broken_pot:
    - text: I'm sorry. {asks}
      condition: [{type: slot, name: language, value: en}]
    - text: متأسفم. {asks}
      condition: [{type: slot, name: language, value: fa}]
  utter_asks_order_number:
    - text: Which order?
      condition: [{type: slot, name: language, value: en}]
    - text: کدوم سفارش؟
      condition: [{type: slot, name: language, value: fa}]
"""
RULES = """version: "3.1"
rules:
  - rule: Parking by hand
    steps: [{intent: parking}, {action: utter_gift_cards}]
"""
BUSINESS = """name: {en: Pots, fa: گلدان}
timezone: Asia/Tehran
currency: IRR
hours: {saturday: ["09:00-13:00"]}
policies:
  parking: {en: Behind the house., fa: پشت ساختمان.}
"""

Change = Callable[[str, str, str], None]


def examples(topic: str) -> str:
    lines = "".join(f"      - {topic} {number}\n" for number in range(FEWEST))
    return f'version: "3.1"\nnlu:\n  - intent: {topic}\n    examples: |\n{lines}'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with three topics, each fully taught."""
    files = {"topics.yml": TOPICS, "domain/shop.yml": DOMAIN, "data/rules/shop.yml": RULES}
    files["business.yml"] = BUSINESS
    for topic in ("gift_cards", "parking", "broken_pot"):
        for language in ("en", "fa"):
            files[f"data/nlu/{language}/{topic}.yml"] = examples(topic)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def change(root: Path) -> Change:
    def change(name: str, written: str, instead: str) -> None:
        text = (root / name).read_text("utf-8")
        assert written in text
        (root / name).write_text(text.replace(written, instead, 1), encoding="utf-8")

    return change


def test_what_is_fully_taught_has_no_faults(root: Path) -> None:
    """The check says nothing, and nothing stops the training."""
    found = findings(root, root / "business.yml")
    assert (found.faults, found.remarks) == ([], [])
    check_teaching(root)


@pytest.mark.parametrize(
    ("file", "written", "instead", "told"),
    [
        (
            "topics.yml",
            "kind: general",
            "kind: special",
            "topics.yml, line 4, topics.gift_cards.kind",
        ),
        (
            "topics.yml",
            "utter_gift_cards",
            "utter_cards",
            "topics.yml, line 3, gift_cards: domain/ has no response utter_cards",
        ),
        (
            "topics.yml",
            "policy:parking",
            "action:action_parking",
            "topics.yml, line 8, parking: domain/ names no action action_parking",
        ),
        ("topics.yml", "asks: order_number", "asks: amount", "domain/ has no slot amount"),
        ("topics.yml", "parking:\n", "gift_cards:\n", "line 8: topics.gift_cards is there twice"),
        (
            "domain/shop.yml",
            "value: fa",
            "value: en",
            "domain/shop.yml, line 5: utter_gift_cards says nothing in Persian",
        ),
        ("domain/shop.yml", "text: I'm sorry. {asks}", 'text: ""', "says nothing in English"),
        ("domain/shop.yml", "/request_human", "/help", "utter_gift_cards offers no person"),
        (
            "domain/shop.yml",
            "متأسفم. {asks}\n",
            "متأسفم.\n      buttons: [{title: کمک, payload: /help}]\n",
            "utter_broken_pot has buttons, which are gone",
        ),
        (
            "domain/shop.yml",
            "slots:",
            "slot:",
            "domain/shop.yml, line 2: nobody knows the key slot",
        ),
        (
            "domain/shop.yml",
            "slots:",
            "intents: [parking]\nslots:",
            "domain/shop.yml, line 2: parking: intents are the topics of topics.yml",
        ),
        ("domain/shop.yml", "  utter_broken_pot:", "  utter_gift_cards:", "is there twice"),
        ("data/rules/shop.yml", "intent: parking", "intent: perking", "line 4: there is no topic"),
        (
            "data/rules/shop.yml",
            "utter_gift_cards",
            "utter_lost",
            "data/rules/shop.yml, line 4: domain/ has no response utter_lost",
        ),
        (
            "data/nlu/en/parking.yml",
            "- parking 4",
            "parking 4",
            "data/nlu/en/parking.yml, line 9: 'parking 4' does not begin with a dash",
        ),
        ("data/nlu/en/parking.yml", "      - parking 4\n", "", "has 9 examples of it in English"),
        (
            "data/nlu/fa/parking.yml",
            "- parking 4",
            "- Gift_cards 4?",
            "'Gift_cards 4?' is an example of parking, and at data/nlu/en/gift_cards.yml",
        ),
        ("data/nlu/fa/parking.yml", "intent: parking", "intent: park", "there is no topic park"),
        (
            "data/nlu/fa/parking.yml",
            "    examples",
            "    exampels",
            "data/nlu/fa/parking.yml, line 3: an entry has the keys intent and examples",
        ),
        ("data/nlu/fa/parking.yml", "nlu:", "nlu: [", "data/nlu/fa/parking.yml is not YAML"),
    ],
)
def test_what_is_half_taught_is_told_with_its_place(
    root: Path, change: Change, file: str, written: str, instead: str, told: str
) -> None:
    """A topic without an answer or a language, and lines that would be lost or learnt wrongly."""
    change(file, written, instead)
    with pytest.raises(CliError) as refusal:
        check_teaching(root)
    assert told in str(refusal.value)


def test_a_policy_that_the_shop_has_not_written_is_a_remark(root: Path, change: Change) -> None:
    """The bot says honestly that it does not know, so nothing needs to stop; nor for one that no topic
    tells."""
    change("business.yml", "  parking:", "  parkng:")
    found = findings(root, root / "business.yml")
    assert found.faults == []
    untold, unknown = found.remarks
    assert "a policy parkng that the bot never tells" in untold
    assert "no policy parking: asked about parking, the bot says that it does not know" in unknown


def test_an_article_that_the_shop_has_not_written_is_a_remark(root: Path, change: Change) -> None:
    """As with a policy; once the file is there, nothing is said."""
    change(
        "topics.yml",
        "    answer: policy:parking\n    person: never",
        "    answer: article:parking\n    person: offered",
    )
    articles = root / "articles"
    articles.mkdir()
    found = findings(root, articles=articles)
    assert found.faults == []
    assert found.remarks == [
        "articles/ has no article parking: asked about parking, the bot says that it does not know"
    ]
    (articles / "parking.md").write_text("---\nlanguage: en\ntitle: P\n---\nBehind.\n", "utf-8")
    assert findings(root, articles=articles).remarks == []


def test_the_bot_of_this_checkout_is_fully_taught() -> None:
    """What is shipped has no fault of its own."""
    assert findings(ROOT).faults == []
