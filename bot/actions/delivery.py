"""Delivery: how long it takes and what it costs, to the place that was asked about.

When an order arrives that was just told of is a question about it (`orders.py`), and not for here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.actions import gateway
from bot.actions.recent import recent_entities
from bot.actions.shop import NOT_SAID, Answer, ShopAction
from bot.components.entities import spellings

if TYPE_CHECKING:
    from rasa_sdk import Tracker
    from rasa_sdk.executor import CollectingDispatcher

TOPICS = ("delivery_time", "shipping_cost", "express_delivery", "shipping_abroad")
_COUNTRY_OF_CITIES = "iran"  # those of words.yml; other countries have theirs among their spellings


class Delivery(ShopAction):
    def name(self) -> str:
        return "action_delivery"

    async def say(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        topic, language = tracker.get_intent_of_latest_message(), tracker.get_slot("language")
        message = tracker.latest_message
        named = recent_entities(tracker, ("city", "country"), TOPICS)
        found = await gateway.delivery(message.get("text") or "", **asked_place(named))
        answer = place_answer(found, named, topic, language)
        if answer is None:
            answer = general_answer((await gateway.shop())["policies"], topic, language)
        response, values = answer
        dispatcher.utter_message(response=response, **values)


def asked_place(named: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The spellings of the city and the country that were named; a city has its country."""
    city = next((e["value"] for e in named if e["entity"] == "city"), None)
    country = next((e["value"] for e in named if e["entity"] == "country"), None)
    if city is not None and country is None:
        country = _COUNTRY_OF_CITIES
    return {
        "city": spellings("city", city) if city else [],
        "country": spellings("country", country) if country else [],
    }


def place_answer(
    found: dict[str, Any], named: list[dict[str, Any]], topic: str, language: str
) -> Answer | None:
    """Which sentence tells of a place; None if none was named."""
    if found["result"] == "no_place":
        return None
    place = found["place"][language] if found["place"] else _spoken(named, language)
    if found["result"] == "not_served":
        return f"utter_{topic}_not_there", {"place": place}
    rate = found["usual"]
    if topic == "express_delivery":
        if found["express"] is None:
            return "utter_express_delivery_none_there", {"place": place, **_told(rate, language)}
        rate = found["express"]
    return _rate_answer(f"utter_{topic}_to", rate, place, language)


def _rate_answer(response: str, rate: dict[str, Any], place: str, language: str) -> Answer:
    values = {"place": place, **_told(rate, language)}
    if rate["price"] is None:
        return f"{response}_free", values
    if rate["free_from"] is not None:
        return f"{response}_bounded", values
    return response, values


def _told(rate: dict[str, Any], language: str) -> dict[str, str]:
    """The parts of a rate that there are, in words."""
    return {
        name: spoken[language]
        for name, spoken in rate.items()
        if name in ("days", "price", "free_from") and spoken is not None
    }


def _spoken(named: list[dict[str, Any]], language: str) -> str:
    """The place by its name in the customer's language, else as it was read."""
    entity = named[0]
    names = spellings(entity["entity"], entity["value"])
    persian = next((name for name in names if not name.isascii()), entity["value"])
    return persian if language == "fa" else str(entity["value"]).title()


def general_answer(policies: dict[str, Any], topic: str, language: str) -> Answer:
    """What the shop says to everybody on `topic`; of express delivery it may have none."""
    policy = policies.get(topic)
    if policy is not None:
        return f"utter_{topic}", {"policy": policy[language]}
    if topic == "express_delivery" and "delivery_time" in policies:
        return "utter_express_delivery_none", {"policy": policies["delivery_time"][language]}
    return NOT_SAID
