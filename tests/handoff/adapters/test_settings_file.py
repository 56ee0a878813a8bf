"""The shop's settings from a file that changes while the gateway runs."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handoff.adapters.settings_file import FileSettings
from handoff.domain.errors import InvalidInput
from handoff.domain.handoff.policy_settings import DEFAULTS
from handoff.domain.topics import Topics
from tests.handoff.conftest import Written

SHOP = """
name: {en: Books, fa: کتاب}
timezone: Asia/Tehran
currency: IRR
hours:
  saturday: ["09:00-13:00"]
"""
TOPICS = """
version: 1
topics:
  gift_wrapping:
    kind: complex
    answer: reply:utter_gift_wrapping
    person: acknowledged
    label: {en: Gifts, fa: هدیه}
"""
BROKEN = SHOP.replace("Asia/Tehran", "Atlantis")
STEPPING_ASIDE = """
handoff:
  misunderstandings: 3
  priority: {complaint: 10}
"""
RETURNS = SHOP + "returns: {days: 7}\n"


def _write(file: Path, text: str | None) -> None:
    """None: the file goes."""
    if text is None:
        file.unlink()
    else:
        file.write_text(text, encoding="utf-8")


def _put_in_place(file: Path, other: Path, text: str) -> None:
    """Another file in the place of this one, with its time."""
    other.write_text(text, encoding="utf-8")
    old = file.stat()
    os.utime(other, ns=(old.st_atime_ns, old.st_mtime_ns))
    other.replace(file)


def write_unseen(file: Path, text: str) -> None:
    """Other words of the same length in the same file, which keeps its time."""
    old = file.stat()
    with file.open("r+", encoding="utf-8") as same:
        same.write(text)
    os.utime(file, ns=(old.st_atime_ns, old.st_mtime_ns))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "business.yml"
    path.write_text(SHOP, encoding="utf-8")
    return path


@pytest.fixture
def topics(tmp_path: Path) -> Path:
    path = tmp_path / "topics.yml"
    path.write_text(TOPICS, encoding="utf-8")
    return path


@pytest.fixture
def settings(file: Path, topics: Path) -> FileSettings:
    return FileSettings(file, topics)


def test_a_gateway_does_not_start_without_settings(
    tmp_path: Path, file: Path, topics: Path
) -> None:
    """There is nothing to go by."""
    for business, listed in ((tmp_path / "nowhere.yml", topics), (file, tmp_path / "nowhere.yml")):
        with pytest.raises(InvalidInput, match="nowhere"):
            FileSettings(business, listed)
    file.write_text(BROKEN, encoding="utf-8")
    with pytest.raises(InvalidInput):
        FileSettings(file, topics)


async def test_a_change_holds_at_the_next_look(settings: FileSettings, file: Path) -> None:
    """With a version of its own; the same content has the same version again."""
    before = settings.current()
    await settings.look()
    assert settings.current() is before
    _write(file, RETURNS)
    await settings.look()
    after = settings.current()
    assert (before.shop.return_window, after.shop.return_window) == (None, timedelta(days=7))
    assert after.version != before.version
    _write(file, SHOP)
    await settings.look()
    assert settings.current() == before


async def test_a_file_that_is_put_in_its_place_is_a_change(
    settings: FileSettings, file: Path, tmp_path: Path
) -> None:
    """As editors and deployments do it, even with the old file's time and size."""
    _put_in_place(file, tmp_path / "new.yml", SHOP.replace("Books", "Boots"))
    await settings.look()
    assert settings.current().shop.name["en"] == "Boots"


@pytest.mark.parametrize("text", [BROKEN, "name: [", "", None])
async def test_a_broken_file_changes_nothing_and_says_so_once(
    settings: FileSettings, file: Path, text: str | None, written: Written
) -> None:
    """What was last good holds; once the file is good again, so does what it says."""
    before = settings.current()
    _write(file, text)
    await settings.look()
    await settings.look()
    assert settings.current() is before
    assert not await settings.is_sound()
    (said,) = [entry for entry in written.entries if entry["event"] == "settings.refused"]
    assert str(file) in said["reason"]
    assert said["keeps"] == before.version
    _write(file, RETURNS)
    await settings.look()
    assert settings.current().shop.return_window == timedelta(days=7)
    assert await settings.is_sound()


async def test_it_is_read_when_it_is_asked_for(settings: FileSettings, file: Path) -> None:
    """It is read even where nothing shows that it changed."""
    write_unseen(file, SHOP.replace("Books", "Boots"))
    await settings.look()
    assert settings.current().shop.name["en"] == "Books"
    await settings.read()
    assert settings.current().shop.name["en"] == "Boots"


async def test_a_change_of_the_topics_holds_as_well(settings: FileSettings, topics: Path) -> None:
    """It is a version of its own; a list that cannot be meant changes nothing."""
    before = settings.current()
    assert before.topics.person("gift_wrapping") == "acknowledged"
    _write(topics, TOPICS.replace("complex", "general").replace("acknowledged", "offered"))
    await settings.look()
    after = settings.current()
    assert after.topics.person("gift_wrapping") == "offered"
    assert after.version != before.version
    _write(topics, TOPICS.replace("acknowledged", "perhaps"))
    await settings.look()
    assert settings.current() is after
    assert not await settings.is_sound()


async def test_what_is_not_said_of_stepping_aside_stays(settings: FileSettings, file: Path) -> None:
    """The policy as it is built in, but for what the shop says."""
    assert replace(settings.current().policy, topics=Topics()) == DEFAULTS
    _write(file, SHOP + STEPPING_ASIDE)
    await settings.look()
    policy = settings.current().policy
    assert (policy.misunderstandings, policy.repeats) == (3, DEFAULTS.repeats)
    assert policy.priority == {**DEFAULTS.priority, "complaint": 10}
