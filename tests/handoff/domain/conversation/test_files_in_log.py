"""Files in a conversation: whom they wait for, and what the bot, which sees none, lets the customer know."""

from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.effects.talk import FILES_KEPT
from handoff.domain.conversation.erasure import redacted
from handoff.domain.conversation.state import Conversation
from handoff.domain.handoff.policy_settings import PolicySettings
from handoff.domain.understanding import Intent
from tests.handoff.domain.play.story import (
    DOCUMENT,
    NOON,
    PICTURE,
    SARA,
    Told,
    closed,
    queued,
    say,
    send,
    snoozed,
    told,
    turn,
    with_agent,
)
from tests.handoff.topics import listed, topic

REPLY = c.AgentSay(agent=SARA, text=DOCUMENT.name, client_id="reply-1", file=DOCUMENT)
# A shop whose bot deals with damage by itself at first.
BOT_DEALS_WITH_DAMAGE = PolicySettings(topics=listed(topic("item_damaged", "serious", "offered")))


def test_a_file_is_a_message_of_its_sender() -> None:
    """The customer's and the agent's, each with all that is known of it."""
    story = with_agent().then(send(), REPLY)
    sent, answered = story.log[-2:]
    assert sent.body == e.CustomerSaid(
        text="box.jpg", client_id="sent-1", language="en", file=PICTURE
    )
    assert answered.body == e.AgentSaid(text="bill.pdf", client_id="reply-1", file=DOCUMENT)
    assert answered.actor == e.Actor(kind="agent", id=SARA.id, name=SARA.names.en)


def test_a_file_waits_for_the_agent_like_words() -> None:
    """The agent owes an answer, cannot close unread, and is woken."""
    story = with_agent().then(send())
    assert story.state.pending == (story.state.seq,) == (story.state.asked,)
    assert story.then(REPLY).state.pending == ()
    assert snoozed().then(send()).types[-2:] == ["conversation.woken", "customer.said"]


def test_the_name_of_a_file_tells_no_language() -> None:
    """A Persian customer's file with a Latin name changes nothing."""
    persian = told(say("سلام، سفارشم کجاست؟"))
    assert persian.then(send()).state.language == "fa"


def test_the_bot_says_that_it_sees_no_files() -> None:
    """At once, in its own name, and nobody asks it for an answer."""
    story = told(send())
    assert story.types[-2:] == ["customer.said", "files.unseen"]
    assert story.log[-1].actor == e.Actor(kind="bot")
    assert story.state.pending == ()


def test_the_bot_says_it_once_for_several_files() -> None:
    """Three photos in a row bring one sentence; after the customer has written, it says so again."""
    story = told(send(), send(client_id="sent-2"), send(client_id="sent-3"))
    assert story.types.count("files.unseen") == 1
    said = story.then(say())
    answered = said.then(turn(said.state)).then(send(client_id="sent-4"))
    assert answered.types[-1] == "files.unseen"


def test_with_words_to_answer_the_bot_says_it_after_its_answer() -> None:
    """No sentence stands between a question and its answer."""
    story = told(say(), send())
    assert "files.unseen" not in story.types
    answered = story.then(turn(story.state))
    assert answered.types[-2:] == ["bot.said", "files.unseen"]


def test_the_bot_says_nothing_of_files_where_a_person_comes() -> None:
    """The damage was told in words and shown in a photo: the handoff leads the agent to it."""
    story = told(send(), say("it came broken"))
    handed = story.then(turn(story.state, intent="item_damaged"))
    assert handed.types[-2:] == ["handoff.requested", "queue.entered"]
    assert handed.state.packet is not None
    assert handed.state.packet.files == (2,)


def read_as_damage(story: Told) -> Told:
    """The bot answers in a shop that lets it deal with damage."""
    state, events = append(
        story.state, turn(story.state, intent="item_damaged"), NOON, BOT_DEALS_WITH_DAMAGE
    )
    return Told(state, story.log + events)


def sends(story: Told, command: c.CustomerSay) -> tuple[Conversation, list[str]]:
    state, events = append(story.state, command, NOON, BOT_DEALS_WITH_DAMAGE)
    return state, [event.body.type for event in events]


def test_a_picture_of_damage_is_for_a_person() -> None:
    """The message that told of it is the evidence, the picture is in the packet."""
    state, types = sends(read_as_damage(told(say("it came broken"))), send())
    assert types == ["customer.said", "handoff.requested", "queue.entered"]
    assert state.packet is not None
    assert (state.packet.reason, state.packet.evidence) == ("serious_topic", (2,))
    assert state.packet.files == (5,)


def test_a_document_about_damage_is_not_looked_at_for_it() -> None:
    """A bill is no photo of the damage: the customer reads that the bot sees no files."""
    _, types = sends(read_as_damage(told(say("it came broken"))), send(DOCUMENT))
    assert types == ["customer.said", "files.unseen"]


def test_a_file_reopens_a_closed_conversation() -> None:
    """With the bot, which says that it does not see it."""
    story = closed().then(send())
    assert story.types[-3:] == ["conversation.reopened", "customer.said", "files.unseen"]


def test_a_customer_who_goes_on_with_the_bot_reads_it_then() -> None:
    """The file was for the person who did not come; words that wait as well are answered first."""
    story = queued().then(send(), c.ContinueWithBot())
    assert story.types[-2:] == ["returned.to_bot", "files.unseen"]
    assert story.state.pending == ()
    with_words = queued().then(send(), say(), c.ContinueWithBot())
    assert with_words.types[-1] == "returned.to_bot"
    assert with_words.then(turn(with_words.state)).types[-1] == "files.unseen"


def test_an_agent_who_hands_back_has_seen_the_files() -> None:
    """The bot gets the last word to answer, no file, and says nothing about those that the agent had."""
    story = with_agent().then(say(), send())
    asked = story.state.asked
    back = story.then(c.ReturnToBot(agent=SARA))
    assert (back.state.pending, back.state.unseen) == ((asked - 1,), False)


def test_the_packet_leads_to_the_latest_files() -> None:
    """As many as somebody can look at."""
    many = [send(client_id=f"sent-{number}") for number in range(FILES_KEPT + 3)]
    story = queued().then(*many)
    assert len(story.state.files) == FILES_KEPT
    assert story.state.files[-1] == story.state.seq


def test_erasure_takes_the_file_with_the_words() -> None:
    """Name, size and checksum go; who sent something and when remains."""
    sent, answered = with_agent().then(send(), REPLY).log[-2:]
    assert redacted(sent).body == e.CustomerSaid(text="", client_id="sent-1", language="en")
    assert redacted(answered).body == e.AgentSaid(text="", client_id="reply-1")


def test_a_reading_without_a_serious_matter_hands_nothing_over() -> None:
    """A photo with an ordinary question stays with the bot."""
    story = told(say())
    answered = story.then(turn(story.state))
    assert answered.state.readings[-1].intent == Intent(name="opening_hours", confidence=0.9).name
    assert answered.then(send()).types[-1] == "files.unseen"
