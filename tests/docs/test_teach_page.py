"""docs/teach-the-bot.md: an engineer who follows the page ends up with a topic that is fully taught."""

import shutil
from pathlib import Path

import pytest

from stack.checks.teaching import findings
from stack.checks.topics import listed_topics
from tests.docs.pages import ROOT, examples

PAGE = "docs/teach-the-bot.md"
# Files that there are already: the page says to add to them.
ADDED_TO = ("topics.yml", "business.yml")


def written(file: str) -> str:
    """What the page says to write into `file`."""
    head = f"# {file}\n"
    (found,) = (e.text for e in examples(ROOT / PAGE, "yaml") if e.text.startswith(head))
    return found.removeprefix(head)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A checkout's files that teach the bot."""
    for folder in ("domain", "data"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for file in ("topics.yml", "business.yml"):
        shutil.copy(ROOT / file, tmp_path / file)
    return tmp_path


def follow(shop: Path, file: str) -> list[str]:
    """Does what the page says of `file`, and tells what `./firuze check` then says of the topic."""
    text, place = written(file), shop / file
    kept = place.read_text("utf-8") if file in ADDED_TO else ""
    place.write_text(kept + text, encoding="utf-8")
    found = findings(shop, shop / "business.yml")
    return [line for line in (*found.faults, *found.remarks) if "repotting" in line]


def test_following_the_page_teaches_a_topic(shop: Path) -> None:
    """After each step the check tells what is still missing, and after the last one nothing."""
    english, persian, unwritten = follow(shop, "topics.yml")
    assert "has 0 examples of it in English" in english
    assert "has 0 examples of it in Persian" in persian
    assert "has no policy repotting" in unwritten
    assert follow(shop, "data/nlu/en/repotting.yml") == [persian, unwritten]
    assert follow(shop, "data/nlu/fa/repotting.yml") == [unwritten]
    assert follow(shop, "data/nlu/fa/latin/repotting.yml") == [unwritten]
    assert follow(shop, "business.yml") == []
    assert findings(shop, shop / "business.yml").faults == []


def test_the_topic_is_what_the_page_says(shop: Path) -> None:
    """The gateway reads the entry: a question for everybody, with a person by a button."""
    follow(shop, "topics.yml")
    topics = listed_topics(shop / "topics.yml")
    assert (topics.kind("repotting"), topics.person("repotting")) == ("general", "offered")


def test_a_topic_for_a_person_is_answered_by_a_response_as_the_page_shows(shop: Path) -> None:
    """The other way of the page: complex, acknowledged, and a response without buttons."""
    for file in ("topics.yml", "data/nlu/en/repotting.yml", "data/nlu/fa/repotting.yml"):
        follow(shop, file)
    topics = shop / "topics.yml"
    entry = topics.read_text("utf-8").replace("policy:repotting", "reply:utter_repotting")
    before, _, mine = entry.rpartition("kind: general")
    for_people = mine.replace("person: offered", "person: acknowledged")
    topics.write_text(f"{before}kind: complex{for_people}", encoding="utf-8")
    (missing,) = (line for line in findings(shop).faults if "repotting" in line)
    assert "domain/ has no response utter_repotting" in missing
    (shop / "domain" / "repotting.yml").write_text(written("domain/shop.yml"), encoding="utf-8")
    assert findings(shop).faults == []
