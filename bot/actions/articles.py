"""Quotes the shop's own articles: the passage that the bot has found for a message.

The bot names the article and the language that it is written in, and adds the article's page as a card. It
does not claim that this is what the customer wanted: a person is a button away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rasa_sdk import Action

if TYPE_CHECKING:
    from rasa_sdk import Tracker
    from rasa_sdk.executor import CollectingDispatcher

Events = list[dict[str, Any]]


class QuoteArticle(Action):
    """Says what the article has to say."""

    def name(self) -> str:
        return "action_article"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        if not quoted(dispatcher, tracker):
            dispatcher.utter_message(response="utter_shop_does_not_say")
        return []


def quoted(dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """Quotes the passage that was found for the latest message, if one was, and is likely to answer."""
    found: dict[str, Any] | None = tracker.latest_message.get("article")
    if found is None or not found["likely"]:
        return False
    language: str = tracker.get_slot("language")
    own = found["language"] == language
    dispatcher.utter_message(
        response="utter_article" if own else f"utter_article_in_{found['language']}",
        title=found["title"],
        passage=found["text"],
        json_message={"card": card(found)},
    )
    return True


def card(found: dict[str, Any]) -> dict[str, Any]:
    """The article for the widget, which knows where its page is."""
    names = ("slug", "language", "title", "section")
    return {"kind": "article", **{name: found[name] for name in names}}
