"""Orders: where is it, where is my refund, send it back, cancel it. One form for all four.

`order_purpose` says which; a message that names another changes it. The form's validation looks the
order up and decides on the next step; the last action tells the outcome, or has it done.

    number missing ──ask──► number known ──lookup──► found ─── status, refund ──► told
         ▲                                     │        └───── return, cancel ──► impossible: told why
         │                                     │                     └──► ask: sure? ──► done, or kept
         │                                     │                                └──► ask for the code
         │                                     │                                     that was sent ──► done
         │                                     ├──► contact_needed ──► ask phone or e-mail, look up
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
_CODE_LENGTH = 64  # characters of what was typed for a code that are passed on
_TRIES = 2  # lookups that match nothing before a person is offered
_DOWN = {"result": "order_system_down"}
_CONFIRMED = "order_confirmed"
_CODE = "order_code"
_AGAIN = "again"  # of the button that has another code sent
_CODES = ("code_sent", "code_wrong", "code_expired")  # results after which a code is asked for
_DOABLE = ("possible", "with_code")

# What is done to an order for a purpose, by the gateway's name for it; the others only tell.
_DEEDS = {"cancel": "order_cancelled", "return": "return_requested"}

# How a refund stands, by the state of its order.
_REFUNDS = {
    "placed": "utter_refund_not_sent",
    "packed": "utter_refund_not_sent",
    "shipped": "utter_refund_on_the_way",
    "delayed": "utter_refund_on_the_way",
    "delivered": "utter_refund_delivered",
    "cancelled": "utter_refund_cancelled",
    "return_requested": "utter_order_return_requested",
    "returned": "utter_order_returned",
    "refunded": "utter_order_refunded",
}

# What the bot is told may be done, and cannot do: by itself, or after all.
_FOR_A_PERSON = ("by_person", *_DOABLE)

# Why something is not possible, where the state of the order alone does not say it.
_OBSTACLES = {
    "cancel": {
        "sign_in_needed": "utter_order_sign_in",
        "on_the_way": "utter_cancel_on_the_way",
        "delivered": "utter_cancel_delivered",
    },
    "return": {
        "sign_in_needed": "utter_order_sign_in",
        "not_sent": "utter_return_not_sent",
        "on_the_way": "utter_return_on_the_way",
        "too_late": "utter_return_too_late",
    },
}


class ValidateOrderForm(Action):
    """Runs whenever the form has got something new: one lookup, then the next step."""

    def name(self) -> str:
        return "validate_order_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        new = tracker.slots_to_validate()
        if not new:
            return _same_question(tracker)  # or another rule answers first
        if tracker.get_slot(REQUESTED_SLOT) == _CODE and new.get(_CODE) is not None:
            return await _ask_with_code(tracker, new[_CODE])
        if new.get(_CONFIRMED) is not None:
            return await _after_confirming(tracker, new[_CONFIRMED])
        number, contact = _first(tracker, "order_number"), _first(tracker, "contact")
        if number is None:
            return _slots(contact=contact, requested_slot="order_number")
        try:
            lookup = await gateway.order(tracker.sender_id, number, contact)
        except gateway.Unreachable:
            lookup = _DOWN
        tries = int(tracker.get_slot("order_tries") or 0)
        purpose = tracker.get_slot("order_purpose")
        step = next_step(lookup, purpose, number=number, contact=contact, tries=tries)
        return _slots(**step)


async def _after_confirming(tracker: Tracker, answer: str) -> Events:
    lookup = tracker.get_slot("order_lookup")
    if answer == "yes" and _prospect(lookup, tracker.get_slot("order_purpose")) == "with_code":
        return await _ask_with_code(tracker, _AGAIN)
    return _slots(requested_slot=None)


async def _ask_with_code(tracker: Tracker, typed: str) -> Events:
    """Has the confirmed wish done with the code, or a code sent; asks for one again, if need be."""
    known = tracker.get_slot("order_lookup")
    number = str(known["order"]["number"])  # a code looks like a number of another order
    code = None if typed == _AGAIN else typed[:_CODE_LENGTH]
    purpose = tracker.get_slot("order_purpose")
    outcome = await _have_done(tracker, purpose, known, number=number, code=code)
    result = outcome["result"]
    if result == "too_many_attempts":
        outcome["result"] = "codes_used_up"
    if outcome.get("sent_to") is None:
        outcome["sent_to"] = known.get("sent_to")
    asks = result in _CODES
    return _slots(
        order_number=number,
        order_code=None,
        order_lookup=outcome,
        order_step=result if asks else "number",
        requested_slot=_CODE if asks else None,
    )


def _same_question(tracker: Tracker) -> Events:
    """After a question in between, what was asked before it."""
    asked = tracker.get_slot(REQUESTED_SLOT)
    return _slots(requested_slot=asked) if asked else []


def _first(tracker: Tracker, slot: str) -> str | None:
    """A message with two numbers fills the slot with a list; the first one counts."""
    value: str | list[str] | None = tracker.get_slot(slot)
    return value[0] if isinstance(value, list) else value


def _slots(**values: Any) -> Events:
    return [SlotSet(name, value) for name, value in values.items()]


def next_step(
    lookup: dict[str, Any], purpose: str, *, number: str, contact: str | None, tries: int
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
    asks = _prospect(lookup, purpose) in _DOABLE
    return {
        "order_number": number,
        "contact": contact,
        "order_lookup": lookup,
        REQUESTED_SLOT: _CONFIRMED if asks else None,
    }


def _prospect(lookup: dict[str, Any], purpose: str) -> str | None:
    """What the gateway says about doing it to this order; None where nothing is to be done."""
    deed = _DEEDS.get(purpose)
    return lookup["prospects"][deed] if deed and lookup.get("order") else None


class AskOrderConfirmed(Action):
    """Shows the order and asks once more, since it cannot be taken back."""

    def name(self) -> str:
        return "action_ask_order_confirmed"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        order, purpose = (
            tracker.get_slot("order_lookup")["order"],
            tracker.get_slot("order_purpose"),
        )
        _say(dispatcher, tracker, f"utter_{purpose}_sure", order, card=order)
        return []


class AskOrderCode(Action):
    """Says where a code was sent, and what was wrong with the last one."""

    def name(self) -> str:
        return "action_ask_order_code"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        lookup = tracker.get_slot("order_lookup")
        dispatcher.utter_message(
            response=f"utter_order_{tracker.get_slot('order_step')}", sent_to=lookup["sent_to"]
        )
        return []


class OrderOutcome(Action):
    """Tells what the lookup found, with the order as a card; or has done what was confirmed."""

    def name(self) -> str:
        return "action_order_outcome"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        lookup, purpose = tracker.get_slot("order_lookup"), tracker.get_slot("order_purpose")
        confirmed = tracker.get_slot(_CONFIRMED)
        if confirmed == "yes" and lookup["result"] == "found":
            number = _first(tracker, "order_number")
            lookup = await _have_done(tracker, purpose, lookup, number=number, code=None)
        if confirmed == "no":
            _say(dispatcher, tracker, f"utter_{purpose}_not", lookup["order"])
        elif lookup["result"] in ("found", "refused"):
            _tell(dispatcher, tracker, purpose, lookup)
        elif lookup["result"] in ("done", "taken_over"):
            _say(dispatcher, tracker, f"utter_{purpose}_{lookup['result']}", lookup["order"])
        elif lookup["result"] in ("sign_in_needed", *_CODES):  # a rule that has changed meanwhile
            _say(dispatcher, tracker, "utter_order_sign_in", lookup["order"])
        elif lookup["result"] == "codes_used_up":
            _say(dispatcher, tracker, "utter_order_codes_used_up", lookup["order"])
        else:
            _apologise(dispatcher, lookup["result"])
        return _slots(**_afterwards(lookup, purpose))


def _afterwards(lookup: dict[str, Any], purpose: str) -> dict[str, Any]:
    """The slots at the end. Who takes over from the bot is told what was wanted."""
    over: dict[str, Any] = {
        "order_lookup": None,
        "order_step": "number",
        "order_tries": 0,
        _CONFIRMED: None,
        _CODE: None,
    }
    if _is_handed_over(lookup, purpose):
        return over
    if lookup["result"] in ("no_match", "too_many_attempts"):
        over |= {"order_number": None, "contact": None}
    return over | {"order_purpose": None, "return_reason": None}


def _is_handed_over(lookup: dict[str, Any], purpose: str) -> bool:
    if lookup["result"] == "order_system_down":
        return True
    told = lookup["result"] in ("found", "refused")
    return told and _prospect(lookup, purpose) in _FOR_A_PERSON


async def _have_done(
    tracker: Tracker, purpose: str, lookup: dict[str, Any], *, number: str | None, code: str | None
) -> dict[str, Any]:
    """The outcome; what was known of the order stays known where the gateway tells nothing new."""
    try:
        outcome = await gateway.act(
            tracker.sender_id,
            tracker.latest_message["message_id"],
            kind=_DEEDS[purpose],
            number=number,
            contact=_first(tracker, "contact"),
            reason=tracker.get_slot("return_reason"),
            code=code,
        )
    except gateway.Unreachable:
        return _DOWN
    if outcome["order"]:
        return {**lookup, **outcome}
    return {**lookup, "result": outcome["result"]}


def _tell(
    dispatcher: CollectingDispatcher, tracker: Tracker, purpose: str, lookup: dict[str, Any]
) -> None:
    order, prospect = lookup["order"], _prospect(lookup, purpose)
    if prospect in _FOR_A_PERSON:
        _say(
            dispatcher,
            tracker,
            f"utter_{purpose}_refused",
            order,
            handoff={"reason": "complex_topic"},
        )
        return
    if purpose == "refund":
        response = _REFUNDS[order["state"]]
    else:
        response = _OBSTACLES.get(purpose, {}).get(prospect or "", f"utter_order_{order['state']}")
    _say(dispatcher, tracker, response, order, card=order)


def _say(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    response: str,
    order: dict[str, Any],
    **told: Any,
) -> None:
    dispatcher.utter_message(
        response=response,
        json_message=told or None,
        number=wording.digits(str(order["number"]), tracker.get_slot("language")),
    )


def _apologise(dispatcher: CollectingDispatcher, result: str) -> None:
    response = {
        "no_match": "utter_order_not_found",
        "contact_needed": "utter_order_not_found",  # no longer theirs since it was looked up
        "too_many_attempts": "utter_order_too_many_attempts",
        "order_system_down": "utter_order_system_down",
    }[result]
    handoff = {"handoff": {"reason": result}} if result == "order_system_down" else None
    dispatcher.utter_message(response=response, json_message=handoff)
