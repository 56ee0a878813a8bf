"""What the shop says about itself: address, contact, policies; its hours are in `hours.py`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import gateway, wording
from bot.actions.articles import quoted
from bot.actions.policies import sentence_about, unnamed_means
from bot.actions.recent import lately_said
from bot.topics import Topic, topics

if TYPE_CHECKING:
    from collections.abc import Collection

Events = list[dict[str, Any]]

# A response of the domain, and what goes into it.
Answer = tuple[str, dict[str, str]]

# `business.yml` says nothing about what was asked.
NOT_SAID: Answer = ("utter_shop_does_not_say", {})

_PAYMENT = "payment_methods"  # the topic whose policy lists things by name


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


class StoreAddress(ShopAction):
    def name(self) -> str:
        return "action_store_address"

    async def say(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        shop = await gateway.shop()
        for response, values in address_answers(shop["addresses"], tracker.get_slot("language")):
            dispatcher.utter_message(response=response, **values)


def address_answers(addresses: list[dict[str, Any]], language: str) -> list[Answer]:
    """Where the shop is: one sentence for each place, or an honest word if it names none."""
    if not addresses:
        return [NOT_SAID]
    return [
        (
            "utter_store_address",
            {"address": address["text"][language], "map": address.get("map") or ""},
        )
        for address in addresses
    ]


class ContactInfo(ShopAction):
    def name(self) -> str:
        return "action_contact_info"

    async def say(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        contact = (await gateway.shop())["contact"]
        response, values = contact_answer(contact, tracker.get_slot("language"))
        dispatcher.utter_message(response=response, **values)


def contact_answer(contact: dict[str, Any], language: str) -> Answer:
    """How the shop is reached, by what `business.yml` gives of it: a sentence never has a gap."""
    phone, email = contact.get("phone"), contact.get("email")
    spoken = wording.digits(phone, language) if phone else ""
    if phone and email:
        return "utter_contact_info", {"phone": spoken, "email": email}
    if phone:
        return "utter_contact_call", {"phone": spoken}
    if email:
        return "utter_contact_write", {"email": email}
    return "utter_contact_here", {}


class Policy(ShopAction):
    """What the shop has written on a topic: its policy (`topics.yml` names it), or else an article."""

    def name(self) -> str:
        return "action_policy"

    async def say(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        topic = topics()[tracker.get_intent_of_latest_message()]
        policies = (await gateway.shop())["policies"]
        if topic.answer not in policies and quoted(dispatcher, tracker):
            return
        question, language = tracker.latest_message.get("text") or "", tracker.get_slot("language")
        response, values = policy_answer(
            policies, topic, language, question=question, said=lately_said(tracker)
        )
        dispatcher.utter_message(response=response, **values)


def policy_answer(
    policies: dict[str, Any],
    topic: Topic,
    language: str,
    *,
    question: str = "",
    said: Collection[str] = (),
) -> Answer:
    """The shop's own words on `topic`, or an honest word if it has written none.

    `said` are the bot's last texts: of a policy that stands in one, a customer who goes on about it is told what
    `question` is about.
    """
    policy = policies.get(topic.answer)
    if not policy:
        return NOT_SAID
    whole = policy[language]
    means = unnamed_means(question, policy.values(), language) if topic.name == _PAYMENT else []
    if means:
        values = {"means": wording.either(means, language), "policy": whole}
        return f"utter_{topic.name}_unnamed", values
    again = any(whole in text for text in said)
    part = sentence_about(whole, question) if again else None
    if part:
        return "utter_policy_part", {"part": part}
    return f"utter_{topic.name}", {"policy": whole}
