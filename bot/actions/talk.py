"""Greeting by name, and asking instead of guessing."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import wording

Events = list[dict[str, Any]]
_GUESSES = 3
_LIKELY = 0.03  # a topic less likely than this is no guess
_FAMILIAR = ("order_status", "store_hours", "return_policy")


class Greet(Action):
    def name(self) -> str:
        return "action_greet"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        name = tracker.get_slot("customer_name")
        if name:
            dispatcher.utter_message(response="utter_greet_by_name", name=name)
        else:
            dispatcher.utter_message(response="utter_greet")
        return []


class Clarify(Action):
    """One question with the likeliest topics as buttons, and always the way to a person."""

    def name(self) -> str:
        return "action_clarify"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        if is_foreign(tracker):
            dispatcher.utter_message(response="utter_foreign_language")
            return []
        titles = wording.texts(tracker.get_slot("language"))["topics"]
        chosen = [*guesses(tracker.latest_message.get("intent_ranking", [])), "request_human"]
        buttons = [{"title": titles[name], "payload": f"/{name}"} for name in chosen]
        dispatcher.utter_message(response="utter_clarify", buttons=buttons)
        return []


class NotUnderstood(Action):
    """In the middle of a form: no topics to choose from, since one is open."""

    def name(self) -> str:
        return "action_not_understood"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        foreign = is_foreign(tracker)
        response = "utter_foreign_language" if foreign else "utter_not_understood"
        dispatcher.utter_message(response=response)
        return []


def is_foreign(tracker: Tracker) -> bool:
    """Whether the gateway has said that the message is in neither of our languages."""
    return bool((tracker.latest_message.get("metadata") or {}).get("foreign"))


def guesses(ranking: list[dict[str, Any]]) -> list[str]:
    """The topics to offer, likeliest first; filled up with what customers ask most."""
    topics = set(wording.texts("en")["topics"]) - {"request_human"}
    likely = [
        intent["name"]
        for intent in ranking
        if intent["name"] in topics and intent["confidence"] >= _LIKELY
    ]
    filled = likely + [name for name in _FAMILIAR if name not in likely]
    return filled[:_GUESSES]
