"""Events in the shapes of Rasa's own channel, and as sentences in both languages."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest

from handoff.adapters.wording.speech import CatalogueWording
from handoff.domain.bot_answers import OVERLOADED, Button
from handoff.domain.conversation import events as e
from handoff.domain.files import SentFile
from handoff.domain.language import LANGUAGES, Language
from handoff.web.rasa.messages import pressed
from handoff.web.rasa.sentences import of_event, refusal
from handoff.web.rasa.utterances import greeting, refused, utterances
from tests.handoff.cards import EVERY_CARD
from tests.handoff.conftest import Written

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)  # a Monday
ZONE = ZoneInfo("Asia/Tehran")
BODIES: dict[type, Any] = {
    e.QueueEntered: e.QueueEntered(since=NOW),
    e.WaitPromised: e.WaitPromised(low=3, high=5),
    e.WaitSlipped: e.WaitSlipped(),
    e.AbsenceTold: e.AbsenceTold(closed=False, ticket_at=NOW),
    e.WaitChosen: e.WaitChosen(until=NOW),
    e.AbsenceEnded: e.AbsenceEnded(),
    e.AgentAccepted: e.AgentAccepted(agent_id="", agent_name="Sara"),
    e.AgentLost: e.AgentLost(agent_id="", agent_name="Sara"),
    e.ConversationTransferred: e.ConversationTransferred(agent_name="Sara"),
    e.AgentSaid: e.AgentSaid(text="Good morning", client_id="c"),
    e.BotSaid: e.BotSaid(text="Good morning", reply_to=2),
    e.BotFailed: e.BotFailed(reply_to=2, code="bot_failed"),
    e.FilesUnseen: e.FilesUnseen(),
    e.ReturnedToBot: e.ReturnedToBot(),
    e.TicketOpened: e.TicketOpened(number=1001, cause="chosen"),
    e.ContactLeft: e.ContactLeft(client_id="c", email="nika@mail.example"),
    e.ConversationClosed: e.ConversationClosed(),
    e.ConversationReopened: e.ConversationReopened(),
}
# The customer's own doing, which the widget shows itself, and what the bot's own words say.
UNTOLD = (
    e.ConversationStarted,
    e.ConsentGiven,
    e.DataRequestMade,
    e.DataRequestWithdrawn,
    e.DataRequestAnswered,
    e.CustomerSaid,
    e.ConversationRated,
    e.ActionTaken,
)


def event(body: e.Body, actor: e.Actor | None = None) -> e.Event:
    by = actor or e.Actor(kind="bot")
    return e.Event(seq=7, after=6, at=NOW, epoch=0, actor=by, body=body)


def said(body: e.Body, language: Language = "en", actor: e.Actor | None = None) -> list[Any]:
    return [
        message.root
        for message in utterances(event(body, actor), language, ZONE, CatalogueWording())
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", EVERY_CARD)
def test_a_card_is_a_message_of_its_own(kind: str, language: Language) -> None:
    """As text, with the buttons below it, from the bot and from agents."""
    shown = EVERY_CARD[kind]
    card = "\n".join(CatalogueWording().card(shown, ZONE, language))
    buttons = (Button(title="Yes"),)
    bots = said(e.BotSaid(text="Here", reply_to=2, card=shown, buttons=buttons), language)
    assert [message["text"] for message in bots] == ["Here", card]
    assert ["quick_replies" in message for message in bots] == [False, True]
    agents = said(e.AgentSaid(text="", client_id="c", card=shown), language)
    assert [message["text"] for message in agents] == [card]


def test_a_card_that_cannot_be_told_is_left_out(written: Written) -> None:
    """No Persian calendar knows its day. The words go out, and the log says which kind of card did not."""
    card: Any = EVERY_CARD["coupon"]
    card = replace(card, until=datetime.max.replace(tzinfo=UTC))
    messages = said(e.BotSaid(text="Here", reply_to=2, card=card), "fa")
    assert [message["text"] for message in messages] == ["Here"]
    (entry,) = written.entries
    assert (entry["event"], entry["kind"]) == ("rasa.card_left_out", "coupon")


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (None, "Sara had to leave"),
        ("away", "Sara had to leave"),
        ("signed_off", "Sara had to leave"),
        ("connection", "Sara's connection broke off"),
        ("day_over", "Sara has gone for today"),
    ],
)
def test_an_agent_who_is_gone_is_told_of_as_far_as_is_known(
    cause: e.LossCause | None, words: str
) -> None:
    """As the widget has it."""
    (message,) = said(e.AgentLost(agent_id="", agent_name="Sara", cause=cause))
    assert message["text"].startswith(words)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "kind", [kind for kind in get_args(e.Body) if kind not in e.INTERNAL and kind not in UNTOLD]
)
def test_whatever_the_customer_may_see_is_told(kind: type, language: Language) -> None:
    """A new kind of event needs a sentence here, in each language."""
    (message,) = said(BODIES[kind], language)
    assert message["text"]
    assert "{" not in message["text"]


def test_buttons_are_quick_replies_of_the_last_part() -> None:
    """An empty line parts messages; payloads name the button, and nothing of the bot."""
    buttons = (Button(title="Yes"), Button(title="No"))
    first, last = said(e.BotSaid(text="Found it.\n\nTrack it?", reply_to=2, buttons=buttons))
    assert first["text"] == "Found it."
    assert "quick_replies" not in first
    assert last["text"] == "Track it?"
    assert [reply["title"] for reply in last["quick_replies"]] == ["Yes", "No"]
    assert [reply["content_type"] for reply in last["quick_replies"]] == ["text", "text"]
    assert [pressed(reply["payload"]) for reply in last["quick_replies"]] == [(7, 0), (7, 1)]


def test_a_picture_alone_is_an_attachment() -> None:
    """A link within words stays words."""
    picture = "https://shop.example/map.PNG"
    (alone,) = said(e.BotSaid(text=picture, reply_to=2))
    assert alone["attachment"] == {"type": "image", "payload": {"src": picture}}
    assert "text" not in alone
    (within,) = said(e.BotSaid(text=f"See {picture}", reply_to=2))
    assert within["text"] == f"See {picture}"


def test_metadata_tells_who_speaks() -> None:
    """An agent by the public name; a customer's name is not sent back as an author."""
    sara = e.Actor(kind="agent", name="Sara")
    (message,) = said(BODIES[e.AgentSaid], actor=sara)
    assert (message["metadata"]["kind"], message["metadata"]["author"]) == ("agent", "Sara")
    (moment,) = said(BODIES[e.ConversationReopened], actor=e.Actor(kind="customer", name="Nika"))
    assert (moment["metadata"]["kind"], moment["metadata"]["author"]) == ("system", None)


def test_a_file_of_an_agent_is_told_of() -> None:
    """These widgets have no way to ask for a link to it."""
    file = SentFile(id="f", name="label.pdf", kind="application/pdf", bytes=7, sha256="0" * 64)
    body = e.AgentSaid(text="label.pdf", client_id="c", file=file)
    (message,) = said(body, actor=e.Actor(kind="agent", name="Sara"))
    assert message["text"] == "Sara has sent a file that can't be shown here: label.pdf"


def test_words_of_nothing_are_no_message() -> None:
    """A text of empty lines shows nothing."""
    assert said(e.BotSaid(text="\n\n \n\n", reply_to=2)) == []
    assert said(e.ConversationStarted(customer_id="c", language="en")) == []


@pytest.mark.parametrize(
    ("body", "english", "persian"),
    [
        (e.WaitPromised(low=0, high=2), "less than 2 minutes", "کمتر از ۲ دقیقه"),
        (e.WaitPromised(low=3, high=12), "3 to 12 minutes", "۳ تا ۱۲ دقیقه"),
        (e.WaitPromised(low=3, high=12, late=True), "Sorry", "ببخشید"),
        (e.QueueEntered(since=NOW, because="mood"), "sorry", "متأسفم"),
        (e.QueueEntered(since=NOW, instead_of="Sara"), "Sara can't come", "Sara نتونست"),
        (e.ConversationTransferred(team="billing"), "A colleague", "همکارها"),
        (e.BotFailed(reply_to=2, code=OVERLOADED.code), "many people", "خیلی‌ها"),
        (e.TicketOpened(number=1001, cause="nobody_online"), "1001", "۱۰۰۱"),
        (e.AbsenceTold(closed=True, ticket_at=NOW), "We're closed now.", "الان تعطیلیم."),
    ],
)
def test_what_happens_is_a_sentence(body: e.Body, english: str, persian: str) -> None:
    """With figures in the reader's digits."""
    assert english in str(of_event(event(body), "en", ZONE))
    assert persian in str(of_event(event(body), "fa", ZONE))


def test_the_opening_is_told_in_the_shops_time() -> None:
    """A weekday names a day within a week; later ones are counted as well."""
    told = e.AbsenceTold(closed=True, ticket_at=NOW, opens_at=NOW + timedelta(days=1))
    assert "on Tuesday at 15:30" in str(of_event(event(told), "en", ZONE))
    assert "سه‌شنبه ساعت ۱۵:۳۰" in str(of_event(event(told), "fa", ZONE))
    late = replace(told, opens_at=NOW + timedelta(days=9))
    assert "in 9 days, on Wednesday" in str(of_event(event(late), "en", ZONE))
    assert "۹ روز دیگه، چهارشنبه" in str(of_event(event(late), "fa", ZONE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_refusals_have_sentences(language: Language) -> None:
    """A code that the catalogue does not know is told as one that it does."""
    assert refusal("rate_limited", language) != refusal("text_too_long", language)
    assert refusal("internal", language) == refusal("unavailable", language)
    (message,) = refused("internal", language)
    assert message.root["metadata"]["code"] == "internal"
    (hello,) = greeting(language)
    assert hello.root["text"]
