"""The steps of a talk about an order: asking, looking up, having it done, telling, and letting go.

Which step a message calls for is read in `orders.py`, which has a picture of them all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import gateway, order_answers
from bot.actions.order_answers import DEEDS, DOABLE, Found, Telling, prospect
from bot.actions.order_mentions import Known, mentioned
from bot.actions.order_talk import (
    CHOICE,
    CODE,
    CONFIRMED,
    CONTACT,
    LEAVING,
    NOT_UNDERSTOOD,
    NUMBER,
    ORDER_TALK,
    Message,
    Talk,
)
from bot.actions.order_words import means
from bot.spelling import is_question

Events = list[dict[str, Any]]
Teller = Callable[[Found, str, str], Telling]  # of an order, by a purpose, in a language
_TRIES = 2  # lookups that match nothing, or answers that hold nothing, before a person is offered
_FRESH_FOR = 5  # messages in which "my order" is the one that was talked of
_DOWN: Found = {"result": "order_system_down", "order": None, "days": None, "prospects": {}}
_CODES = ("code_sent", "code_wrong", "code_expired")  # results after which a code is asked for


class Steps:
    """What can be done with one message of a customer."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        self._dispatcher = dispatcher
        self._tracker = tracker
        self._language: str = tracker.get_slot("language")
        self._message = Message.of(tracker)
        self._talk = replace(Talk.of(tracker), lost=False, named=False)
        self._contact = self._message.contact or _first(tracker, "contact")
        self._reason: str | None = tracker.get_slot("return_reason")
        self._number = self._talk.number or _first(tracker, "order_number")
        self._wanted: str | None = tracker.get_slot("order_purpose")  # what people are told of it

    def events(self) -> Events:
        """The slots as this turn leaves them."""
        slots = {
            ORDER_TALK: self._talk.kept(),
            "order_number": self._number,
            "contact": self._contact,
            "order_purpose": self._wanted,
            "return_reason": self._reason,
        }
        return [SlotSet(name, value) for name, value in slots.items()]

    def _want(self, purpose: str) -> None:
        changed = purpose != self._talk.purpose
        self._talk = replace(
            self._talk, purpose=purpose, missing=self._message.missing or self._talk.missing
        )
        self._wanted = purpose
        if changed or self._message.reason:
            self._reason = self._message.reason

    @property
    def _is_signed_in(self) -> bool:
        return bool(self._tracker.get_slot("customer_verified"))

    @property
    def _knows_orders(self) -> bool:
        return bool(self._talk.offered)

    async def _own_orders(self) -> list[Found] | None:
        """None of a visitor. Raises `gateway.Unreachable`."""
        return await gateway.orders(self._tracker.sender_id) if self._is_signed_in else None

    async def _known_orders(self) -> tuple[Known, ...]:
        """The customer's own, to look for a title in; none while they cannot be had."""
        try:
            return tuple(map(known_as, await self._own_orders() or ()))
        except gateway.Unreachable:
            return ()

    async def _begin(self) -> None:
        """Finds out which order it is about: the last one, one of the customer's own, or by asking."""
        if self._number is not None and (not self._is_signed_in or self._goes_on()):
            await self._look_up(self._number)
            return
        try:
            orders = await self._own_orders()
        except gateway.Unreachable:
            self._outcome(_DOWN)
            return
        if not orders and means("no_number", self._message.text):
            self._without_number()
            return
        if not orders:
            self._ask_number(self._number_question(known=orders is not None))
            return
        self._talk = replace(self._talk, offered=tuple(map(known_as, orders)), missed=0)
        numbers = self._meant(self._talk.offered)
        chosen = [found for found in orders if found["order"]["number"] in numbers]
        if not chosen:
            everything = means("all", self._message.text)
            purpose = self._talk.purpose or "status"
            chosen = orders if everything else order_answers.of_interest(orders, purpose)
        if len(chosen) == 1:
            self._number = chosen[0]["order"]["number"]
            self._found({"result": "found", **chosen[0]})
        else:
            self._offer(chosen)

    def _number_question(self, *, known: bool) -> str:
        if known:
            return "utter_order_none_known"
        return "utter_order_number_too" if self._contact else "utter_ask_order_number"

    def _goes_on(self) -> bool:
        """Whether a customer whose orders are known means the one that was just talked of."""
        talk = self._talk
        is_fresh = talk.told is not None or talk.asked in (CONFIRMED, CODE, CONTACT)
        if not is_fresh or not _is_recent(self._tracker) or means("all", self._message.text):
            return False
        return not self._meant(talk.offered)

    def _meant(self, orders: tuple[Known, ...]) -> list[str]:
        return mentioned(self._message.text, orders, self._talk.shown, self._number)

    def _without_number(self) -> None:
        """A customer who has no number is found by the contact, but only by a person."""
        if self._contact is None:
            self._talk = self._talk.asking(CONTACT, number=None, told=None, unnumbered=True)
            self._tell(Telling("utter_order_without_number"))
        else:
            self._tell(Telling("utter_order_by_person", handoff="complex_topic"))
            self._end(told=None, goes_on_elsewhere=True)

    async def _offer_of(self, numbers: list[str]) -> None:
        try:
            orders = await self._own_orders() or []
        except gateway.Unreachable:
            self._outcome(_DOWN)
            return
        self._offer([found for found in orders if found["order"]["number"] in numbers])

    def _offer(self, orders: list[Found]) -> None:
        self._talk = self._talk.asking(CHOICE, shown=order_answers.shown(orders), told=None)
        self._tell(order_answers.choice(orders, self._talk.purpose or "status", self._language))

    def _ask_number(self, response: str) -> None:
        self._number = None
        self._talk = self._talk.asking(NUMBER, number=None, told=None, contact=self._contact)
        self._tell(Telling(response))

    async def _look_up(self, number: str, tell: Teller | None = None) -> None:
        """Looks the order up, and tells it in the way of `tell`, or as what is wanted has it."""
        try:
            lookup = await gateway.order(self._tracker.sender_id, number, self._contact)
        except gateway.Unreachable:
            lookup = _DOWN
        self._talk = replace(self._talk, number=number)
        if lookup["result"] == "contact_needed":
            self._contact = None
            self._talk = self._talk.asking(CONTACT, told=None)
            self._tell(Telling("utter_ask_contact"))
        elif lookup["result"] == "no_match" and self._talk.missed + 1 < _TRIES:
            self._contact = None
            self._talk = replace(self._talk, missed=self._talk.missed + 1)
            self._ask_number("utter_ask_order_number_again")
        elif lookup["result"] == "found" and tell is not None:
            self._told(tell(lookup, self._talk.purpose or "status", self._language), lookup)
        elif lookup["result"] == "found":
            self._found(lookup)
        else:
            self._outcome(lookup)

    def _found(self, lookup: Found) -> None:
        """Asks before something is done that cannot be taken back; else tells."""
        purpose = self._talk.purpose or "status"
        self._talk = replace(self._talk, number=lookup["order"]["number"], missed=0)
        if prospect(lookup, purpose) not in DOABLE:
            self._outcome(lookup)
            return
        self._talk = self._talk.asking(CONFIRMED, lookup=lookup, told=None)
        self._ask_to_confirm(lookup)

    def _ask_to_confirm(self, lookup: Found) -> None:
        known = self._talk.purpose == "return" and self._reason
        response = f"utter_{self._talk.purpose}_sure{'_so' if known else ''}"
        values = order_answers.values_of(lookup, self._language)
        self._tell(Telling(response, values, card=lookup["order"]))

    async def _do(self, *, code: str | None) -> None:
        """Has done what was confirmed, with the code that was typed, if one was asked for."""
        known, purpose = self._talk.lookup or _DOWN, self._talk.purpose or "status"
        number = str(known["order"]["number"])  # a code looks like a number of another order
        lookup = await self._have_done(purpose, known, number, code)
        if lookup["result"] == "too_many_attempts" and prospect(known, purpose) == "with_code":
            lookup["result"] = "codes_used_up"
        self._number = number
        if lookup["result"] in _CODES and prospect(known, purpose) == "with_code":
            self._talk = self._talk.asking(CODE, lookup=lookup, code=lookup["result"])
            self._ask_for_code()
        else:
            self._outcome(lookup)

    async def _have_done(self, purpose: str, known: Found, number: str, code: str | None) -> Found:
        """The outcome; what was known of the order stays known where the gateway tells nothing new."""
        try:
            told = await gateway.act(
                self._tracker.sender_id,
                self._message.id,
                kind=DEEDS[purpose],
                number=number,
                contact=self._contact,
                reason=self._reason,
                code=code,
            )
        except gateway.Unreachable:
            return _DOWN
        new = {key: value for key, value in told.items() if value is not None}
        return {**known, **new} if told["order"] else {**known, "result": told["result"]}

    def _ask_for_code(self) -> None:
        sent_to = (self._talk.lookup or {}).get("sent_to") or ""
        self._tell(Telling(f"utter_order_{self._talk.code}", {"sent_to": sent_to}))

    def _outcome(self, lookup: Found) -> None:
        """Tells what the lookup found, or what was done; the question is over."""
        result, purpose = lookup["result"], self._talk.purpose or "status"
        if result in ("found", "refused"):
            missing = self._talk.missing
            telling = order_answers.outcome(lookup, purpose, self._language, missing=missing)
            self._told(telling, lookup)
        elif lookup["order"] is not None:
            self._tell(self._deed_telling(result, purpose, lookup))
            self._talk = replace(self._talk, purpose=None)
            self._end(told=lookup["order"]["state"])
        else:
            self._apologise(result)

    def _deed_telling(self, result: str, purpose: str, lookup: Found) -> Telling:
        values = order_answers.values_of(lookup, self._language)
        if result in ("done", "taken_over"):
            sorry = "_sorry" if result == "done" and self._is_our_fault(purpose) else ""
            returned = order_answers.return_card(lookup["order"]) if purpose == "return" else None
            return Telling(f"utter_{purpose}_{result}{sorry}", values, card=returned)
        if result in ("sign_in_needed", *_CODES):  # a rule that has changed meanwhile
            return Telling("utter_order_sign_in", values)
        if result == "codes_used_up":
            return Telling("utter_order_codes_used_up", values)
        return _apology(result)

    def _is_our_fault(self, purpose: str) -> bool:
        return purpose == "return" and self._reason in ("damaged", "wrong_item")

    def _told(self, telling: Telling, lookup: Found) -> None:
        self._tell(telling)
        handed_over = telling.handoff is not None
        self._end(told=lookup["order"]["state"], goes_on_elsewhere=handed_over)

    def _apologise(self, result: str) -> None:
        telling = _apology(result)
        self._tell(telling)
        self._talk = replace(self._talk, missed=0)
        if telling.handoff is None:
            self._number = self._contact = None
            self._talk = replace(self._talk, number=None)
        self._end(told=None, goes_on_elsewhere=telling.handoff is not None)

    def _end(self, *, told: str | None, goes_on_elsewhere: bool = False) -> None:
        """Asks nothing any more. An agent who takes over from the bot reads what was wanted."""
        self._talk = replace(self._talk.left(), told=told)
        if not goes_on_elsewhere:
            self._wanted = self._reason = None

    def _leave(self, response: str) -> None:
        self._tell(Telling(response))
        self._end(told=None)
        if response == "utter_order_left":
            self._talk = replace(self._talk, purpose=None)

    def _fail(self) -> None:
        """Nothing of what was asked for: asks again, then offers a person."""
        lost = self._message.intent in NOT_UNDERSTOOD
        self._talk = replace(self._talk, lost=lost)
        if self._talk.failed + 1 >= _TRIES:
            self._leave("utter_order_stuck")
            return
        self._tell(Telling("utter_not_understood" if lost else "utter_order_needs_more"))
        self._ask_again()
        self._talk = replace(self._talk, failed=self._talk.failed + 1)

    def come_back(self) -> None:
        """After another matter was answered: the question once more, unless that was the end of it, or asked something."""
        intent = self._message.intent
        over = intent in LEAVING or _calls_a_person(self._tracker)
        if intent in ("thank", "goodbye"):
            self._talk = replace(self._talk, purpose=None)
            self._end(told=None)
            return
        if over or self._talk.strayed:
            self._end(told=None, goes_on_elsewhere=over)
            return
        self._talk = replace(self._talk, strayed=1)
        if not _has_asked(self._tracker):
            self._ask_again()

    def _ask_again(self) -> None:
        asked = self._talk.asked
        if asked == CONFIRMED and self._talk.lookup:
            self._ask_to_confirm(self._talk.lookup)
        elif asked == CODE:
            self._ask_for_code()
        elif asked == CHOICE:
            self._tell(Telling("utter_ask_order_which"))
        else:
            self._tell(Telling(f"utter_ask_{asked}"))

    def _tell(self, telling: Telling) -> None:
        extra = {"handoff": {"reason": telling.handoff}} if telling.handoff else {}
        if telling.card:
            extra["card"] = telling.card
        self._dispatcher.utter_message(
            response=telling.response,
            json_message=extra or None,
            buttons=telling.buttons or None,
            **telling.values,
        )


def _apology(result: str) -> Telling:
    response = {
        "no_match": "utter_order_not_found",
        "contact_needed": "utter_order_not_found",  # no longer theirs since it was looked up
        "too_many_attempts": "utter_order_too_many_attempts",
        "order_system_down": "utter_order_system_down",
    }[result]
    return Telling(response, handoff=result if result == "order_system_down" else None)


def _first(tracker: Tracker, slot: str) -> str | None:
    """A message with two numbers fills the slot with a list; the first one counts."""
    value: str | list[str] | None = tracker.get_slot(slot)
    return value[0] if isinstance(value, list) else value


def known_as(found: Found) -> Known:
    """An order as its customer may speak of it."""
    order = found["order"]
    return Known(str(order["number"]), tuple(item["title"] for item in order["items"]))


def _is_recent(tracker: Tracker) -> bool:
    """Whether an order was talked of within the last messages."""
    messages = 0
    for event in reversed(tracker.events):
        messages += event.get("event") == "user"
        if event.get("event") == "action" and event.get("name") == "action_order":
            return bool(messages <= _FRESH_FOR)
    return False


def _calls_a_person(tracker: Tracker) -> bool:
    """Whether an answer to the latest message has asked for a person."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            break
        said = (event.get("data") or {}).get("custom") or {} if event.get("event") == "bot" else {}
        if said.get("handoff"):
            return True
    return False


def _has_asked(tracker: Tracker) -> bool:
    """Whether an answer to the latest message ends as a question: a second one beside it would be too much."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            break
        if event.get("event") == "bot" and is_question(event.get("text") or ""):
            return True
    return False
