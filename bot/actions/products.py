"""What the shop sells: a price, whether it is there, a fact about it.

the words that do not ask ──► the gateway ──► found ──► price, stock or fact of the product
a title in quotation marks         ▲            near ──► the likeliest as buttons
the product of before ─────────────┘            unknown ► an article says it; else said so, and a person is offered
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from rasa_sdk.events import SlotSet

from bot.actions import gateway, wording
from bot.actions.articles import quoted
from bot.actions.phrases import Phrases, words_of
from bot.actions.shop import Answer, Events, ShopAction
from bot.components.entities import spellings
from bot.topics import topics

if TYPE_CHECKING:
    from rasa_sdk import Tracker
    from rasa_sdk.executor import CollectingDispatcher

PRODUCT = "asked_product"  # the slot with the title that is talked of
_WORDS = Path(__file__).with_name("product_words.yml")
_LONGEST = 200  # characters of a title
_ON_CARDS = ("author", "binding")  # facts


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    known: dict[str, Any] = yaml.safe_load(_WORDS.read_text("utf-8"))
    return {
        "asks": Phrases.of(known["asks"]),
        "attributes": {name: Phrases.of([spelt]) for name, spelt in known["attributes"].items()},
    }


class ProductFacts(ShopAction):
    def name(self) -> str:
        return "action_product"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        try:
            title = await self._told(dispatcher, tracker)
        except gateway.Unreachable:
            dispatcher.utter_message(response="utter_shop_unreachable")
            return []
        return [SlotSet(PRODUCT, title)] if title else []

    async def say(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        await self._told(dispatcher, tracker)

    async def _told(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> str | None:
        """Utters the answer; the title of the product that it is about, if one was found."""
        topic, language = tracker.get_intent_of_latest_message(), tracker.get_slot("language")
        message, before = tracker.latest_message, tracker.get_slot(PRODUCT)
        asked = asked_title(message.get("text") or "", message.get("entities", []))
        if not asked and not before:
            dispatcher.utter_message(response=f"utter_{topic}_of_what")
            return None
        found = await gateway.product(asked, before)
        if found["result"] in ("no_products", "unknown") and quoted(dispatcher, tracker):
            return None
        if found["result"] == "no_products":
            dispatcher.utter_message(response=f"utter_{topic}")
        elif found["result"] == "near":
            dispatcher.utter_message(
                response=f"utter_{topic}_of_which",
                buttons=_buttons(found["products"], topic, language),
            )
        elif found["result"] == "unknown":
            dispatcher.utter_message(response=f"utter_{topic}_not_found", title=asked)
        else:
            (product,) = found["products"]
            response, values = product_answer(
                product, topic, attribute_asked(message.get("text") or ""), language
            )
            card = product_card(product, language)
            dispatcher.utter_message(response=response, json_message={"card": card}, **values)
            return str(product["title"])
        return None


def asked_title(text: str, entities: list[dict[str, Any]]) -> str:
    """What may be a title: the one in quotation marks, or pressed; else the words that ask nothing."""
    for entity in entities:
        if entity["entity"] == "product" and _is_title(entity, text):
            return str(entity["value"])[:_LONGEST]
    return " ".join(_other_words(text, entities))[:_LONGEST]


def _is_title(entity: dict[str, Any], text: str) -> bool:
    """Whether it was not known by its word: "book" is no title."""
    return entity["value"] not in _generic() or entity.get("start") is None


@lru_cache(maxsize=1)
def _generic() -> frozenset[str]:
    lines: list[str] = yaml.safe_load(
        (Path(__file__).parents[1] / "components" / "words.yml").read_text("utf-8")
    )["product"]
    return frozenset(line[0] for line in lines)


def _other_words(text: str, entities: list[dict[str, Any]]) -> list[str]:
    asks = _words()["asks"].single
    aside = {
        word
        for entity in entities
        if entity["entity"] == "product" and entity["value"] in _generic()
        for spelt in spellings("product", entity["value"])
        for word in words_of(spelt)
    }
    facts = _fact_words() if attribute_asked(text) else frozenset[str]()
    return [word for word in words_of(text) if word not in asks | aside | facts]


@lru_cache(maxsize=1)
def _fact_words() -> frozenset[str]:
    """Words that only name an attribute; a binding is also a part of titles ("جلد سخت")."""
    attributes: dict[str, Phrases] = _words()["attributes"]
    return frozenset().union(
        *(phrases.single for name, phrases in attributes.items() if name != "binding")
    )


def attribute_asked(text: str) -> str | None:
    """The attribute that a question names, such as author."""
    attributes: dict[str, Phrases] = _words()["attributes"]
    return next((name for name, phrases in attributes.items() if phrases.are_in(text)), None)


def _buttons(products: list[dict[str, Any]], topic: str, language: str) -> list[dict[str, str]]:
    """The products to choose from, and the way to a person."""
    person = topics()["request_human"].question[language]
    return [
        *(
            {
                "title": _in(language, [product["title"], *product["titles"]]),
                "payload": f"/{topic}{wording.as_json({'product': product['title']})}",
            }
            for product in products
        ),
        {"title": person, "payload": "/request_human"},
    ]


def product_answer(
    product: dict[str, Any], topic: str, attribute: str | None, language: str
) -> Answer:
    """Which sentence answers about a product, and what goes into it. What is not known is said."""
    price = product["price"][language] if product["price"] else None
    title = _in(language, [product["title"], *product["titles"]])
    values = {"title": title, "price": price or ""}
    if topic == "price":
        return f"utter_price_{_price_kind(price, product['available'])}", values
    if topic == "product_availability":
        kind = _stock_kind(product["available"], price)
        return f"utter_product_availability_{kind}", values
    fact = _fact(product["attributes"], attribute)
    if attribute is None or fact is None:
        return "utter_product_question_unknown", values
    name: str = wording.texts(language)["attributes"][attribute]
    told = wording.digits(_in(language, fact.split("|")), language)
    return "utter_product_question_is", {**values, "name": name, "fact": told}


def product_card(product: dict[str, Any], language: str) -> dict[str, Any]:
    """The product to look at: with its picture, its page in the shop, and what it is by whom."""
    facts = (_fact(product["attributes"], name) for name in _ON_CARDS)
    return {
        "kind": "product",
        "title": _in(language, [product["title"], *product["titles"]]),
        "lines": [_in(language, fact.split("|")) for fact in facts if fact],
        "price": product["money"],
        "available": product["available"],
        "image": product["image"],
        "link": product["url"],
    }


def _price_kind(price: str | None, available: bool | None) -> str:  # noqa: FBT001 - three states
    if price is None:
        return "unknown"
    return "sold_out" if available is False else "is"


def _stock_kind(available: bool | None, price: str | None) -> str:  # noqa: FBT001 - three states
    if available is None:
        return "unknown"
    if not available:
        return "no"
    return "yes" if price is None else "yes_for"


def _in(language: str, names: list[str]) -> str:
    """The name in the script of the language, if there is one."""
    return next((name for name in names if _is_latin(name) == (language == "en")), names[0]).strip()


def _is_latin(name: str) -> bool:
    return not any("\u0600" <= letter <= "\u06ff" for letter in name)


def _fact(attributes: dict[str, str], asked: str | None) -> str | None:
    """The value of the attribute, whichever language the source names it in."""
    if asked is None:
        return None
    names: Phrases = _words()["attributes"][asked]
    return next((value for name, value in attributes.items() if names.are_in(name)), None)
