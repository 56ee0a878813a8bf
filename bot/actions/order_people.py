"""Orders for which a person comes: what the bot tells and asks along with the word that one does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.actions import gateway, order_answers
from bot.actions.order_answers import Found, Telling
from bot.actions.order_steps import Steps, known_as
from bot.actions.order_talk import PURPOSES
from bot.actions.order_words import means
from bot.topics import topics

if TYPE_CHECKING:
    from rasa_sdk import Tracker

# Matters of the customer's own for which the bot has words and the way to a person, but cannot look anything up.
LEFT_TO_PEOPLE = frozenset(
    topic.name
    for topic in topics().values()
    if topic.kind == "own_matter" and topic.person == "offered" and topic.by != "order"
)


class ForPeople(Steps):
    """Steps that end with a person, and with nothing asked that the bot would wait for."""

    async def stand_by(self) -> None:
        """Tells after an acknowledgement how the order stands, as far as that may be told, and waits for nothing."""
        self._talk = replace(self._talk, purpose="status")
        lookup = await self._order_meant()
        if lookup is not None and lookup["result"] == "found":
            self._tell(order_answers.meanwhile(lookup, self._language))
        elif lookup is not None:
            self._ask_along(lookup)
        self._end(told=None, goes_on_elsewhere=True)

    async def _promised_refund(self) -> bool:
        """Money that was promised and has not come is for a person, whatever else the order says."""
        promised = means("promised", self._message.text)
        if PURPOSES.get(self._message.intent) != "refund" or not promised:
            return False
        self._want("refund")
        lookup = await self._order_meant()
        found = lookup if lookup and lookup["result"] == "found" else None
        if found and found["order"]["state"] == "refunded":
            return False
        self._tell(order_answers.refund_overdue(found, self._language))
        self._ask_along(lookup)
        self._end(told=None, goes_on_elsewhere=True)
        return True

    async def _left_to_people(self) -> bool:
        """A number or a contact, for a matter of the customer's own that the bot could only offer a person for."""
        message, topic = self._message, topic_before(self._tracker)
        brings = message.numbers or message.contact
        if message.intent != "inform" or self._talk.asked or not brings or topic is None:
            return False
        self._number = message.other_number(self._number)
        self._tell(Telling(f"utter_{topic}_passed_on", handoff="complex_topic"))
        self._end(told=None, goes_on_elsewhere=True)
        return True

    async def _order_meant(self) -> Found | None:
        """The order that the message is about, if it is plain which: a lookup as the gateway answers it."""
        number = self._message.other_number(self._number)
        try:
            if number is None and self._is_signed_in:
                return self._only_one_of(await self._own_orders() or [])
            self._number = number or self._number
            if self._number is None:
                return None
            return await gateway.order(self._tracker.sender_id, self._number, self._contact)
        except gateway.Unreachable:  # the person who comes can look it up
            return None

    def _only_one_of(self, orders: list[Found]) -> Found | None:
        numbers = self._meant(tuple(map(known_as, orders)))
        named = [found for found in orders if str(found["order"]["number"]) in numbers]
        chosen = named or order_answers.of_interest(orders, self._talk.purpose or "status")
        if len(chosen) != 1:
            return None
        self._number = str(chosen[0]["order"]["number"])
        return {"result": "found", **chosen[0]}

    def _ask_along(self, lookup: Found | None) -> None:
        """Asks for what a person needs to find the order, below the word that one comes."""
        if lookup is None and self._number is None and not self._is_signed_in:
            self._tell(Telling("utter_asks_order_number"))
        elif lookup is not None and lookup["result"] == "contact_needed":
            self._tell(Telling("utter_asks_contact"))


def topic_before(tracker: Tracker) -> str | None:
    """The topic of the message before the latest, if it is one that is left to people."""
    said = [event for event in tracker.events if event.get("event") == "user"]
    parsed = said[-2].get("parse_data") or {} if len(said) > 1 else {}
    name = (parsed.get("intent") or {}).get("name")
    return name if name in LEFT_TO_PEOPLE else None
