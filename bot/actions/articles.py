"""Quotes the shop's own articles: the passage that the bot has found for a message.

The bot names the article and the language that it is written in, and adds the article's page as a card. It
does not claim that this is what the customer wanted: a person is a button away.

A topic may name an article of its own (`article:` in topics.yml). Where no passage of it was looked for (a pressed
button has no words, and some platforms have no encoder), the article's first one is quoted.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rasa_sdk import Action

from bot.articles.folder import articles_folder, opening
from bot.topics import topics

if TYPE_CHECKING:
    from pathlib import Path

    from rasa_sdk import Tracker
    from rasa_sdk.executor import CollectingDispatcher

    from bot.topics import Topic

Events = list[dict[str, Any]]


class QuoteArticle(Action):
    """Says what the article has to say."""

    def name(self) -> str:
        return "action_article"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        topic = topics().get(tracker.get_intent_of_latest_message())
        if not (
            quoted(dispatcher, tracker) or opened(dispatcher, tracker, topic, articles_folder())
        ):
            dispatcher.utter_message(response="utter_shop_does_not_say")
        return []


def quoted(dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """Quotes the passage that was found for the latest message, if one was, and is likely to answer."""
    found: dict[str, Any] | None = tracker.latest_message.get("article")
    if found is None or not found["likely"]:
        return False
    _quote(dispatcher, tracker, found)
    return True


def opened(
    dispatcher: CollectingDispatcher, tracker: Tracker, topic: Topic | None, folder: Path
) -> bool:
    """Quotes the beginning of the article that the topic names, if it names one that is in `folder`."""
    if topic is None or topic.by != "article":
        return False
    passage = opening(folder, topic.answer, tracker.get_slot("language"))
    if passage is None:
        return False
    _quote(dispatcher, tracker, asdict(passage))
    return True


def _quote(dispatcher: CollectingDispatcher, tracker: Tracker, found: dict[str, Any]) -> None:
    language: str = tracker.get_slot("language")
    own = found["language"] == language
    dispatcher.utter_message(
        response="utter_article" if own else f"utter_article_in_{found['language']}",
        title=found["title"],
        passage=found["text"],
        json_message={"card": card(found)},
    )


def card(found: dict[str, Any]) -> dict[str, Any]:
    """The article for the widget, which knows where its page is."""
    names = ("slug", "language", "title", "section")
    return {"kind": "article", **{name: found[name] for name in names}}
