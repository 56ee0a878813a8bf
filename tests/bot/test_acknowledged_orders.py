"""Orders beside an apology, promised refunds, and customers without a number: whole dialogues, with a real Rasa."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from internal_api import CONTACT

if TYPE_CHECKING:
    from internal_api import InternalApi
    from talking import Bot, Conversation

SIGNED_IN: dict[str, Any] = {"customer_name": "Mina", "customer_verified": True}
SERIOUS = {"reason": "serious_topic"}
COMPLEX = {"reason": "complex_topic"}
LATE = {
    "en": "my order 2044 is late again, where is it?",
    "fa": "سفارش ۲۰۴۴ باز دیر کرده، کجاست؟",
}
PROMISED = {
    "en": "you promised that my refund would be here last week",
    "fa": "قول داده بودید پولم هفتهٔ پیش برگرده",
}
WHERE = {"en": "where is my order?", "fa": "سفارشم کجاست؟"}
LOST = {"en": "I lost the number", "fa": "شماره‌ش رو گم کردم"}


@pytest.fixture(autouse=True)
def _fresh_shop(shop: InternalApi) -> None:
    shop.reset()


@pytest.fixture(params=["en", "fa"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def mina(bot: Bot, language: str) -> Conversation:
    return bot.conversation(language, **SIGNED_IN)


@pytest.fixture
def visitor(bot: Bot, language: str) -> Conversation:
    return bot.conversation(language)


class TestBesideAnApology:
    """A customer who complains and asks where the order is gets both: the apology, and how it stands."""

    def test_a_late_order_is_told_below_the_apology(
        self, mina: Conversation, language: str, shop: InternalApi
    ) -> None:
        """And the question is over, since a person comes."""
        shop.has("2044", "Garden Almanac", "delayed", expected="2026-11-20")
        shop.has("2031", "چراغ مطالعه", "shipped")
        answer = mina.say(LATE[language])
        assert answer.said == ["utter_delivery_late", "utter_order_meanwhile"]
        assert {"en": "delayed", "fa": "تأخیر داره"}[language] in answer.text
        assert answer.body["messages"][1]["card"]["number"] == "2044"
        assert (answer.body["in_form"], answer.payloads) == (False, [])
        assert answer.body["slots"]["order_number"] == "2044"

    def test_the_only_order_under_way_needs_no_number(
        self, mina: Conversation, language: str, shop: InternalApi
    ) -> None:
        shop.has("2044", "Garden Almanac", "delayed")
        said = {"en": "my parcel is a week late", "fa": "بسته‌ام باید هفتهٔ پیش می‌رسید"}
        answer = mina.say(said[language])
        assert answer.said == ["utter_delivery_late", "utter_order_meanwhile"]
        assert shop.lookups == []

    def test_of_several_none_is_guessed(
        self, mina: Conversation, language: str, shop: InternalApi
    ) -> None:
        shop.has("2044", "Garden Almanac", "delayed")
        shop.has("2031", "چراغ مطالعه", "shipped")
        said = {"en": "my parcel is a week late", "fa": "بسته‌ام باید هفتهٔ پیش می‌رسید"}
        assert mina.say(said[language]).said == ["utter_delivery_late"]

    def test_a_visitor_is_asked_for_what_a_person_needs(
        self, visitor: Conversation, language: str
    ) -> None:
        """Nothing of the order is told to somebody who only knows its number."""
        answer = visitor.say(LATE[language])
        assert answer.said == ["utter_delivery_late", "utter_asks_contact"]
        assert answer.body["in_form"] is False

    def test_the_apology_stays_while_the_order_system_is_down(
        self, mina: Conversation, language: str, shop: InternalApi
    ) -> None:
        shop.orders_down = True
        assert mina.say(LATE[language]).said == ["utter_delivery_late"]

    def test_a_broken_item_is_no_question_for_the_order(
        self, mina: Conversation, shop: InternalApi, language: str
    ) -> None:
        shop.has("2044", "Garden Almanac", "delivered")
        said = {"en": "the lamp arrived broken", "fa": "چراغ شکسته رسید"}
        assert mina.say(said[language]).said == ["utter_item_damaged"]


class TestPromisedRefunds:
    """Money that should have come back is met with an apology and a person, not with a rule."""

    def test_a_broken_promise_brings_a_person_with_the_order(
        self, mina: Conversation, language: str, shop: InternalApi
    ) -> None:
        shop.has("1977", "Chess for Two", "returned", moved="2026-11-21")
        answer = mina.say(PROMISED[language])
        assert answer.said == ["utter_refund_overdue"]
        assert answer.body["handoff"] == SERIOUS
        assert answer.body["slots"]["order_number"] == "1977"
        assert answer.body["messages"][0]["card"]["number"] == "1977"

    def test_a_visitor_is_not_sent_through_a_form(
        self, visitor: Conversation, language: str, shop: InternalApi
    ) -> None:
        """The number goes along if it is written now; the person comes anyway."""
        answer = visitor.say(PROMISED[language])
        assert answer.said == ["utter_refund_overdue", "utter_asks_order_number"]
        assert answer.body["handoff"] == SERIOUS
        assert shop.lookups == []

    @pytest.mark.parametrize(
        ("state", "moved", "said"),
        [
            ("returned", "2026-11-10", "utter_refund_overdue"),
            ("returned", "2026-11-20", "utter_order_returned"),
            ("cancelled", "2026-11-01", "utter_refund_overdue"),
            ("refunded", "2026-11-01", "utter_order_refunded"),
        ],
    )
    def test_the_order_itself_says_that_money_is_late(
        self, bot: Bot, shop: InternalApi, state: str, moved: str, said: str
    ) -> None:
        """A week after the parcel came back, however politely it is asked for."""
        shop.has("1977", "Chess for Two", state, moved=moved)
        answer = bot.conversation("en", **SIGNED_IN).say("where is my refund?")
        assert answer.said == [said]
        assert answer.body["handoff"] == (SERIOUS if said == "utter_refund_overdue" else None)

    def test_a_refund_that_was_paid_is_told(
        self, mina: Conversation, language: str, shop: InternalApi
    ) -> None:
        shop.has("1977", "Chess for Two", "refunded", moved="2026-11-21")
        assert mina.say(PROMISED[language]).said == ["utter_order_refunded"]


class TestWithoutNumber:
    """The same question is not put again to a customer who cannot answer it."""

    def test_the_contact_is_asked_for_instead_and_a_person_finds_it(
        self, visitor: Conversation, language: str, shop: InternalApi
    ) -> None:
        visitor.say(WHERE[language])
        assert visitor.say(LOST[language]).said == ["utter_order_without_number"]
        answer = visitor.say(CONTACT)
        assert answer.said == ["utter_order_by_person"]
        assert answer.body["handoff"] == COMPLEX
        assert answer.body["slots"]["contact"] == CONTACT
        assert shop.lookups == []

    def test_a_contact_that_is_known_brings_the_person_at_once(
        self, visitor: Conversation, language: str
    ) -> None:
        visitor.say(CONTACT)
        answer = visitor.say(LOST[language])
        assert (answer.said, answer.body["handoff"]) == (["utter_order_by_person"], COMPLEX)

    def test_a_customer_with_neither_is_for_a_person_too(
        self, visitor: Conversation, language: str
    ) -> None:
        visitor.say(WHERE[language])
        visitor.say(LOST[language])
        answer = visitor.say(
            {"en": "I don't remember that either", "fa": "اون هم یادم نیست"}[language]
        )
        assert (answer.said, answer.body["handoff"]) == (["utter_order_by_person"], COMPLEX)

    def test_a_number_that_is_found_after_all_counts(
        self, visitor: Conversation, language: str
    ) -> None:
        visitor.say(WHERE[language])
        visitor.say(LOST[language])
        assert visitor.say(f"1042 {CONTACT}").said == ["utter_order_delayed"]

    def test_it_may_be_said_at_once(self, visitor: Conversation, language: str) -> None:
        said = {
            "en": "where is my order? I lost the order number",
            "fa": "سفارشم کجاست؟ شماره سفارش رو گم کردم",
        }
        assert visitor.say(said[language]).said == ["utter_order_without_number"]


def test_a_title_of_an_own_order_is_known_where_nothing_else_is_understood(
    bot: Bot, shop: InternalApi
) -> None:
    """A signed-in customer may call the order by nothing but what is in it."""
    shop.has("2044", "Zanzibar Almanac", "shipped", expected="2026-11-25")
    shop.has("2031", "Chess for Two", "placed")
    assert bot.conversation("en", **SIGNED_IN).say("qwrt zanzibar qwrt").said == [
        "utter_order_shipped"
    ]
    assert bot.conversation("en").say("qwrt zanzibar qwrt").said == ["utter_not_understood"]


def test_a_number_says_what_it_is_about_where_nothing_else_is_understood(
    bot: Bot, language: str
) -> None:
    """Whoever only names an order wants to know about it."""
    assert bot.conversation(language).say("qwrt 1042 qwrt").said == ["utter_ask_contact"]


def test_a_number_in_a_third_language_is_met_with_the_languages_spoken(bot: Bot) -> None:
    """A lookup in English would be no answer to a customer who cannot read it."""
    answer = bot.conversation("en").say("Wo ist 1042 bitte", third_language="de")
    assert answer.said == ["utter_foreign_language"]


class TestWhatOnlyAPersonCanDo:
    """The bot cannot look up an invoice; a number that is given for one is no question about the order."""

    @pytest.mark.parametrize(
        "details", ["2044", "mina@mail.example", "2044, 0912 555 0101"], ids=str
    )
    def test_details_for_it_bring_a_person(
        self, visitor: Conversation, language: str, details: str
    ) -> None:
        visitor.say(
            {"en": "I need an invoice for my order", "fa": "برای خریدم فاکتور لازم دارم"}[language]
        )
        answer = visitor.say(details)
        assert answer.said == ["utter_invoice_passed_on"]
        assert answer.body["handoff"] == COMPLEX
        assert answer.body["in_form"] is False
        assert answer.body["slots"].get("order_number") == ("2044" if "2044" in details else None)

    def test_without_such_a_matter_before_a_number_is_looked_up(
        self, visitor: Conversation
    ) -> None:
        assert visitor.say("2044").said == ["utter_ask_contact"]
