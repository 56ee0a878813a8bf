"""Where is my order? The form's validation looks the order up; the last action tells the outcome.

    number missing ──ask──► number known ──lookup──► found ───────────► the order's state, and a card
         ▲                                     ├──► contact_needed ──► ask phone or e-mail, look up
         └── once: check and send again ───────┼──► no_match
                                               ├──► no_match, twice ─► offer a person
                                               ├──► too_many_attempts ► offer a person
                                               └──► system down ─────► say so, ask for a handoff

Number and contact stay in their slots after a find: asking again needs no retelling.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT

from bot.actions import gateway, wording

Events = list[dict[str, Any]]
_TRIES = 2  # lookups that match nothing before a person is offered
_DOWN = {"result": "order_system_down"}


class ValidateOrderForm(Action):
    """Runs whenever the form has got a number or a contact: one lookup, then the next step."""

    def name(self) -> str:
        return "validate_order_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        if not tracker.slots_to_validate():
            return []  # nothing new: the form asks on, or lets another rule answer first
        number, contact = _first(tracker, "order_number"), _first(tracker, "contact")
        if number is None:
            return _slots(contact=contact, requested_slot="order_number")
        try:
            lookup = await gateway.order(tracker.sender_id, number, contact)
        except gateway.Unreachable:
            lookup = _DOWN
        tries = int(tracker.get_slot("order_tries") or 0)
        return _slots(**next_step(lookup, number=number, contact=contact, tries=tries))


def _first(tracker: Tracker, slot: str) -> str | None:
    """A message with two numbers fills the slot with a list; the first one counts."""
    value = tracker.get_slot(slot)
    return value[0] if isinstance(value, list) else value


def _slots(**values: Any) -> Events:
    return [SlotSet(name, value) for name, value in values.items()]


def next_step(
    lookup: dict[str, Any], *, number: str, contact: str | None, tries: int
) -> dict[str, Any]:
    """The slots after a lookup; `requested_slot` None ends the form."""
    if lookup["result"] == "contact_needed":
        return {
            "order_number": number,
            "contact": None,
            "order_step": "contact",
            REQUESTED_SLOT: "contact",
        }
    if lookup["result"] == "no_match" and tries + 1 < _TRIES:
        return {
            "order_number": None,
            "contact": None,
            "order_step": "number_again",
            "order_tries": tries + 1,
            REQUESTED_SLOT: "order_number",
        }
    return {
        "order_number": number,
        "contact": contact,
        "order_lookup": lookup,
        REQUESTED_SLOT: None,
    }


class OrderStatus(Action):
    """Tells what the lookup found, with the order as a card."""

    def name(self) -> str:
        return "action_order_status"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        lookup = tracker.get_slot("order_lookup")
        events = _slots(order_lookup=None, order_step="number", order_tries=0)
        if lookup["result"] == "found":
            _tell(dispatcher, lookup["order"], tracker.get_slot("language"))
            return events
        _apologise(dispatcher, lookup["result"])
        return events + _slots(order_number=None, contact=None)


def _tell(dispatcher: CollectingDispatcher, order: dict[str, Any], language: str) -> None:
    dispatcher.utter_message(
        response=f"utter_order_{order['state']}",
        json_message={"card": order},
        number=wording.digits(str(order["number"]), language),
    )


def _apologise(dispatcher: CollectingDispatcher, result: str) -> None:
    response = {
        "no_match": "utter_order_not_found",
        "too_many_attempts": "utter_order_too_many_attempts",
        "order_system_down": "utter_order_system_down",
    }[result]
    handoff = {"handoff": {"reason": result}} if result == "order_system_down" else None
    dispatcher.utter_message(response=response, json_message=handoff)
