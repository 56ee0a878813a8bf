"""Whole turns: a real Rasa, real actions, a real HTTP peer behind them."""

from __future__ import annotations

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from bot.topics import topics
from internal_api import CONTACT, ORDER

if TYPE_CHECKING:
    from internal_api import InternalApi
    from talking import Bot


@pytest.fixture(autouse=True)
def _fresh_shop(shop: InternalApi) -> None:
    shop.reset()


class TestDoor:
    """The channel lets in callers with the secret alone, and what has the right shape."""

    def test_a_wrong_secret_is_refused(self, bot: Bot) -> None:
        answer = bot.post(b"{}", secret="guess")
        assert (answer.status, answer.error) == (401, "unauthorized")

    @pytest.mark.parametrize(
        "change",
        [
            {"language": "de"},
            {"sender": ""},
            {"sender": 7},
            {"text": " "},
            {"text": "x" * 10_001},
            {"seed": {"owner": "me"}},
            {"extra": 1},
            {"payload": "/restart"},
            {"payload": "/session_start"},
            {"payload": "/nlu_fallback"},
            {"payload": "/no_such_intent"},
            {"payload": "greet"},
            {"payload": '/order_status{"requested_slot": "x"}'},
            {"payload": '/order_status{"order_number": 1}'},
            {"payload": "/order_status{broken}"},
        ],
    )
    def test_nonsense_is_a_400(self, bot: Bot, change: dict[str, Any]) -> None:
        turn = {"sender": str(uuid.uuid4()), "message_id": "1", "text": "hi", "language": "en"}
        answer = bot.post(json.dumps({**turn, **change}).encode())
        assert (answer.status, answer.error) == (400, "bad_request")

    @pytest.mark.parametrize("body", [b"", b'{"sender": ', b"[]", b"\xff\xfe", b"null"])
    def test_a_broken_body_is_a_400(self, bot: Bot, body: bytes) -> None:
        assert bot.post(body).status == 400

    @pytest.mark.parametrize(
        "text",
        [
            "/restart",
            " /restart",
            "\u200c/restart",
            "\u0640/restart",
            '/greet{"a": "b"}',
            "/affirm",
        ],
    )
    def test_a_slash_typed_by_a_customer_injects_nothing(self, bot: Bot, text: str) -> None:
        talk = bot.conversation(customer_name="Nika")
        talk.say("where is my order?")
        answer = talk.say(text)
        assert answer.intent not in {"restart", "session_start"}
        assert answer.body["intent"]["confidence"] < 1
        assert answer.body["slots"]["customer_name"] == "Nika"

    def test_a_button_of_ours_does(self, bot: Bot) -> None:
        answer = bot.conversation().press('/order_status{"order_number": "1042"}')
        assert answer.body["intent"] == {"name": "order_status", "confidence": 1.0}
        assert answer.said == ["utter_ask_contact"]


class TestReading:
    """What an agent's suggestions are made from: the pipeline alone."""

    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("what are your opening hours?", "store_hours"),
            ("ساعت کاریتون چیه؟", "store_hours"),
        ],
    )
    def test_a_message_is_read_as_in_a_turn(self, bot: Bot, text: str, intent: str) -> None:
        read, said = bot.read(text), bot.conversation("en").say(text)
        assert read.intent == intent
        assert set(read.body) == {"intent", "ranking", "matters", "entities", "emotion"}
        assert all(read.body[name] == said.body[name] for name in read.body)

    def test_entities_and_mood_are_told(self, bot: Bot) -> None:
        read = bot.read("This is a disgrace! Where is my order 1042?!")
        assert [entity["value"] for entity in read.body["entities"]] == ["1042"]
        assert read.body["emotion"]["label"] == "anger"

    def test_nothing_of_it_is_remembered(self, bot: Bot) -> None:
        """The number that was read alone is asked for in a conversation."""
        bot.read("where is my order 1042?")
        assert bot.conversation("en").say("where is my order?").said == ["utter_ask_order_number"]

    @pytest.mark.parametrize("text", ["/restart", '/request_human{"x": 1}', "/"])
    def test_what_looks_like_a_command_is_text(self, bot: Bot, text: str) -> None:
        assert bot.read(text).body["intent"]["confidence"] < 1

    def test_the_door_is_the_same(self, bot: Bot) -> None:
        assert bot.post(b'{"text": "hi"}', secret="guess", path="read").status == 401
        for body in (b"", b"{}", b'{"text": ""}', b'{"text": "hi", "sender": "x"}'):
            assert bot.post(body, path="read").status == 400


class TestFailures:
    """Nothing that goes wrong looks like success."""

    def test_a_failing_action_is_a_500_and_leaves_no_trace(
        self, bot: Bot, shop: InternalApi
    ) -> None:
        talk = bot.conversation()
        talk.say("where is my order?")
        shop.broken = True
        answer = talk.say("1042")
        assert (answer.status, answer.error) == (500, "bot_error")
        assert "1042" not in answer.body["error"]["message"]
        shop.broken = False
        assert talk.say("1042").said == ["utter_ask_contact"]

    def test_an_empty_reply_is_a_502(self, bot: Bot, shop: InternalApi) -> None:
        shop.business["policies"]["delivery_time"] = {"en": "", "fa": ""}
        answer = bot.conversation().say("how long does delivery take?")
        assert (answer.status, answer.error) == (502, "empty_reply")

    def test_an_order_system_that_is_down_is_told_and_handed_over(
        self, bot: Bot, shop: InternalApi
    ) -> None:
        shop.orders_down = True
        answer = bot.conversation("fa").say("سفارش ۱۰۴۲ کجاست؟")
        assert answer.said == ["utter_order_system_down"]
        assert answer.body["handoff"] == {"reason": "order_system_down"}


class TestShop:
    """Answers that come from the gateway."""

    def test_hours_in_english(self, bot: Bot) -> None:
        answer = bot.conversation().say("are you open now?")
        assert answer.said == ["utter_hours_open"]
        assert "until 20:00" in answer.text
        assert answer.body["handoff"] is None

    def test_hours_in_persian(self, bot: Bot) -> None:
        answer = bot.conversation("fa").say("الان باز هستید؟")
        assert "تا ساعت ۲۰" in answer.text
        assert "شنبه تا چهارشنبه ۹ تا ۲۰" in answer.text

    def test_a_holiday_is_named(self, bot: Bot, shop: InternalApi) -> None:
        shop.hours |= {
            "open_now": False,
            "opens_at": "2026-11-23T09:00:00+03:30",
            "holiday": {"en": "Nowruz", "fa": "نوروز"},
        }
        assert "Nowruz" in bot.conversation().say("are you open today?").text
        assert "نوروز" in bot.conversation("fa").say("امروز باز هستید؟").text

    @pytest.mark.parametrize(
        ("question", "policy"),
        [
            ("how long does delivery take?", "delivery_time"),
            ("how much does shipping cost?", "shipping_cost"),
            ("what is your return policy?", "return_policy"),
            ("which payment methods do you accept?", "payment_methods"),
        ],
    )
    def test_policies_are_those_of_the_shop(
        self, bot: Bot, shop: InternalApi, question: str, policy: str
    ) -> None:
        answer = bot.conversation().say(question)
        assert answer.text == shop.business["policies"][policy]["en"]
        assert answer.said == [f"utter_{policy}"]

    def test_address_and_contact(self, bot: Bot, shop: InternalApi) -> None:
        talk = bot.conversation("fa")
        assert shop.business["addresses"][0]["text"]["fa"] in talk.say("آدرس فروشگاه کجاست؟").text
        contact = talk.say("شماره تماس بدید")
        assert shop.business["contact"]["email"] in contact.text
        assert "۲۱" in contact.text


class TestOrder:
    """Where is my order?"""

    def test_number_then_contact_then_the_card(self, bot: Bot, shop: InternalApi) -> None:
        talk = bot.conversation()
        assert talk.say("where is my order?").said == ["utter_ask_order_number"]
        assert talk.say("1042").said == ["utter_ask_contact"]
        answer = talk.say("my phone is 0912 123 4567")
        assert answer.said == ["utter_order_delayed"]
        assert answer.body["messages"][0]["card"] == ORDER
        assert answer.body["slots"]["order_number"] == "1042"
        assert shop.lookups[-1] == {"sender": talk.sender, "number": "1042", "contact": CONTACT}

    def test_persian_digits_and_both_at_once(self, bot: Bot, shop: InternalApi) -> None:
        talk = bot.conversation("fa")
        answer = talk.say("سفارش ۱۰۴۲ کجاست؟ شماره‌ام ۰۹۱۲۱۲۳۴۵۶۷ هست")
        assert answer.said == ["utter_order_delayed"]
        assert "۱۰۴۲" in answer.text
        entity = answer.body["entities"][0]
        assert (entity["entity"], entity["value"], entity["start"]) == ("order_number", "1042", 6)
        assert len(shop.lookups) == 1

    @pytest.mark.parametrize(
        "state",
        [
            "placed",
            "packed",
            "shipped",
            "delayed",
            "delivered",
            "cancelled",
            "return_requested",
            "returned",
            "refunded",
        ],
    )
    def test_every_state_has_a_sentence(self, bot: Bot, shop: InternalApi, state: str) -> None:
        shop.order["state"] = state
        for language in ("en", "fa"):
            answer = bot.conversation(language).say(f"order 1042, phone {CONTACT}")
            assert answer.said == [f"utter_order_{state}"]
            assert "{" not in answer.text

    def test_a_question_in_between_is_answered_and_the_form_goes_on(self, bot: Bot) -> None:
        talk = bot.conversation("fa")
        talk.say("سفارشم کجاست؟")
        digression = talk.say("الان باز هستید؟")
        assert digression.said == ["utter_hours_open", "utter_ask_order_number"]
        talk.say("۱۰۴۲")
        second = talk.say("هزینه ارسال چقدره؟")
        assert second.said == ["utter_shipping_cost", "utter_ask_contact"]
        assert talk.say("۰۹۱۲۱۲۳۴۵۶۷").said == ["utter_order_delayed"]

    def test_no_match_is_retried_once_then_a_person_is_offered(self, bot: Bot) -> None:
        talk = bot.conversation()
        talk.say("where is order 7777?")
        again = talk.say("a@example.com")
        assert again.said == ["utter_ask_order_number_again"]
        last = talk.say("7778, a@example.com")
        assert last.said == ["utter_order_not_found"]
        assert last.payloads == ["/request_human"]
        assert talk.say("where is my order?").said == ["utter_ask_order_number"]

    def test_too_many_attempts_lead_to_a_person(self, bot: Bot, shop: InternalApi) -> None:
        shop.attempts_left = 0
        answer = bot.conversation().say(f"order 1042, {CONTACT}")
        assert answer.said == ["utter_order_too_many_attempts"]
        assert answer.payloads == ["/request_human"]

    def test_asking_again_needs_no_retelling(self, bot: Bot) -> None:
        talk = bot.conversation()
        talk.say(f"order 1042, phone {CONTACT}")
        assert talk.say("where is my order?").said == ["utter_order_delayed"]

    @pytest.mark.parametrize("text", ["where is my order?", "yes", "my number is in here"])
    def test_two_answers_without_the_number_lead_to_a_person(self, bot: Bot, text: str) -> None:
        """After the first the bot asks again; it never asks for ever."""
        talk = bot.conversation()
        talk.say("where is my order?")
        assert talk.say(text).said[-1] == "utter_ask_order_number"
        stuck = talk.say(text)
        assert stuck.said == ["utter_order_stuck"]
        assert stuck.payloads == ["/request_human"]
        assert stuck.body["in_form"] is False

    @pytest.mark.parametrize(
        ("text", "response"),
        [
            ("I want to talk to a person", "utter_request_human"),
            ("I want to make a complaint", "utter_complaint"),
        ],
    )
    def test_ways_out_of_the_form(self, bot: Bot, text: str, response: str) -> None:
        talk = bot.conversation()
        talk.say("where is my order?")
        assert talk.say(text).said == [response]
        assert talk.say("hello").said == ["utter_greet"]


class TestPeople:
    """Manners, and the way to a person."""

    def test_the_name_is_used_once_it_is_known(self, bot: Bot) -> None:
        assert "Nika" in bot.conversation(customer_name="Nika").say("hello").text
        assert "نیکا" in bot.conversation("fa", customer_name="نیکا").say("سلام").text
        assert bot.conversation().say("hello").said == ["utter_greet"]

    def test_the_name_is_used_from_when_it_becomes_known(self, bot: Bot) -> None:
        talk = bot.conversation()
        talk.say("hello")
        talk.seed = {"customer_name": "Nika"}
        assert talk.say("I want to make a complaint").text.startswith("Nika, ")

    @pytest.mark.parametrize(
        ("language", "question", "excuse"),
        [
            ("en", "what does shipping cost?", "all I know"),
            ("fa", "هزینه ارسال چقدره؟", "تا جایی که من می‌دونم"),
        ],
    )
    def test_the_same_sentence_is_not_said_twice_in_a_row(
        self, bot: Bot, language: str, question: str, excuse: str
    ) -> None:
        """It comes with an excuse and a way to a person, until something else was said between."""
        talk = bot.conversation(language)
        first, second = talk.say(question), talk.say(question)
        assert second.text != first.text
        assert excuse in second.text
        assert second.payloads == ["/request_human"]
        talk.say("thanks" if language == "en" else "ممنون")
        assert talk.say(question).text == first.text

    @pytest.mark.parametrize(
        ("first", "second"), [("/gift_wrap", "/warranty"), ("/bot_challenge", "/bot_challenge")]
    )
    def test_the_same_sentence_is_no_repetition_where_something_else_was_asked(
        self, bot: Bot, first: str, second: str
    ) -> None:
        """Not to a different question, nor in small talk."""
        talk = bot.conversation()
        before, after = talk.press(first), talk.press(second)
        assert after.said == before.said
        assert "all I know" not in after.text

    @pytest.mark.parametrize(
        ("topic", "response"),
        [("item_damaged", "utter_item_damaged"), ("item_missing", "utter_item_missing")],
    )
    @pytest.mark.parametrize("language", ["en", "fa"])
    def test_a_serious_matter_is_acknowledged_and_the_number_asked_for_unless_it_is_known(
        self, bot: Bot, topic: str, response: str, language: str
    ) -> None:
        """One message with the apology, what happens next and what is needed; no buttons."""
        question = {"en": "order number", "fa": "شمارهٔ سفارش"}[language]
        unknown = bot.conversation(language).press(f"/{topic}")
        known = bot.conversation(language).press(f'/{topic}{{"order_number": "1042"}}')
        assert unknown.said == known.said == [response]
        assert question in unknown.text
        assert question not in known.text
        assert known.text == known.text.strip()
        assert (unknown.payloads, known.body["slots"]["order_number"]) == ([], "1042")

    @pytest.mark.parametrize(
        ("question", "response"),
        [
            ("which cream goes together with this serum?", "utter_product_advice"),
            ("please change the address of my order", "utter_change_order"),
        ],
    )
    @pytest.mark.parametrize("in_the_form", [False, True])
    def test_what_is_for_people_is_passed_on_with_a_question(
        self, bot: Bot, question: str, response: str, *, in_the_form: bool
    ) -> None:
        """A warm word and what would help, no button to press first, and no form left open."""
        talk = bot.conversation()
        if in_the_form:
            talk.say("where is my order?")
        answer = talk.say(question)
        assert answer.said == [response]
        assert "passing" in answer.text
        assert topics()[answer.intent].to_a_person
        assert answer.payloads == []

    def test_the_language_can_change_in_mid_conversation(self, bot: Bot) -> None:
        talk = bot.conversation("en")
        assert talk.say("thanks").text.isascii()
        persian = talk.say("ممنون", language="fa")
        assert not persian.text.isascii()
        assert persian.body["language"] == "fa"

    def test_a_complaint_is_heard_and_its_mood_reported(self, bot: Bot) -> None:
        answer = bot.conversation().say("You are LIARS, I am FURIOUS!! I want to complain")
        assert answer.intent == "complaint"
        assert "sorry" in answer.text
        assert answer.body["emotion"]["label"] == "anger"
        assert "furious" in answer.body["emotion"]["words"]

    def test_what_is_not_understood_is_said_with_a_way_to_a_person(self, bot: Bot) -> None:
        """Without topics: none has a chance."""
        answer = bot.conversation("fa").say("شسیب لاتن")
        assert (answer.intent, answer.said) == ("nlu_fallback", ["utter_not_understood"])
        assert answer.payloads == ["/request_human"]
        assert answer.body["ranking"][1]["name"] != "nlu_fallback"

    def test_every_button_the_bot_shows_works(self, bot: Bot) -> None:
        talk = bot.conversation()
        shown = {*talk.say("help").payloads, *bot.conversation().say("zzz").payloads}
        assert len(shown) >= 4
        for payload in shown:
            assert bot.conversation().press(payload).status == 200

    def test_it_says_that_it_is_a_bot(self, bot: Bot) -> None:
        assert "bot" in bot.conversation().say("are you human?").text

    def test_turns_of_one_sender_wait_for_each_other(self, bot: Bot) -> None:
        """Ten at once: each finds the form as the one before it has left it."""
        talk, text = bot.conversation(), "where is order 7777? a@example.com"
        with ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(talk.say, [text] * 10))
        said = sorted(answer.said for answer in answers)
        assert said == [["utter_ask_order_number_again"]] * 5 + [["utter_order_not_found"]] * 5
