"""The traps of Rasa 3.6.21, one by one, on the real thing: each was measured, each is designed around.

| trap | held by |
| --- | --- |
| typed text that begins with / injects an intent; /restart undoes a pause | below, and `TestDoor` |
| a failing action, or silence, is HTTP 200 with an empty list | `TestFailures` in test_turns.py |
| a `utter_*` as core fallback says it ten times over, then falls mute | below |
| an intent without a rule goes unnoticed: `data validate` exits 0 | below, and test_data.py |
| a response for a channel wins over the language | below, and test_data.py |
| a turn costs the more, the longer the session | below; the gateway begins a new segment in time |
| a session expires and forgets, or a restart forgets | below |
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import time
import uuid
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from rasa.core.agent import Agent

from bot.pipeline import pipeline
from bot.reader import Reader
from bot.turns import Turn, run_turn

if TYPE_CHECKING:
    from pathlib import Path

    from internal_api import InternalApi
    from talking import Bot

PERSIAN = re.compile("[\u0600-\u06ff]")
# What people, and those who test people's patience, type.
ODD = [
    "/restart",
    "/back",
    '/request_human{"x":1}',
    '/order_status{"order_number": "1042"}',
    "x" * 10_000,
    "سلام " * 2_000,
    "😡😡😡",
    "👍",
    "hi سلام salam 你好 привет",
    "<script>alert(1)</script>",
    "'; DROP TABLE messages; --",
    "\u202eright to left\u202c",
    "...",
    "\u0000null",
    "{name} {{7*7}} ${HOME}",
]


@pytest.fixture(autouse=True)
def _fresh_shop(shop: InternalApi) -> None:
    shop.reset()


@pytest.mark.parametrize("text", ODD)
def test_odd_input_is_text_and_is_answered(bot: Bot, text: str) -> None:
    talk = bot.conversation(customer_name="Nika")
    answer = talk.say(text)
    assert answer.status == 200
    assert answer.said
    assert answer.intent not in {"restart", "back", "session_start"}
    assert answer.body["slots"]["customer_name"] == "Nika"
    assert talk.say("thanks").said[0] == "utter_thank"


@pytest.mark.parametrize("text", ['/request_human{"x":1}', "/request_human", "/order_status"])
def test_the_name_of_an_intent_is_not_the_wish(bot: Bot, text: str) -> None:
    answer = bot.conversation().say(text)
    assert answer.intent in {"nlu_fallback", "out_of_scope"}


def test_every_intent_is_answered_once_and_in_the_language_asked_for(
    bot: Bot, domain: dict[str, Any]
) -> None:
    """No intent without a rule, no answer ten times over, no English in a Persian chat."""
    for language in ("en", "fa"):
        for intent in domain["intents"]:
            answer = bot.conversation(language).press(f"/{intent}")
            assert answer.status == 200, intent
            assert "utter_default" not in answer.said, intent
            assert len(set(answer.said)) == len(answer.said) <= 2, (intent, answer.said)
            assert bool(PERSIAN.search(answer.text)) is (language == "fa"), intent


def test_every_intent_is_answered_inside_a_form_too(bot: Bot, domain: dict[str, Any]) -> None:
    for intent in domain["intents"]:
        talk = bot.conversation()
        talk.press("/order_status")
        answer = talk.press(f"/{intent}")
        assert answer.status == 200, intent
        assert "utter_default" not in answer.said, intent
        assert talk.say("thanks").status == 200


@pytest.fixture(scope="module")
def forgetful(
    checkout: Path, domain: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Agent:
    """A bot with an intent that no rule knows, its dialogue trained with our own policies."""
    folder = tmp_path_factory.mktemp("forgetful")
    wider = {**domain, "intents": [*domain["intents"], "forgotten_intent"]}
    changed = folder / "domain.yml"
    changed.write_text(yaml.safe_dump(wider, allow_unicode=True), "utf-8")
    words = ["train", "core", "--domain", str(changed), "--stories", "data/rules"]
    words += ["--config", "config.yml", "--out", str(folder), "--fixed-model-name", "core"]
    subprocess.run([sys.executable, "-m", "bot", *words], cwd=checkout, check=True, timeout=300)
    return Agent.load(folder / "core.tar.gz")


def test_where_no_rule_fits_the_fallback_speaks_once_and_stays_able_to_speak(
    forgetful: Agent,
) -> None:
    sender, reader = f"{uuid.uuid4()}:1", Reader(pipeline(forgetful))
    for _ in range(3):
        turn = Turn(
            sender=sender,
            message_id=str(uuid.uuid4()),
            text="a button",
            payload="/forgotten_intent",
            language="en",
        )
        _, output = asyncio.run(run_turn(forgetful, reader, turn))
        assert [said["utter_action"] for said in output.messages] == ["utter_default"]


@pytest.mark.alone
def test_a_late_turn_of_a_segment_costs_hardly_more_than_an_early_one(bot: Bot) -> None:
    """A segment has 30 turns. Without segments Rasa takes twenty times as long at turn 400."""
    early: list[float] = []
    late: list[float] = []
    for _ in range(5):
        talk = bot.conversation()
        for number in range(30):
            began = time.perf_counter()
            assert talk.say("thanks").status == 200
            if number in (2, 3, 4, 27, 28, 29):
                (early if number < 10 else late).append(time.perf_counter() - began)
    assert median(late) <= 3 * median(early)


def test_a_new_segment_knows_what_the_last_one_knew(bot: Bot) -> None:
    seed: dict[str, Any] = {"customer_name": "Nika", "remembered": {"order_number": "1042"}}
    answer = bot.conversation("en", **seed).say("hello")
    assert "Nika" in answer.text
    assert answer.body["slots"]["order_number"] == "1042"


def test_sessions_do_not_expire_behind_the_gateways_back(domain: dict[str, Any]) -> None:
    session = domain["session_config"]
    assert session["session_expiration_time"] == 0
    assert session["carry_over_slots_to_new_session"] is True


def test_the_core_fallback_is_rasas_own_action(checkout: Path) -> None:
    policies = yaml.safe_load((checkout / "config.yml").read_text("utf-8"))["policies"]
    (rules,) = [policy for policy in policies if policy["name"] == "bot.policy.OrdersThenRules"]
    assert rules["core_fallback_action_name"] == "action_default_fallback"


def test_no_answer_is_a_bare_success(bot: Bot, shop: InternalApi) -> None:
    """A broken action never looks like an empty list with 200."""
    shop.broken = True
    turn = {"sender": str(uuid.uuid4()), "message_id": "1", "text": "are you open?"}
    answer = bot.post(json.dumps({**turn, "language": "en"}).encode())
    assert (answer.status, answer.error) == (500, "bot_error")
