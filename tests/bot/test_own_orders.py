"""A signed-in customer's own orders: whole dialogues, with a real Rasa and real actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from internal_api import InternalApi
    from talking import Bot, Conversation

SIGNED_IN: dict[str, Any] = {"customer_name": "Mina", "customer_verified": True}


@pytest.fixture(autouse=True)
def _fresh_shop(shop: InternalApi) -> None:
    shop.reset()


@pytest.fixture(params=["en", "fa"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def talk(bot: Bot, language: str) -> Conversation:
    return bot.conversation(language, **SIGNED_IN)


def several(shop: InternalApi) -> None:
    """Two under way, one delivered."""
    shop.has("2044", "Garden Almanac", "delayed", expected="2026-11-20")
    shop.has("2031", "چراغ مطالعه", "shipped", expected="2026-11-25")
    shop.has("1977", "Chess for Two", "delivered", moved="2026-11-15")


WHERE = {"en": "where is my order?", "fa": "سفارشم کجاست؟"}


class TestKnownOrders:
    """Nobody is asked for a number that the shop has."""

    def test_the_one_that_is_under_way_is_simply_told(
        self, talk: Conversation, language: str, shop: InternalApi
    ) -> None:
        """With its own day, and without a lookup by number."""
        shop.has("2031", "چراغ مطالعه", "shipped", expected="2026-11-25")
        shop.has("1977", "Chess for Two", "delivered")
        answer = talk.say(WHERE[language])
        assert answer.said == ["utter_order_shipped"]
        assert {"en": "Wednesday, 25 November", "fa": "چهارشنبه ۴ آذر"}[language] in answer.text
        assert answer.body["messages"][0]["card"]["number"] == "2031"
        assert shop.listings == [{"sender": talk.sender}]
        assert shop.lookups == []

    def test_several_are_told_with_their_states_and_a_button_each(
        self, talk: Conversation, language: str, shop: InternalApi
    ) -> None:
        several(shop)
        answer = talk.say(WHERE[language])
        assert answer.said == ["utter_ask_order_choice_status"]
        assert answer.payloads == [
            '/inform{"order_number": "2044"}',
            '/inform{"order_number": "2031"}',
        ]
        assert {"en": "sorry about the delay of 2044", "fa": "بابت تأخیر ۲۰۴۴"}[
            language
        ] in answer.text
        assert talk.press(answer.payloads[1]).said == ["utter_order_shipped"]

    def test_all_of_them_are_shown_to_who_asks_for_all(
        self, talk: Conversation, language: str, shop: InternalApi
    ) -> None:
        several(shop)
        asked = {"en": "where are my orders?", "fa": "وضعیت سفارش‌هام چیه؟"}[language]
        assert len(talk.say(asked).payloads) == 3

    def test_a_long_list_shows_the_newest(self, bot: Bot, shop: InternalApi) -> None:
        for number in range(9, 0, -1):
            shop.has(f"100{number}", f"Volume {number}", "shipped")
        answer = bot.conversation(**SIGNED_IN).say("where are my orders?")
        assert len(answer.payloads) == 5
        assert "1009" in answer.payloads[0]

    def test_an_account_without_orders_is_asked_for_the_number(
        self, talk: Conversation, language: str, shop: InternalApi
    ) -> None:
        shop.mine = []
        assert talk.say(WHERE[language]).said == ["utter_order_none_known"]
        assert talk.say("1042").said == ["utter_ask_contact"]

    def test_a_visitor_is_asked_as_ever(self, bot: Bot, shop: InternalApi) -> None:
        several(shop)
        assert bot.conversation().say("where is my order?").said == ["utter_ask_order_number"]
        assert shop.listings == []

    def test_an_order_system_that_is_down_brings_a_person(
        self, talk: Conversation, language: str, shop: InternalApi
    ) -> None:
        shop.orders_down = True
        answer = talk.say(WHERE[language])
        assert answer.said == ["utter_order_system_down"]
        assert answer.body["handoff"] == {"reason": "order_system_down"}

    @pytest.mark.parametrize(
        ("text", "response"),
        [
            ("please cancel my order", "utter_cancel_sure"),
            ("I want to return my order", "utter_return_sure"),
        ],
    )
    def test_what_is_wanted_chooses_the_order_that_can_be_meant(
        self, bot: Bot, shop: InternalApi, text: str, response: str
    ) -> None:
        """The one that can still be cancelled, or be sent back."""
        several(shop)
        shop.has("1960", "Kite", "placed")
        answer = bot.conversation(**SIGNED_IN).say(text)
        assert answer.said == [response]


class TestMentions:
    """Titles, places and pronouns find the order."""

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("the almanac", "and the other one?"),
            ("the first one", "and cheraghe motalee?"),
            ("آلماناک نه، چراغ مطالعه", "garden almanac"),
            ("دومی", "اون یکی چی؟"),
        ],
    )
    def test_a_title_then_the_other(
        self, bot: Bot, shop: InternalApi, first: str, second: str
    ) -> None:
        """The bot names each, in whatever language, and asks nobody for a number."""
        several(shop)
        talk = bot.conversation(**SIGNED_IN)
        talk.say("where is my order?")
        told = {talk.say(first).said[0], talk.say(second).said[0]}
        assert told == {"utter_order_delayed", "utter_order_shipped"}

    def test_one_that_was_not_in_the_list_is_found_too(self, bot: Bot, shop: InternalApi) -> None:
        several(shop)
        talk = bot.conversation(**SIGNED_IN)
        talk.say("where is my order?")
        assert talk.say("the chess book").said == ["utter_order_delivered"]

    def test_a_title_in_the_first_message_needs_no_list(self, bot: Bot, shop: InternalApi) -> None:
        several(shop)
        talk = bot.conversation("fa", **SIGNED_IN)
        assert talk.say("سفارش چراغ مطالعه‌ام کجاست؟").said == ["utter_order_shipped"]

    def test_one_that_was_just_told_of_is_not_told_all_over(
        self, bot: Bot, shop: InternalApi
    ) -> None:
        shop.has("2031", "Garden Almanac", "shipped", expected="2026-11-25")
        talk = bot.conversation(**SIGNED_IN)
        talk.say("where is my order?")
        assert talk.say("the almanac").said == ["utter_order_same"]

    def test_what_only_an_order_understands_counts_as_understood(
        self, bot: Bot, shop: InternalApi
    ) -> None:
        """Two such messages in a row are no reason to call a person; the bot says so of two riddles."""
        several(shop)
        talk = bot.conversation("fa", **SIGNED_IN)
        talk.say("سفارشم کجاست؟")
        assert talk.say("چراغ مطالعه").intent == "inform"
        assert talk.say("اون یکی چی؟").intent in ("inform", "order_status")
        lost = bot.conversation("fa")
        lost.say("سفارشم کجاست؟")
        assert lost.say("شسیب لاتن").intent == "nlu_fallback"
        stuck = lost.say("شسیب لاتن کمنت")
        assert (stuck.intent, stuck.said) == ("nlu_fallback", ["utter_order_stuck"])

    def test_what_fits_several_is_offered(self, bot: Bot, shop: InternalApi) -> None:
        shop.has("3", "Red lamp", "shipped")
        shop.has("2", "Green lamp", "placed")
        shop.has("1", "Notebook", "shipped")
        talk = bot.conversation(**SIGNED_IN)
        talk.say("where is my order?")
        assert len(talk.say("the lamp").payloads) == 2
        assert talk.say("the green one").said == ["utter_order_placed"]

    def test_a_place_typed_as_a_digit_counts_in_the_list(self, bot: Bot, shop: InternalApi) -> None:
        several(shop)
        talk = bot.conversation(**SIGNED_IN)
        talk.say("where is my order?")
        assert talk.say("2").said == ["utter_order_shipped"]

    @pytest.mark.parametrize("correction", ["no, 303", "no, the red one", "no, the other one"])
    def test_the_purpose_stays_with_a_choice(
        self, bot: Bot, shop: InternalApi, correction: str
    ) -> None:
        """And with a correction of it."""
        shop.has("303", "Red lamp", "placed")
        shop.has("202", "Green lamp", "placed")
        talk = bot.conversation(**SIGNED_IN)
        assert talk.say("cancel my order please").said == ["utter_ask_order_choice_cancel"]
        sure = talk.say("the green one")
        assert sure.said == ["utter_cancel_sure"]
        assert sure.body["messages"][0]["card"]["number"] == "202"
        other = talk.say(correction)
        assert other.said == ["utter_cancel_sure"]
        assert other.body["messages"][0]["card"]["number"] == "303"


class TestWhen:
    """The order's own day, in a sentence."""

    @pytest.mark.parametrize("asked", ["when does it arrive?", "will it be here by Friday?"])
    def test_the_promised_day(self, bot: Bot, shop: InternalApi, asked: str) -> None:
        shop.has("2031", "Chess", "shipped", expected="2026-11-25")
        talk = bot.conversation(**SIGNED_IN)
        talk.say("where is my order?")
        answer = talk.say(asked)
        assert answer.said == ["utter_order_when"]
        assert "by Wednesday, 25 November" in answer.text

    def test_the_promised_day_in_persian(self, bot: Bot, shop: InternalApi) -> None:
        shop.has("2031", "Chess", "shipped", expected="2026-11-23")
        talk = bot.conversation("fa", **SIGNED_IN)
        talk.say("سفارشم کجاست؟")
        answer = talk.say("کی می‌رسه؟")
        assert answer.said == ["utter_order_when"]
        assert "تا فردا" in answer.text

    @pytest.mark.parametrize(
        ("days", "response"),
        [({"expected": "2026-11-20"}, "utter_order_when_late"), ({}, "utter_order_when_unknown")],
    )
    def test_a_day_that_is_past_or_unknown_is_no_promise(
        self, bot: Bot, shop: InternalApi, days: dict[str, str], response: str
    ) -> None:
        shop.has("2031", "Chess", "delayed", **days)
        talk = bot.conversation(**SIGNED_IN)
        talk.say("where is my order?")
        answer = talk.say("so when will it arrive?")
        assert answer.said == [response]
        assert answer.payloads == ["/request_human"]

    def test_a_refund_has_its_own_day(self, bot: Bot, shop: InternalApi) -> None:
        shop.has("2031", "Chess", "refunded", moved="2026-11-21")
        answer = bot.conversation(**SIGNED_IN).say("where is my refund?")
        assert answer.said == ["utter_order_refunded"]
        assert "yesterday" in answer.text

    def test_how_long_delivery_to_a_city_takes_is_no_question_about_the_order(
        self, bot: Bot, shop: InternalApi
    ) -> None:
        shop.has("2031", "Chess", "shipped", expected="2026-11-25")
        talk = bot.conversation(**SIGNED_IN)
        talk.say("where is my order?")
        assert talk.say("how long does delivery to Tabriz take?").said == [
            "utter_delivery_time_to_bounded"
        ]


class TestNotReceived:
    """A customer who says that nothing came is not told "if it didn't reach you"."""

    def test_asking_for_the_other_orders_says_nothing_of_the_one_that_was_delivered(
        self, bot: Bot, shop: InternalApi
    ) -> None:
        several(shop)
        talk = bot.conversation(**SIGNED_IN)
        assert talk.say("where is order 1977?").said == ["utter_order_delivered"]
        assert talk.say("and where are my orders?").said == ["utter_ask_order_choice_status"]

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("en", "order 1977 shows as delivered but I never got it"),
            ("fa", "سفارش ۱۹۷۷ زده تحویل شده ولی به دستم نرسیده"),
        ],
    )
    def test_said_at_once(self, bot: Bot, shop: InternalApi, language: str, said: str) -> None:
        several(shop)
        answer = bot.conversation(language, **SIGNED_IN).say(said)
        assert answer.said == ["utter_delivered_not_received"]
        assert answer.intent == "delivered_not_received"  # for which the gateway calls a person
        assert answer.body["slots"]["order_number"] == "1977"
        assert "?" not in answer.text

    def test_said_afterwards_or_by_the_button(self, bot: Bot, shop: InternalApi) -> None:
        several(shop)
        for answer in ("nobody signed for it, where is it then?", "it never came"):
            talk = bot.conversation(**SIGNED_IN)
            assert talk.say("where is order 1977?").said == ["utter_order_delivered"]
            assert talk.say(answer).said == ["utter_order_not_received"]
        talk = bot.conversation(**SIGNED_IN)
        button = talk.say("where is order 1977?").payloads[0]
        assert talk.press(button).said == ["utter_order_not_received"]
