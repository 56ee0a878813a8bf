"""Widgets of Rasa's Socket.IO channel on a real gateway: talk, sessions, bounds."""

import asyncio
from datetime import timedelta

import pytest
from redis.asyncio import Redis
from socketio.exceptions import ConnectionError as Refused
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import now
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.postgres.marks import PostgresMarks
from handoff.adapters.signatures import SignedTokens
from handoff.domain.conversation.events import BotSaid, CustomerSaid, Event
from handoff.services.visits import Pass
from tests.handoff.conftest import House
from tests.handoff.scripted_bot import ScriptedBot, reply
from tests.handoff.waiting import PATIENCE, eventually
from tests.handoff.web.rasa.conftest import NewWidget, RasaWidget


def granted(house: House, widget: RasaWidget) -> Pass:
    tokens = SignedTokens(str(house.settings["FIRUZE_SECRET"]), "rasa-session")
    return tokens.verify(str(widget.session_id))


def conversation_of(house: House, widget: RasaWidget) -> str:
    return granted(house, widget).visit.conversation_id


async def log_of(house: House, widget: RasaWidget) -> list[Event]:
    store = PostgresConversations(house.engine)
    found = await store.read(conversation_of(house, widget), after=0, limit=200, public_only=False)
    return list(found)


async def test_the_bot_answers_in_rasas_words(rasa_house: House, new_widget: NewWidget) -> None:
    """The customer's line is in the log on the channel, the answer comes as `bot_uttered`."""
    widget = await new_widget().come_in()
    await widget.utter("where is my parcel?")
    await widget.until_text("You said: where is my parcel?")
    assert widget.said[0]["metadata"]["kind"] == "bot"
    state = await PostgresConversations(rasa_house.engine).load(conversation_of(rasa_house, widget))
    assert (state.channel, state.language) == ("rasa", "en")


async def test_by_polling_as_well(new_widget: NewWidget) -> None:
    """Where WebSockets are forbidden."""
    widget = await new_widget().come_in("polling")
    await widget.utter("hello")
    await widget.until_text("You said: hello")


async def test_an_agent_takes_over_in_the_widget(rasa_house: House, new_widget: NewWidget) -> None:
    """Queue, agent, words with the author's name, and the return to the bot are all told."""
    sara = await rasa_house.console("Sara")
    widget = await new_widget().come_in()
    await widget.utter("hello")
    await widget.until_text("You said: hello")
    await widget.utter("/firuze_person")
    chat = conversation_of(rasa_house, widget)
    await sara.until_owner(chat, "offered")
    await sara.about("accept", chat)
    await sara.say(chat, "I have found it.\n\nIt arrives on Monday.")
    await widget.until_text("It arrives on Monday.")
    assert widget.events[1:] == ["queue.entered", "agent.accepted", "agent.said", "agent.said"]
    assert "Sara" in widget.said[2]["text"]
    assert widget.said[3]["text"] == "I have found it."
    assert widget.said[3]["metadata"] | {"seq": 0} == {
        "kind": "agent",
        "author": "Sara",
        "event": "agent.said",
        "seq": 0,
    }
    await widget.utter("thank you")
    await sara.watch(chat)
    await sara.until(lambda: "thank you" in sara.texts(chat), "the customer's words")
    await sara.about("return_to_bot", chat)
    await widget.until_text("You're with the assistant again.")


async def test_a_pressed_button_is_the_bots_own(
    rasa_house: House, new_widget: NewWidget, bot: ScriptedBot
) -> None:
    """Its payload stays on the server; pressed twice, it counts once; one that nobody sent is refused
    with a sentence."""
    bot.answer = lambda _: reply("Shall I look?", buttons=(("Yes, please", "/affirm"),))
    widget = await new_widget().come_in()
    await widget.utter("where is my order?")
    await widget.until_text("Shall I look?")
    assert "/affirm" not in str(widget.said)
    await widget.press("Yes, please")
    await widget.press("Yes, please")
    await widget.until(lambda: widget.texts.count("Shall I look?") == 2, "the answer")
    log = await log_of(rasa_house, widget)
    said = [event.body for event in log if isinstance(event.body, CustomerSaid)]
    assert [(body.text, body.payload) for body in said] == [
        ("where is my order?", None),
        ("Yes, please", "/affirm"),
    ]
    await widget.utter('/firuze_button{"seq":1,"index":0}')
    await widget.until(lambda: "refused" in widget.events, "a refusal")
    assert widget.said[-1]["metadata"]["code"] == "unknown_button"


async def test_a_page_that_opens_with_a_payload_is_greeted(
    rasa_house: House, new_widget: NewWidget, bot: ScriptedBot
) -> None:
    """Nothing is stored of somebody who only looks; later such a text is the customer's, and forges no
    intent."""
    widget = await new_widget().come_in()
    await widget.utter(None)
    await widget.utter('/get_started{"page": "home"}', customData={"language": "fa"})
    await widget.until(lambda: widget.said, "a greeting")
    assert "دستیار" in widget.texts[0]
    assert await log_of(rasa_house, widget) == []
    await widget.utter("hello")
    await widget.until_text("You said: hello")
    await widget.utter("/restart")
    await bot.until_asked(2)
    assert bot.turns[-1]["payload"] is None


async def test_a_reload_goes_on_and_doubles_nothing(
    rasa_house: House, new_widget: NewWidget
) -> None:
    """The same id is confirmed, so that the widget keeps its messages; what came while it was away comes
    once."""
    sara = await rasa_house.console("Sara")
    widget = await new_widget().come_in()
    await widget.utter("hello")
    await widget.until_text("You said: hello")
    chat = conversation_of(rasa_house, widget)
    marks, head = PostgresMarks(rasa_house.engine), widget.said[-1]["metadata"]["seq"]

    async def delivered(seq: int) -> bool:
        found = await marks.marks([chat])
        return chat in found and found[chat].customer.delivered >= seq

    await eventually(lambda: delivered(head), "the receipt")
    await widget.lose_line()
    await sara.about("take", chat)
    await sara.say(chat, "while you were away")
    kept = widget.session_id
    await widget.come_back()
    await widget.until_text("while you were away")
    assert widget.session_id == kept
    assert widget.events == ["bot.said", "queue.entered", "agent.accepted", "agent.said"]
    last = widget.said[-1]["metadata"]["seq"]
    await eventually(lambda: delivered(last), "the receipt")
    second = await new_widget(kept).come_in()
    await sara.say(chat, "and now")
    await second.until_text("and now")
    assert second.texts == ["and now"]


async def test_what_was_written_to_a_dead_line_comes_again(
    rasa_house: House, new_widget: NewWidget
) -> None:
    """A line that swallows everything: no answer to a ping, so nothing counts as received."""
    sara = await rasa_house.console("Sara")
    deaf = await new_widget().come_in()
    await deaf.utter("hello")
    await deaf.until_text("You said: hello")
    chat = conversation_of(rasa_house, deaf)
    await sara.about("take", chat)
    await deaf.until(lambda: "agent.accepted" in deaf.events, "Sara")
    transport = deaf.socket.eio.ws._response.connection.transport
    transport.pause_reading()
    await sara.say(chat, "can you read this?")
    again = await new_widget(deaf.session_id).come_in()
    await again.until_text("can you read this?")
    assert again.texts.count("can you read this?") == 1


@pytest.mark.parametrize("guess", ["", "a guess", "5d2f", 7, {"id": "x"}, "x" * 5000])
async def test_a_guessed_session_id_opens_nothing(
    rasa_house: House, new_widget: NewWidget, guess: object
) -> None:
    """It is answered with a session of its own, in which nothing has been said."""
    nika = await new_widget().come_in()
    await nika.utter("this is between us")
    await nika.until_text("between us")
    stranger = await new_widget(guess).come_in()
    assert stranger.session_id not in (guess, nika.session_id)
    assert conversation_of(rasa_house, stranger) != conversation_of(rasa_house, nika)
    await stranger.utter("hello", session_id=nika.session_id)  # only the connection's own counts
    await stranger.until_text("You said: hello")
    assert stranger.texts == ["You said: hello"]
    assert "hello" not in [getattr(e.body, "text", "") for e in await log_of(rasa_house, nika)]


async def test_tokens_of_other_edges_and_ended_ones_open_nothing(
    rasa_house: House, new_widget: NewWidget
) -> None:
    """A widget's token is no session id, a session id no token; after its end it is any other text."""
    ours = await rasa_house.widget()
    await ours.say("hello")
    other = await new_widget(ours.token).come_in()
    assert other.session_id != ours.token
    status, _ = await ours.ask_for_session(token=other.session_id)
    assert status == 401
    tokens = SignedTokens(str(rasa_house.settings["FIRUZE_SECRET"]), "rasa-session")
    over = now() - timedelta(seconds=1)
    ended = tokens.sign(
        Pass(visit=granted(rasa_house, other).visit, revocations=0, ends=int(over.timestamp()))
    )
    late = await new_widget(ended).come_in()
    assert conversation_of(rasa_house, late) != conversation_of(rasa_house, other)


async def test_a_revoked_session_ends_its_socket(
    rasa_house: House, new_widget: NewWidget, engine: AsyncEngine
) -> None:
    """Within a second or two, as a widget's."""
    widget = await new_widget().come_in()
    await widget.utter("hello")
    await widget.until_text("You said")
    gone = asyncio.Event()
    widget.socket.on("disconnect", lambda *_: gone.set())
    await PostgresCustomers(engine).revoke(granted(rasa_house, widget).visit.customer_id)
    await asyncio.wait_for(gone.wait(), PATIENCE)
    kept = widget.session_id
    await widget.come_back()
    assert widget.session_id != kept


async def test_words_before_the_session_request_open_a_session(new_widget: NewWidget) -> None:
    """Widgets without persistence never ask; others send what they kept before they do."""
    widget = new_widget()
    await widget.connect()
    await widget.utter("first")
    await widget.until_text("You said: first")
    assert len(widget.confirmed) == 1


async def test_what_is_too_long_or_too_fast_is_refused_with_a_sentence(
    rasa_house: House, new_widget: NewWidget
) -> None:
    """The protocol has no acks, so refusals are messages; the pace is the conversation's."""
    widget = await new_widget().come_in()
    await widget.utter("x" * 4001)
    await widget.until(lambda: "refused" in widget.events, "a refusal")
    assert "too long" in widget.texts[-1]
    for _ in range(80):
        await widget.utter(None)
    await widget.until(lambda: "a bit fast" in widget.texts[-1], "a refusal")
    assert await log_of(rasa_house, widget) == []


async def test_the_language_of_the_page_is_spoken(rasa_house: House, new_widget: NewWidget) -> None:
    """By the browser's header, or the widget's custom data."""
    widget = new_widget(**{"Accept-Language": "fa-IR,fa;q=0.9,en;q=0.8"})
    await widget.come_in()
    await widget.utter("/firuze_person")
    await widget.until(lambda: "queue.entered" in widget.events, "the queue")
    assert "همکار" in widget.texts[0]


async def test_nobody_here_is_told_with_its_choices(
    rasa_house: House, new_widget: NewWidget
) -> None:
    """The choices come back as commands."""
    widget = await new_widget().come_in()
    await widget.utter("hello")
    await widget.utter("/firuze_person")
    await widget.until(lambda: "absence.told" in widget.events, "the absence")
    titles = [reply["title"] for reply in widget.said[-1]["quick_replies"]]
    assert titles == ["Wait", "Leave it as a request", "Go on with the assistant"]
    await widget.press("Leave it as a request")
    await widget.until(lambda: "ticket.opened" in widget.events, "a ticket")
    await widget.press("Go on with the assistant")
    await widget.until(lambda: "returned.to_bot" in widget.events, "the bot")


async def test_silent_sockets_and_foreign_paths_are_turned_away(
    closed_house: House, valkey: Redis
) -> None:
    """A socket that asks for no session is ended; on the house's own path Rasa is not spoken, and on
    none unless it is wanted."""
    gateway = await closed_house.open_gateway(
        FIRUZE_RASA_PATH="/rasa/socket.io", FIRUZE_REQUEST_SECONDS=1
    )
    base = f"http://127.0.0.1:{gateway.port}"
    widget = RasaWidget(base)
    with pytest.raises(Refused):
        await widget.connect(path="/socket.io")
    gone = asyncio.Event()
    widget.socket.on("disconnect", lambda *_: gone.set())
    await widget.connect()
    await asyncio.wait_for(gone.wait(), PATIENCE)
    await widget.leave()
    plain = await closed_house.open_gateway()
    other = RasaWidget(f"http://127.0.0.1:{plain.port}")
    with pytest.raises(Refused):
        await other.connect()
    await other.leave()


async def test_events_may_have_other_names(closed_house: House) -> None:
    """As `credentials.yml` of Rasa names them."""
    gateway = await closed_house.open_gateway(
        FIRUZE_RASA_PATH="/chat", FIRUZE_RASA_USER_EVENT="said", FIRUZE_RASA_BOT_EVENT="told"
    )
    widget = RasaWidget(f"http://127.0.0.1:{gateway.port}")
    widget.socket.on("told", widget._hear)
    await widget.connect(path="/chat")
    await widget.socket.emit("said", {"message": "hello"})
    await widget.until_text("You said: hello")
    await widget.leave()


async def test_pages_of_other_sites_are_refused(closed_house: House) -> None:
    """By the same list as the widget's."""
    gateway = await closed_house.open_gateway(
        FIRUZE_RASA_PATH="/rasa/socket.io", FIRUZE_WIDGET_ORIGINS="https://shop.example"
    )
    base = f"http://127.0.0.1:{gateway.port}"
    foreign = RasaWidget(base, None, Origin="https://elsewhere.example")
    with pytest.raises(Refused):
        await foreign.connect()
    with pytest.raises(Refused):
        await foreign.connect("polling")
    await foreign.leave()
    ours = RasaWidget(base, None, Origin="https://shop.example")
    await ours.come_in()
    await ours.leave()


async def test_two_gateways_serve_one_conversation(
    rasa_house: House, new_widget: NewWidget
) -> None:
    """The agent is at another gateway than the customer's widget."""
    other = await rasa_house.open_gateway(FIRUZE_RASA_PATH="/rasa/socket.io")
    sara = await rasa_house.console("Sara", rasa_house.gateways[0])
    widget = await new_widget().come_in()
    assert widget.base.endswith(str(other.port))
    await widget.utter("hello")
    await widget.until_text("You said: hello")
    chat = conversation_of(rasa_house, widget)
    await sara.about("take", chat)
    await sara.say(chat, "from over here")
    await widget.until_text("from over here")
    assert chat not in sara.away
    log = await log_of(rasa_house, widget)
    assert sum(isinstance(event.body, BotSaid) for event in log) == 1


async def test_a_guest_s_widget_hears_nothing_of_what_has_become_a_customer_s(
    rasa_house: House, new_widget: NewWidget
) -> None:
    """Its socket ends; a session of its own is what it gets when it comes back."""
    widget = await new_widget().come_in()
    await widget.utter("hello")
    await widget.until_text("You said: hello")
    chat = conversation_of(rasa_house, widget)
    await rasa_house.sign_in_half_way(chat)
    await asyncio.wait_for(widget.socket.wait(), PATIENCE)
    await widget.come_back()
    assert conversation_of(rasa_house, widget) != chat
