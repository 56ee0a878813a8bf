"""What is suggested to an agent: what is open in a log, and what fits it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from handoff.domain.advice.replies import (
    HoursReply,
    KnownOrder,
    NextStep,
    OrderFinding,
    OrderReply,
    Phrase,
    PhraseReply,
    Suggestion,
    WordsReply,
)
from handoff.domain.advice.suggestions import (
    STRONG,
    Circumstances,
    SkilledMember,
    suggest,
    team_for,
)
from handoff.domain.advice.unanswered import Late, Unanswered, unanswered
from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.language import Language
from handoff.domain.shop.business_hours import END_OF_DAY, BusinessHours, Interval, opening_state
from handoff.domain.shop.profile import Address, week_of
from handoff.domain.topics import Topics
from handoff.domain.understanding import LIKELY, Emotion, Entity, Intent, MessageReading
from tests.handoff.domain.play.story import NOON, SARA, told, turn
from tests.handoff.shop import shop_of
from tests.handoff.topics import TOPICS

HOURS = BusinessHours(
    zone=ZoneInfo("Asia/Tehran"),
    week={5: (Interval(opens=time(9), closes=time(18)),)},
    holidays={},
)
DELIVERY: Mapping[Language, str] = {"en": "Two days.", "fa": "دو روز."}
RETURNS: Mapping[Language, str] = {"en": "Seven days.", "fa": "هفت روز."}
SHOP = shop_of(
    hours=HOURS,
    policies={"delivery_time": DELIVERY, "return_policy": RETURNS},
    addresses=(
        Address(text={"en": "28 Enghelab", "fa": "انقلاب ۲۸"}, map="https://map.example"),
        Address(text={"en": "1 Valiasr", "fa": "ولیعصر ۱"}),
    ),
    phone="+98 21 5555",
    email="help@books.example",
)
KNOWN = Circumstances(language="en", shop=SHOP, topics=TOPICS, opening=opening_state(HOURS, NOON))
ORDER = KnownOrder(number="1042", state="shipped", expected_at=datetime(2026, 11, 26, tzinfo=UTC))


def said(text: str = "where is it?", seq: int = 7) -> e.Event:
    return e.Event(
        seq=seq,
        after=seq - 1,
        at=NOON,
        epoch=2,
        actor=e.Actor(kind="customer"),
        body=e.CustomerSaid(text=text, client_id=f"c-{seq}", language="en"),
    )


OPEN = Unanswered(asked=said(), text="where is it?", late=(), greeted=True)


def reading(
    intent: str, confidence: float = 0.9, *, emotion: Emotion | None = None
) -> MessageReading:
    told_intent = Intent(name=intent, confidence=confidence)
    return MessageReading(intent=told_intent, emotion=emotion or Emotion())


def suggested(
    intent: str,
    confidence: float = 0.9,
    *,
    emotion: Emotion | None = None,
    order: OrderFinding = "unnamed",
    known: Circumstances = KNOWN,
    matter: Unanswered = OPEN,
) -> Suggestion:
    """The suggestion, which must not be None."""
    about = replace(known, order=order)
    suggestion = suggest(matter, reading(intent, confidence, emotion=emotion), about)
    assert suggestion is not None
    return suggestion


def does(suggestion: Suggestion) -> list[str]:
    return [step.do for step in suggestion.steps]


# --- what is open ------------------------------------------------------------------------------


def took() -> c.Take:
    return c.Take(agent=SARA)


def customer(text: str, client_id: str) -> c.CustomerSay:
    return c.CustomerSay(text=text, client_id=client_id)


def agent(text: str = "one moment", client_id: str = "a-1") -> c.AgentSay:
    return c.AgentSay(agent=SARA, text=text, client_id=client_id)


def test_the_customers_last_words_are_open() -> None:
    """The last of several messages is open; the agent has not said anything yet."""
    log = told(took(), customer("hello", "c-1"), customer("where is it?", "c-2")).log
    found = unanswered(log)
    assert (found.text, found.late, found.greeted) == ("where is it?", (), False)
    assert found.asked == log[-1]


def test_what_the_agent_has_answered_is_not_open() -> None:
    """An agent who has answered has greeted; later messages are open again."""
    story = told(took(), customer("hello", "c-1"), agent())
    assert unanswered(story.log) == Unanswered(asked=None, text="", late=(), greeted=True)
    again = unanswered(story.then(customer("thanks", "c-2")).log)
    assert (again.text, again.greeted) == ("thanks", True)


def test_what_the_bot_has_answered_is_not_open() -> None:
    """The customer then asked for a person by the button."""
    story = told(customer("when do you open?", "c-1"))
    story = story.then(turn(story.state), took())
    assert unanswered(story.log).asked is None


def test_what_led_to_the_handoff_is_open() -> None:
    """The bot has said something to a complaint, and settled nothing."""
    story = told(customer("a disgrace", "c-1"))
    story = story.then(turn(story.state, intent="complaint"))
    assert "handoff.requested" in story.types
    assert unanswered(story.then(took()).log).text == "a disgrace"


def test_an_answer_that_came_too_late_is_kept_until_the_agent_answers() -> None:
    """One without words is nothing to suggest."""
    story = told(customer("when do you open?", "c-1"))
    asked = story.state.seq
    story = story.then(took(), turn(story.state))
    assert story.types[-1] == "bot.suppressed"
    assert unanswered(story.log).late == (Late(reply_to=asked, text="On its way"),)
    assert unanswered(story.then(agent()).log).late == ()

    wordless = e.BotSuppressed(reply_to=asked, computed_epoch=0, texts=())
    assert unanswered((*story.log[:-1], replace(story.log[-1], body=wordless))).late == ()


def test_of_a_long_log_its_end_is_enough() -> None:
    """Where the agent came in is out of sight: they have said hello long ago."""
    story = told(took(), agent(), customer("and now?", "c-2"))
    found = unanswered(story.log[-1:])
    assert (found.text, found.greeted) == ("and now?", True)


# --- the guess ---------------------------------------------------------------------------------


def test_a_guess_is_the_likeliest_intent_that_says_something() -> None:
    """`nlu_fallback` comes first in the ranking when the bot is unsure; the guesses follow."""
    unsure = MessageReading(
        intent=Intent(name="nlu_fallback", confidence=0.7),
        ranking=(
            Intent(name="nlu_fallback", confidence=0.7),
            Intent(name="order_status", confidence=LIKELY),
        ),
    )
    assert unsure.guess == Intent(name="order_status", confidence=LIKELY)
    assert reading("store_hours", LIKELY - 0.01).guess is None
    assert reading("out_of_scope").guess is None


def test_entities_are_found_by_name() -> None:
    """The first that fits."""
    told_of = MessageReading(
        intent=Intent(name="inform", confidence=0.9),
        entities=(
            Entity(entity="city", value="Yazd"),
            Entity(entity="email", value="a@b.example"),
            Entity(entity="phone", value="0912"),
        ),
    )
    assert told_of.value("phone", "email") == "a@b.example"
    assert told_of.value("order_number") is None


# --- replies -----------------------------------------------------------------------------------


def test_a_policy_is_told_in_the_customers_language_and_is_an_article() -> None:
    """The bot could tell it as well."""
    found = suggested("delivery_time", known=replace(KNOWN, language="fa"))
    assert found.replies == (WordsReply(text="دو روز."),)
    assert found.article is not None
    assert (found.article.topic, found.article.text) == ("delivery_time", DELIVERY)
    assert (found.language, found.reply_to) == ("fa", 7)
    assert found.intent == Intent(name="delivery_time", confidence=0.9)
    assert does(found) == ["return_to_bot"]


def test_hours_are_told_as_they_are_now() -> None:
    """The reply has the usual week."""
    found = suggested("store_hours")
    hours = HoursReply(opening=KNOWN.opening, week=week_of(HOURS), timezone="Asia/Tehran")
    assert found.replies == (hours,)
    assert hours.week[5].intervals == (("09:00", "18:00"),)
    assert hours.week[4].intervals == ()
    always = replace(HOURS, week={0: (Interval(opens=time.min, closes=END_OF_DAY),)})
    assert week_of(always)[0].intervals == (("00:00", "24:00"),)
    assert found.article is None


def test_each_address_is_a_reply() -> None:
    """The reply has the address's map, if there is one."""
    assert suggested("store_address").replies == (
        PhraseReply(
            phrase="store_address", facts={"address": "28 Enghelab", "map": "https://map.example"}
        ),
        PhraseReply(phrase="store_address", facts={"address": "1 Valiasr", "map": ""}),
    )


@pytest.mark.parametrize(
    ("phone", "email", "phrase"),
    [
        ("+98 21", "a@b.example", "call_or_write"),
        ("+98 21", None, "call"),
        (None, "a@b.example", "write"),
    ],
)
def test_contact_is_what_the_shop_has(phone: str | None, email: str | None, phrase: Phrase) -> None:
    """Phone, e-mail, or both."""
    shop = replace(SHOP, phone=phone, email=email)
    facts = {name: value for name, value in (("phone", phone), ("email", email)) if value}
    found = suggested("contact_info", known=replace(KNOWN, shop=shop))
    assert found.replies == (PhraseReply(phrase=phrase, facts=facts),)


def test_a_shop_that_cannot_be_called_suggests_no_reply() -> None:
    """The bot can say so just as well."""
    shop = replace(SHOP, phone=None, email=None)
    found = suggested("contact_info", known=replace(KNOWN, shop=shop))
    assert found.replies == ()
    assert does(found) == ["return_to_bot"]


def test_a_topic_that_an_article_answers_can_go_back_to_the_bot() -> None:
    """The bot quotes the article as well as a person does; a policy is not needed."""
    listed = TOPICS.by_name["contact_info"]
    by_article = Topics({"clubs": replace(listed, name="clubs", by="article", answer="clubs")})
    found = suggested("clubs", known=replace(KNOWN, topics=by_article))
    assert does(found) == ["return_to_bot"]
    assert found.article is None


@pytest.mark.parametrize(
    ("order", "phrase"),
    [
        ("unnamed", "ask_order_number"),
        ("unproven", "ask_contact"),
        ("not_found", "order_not_found"),
        ("down", "order_system_down"),
    ],
)
def test_without_a_known_order_the_next_question_is_suggested(
    order: OrderFinding, phrase: Phrase
) -> None:
    """The shop's delivery policy goes with it."""
    found = suggested("order_status", order=order)
    assert found.replies == (PhraseReply(phrase=phrase),)
    assert found.article is not None
    assert found.article.topic == "delivery_time"
    assert found.steps == ()


@pytest.mark.parametrize("intent", ["order_status", "refund_status", "inform"])
def test_a_known_order_is_told(intent: str) -> None:
    """Whether they asked for it or just sent its number."""
    assert suggested(intent, order=ORDER).replies == (OrderReply(order=ORDER),)


def test_details_that_are_no_orders_ask_nothing() -> None:
    """The customer's details alone suggest nothing."""
    assert suggest(OPEN, reading("inform"), KNOWN) is None


@pytest.mark.parametrize("intent", ["cancel_order", "change_order", "return_start"])
def test_whoever_wants_something_done_is_asked_which_order(intent: str) -> None:
    """The reply asks as long as the order is unknown."""
    assert does(suggested(intent)) == ["ask_order_number"]
    assert does(suggested(intent, order=ORDER)) == []
    assert suggested(intent).replies[0] == PhraseReply(phrase=intent)  # type: ignore[arg-type]


def test_an_article_that_the_shop_does_not_have_is_none() -> None:
    """`payment_methods` would help."""
    assert suggested("payment_problem").article is None
    assert suggested("return_start").article is not None


# --- tone --------------------------------------------------------------------------------------


def test_who_has_not_said_anything_yet_says_hello_first() -> None:
    """The greeting comes once."""
    new = replace(OPEN, greeted=False)
    assert suggested("delivery_time", matter=new).opening == ("hello",)
    assert suggested("delivery_time").opening == ()


@pytest.mark.parametrize("label", ["anger", "frustration", "sadness", "fear"])
def test_an_unhappy_customer_is_told_sorry_first(label: str) -> None:
    """Handing back to the bot is not suggested."""
    emotion = Emotion(label=label, score=STRONG)  # type: ignore[arg-type]
    found = suggested("delivery_time", emotion=emotion)
    assert (found.opening, found.steps, found.emotion) == (("sorry",), (), emotion)
    mild = replace(emotion, score=STRONG - 0.01)
    assert suggested("delivery_time", emotion=mild).opening == ()


def test_a_complaint_is_met_with_sorry_whatever_the_mood() -> None:
    """After a hello, if there was none."""
    found = suggested("complaint", matter=replace(OPEN, greeted=False))
    assert found.opening == ("hello", "sorry")
    assert found.replies == (PhraseReply(phrase="complaint"),)


def test_of_an_unreadable_message_only_the_mood_can_be_met() -> None:
    """A message without a mood suggests nothing."""
    emotion = Emotion(label="anger", score=0.9)
    found = suggested("nlu_fallback", emotion=emotion)
    assert found.replies == (PhraseReply(phrase="look_into_it"),)
    assert found.intent is None
    assert suggest(OPEN, reading("nlu_fallback"), KNOWN) is None
    assert suggest(OPEN, None, KNOWN) is None


def test_a_farewell_may_end_the_conversation() -> None:
    """Unless it is bitter."""
    assert does(suggested("thank")) == ["close"]
    assert does(suggested("goodbye", emotion=Emotion(label="anger", score=0.9))) == []


def test_an_intent_that_the_shop_has_no_words_for_is_still_a_hint() -> None:
    """Another bot has intents of its own. A yes or a no is plain without it."""
    found = suggested("gift_wrapping")
    assert found.intent == Intent(name="gift_wrapping", confidence=0.9)
    assert (found.replies, found.article, found.steps) == ((), None, ())
    assert suggest(OPEN, reading("affirm"), KNOWN) is None


# --- late answers and greetings ----------------------------------------------------------------


def test_the_bots_own_late_answer_takes_the_place_of_a_made_one() -> None:
    """It says the same, so the other would be noise."""
    late = replace(OPEN, late=(Late(reply_to=7, text="We open at nine."),), greeted=False)
    found = suggested("store_hours", matter=late)
    assert found.replies == (WordsReply(text="We open at nine.", late=True),)
    assert found.opening == ()


def test_a_late_answer_to_something_else_stands_before_a_made_one() -> None:
    """Both are open."""
    late = replace(OPEN, late=(Late(reply_to=5, text="We open at nine."),))
    found = suggested("delivery_time", matter=late)
    assert found.replies == (
        WordsReply(text="We open at nine.", late=True),
        WordsReply(text="Two days."),
    )


def test_a_late_answer_is_suggested_without_a_reading() -> None:
    """The customer's words are answered or unread."""
    late = Unanswered(asked=None, text="", late=(Late(reply_to=2, text="At nine."),), greeted=False)
    found = suggest(late, None, KNOWN)
    assert found == Suggestion(
        reply_to=None, language="en", replies=(WordsReply(text="At nine.", late=True),)
    )


def test_who_has_come_to_a_silent_customer_says_hello() -> None:
    """They asked for a person by the button."""
    silent = Unanswered(asked=None, text="", late=(), greeted=False)
    found = suggest(silent, None, KNOWN)
    assert found == Suggestion(
        reply_to=None, language="en", opening=("hello",), replies=(PhraseReply(phrase="greet"),)
    )
    assert suggest(replace(silent, greeted=True), None, KNOWN) is None


# --- teams -------------------------------------------------------------------------------------


def test_a_team_is_named_where_others_are_skilled() -> None:
    """Always the same of several; not where the owner is skilled, nor without anybody who is."""
    sara = SkilledMember(id="sara", topics=frozenset(), teams=frozenset({"front"}))
    omid = SkilledMember(
        id="omid", topics=frozenset({"refund_status"}), teams=frozenset({"money", "back"})
    )
    assert team_for("refund_status", "sara", [sara, omid]) == "back"
    assert team_for("refund_status", "omid", [sara, omid]) is None
    assert team_for("store_hours", "sara", [sara, omid]) is None
    assert team_for("refund_status", "sara", [sara, replace(omid, teams=frozenset())]) is None


def test_handing_over_is_a_step_where_a_team_knows_better() -> None:
    """The step names the team."""
    found = suggested("account_problem", known=replace(KNOWN, team="accounts"))
    assert found.steps == (NextStep(do="hand_over", team="accounts"),)
