"""What the shop says about itself: hours, address, contact, policies."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import gateway, wording

Events = list[dict[str, Any]]


class ShopAction(Action, ABC):
    """An answer from the gateway; if that is out of reach, an honest word and a way to a person."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        try:
            await self.say(dispatcher, tracker)
        except gateway.Unreachable:
            dispatcher.utter_message(response="utter_shop_unreachable")
        return []

    @abstractmethod
    async def say(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        """Utters the answer, or raises `gateway.Unreachable`."""


class StoreHours(ShopAction):
    def name(self) -> str:
        return "action_store_hours"

    async def say(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        response, values = hours_answer(await gateway.hours(), tracker.get_slot("language"))
        dispatcher.utter_message(response=response, **values)


def hours_answer(hours: dict[str, Any], language: str) -> tuple[str, dict[str, str]]:
    """Which sentence answers "are you open?", and what goes into it."""
    values = {"week": wording.week(hours["week"], language)}
    if hours["open_now"]:
        if hours["closes_at"] is None:
            return "utter_hours_always_open", values
        closes = datetime.fromisoformat(hours["closes_at"]).time()
        return "utter_hours_open", {**values, "closes": wording.spoken_time(closes, language)}
    if hours["opens_at"] is None:
        return "utter_hours_closed_open_end", values
    opens, now = (datetime.fromisoformat(hours[key]) for key in ("opens_at", "now"))
    values["opens"] = wording.next_opening(opens, now, language)
    if hours["holiday"] is not None:
        return "utter_hours_holiday", {**values, "holiday": hours["holiday"][language]}
    return "utter_hours_closed", values


class StoreAddress(ShopAction):
    def name(self) -> str:
        return "action_store_address"

    async def say(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        language = tracker.get_slot("language")
        for address in (await gateway.shop())["addresses"]:
            dispatcher.utter_message(
                response="utter_store_address",
                address=address["text"][language],
                map=address.get("map") or "",
            )


class ContactInfo(ShopAction):
    def name(self) -> str:
        return "action_contact_info"

    async def say(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        contact = (await gateway.shop())["contact"]
        language = tracker.get_slot("language")
        dispatcher.utter_message(
            response="utter_contact_info",
            phone=wording.digits(contact["phone"], language),
            email=contact["email"],
        )


class Policy(ShopAction):
    """Delivery, shipping cost, returns, payment: the policy is named as the intent is."""

    def name(self) -> str:
        return "action_policy"

    async def say(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        topic = tracker.get_intent_of_latest_message()
        policy = (await gateway.shop())["policies"][topic][tracker.get_slot("language")]
        dispatcher.utter_message(response=f"utter_{topic}", policy=policy)
