"""A customer reads one kind of Persian: polite and colloquial, from the bot, the policies and the widget."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
SOURCES = [
    *sorted((ROOT / "domain").glob("*.yml")),
    ROOT / "bot" / "actions" / "texts" / "fa.yml",
    ROOT / "business.yml",
    ROOT / "handoff" / "adapters" / "wording" / "texts" / "fa.yml",
    ROOT / "handoff" / "web" / "rasa" / "texts" / "fa.yml",
    ROOT / "widget" / "src" / "catalogue" / "fa.json",
    *sorted((ROOT / "widget" / "src" / "parts").glob("*/fa.json")),
]
PERSIAN = re.compile("[\u0600-\u06ff]")
LETTER = "[\u0600-\u06ff\u200c]"

# Forms of written Persian that nobody says: «می‌توانید» for «می‌تونید», «سفارشتان» for «سفارشتون».
FORMAL = re.compile(
    rf"(?<!{LETTER})(?:"
    "را|است|هستند|نیستند|آن|آن‌ها|همان|همان‌جا|دیگر|دیگری|نمی‌دانم|نمی‌دانیم|بگویید|بگذارید|بدهید|بدهیم|بدهند|"
    "بیاید|بیایید|بمانید|بروید|باشد|شوید|شود|برساند|برسد|بشود|آمد|آمده‌اید|گذاشته‌اید|کرده‌اید|آن‌چه|آنچه|اینجا|"
    "ن?می‌(?:توان|خواه|گوی|آی|شو|رس|کش|گرد|ده|مان|گذار|سپار|بین|نویس|کن|رو)(?:د|ند)|"
    "ن?می‌(?:توان|خواه|گوی|آی|شو|ده|مان|گذار)(?:م|ی|ید|یم)|"
    f"(?!(?:دوس|اس|داس|تابس|زمس|دبیرس|دبس|بیمارس|شهرس|پنهان|کوهس|گلس|پاکس|هندوس){LETTER}){LETTER}{{2,}}(?:تان|مان|شان)"
    rf")(?!{LETTER})"
)
# Words that only look like it.
NOT_FORMAL = frozenset(
    {"زمان", "درمان", "سازمان", "ساختمان", "همزمان", "هم‌زمان", "تومان", "آسمان", "مهمان"}
)


def persian_texts(content: object) -> Iterator[str]:
    match content:
        case dict():
            for value in content.values():
                yield from persian_texts(value)
        case list():
            for value in content:
                yield from persian_texts(value)
        case str() if PERSIAN.search(content):
            yield content
        case _:
            pass


def formal_words(text: str) -> list[str]:
    return [word for word in FORMAL.findall(text) if word not in NOT_FORMAL]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_text_is_in_one_register(source: Path) -> None:
    """«می‌تونید» beside «می‌توانید» reads as if two people spoke."""
    read = json.loads if source.suffix == ".json" else yaml.safe_load
    texts = list(persian_texts(read(source.read_text(encoding="utf-8"))))
    assert texts
    assert {text: words for text in texts if (words := formal_words(text))} == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("می‌توانید سفارشتان را اینجا ببینید", ["می‌توانید", "سفارشتان", "را", "اینجا"]),
        ("می‌تونید سفارشتون رو این‌جا ببینید", []),
        ("۴۵ هزار تومان برای استان‌های دیگه، هر زمان", []),
    ],
)
def test_the_forms_are_told_apart(text: str, words: list[str]) -> None:
    """So that this check can fail."""
    assert formal_words(text) == words
