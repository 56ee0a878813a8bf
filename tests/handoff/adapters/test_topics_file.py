"""`topics.yml`: read, or refused with the topic, the line and what is wrong."""

from pathlib import Path

import pytest

from handoff.adapters.topics_file import parse_topics, read_topics
from handoff.domain.errors import InvalidInput

FILE = """version: 1
topics:
  parking:
    kind: general
    answer: policy:parking
    person: offered
    label: {en: Parking, fa: پارکینگ}
    question: {en: Where to park, fa: جای پارک}
    related: [broken_pot]
  broken_pot:
    kind: serious
    answer: reply:utter_broken_pot
    person: acknowledged
    asks: order_number
    sorry: true
    priority: 4
    label: {en: Broken pot, fa: گلدان شکسته}
"""
WHERE = Path("topics.yml")


def test_a_topic_is_read_with_all_that_is_said_of_it() -> None:
    """And with nothing where nothing is said."""
    topics = parse_topics(FILE, WHERE)
    parking, pot = topics.by_name["parking"], topics.by_name["broken_pot"]
    assert (parking.by, parking.answer, parking.person) == ("policy", "parking", "offered")
    assert (parking.priority, parking.sorry, parking.asks) == (0, False, None)
    assert parking.related == ("broken_pot",)
    assert parking.question == {"en": "Where to park", "fa": "جای پارک"}
    assert (pot.asks, pot.sorry, pot.priority, pot.question) == ("order_number", True, 4, None)


def test_a_topic_may_be_answered_by_an_article() -> None:
    """It is named as its file is, without the ending."""
    parking = parse_topics(FILE.replace("policy:", "article:", 1), WHERE).by_name["parking"]
    assert (parking.by, parking.answer) == ("article", "parking")


@pytest.mark.parametrize(
    ("written", "instead", "line", "told"),
    [
        ("    kind: general", "    kind: generel", 4, "topics.parking.kind: "),
        ("person: offered", "persona: offered", 3, "topics.parking.person: this key is missing"),
        (
            "related: [broken_pot]",
            "relatid: []",
            9,
            "topics.parking.relatid: nobody knows this key",
        ),
        ("related: [broken_pot]", "related: [pot]", 9, "there is no topic pot"),
        ("policy:parking", "parking", 5, "'parking' is not like policy:KEY, article:NAME"),
        ("policy:parking", "article:park.md", 5, "no article is named 'park.md'"),
        ("reply:utter_broken_pot", "article:pots", 10, "a quoted article offers a person"),
        ("policy:parking", "'order:parking'", 5, "a talk about an order has no purpose 'parking'"),
        ("reply:utter_broken_pot", "reply:broken_pot", 12, "a reply is named utter_…"),
        ("{en: Parking, fa: پارکینگ}", "{en: Parking}", 7, "it is missing in fa"),
        ("person: acknowledged", "person: never", 10, "a serious topic comes to a person"),
        ("    sorry: true", "    sorry: true\n    cheerful: true", 10, "is not cheerful"),
        ("  broken_pot:\n", "  parking:\n", 10, "topics.parking is there twice, first in line 3"),
        ("  parking:\n", "  where to park:\n", 3, "topics.where to park"),
        ("version: 1", "version: 2", 1, "version"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_line(
    written: str, instead: str, line: int, told: str
) -> None:
    """An operator finds the place without reading the whole list."""
    with pytest.raises(InvalidInput) as refusal:
        parse_topics(FILE.replace(written, instead, 1), WHERE)
    assert refusal.value.message.startswith(f"topics.yml, line {line}")
    assert told in refusal.value.message


def test_the_list_of_this_checkout_can_be_read() -> None:
    """A shop that changes nothing has a list to begin with."""
    topics = read_topics(Path(__file__).parents[3] / "topics.yml")
    assert topics.person("request_human") == "now"
    assert topics.kind("complaint") == "serious"
