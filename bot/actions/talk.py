"""Greeting by name, and asking instead of guessing."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import wording
from bot.topics import topics

Events = list[dict[str, Any]]
_GUESSES = 3
_LIKELY = 0.2  # a topic less likely than this is no guess


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
    """One question with the likeliest topics as buttons, and always the way to a person.

    Where no topic is likely, the bot says that it did not understand, and asks about none.
    """

    def name(self) -> str:
        return "action_clarify"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        if third_language(tracker) is not None:
            say_what_is_spoken(dispatcher, tracker)
            return []
        likely = guesses(tracker.latest_message.get("intent_ranking", []))
        if not likely:
            dispatcher.utter_message(response="utter_not_understood")
            return []
        language, chosen = tracker.get_slot("language"), [*likely, "request_human"]
        buttons = [
            {"title": topics()[name].question[language], "payload": f"/{name}"} for name in chosen
        ]
        dispatcher.utter_message(response="utter_clarify", buttons=buttons)
        return []


class NotUnderstood(Action):
    """In the middle of a form: no topics to choose from, since one is open."""

    def name(self) -> str:
        return "action_not_understood"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        if third_language(tracker) is not None:
            say_what_is_spoken(dispatcher, tracker)
        else:
            dispatcher.utter_message(response="utter_not_understood")
        return []


def third_language(tracker: Tracker) -> str | None:
    """The code of the message's language, if the gateway has said that it is neither of ours."""
    code: str | None = (tracker.latest_message.get("metadata") or {}).get("third_language")
    return code


def say_what_is_spoken(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Tells it in the customer's language, where there are words, and in the conversation's."""
    known = wording.third_languages().get(third_language(tracker))
    person = topics()["request_human"].question[tracker.get_slot("language")]
    dispatcher.utter_message(
        response="utter_foreign_language",
        told=f"{known['sorry']}\n" if known else "",
        person=known["person"] if known else person,
    )


def guesses(ranking: list[dict[str, Any]]) -> list[str]:
    """The topics to offer, likeliest first: those that have a real chance."""
    offered = {topic.name for topic in topics().values() if topic.question} - {"request_human"}
    likely = [
        intent["name"]
        for intent in ranking
        if intent["name"] in offered and intent["confidence"] >= _LIKELY
    ]
    return likely[:_GUESSES]
