"""The action server is sent what actions look back on, and checked as Rasa checks it, at a tenth of the cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot import action_calls
from tests.hostile import processor_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

FITTING: list[dict[str, Any]] = [
    {},
    {"events": [], "responses": []},
    {
        "events": [
            {"event": "slot", "timestamp": None, "name": "order_number", "value": "1042"},
            {
                "event": "slot",
                "timestamp": None,
                "name": "order_lookup",
                "value": {"result": "found"},
            },
        ],
        "responses": [{"response": "utter_order_shipped", "number": "1042", "buttons": []}],
    },
]
MISFITS: list[Any] = [
    [],
    {"events": {}},
    {"events": [{"event": "no_such_event"}]},
    {"events": [{"event": "slot", "value": "1042"}]},
    {"responses": "Hello"},
    {"responses": ["Hello"]},
]

Check = Any  # takes an answer, says True or raises


@pytest.fixture(scope="module")
def rasas() -> Check:
    """The check as Rasa makes it."""
    return RemoteAction("action_greet", None)._validate_action_result


@pytest.fixture(scope="module")
def ours(rasas: Check) -> Iterator[Check]:
    """The check as our bot makes it."""
    check, call = RemoteAction._validate_action_result, RemoteAction._action_call_format
    action_calls.install()
    yield RemoteAction("action_greet", None)._validate_action_result
    RemoteAction._validate_action_result, RemoteAction._action_call_format = check, call


@pytest.mark.parametrize("answer", FITTING)
def test_what_fits_passes(ours: Check, rasas: Check, answer: dict[str, Any]) -> None:
    """An answer that Rasa takes is taken."""
    assert ours(answer) is rasas(answer) is True


@pytest.mark.parametrize("answer", MISFITS)
def test_what_does_not_fit_fails_with_rasas_own_words(
    ours: Check, rasas: Check, answer: object
) -> None:
    """An answer that Rasa refuses is refused with the same message."""
    with pytest.raises(ValidationError) as theirs:
        rasas(answer)
    with pytest.raises(ValidationError) as told:
        ours(answer)
    assert told.value.message == theirs.value.message


def test_it_costs_a_fraction(ours: Check, rasas: Check) -> None:
    """The same answers take so much of the processor's time; a tenth on a quiet machine."""
    bound = processor_seconds(lambda: _answers(rasas)) / 3
    assert processor_seconds(lambda: _answers(ours), bound) < bound


def _answers(check: Check) -> None:
    for _ in range(5):
        for answer in FITTING:
            check(answer)


def test_a_call_tells_the_latest_messages_and_all_that_is_known() -> None:
    tracker = _conversation(messages=40)
    sent = action_calls._call(RemoteAction("action_greet", ENDPOINT), tracker, Domain.empty())
    said = [event["text"] for event in sent["tracker"]["events"] if event["event"] == "user"]
    assert said == [f"message {number}" for number in range(32, 40)]
    assert sent["tracker"]["latest_message"]["text"] == "message 39"
    assert sent["tracker"]["slots"] == {"name": "Nika"}
    assert len(tracker.events) == 41


def test_a_short_conversation_is_told_whole() -> None:
    tracker = _conversation(messages=2)
    assert list(tracker.events) == action_calls.recent_events(tracker.events)


ENDPOINT = EndpointConfig("http://127.0.0.1:1/webhook", enable_selective_domain=True)


def _conversation(messages: int) -> DialogueStateTracker:
    said = [UserUttered(f"message {number}") for number in range(messages)]
    slots = [TextSlot("name", mappings=[], initial_value=None)]
    return DialogueStateTracker.from_events("nika", [SlotSet("name", "Nika"), *said], slots)
