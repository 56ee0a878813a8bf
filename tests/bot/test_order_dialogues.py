"""Refunds, returns and cancellations: whole dialogues, with a real Rasa and real actions."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from bot.spelling import normalise
from internal_api import CONTACT

if TYPE_CHECKING:
    from internal_api import InternalApi
    from talking import Bot, Conversation

POSSIBLE = {"order_cancelled": "possible", "return_requested": "possible"}
CANCEL = {
    "en": f"please cancel my order 1042, my phone is {CONTACT}",
    "fa": "لطفا سفارش ۱۰۴۲ رو لغو کنید، شماره‌ام ۰۹۱۲۱۲۳۴۵۶۷",
}
RETURN = {
    "en": f"I want to return order 1042, my phone is {CONTACT}",
    "fa": "می‌خوام سفارش ۱۰۴۲ رو مرجوع کنم، شماره‌ام ۰۹۱۲۱۲۳۴۵۶۷",
}
YES, NO = {"en": "yes", "fa": "بله"}, {"en": "no", "fa": "نه"}


@pytest.fixture(autouse=True)
def _shop_that_does_it(shop: InternalApi) -> None:
    shop.reset()
    shop.prospects = dict(POSSIBLE)


@pytest.fixture(params=["en", "fa"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def talk(bot: Bot, language: str) -> Conversation:
    return bot.conversation(language)


class TestCancelling:
    """Asked for once more, then done."""

    def test_it_is_done_after_a_yes(
        self, talk: Conversation, language: str, shop: InternalApi
    ) -> None:
        sure = talk.say(CANCEL[language])
        assert sure.said == ["utter_cancel_sure"]
        assert sure.payloads == ["/affirm", "/deny"]
        assert sure.body["messages"][0]["card"]["number"] == "1042"
        assert shop.wishes == []
        done = talk.say(YES[language])
        assert done.said == ["utter_cancel_done"]
        assert "1042" in done.text or "۱۰۴۲" in done.text
        [wish] = shop.wishes
        assert wish.pop("message_id")
        assert wish == {
            "sender": talk.sender,
            "kind": "order_cancelled",
            "number": "1042",
            "contact": CONTACT,
            "reason": None,
            "code": None,
        }

    def test_a_turn_that_is_asked_again_is_answered_alike(
        self, bot: Bot, shop: InternalApi
    ) -> None:
        """A gateway that died before it could store the answer is followed by another."""
        talk = bot.conversation()
        talk.say(CANCEL["en"])
        turn = {"sender": talk.sender, "message_id": "again", "text": "yes", "language": "en"}
        first, second = (bot.post(json.dumps(turn).encode()) for _ in range(2))
        assert first.said == ["utter_cancel_done"]
        assert second.body == first.body
        assert len(shop.wishes) == 1

    def test_a_turn_that_two_gateways_ask_at_once_is_answered_alike(
        self, bot: Bot, shop: InternalApi
    ) -> None:
        """A gateway that stood still asks on while another one has taken its turn: both get one answer."""
        talk = bot.conversation()
        talk.say(CANCEL["en"])
        turn = {"sender": talk.sender, "message_id": "both", "text": "yes", "language": "en"}
        with ThreadPoolExecutor(2) as gateways:
            first, second = gateways.map(bot.post, [json.dumps(turn).encode()] * 2)
        assert first.said == ["utter_cancel_done"]
        assert second.body == first.body
        assert len(shop.wishes) == 1

    def test_a_no_keeps_the_order(
        self, talk: Conversation, language: str, shop: InternalApi
    ) -> None:
        talk.say(CANCEL[language])
        assert talk.say(NO[language]).said == ["utter_cancel_not"]
        assert shop.wishes == []
        assert talk.say(YES[language]).said == ["utter_affirm"], "nothing is asked any more"

    def test_what_is_missing_is_asked_for(self, bot: Bot) -> None:
        talk = bot.conversation()
        assert talk.say("I want to cancel my order").said == ["utter_ask_order_number"]
        assert talk.say("1042").said == ["utter_ask_contact"]
        assert talk.say(CONTACT).said == ["utter_cancel_sure"]

    def test_what_is_known_is_not_asked_again(self, bot: Bot, shop: InternalApi) -> None:
        talk = bot.conversation("fa")
        talk.say("سفارش ۱۰۴۲ کجاست؟ شماره‌ام ۰۹۱۲۱۲۳۴۵۶۷ هست")
        assert talk.press("/cancel_order").said == ["utter_cancel_sure"]
        assert shop.lookups[-1]["contact"] == CONTACT

    @pytest.mark.parametrize(
        ("prospect", "response", "payload"),
        [
            ("on_the_way", "utter_cancel_on_the_way", "/return_policy"),
            ("delivered", "utter_cancel_delivered", "/return_start"),
        ],
    )
    def test_too_late_is_told_with_the_next_step(
        self, bot: Bot, shop: InternalApi, prospect: str, response: str, payload: str
    ) -> None:
        shop.prospects["order_cancelled"] = prospect
        answer = bot.conversation().say(CANCEL["en"])
        assert answer.said == [response]
        assert payload in answer.payloads

    def test_one_that_was_cancelled_before_is_told_so(self, bot: Bot, shop: InternalApi) -> None:
        shop.order["state"] = shop.prospects["order_cancelled"] = "cancelled"
        assert bot.conversation("fa").say(CANCEL["fa"]).said == ["utter_order_cancelled"]


class TestReturning:
    """One question, with the reasons as buttons; the reason may be left out."""

    def test_a_reason_is_a_yes(self, talk: Conversation, language: str, shop: InternalApi) -> None:
        sure = talk.say(RETURN[language])
        assert sure.said == ["utter_return_sure"]
        assert sure.payloads[-1] == "/deny"
        assert talk.press(sure.payloads[0]).said == ["utter_return_done_sorry"]
        [wish] = shop.wishes
        assert (wish["kind"], wish["reason"]) == ("return_requested", "damaged")

    def test_a_yes_needs_no_reason(
        self, talk: Conversation, language: str, shop: InternalApi
    ) -> None:
        talk.say(RETURN[language])
        done = talk.say(YES[language])
        assert done.said == ["utter_return_done"]
        assert shop.wishes[0]["reason"] is None
        card = done.body["messages"][0]["card"]
        assert (card["kind"], card["order"], card["state"]) == (
            "return",
            "1042",
            "return_requested",
        )

    def test_a_no_keeps_it(self, talk: Conversation, language: str, shop: InternalApi) -> None:
        talk.say(RETURN[language])
        assert talk.press("/deny").said == ["utter_return_not"]
        assert shop.wishes == []

    @pytest.mark.parametrize(
        ("prospect", "response", "payload"),
        [
            ("not_sent", "utter_return_not_sent", "/cancel_order"),
            ("on_the_way", "utter_return_on_the_way", "/request_human"),
            ("too_late", "utter_return_too_late", "/request_human"),
        ],
    )
    def test_what_is_not_possible_is_told_with_the_next_step(
        self, bot: Bot, shop: InternalApi, prospect: str, response: str, payload: str
    ) -> None:
        shop.prospects["return_requested"] = prospect
        answer = bot.conversation("fa").say(RETURN["fa"])
        assert answer.said == [response]
        assert payload in answer.payloads

    def test_one_that_is_under_way_is_told_so(self, bot: Bot, shop: InternalApi) -> None:
        shop.order["state"] = shop.prospects["return_requested"] = "return_requested"
        assert bot.conversation().say(RETURN["en"]).said == ["utter_order_return_requested"]


class TestRefund:
    """The bot says how the order stands, by its state."""

    @pytest.mark.parametrize(
        ("state", "response"),
        [
            ("placed", "utter_refund_not_sent"),
            ("delayed", "utter_refund_on_the_way"),
            ("delivered", "utter_refund_delivered"),
            ("cancelled", "utter_refund_cancelled"),
            ("return_requested", "utter_order_return_requested"),
            ("returned", "utter_order_returned"),
            ("refunded", "utter_order_refunded"),
        ],
    )
    def test_every_state_has_its_sentence(
        self, bot: Bot, shop: InternalApi, state: str, response: str
    ) -> None:
        shop.order["state"] = state
        answer = bot.conversation().say(f"where is my refund for order 1042? phone {CONTACT}")
        assert answer.said == [response]
        assert answer.body["messages"][0]["card"]["state"] == state

    def test_in_persian_with_the_next_step(self, bot: Bot, shop: InternalApi) -> None:
        shop.order["state"] = "delivered"
        talk = bot.conversation("fa")
        talk.say("پولم کی برمی‌گرده؟")
        talk.say("۱۰۴۲")
        answer = talk.say("۰۹۱۲۱۲۳۴۵۶۷")
        assert answer.said == ["utter_refund_delivered"]
        assert talk.press(answer.payloads[0]).said == ["utter_return_sure"]


class TestWayThere:
    """Digressions, changes of mind, ways out."""

    @pytest.mark.parametrize(
        ("language", "opening", "question", "answer"),
        [
            ("en", "I want to return my order", "are you open now?", "utter_hours_open"),
            ("fa", "می‌خوام سفارشم رو لغو کنم", "هزینه ارسال چقدره؟", "utter_shipping_cost"),
        ],
    )
    def test_a_question_in_between_is_answered_at_every_step(
        self, bot: Bot, language: str, opening: str, question: str, answer: str
    ) -> None:
        talk = bot.conversation(language)
        talk.say(opening)
        assert talk.say(question).said == [answer, "utter_ask_order_number"]
        talk.say("1042")
        assert talk.say(question).said == [answer, "utter_ask_contact"]
        sure = talk.say(CONTACT).said
        assert sure[0] in ("utter_return_sure", "utter_cancel_sure")
        assert talk.say(question).said == [answer, *sure]
        assert talk.say(YES[language]).said == [sure[0].replace("sure", "done")]

    def test_the_purpose_can_change_on_the_way(self, bot: Bot, shop: InternalApi) -> None:
        talk = bot.conversation()
        talk.say("where is my order?")
        assert talk.say("actually, please cancel it").said[-1] == "utter_ask_order_number"
        assert talk.say(f"1042, {CONTACT}").said == ["utter_cancel_sure"]
        assert talk.say("no wait, I want to return it").said == ["utter_return_sure"]
        assert talk.say("yes").said == ["utter_return_done"]
        assert [wish["kind"] for wish in shop.wishes] == ["return_requested"]

    def test_another_number_is_asked_about_anew(self, bot: Bot, shop: InternalApi) -> None:
        talk = bot.conversation()
        talk.say(CANCEL["en"])
        shop.order["number"] = "1043"
        sure = talk.say("1043")
        assert sure.said == ["utter_cancel_sure"]
        assert "1043" in sure.text
        assert shop.wishes == []

    @pytest.mark.parametrize(
        ("text", "response"),
        [
            ("I want to talk to a person", "utter_request_human"),
            ("I want to make a complaint", "utter_complaint"),
            ("goodbye", "utter_goodbye"),
        ],
    )
    def test_ways_out_do_nothing(
        self, bot: Bot, shop: InternalApi, text: str, response: str
    ) -> None:
        talk = bot.conversation()
        talk.say(CANCEL["en"])
        assert talk.say(text).said == [response]
        assert talk.say("yes").said == ["utter_affirm"]
        assert shop.wishes == []

    def test_a_bare_number_later_asks_where_it_is(self, bot: Bot) -> None:
        talk = bot.conversation()
        talk.say(CANCEL["en"])
        talk.say("goodbye")
        assert talk.say(f"1042, {CONTACT}").said == ["utter_order_delayed"]


class TestTrouble:
    """What the bot cannot do goes to a person, with the wish."""

    def test_a_shop_that_cannot_do_it(self, bot: Bot, shop: InternalApi) -> None:
        shop.prospects["return_requested"] = "by_person"
        answer = bot.conversation("fa").say(RETURN["fa"])
        assert answer.said == ["utter_return_refused"]
        assert answer.body["handoff"] == {"reason": "complex_topic"}
        slots = answer.body["slots"]
        assert (slots["order_purpose"], slots["order_number"]) == ("return", "1042")

    def test_a_shop_that_will_not_do_it_after_all(self, bot: Bot, shop: InternalApi) -> None:
        shop.outcome = "refused"
        talk = bot.conversation()
        talk.say(CANCEL["en"])
        answer = talk.say("yes")
        assert answer.said == ["utter_cancel_refused"]
        assert answer.body["handoff"] == {"reason": "complex_topic"}
        assert answer.body["slots"]["order_purpose"] == "cancel"

    def test_an_order_that_left_in_the_meantime(self, bot: Bot, shop: InternalApi) -> None:
        talk = bot.conversation()
        talk.say(CANCEL["en"])
        shop.outcome, shop.prospects["order_cancelled"] = "refused", "on_the_way"
        answer = talk.say("yes")
        assert answer.said == ["utter_cancel_on_the_way"]
        assert answer.body["handoff"] is None

    def test_an_order_system_that_is_down(self, bot: Bot, shop: InternalApi) -> None:
        talk = bot.conversation("fa")
        talk.say(CANCEL["fa"])
        shop.orders_down = True
        answer = talk.say("بله")
        assert answer.said == ["utter_order_system_down"]
        assert answer.body["handoff"] == {"reason": "order_system_down"}
        assert answer.body["slots"]["order_purpose"] == "cancel"

    @pytest.mark.parametrize(
        ("outcome", "response"),
        [
            ("taken_over", "utter_cancel_taken_over"),
            ("too_many_attempts", "utter_order_too_many_attempts"),
            ("no_match", "utter_order_not_found"),
            ("contact_needed", "utter_order_not_found"),
        ],
    )
    def test_what_the_gateway_finds_out_last(
        self, bot: Bot, shop: InternalApi, outcome: str, response: str
    ) -> None:
        shop.outcome = outcome
        talk = bot.conversation()
        talk.say(CANCEL["en"])
        assert talk.say("yes").said == [response]


@pytest.mark.parametrize(("language", "yes"), [("en", "yes"), ("fa", "بله")])
def test_a_question_is_answered_by_the_memory_that_asked_it(
    bot: Bot, shop: InternalApi, language: str, yes: str
) -> None:
    """While "cancel it, sure?" waits for its yes the bot says that it is in a form.

    The gateway then begins no new segment, in which the yes would mean nothing.
    """
    shop.prospects = {**shop.prospects, "order_cancelled": "possible"}
    talk = bot.conversation(language)
    assert talk.say("hello").body["in_form"] is False
    asked = talk.say("cancel order 1042, 0912 123 4567")
    assert asked.said == ["utter_cancel_sure"]
    assert asked.body["in_form"] is True
    done = talk.say(yes)
    assert done.said == ["utter_cancel_done"]
    assert done.body["in_form"] is False
    known = {k: value for k, value in asked.body["slots"].items() if isinstance(value, str)}
    elsewhere = bot.conversation(language, remembered=known).say(yes)
    assert elsewhere.said != ["utter_cancel_done"], "a new segment would have lost it"


CODE = "407316"


class TestProving:
    """A customer who is not vouched for gets a code by mail, or is sent to the sign-in."""

    @pytest.fixture(autouse=True)
    def _a_code_is_needed(self, shop: InternalApi) -> None:
        shop.prospects = {"order_cancelled": "with_code", "return_requested": "with_code"}
        shop.code = CODE

    @pytest.mark.parametrize("typed", [CODE, "۴۰۷۳۱۶", f"it is {CODE}"])
    def test_the_code_that_was_sent_is_asked_for(
        self, talk: Conversation, language: str, shop: InternalApi, typed: str
    ) -> None:
        """After the yes, and it is never taken for an order's number."""
        assert talk.say(CANCEL[language]).said == ["utter_cancel_sure"]
        assert shop.wishes == []
        asked = talk.say(YES[language])
        assert asked.said == ["utter_order_code_sent"]
        assert "n•••@mail.example" in asked.text
        shop.code = passed_on = normalise(typed)
        done = talk.say(typed)
        assert done.said == ["utter_cancel_done"]
        assert "1042" in done.text or "۱۰۴۲" in done.text
        assert [wish["code"] for wish in shop.wishes] == [None, passed_on]
        assert {wish["number"] for wish in shop.wishes} == {"1042"}
        assert "order_code" not in done.body["slots"]

    def test_a_wrong_code_is_asked_for_again(
        self, talk: Conversation, language: str, shop: InternalApi
    ) -> None:
        """With another one a button away."""
        talk.say(CANCEL[language])
        talk.say(YES[language])
        wrong = talk.say("111111")
        assert wrong.said == ["utter_order_code_wrong"]
        assert "n•••@mail.example" in wrong.text
        assert talk.press(wrong.payloads[0]).said == ["utter_order_code_sent"]
        assert shop.wishes[-1]["code"] is None
        assert talk.say(CODE).said == ["utter_cancel_done"]

    def test_a_code_that_ran_out_is_replaced(self, bot: Bot, shop: InternalApi) -> None:
        """And the new one is asked for."""
        talk = bot.conversation()
        talk.say(CANCEL["en"])
        talk.say("yes")
        shop.outcome = "code_expired"
        assert talk.say("111111").said == ["utter_order_code_expired"]
        shop.outcome = "done"
        assert talk.say(CODE).said == ["utter_cancel_done"]

    def test_a_return_keeps_its_reason(self, bot: Bot, shop: InternalApi) -> None:
        """What was picked before the code still holds after it."""
        talk = bot.conversation("fa")
        sure = talk.say(RETURN["fa"])
        assert talk.press(sure.payloads[0]).said == ["utter_order_code_sent"]
        assert talk.say(CODE).said == ["utter_return_done_sorry"]
        assert shop.wishes[-1]["reason"] == "damaged"

    def test_a_question_in_between_is_answered(self, bot: Bot) -> None:
        """Then the code is asked for again; a wish for a person ends it."""
        talk = bot.conversation()
        talk.say(CANCEL["en"])
        talk.say("yes")
        assert talk.press("/store_hours").said[-1] == "utter_order_code_sent"
        person = talk.press("/request_human")
        assert person.said == ["utter_request_human"]
        assert person.body["in_form"] is False

    def test_no_more_codes_means_a_person(
        self, talk: Conversation, language: str, shop: InternalApi
    ) -> None:
        """Said plainly, and a person is offered."""
        talk.say(CANCEL[language])
        shop.outcome = "too_many_attempts"
        over = talk.say(YES[language])
        assert over.said == ["utter_order_codes_used_up"]
        assert over.payloads == ["/request_human"]

    @pytest.mark.parametrize("ask", [CANCEL, RETURN])
    def test_without_a_way_to_prove_it_the_way_out_is_told_at_once(
        self, talk: Conversation, language: str, shop: InternalApi, ask: dict[str, str]
    ) -> None:
        """Before anything is confirmed that will not be done."""
        shop.prospects = {"order_cancelled": "sign_in_needed", "return_requested": "sign_in_needed"}
        answer = talk.say(ask[language])
        assert answer.said == ["utter_order_sign_in"]
        assert answer.payloads == ["/request_human"]
        assert answer.body["messages"][0]["card"]["number"] == "1042"
        assert shop.wishes == []


class TestLettingGo:
    """What was asked is dropped when the customer is elsewhere."""

    @pytest.mark.parametrize(
        ("language", "text", "response"),
        [
            ("en", "ok thanks", "utter_thank"),
            ("en", "never mind", "utter_order_left"),
            ("en", "bye for now", "utter_goodbye"),
            ("fa", "مرسی", "utter_thank"),
            ("fa", "بی‌خیالش", "utter_order_left"),
            ("fa", "خداحافظ", "utter_goodbye"),
        ],
    )
    def test_it_is_let_go(self, bot: Bot, language: str, text: str, response: str) -> None:
        """And nothing is asked any more."""
        talk = bot.conversation(language)
        talk.say("where is my order?" if language == "en" else "سفارشم کجاست؟")
        answer = talk.say(text)
        assert answer.said == [response]
        assert answer.body["in_form"] is False

    def test_after_other_questions_it_is_asked_once_more_and_no_more(self, bot: Bot) -> None:
        """But a number that comes later still goes with what was wanted."""
        talk = bot.conversation()
        talk.say("please cancel my order")
        assert talk.say("are you open?").said[-1] == "utter_ask_order_number"
        second = talk.say("what does shipping cost?")
        assert second.said == ["utter_shipping_cost"]
        assert second.body["in_form"] is False
        talk.say("1042")
        assert talk.say(CONTACT).said == ["utter_cancel_sure"]

    @pytest.mark.parametrize(
        ("language", "why"), [("en", "why do you need it?"), ("fa", "چرا لازمش دارید؟")]
    )
    def test_why_it_is_needed_is_answered(self, bot: Bot, language: str, why: str) -> None:
        """The bot says why it needs the number or the contact, and takes either afterwards."""
        talk = bot.conversation(language)
        talk.say("where is my order?" if language == "en" else "سفارشم کجاست؟")
        assert talk.say(why).said == ["utter_order_why_number"]
        assert talk.say("1042").said == ["utter_ask_contact"]
        assert talk.say(why).said == ["utter_order_why_contact"]
        assert talk.say(CONTACT).said == ["utter_order_delayed"]

    @pytest.mark.parametrize(
        ("language", "no"), [("en", "no, I won't give you my phone"), ("fa", "شماره‌ام رو نمی‌دم")]
    )
    def test_refusing_the_contact_has_an_answer_of_its_own(
        self, bot: Bot, language: str, no: str
    ) -> None:
        """Why, and what else helps; a second no is the end of it."""
        talk = bot.conversation(language)
        talk.say("where is order 1042?" if language == "en" else "سفارش ۱۰۴۲ کجاست؟")
        refused = talk.say(no)
        assert refused.said == ["utter_order_without_contact"]
        assert refused.payloads == ["/request_human"]
        assert refused.body["in_form"] is True
        assert talk.say(no).body["in_form"] is False

    def test_a_contact_without_a_number_is_kept(self, bot: Bot) -> None:
        """And not taken for an answer twice."""
        talk = bot.conversation()
        talk.say("where is my order?")
        assert talk.say(CONTACT).said == ["utter_order_number_too"]
        assert talk.say(CONTACT).said == ["utter_order_needs_more", "utter_ask_order_number"]
        assert talk.say("1042").said == ["utter_order_delayed"]


class TestCorrections:
    """A new number wins, and the purpose stays."""

    def test_a_number_that_came_first_serves_what_is_wanted_then(self, bot: Bot) -> None:
        talk = bot.conversation()
        talk.say("1042")
        assert talk.say("I want to cancel it").said == ["utter_ask_contact"]
        assert talk.say(CONTACT).said == ["utter_cancel_sure"]

    @pytest.mark.parametrize("text", ["no, 1042", "sorry, I meant 1042", "not 1024 but 1042"])
    def test_a_corrected_number_keeps_the_purpose(
        self, bot: Bot, shop: InternalApi, text: str
    ) -> None:
        talk = bot.conversation()
        talk.say("I'd like to return order 1024")
        assert talk.say(text).said == ["utter_ask_contact"]
        assert talk.say(CONTACT).said == ["utter_return_sure"]
        assert shop.lookups[-1]["number"] == "1042"

    def test_a_correction_after_the_answer(self, bot: Bot, shop: InternalApi) -> None:
        """What could not be done for one order is tried with the other."""
        talk = bot.conversation("fa")
        shop.prospects["order_cancelled"] = "on_the_way"
        assert talk.say(CANCEL["fa"]).said == ["utter_cancel_on_the_way"]
        shop.order["number"], shop.prospects["order_cancelled"] = "1061", "possible"
        sure = talk.say("نه، ۱۰۶۱")
        assert sure.said == ["utter_cancel_sure"]
        assert "۱۰۶۱" in sure.text


class TestReasons:
    """A return's reason may be typed."""

    @pytest.mark.parametrize(
        ("language", "typed", "reason"),
        [
            ("en", "the cover is torn", "damaged"),
            ("en", "you sent the wrong one", "wrong_item"),
            ("en", "I don't need it any more, changed my mind", "changed_mind"),
            ("fa", "جلدش پاره بود", "damaged"),
            ("fa", "اشتباهی فرستادید", "wrong_item"),
            ("fa", "پشیمون شدم", "changed_mind"),
            ("fa", "kharab bud", "damaged"),
        ],
    )
    def test_it_is_understood(
        self, bot: Bot, shop: InternalApi, language: str, typed: str, reason: str
    ) -> None:
        """And what is the shop's fault is registered with a sorry."""
        talk = bot.conversation(language)
        talk.say(RETURN[language])
        sorry = "" if reason == "changed_mind" else "_sorry"
        assert talk.say(typed).said == [f"utter_return_done{sorry}"]
        assert shop.wishes[-1]["reason"] == reason

    def test_a_reason_that_was_given_is_not_asked_for(self, bot: Bot, shop: InternalApi) -> None:
        talk = bot.conversation()
        sure = talk.say(f"I want to return order 1042, it is broken, phone {CONTACT}")
        assert sure.said == ["utter_return_sure_so"]
        assert talk.say("yes").said == ["utter_return_done_sorry"]
        assert shop.wishes[-1]["reason"] == "damaged"

    def test_a_question_about_reasons_registers_nothing(self, bot: Bot, shop: InternalApi) -> None:
        """Only a yes or a reason does."""
        talk = bot.conversation()
        talk.say(RETURN["en"])
        talk.say("what do I pay for shipping if it's damaged?")
        assert shop.wishes == []
