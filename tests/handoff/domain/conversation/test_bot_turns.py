"""The decisions on what the bot answers, in time and late."""

from dataclasses import replace
from typing import Literal

import pytest

from handoff.domain.bot_answers import OVERLOADED, BotMessage, BotReply, Button
from handoff.domain.cards import ProductCard, TicketCard
from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.bot_turns import for_one_turn
from handoff.domain.conversation.decisions import append, decide
from handoff.domain.conversation.effects.bot import READINGS_KEPT
from handoff.domain.conversation.state import Conversation
from handoff.domain.handoff.packet import HandoffPacket
from handoff.domain.handoff.policy_settings import PRIORITY, PolicySettings
from handoff.domain.understanding import Emotion, Entity, Intent, Mood
from tests.handoff.cards import card_of
from tests.handoff.domain.play.story import (
    NOON,
    SARA,
    START,
    Told,
    bot_message,
    failed_turn,
    say,
    told,
    turn,
)

HANDED_OFF = ["handoff.requested", "queue.entered"]
BUTTONS = (Button(title="Track it", payload="/track"),)
CARD = card_of("1042")


def test_the_bots_answer_is_recorded_with_its_reading() -> None:
    """First how the message was read, then what was said, in order and with everything that is shown."""
    story = told(say())
    found = BotMessage(text="Found it", buttons=BUTTONS, utter_action="utter_order", card=CARD)
    answer = turn(story.state, found, bot_message("Anything else?"), slots={"order_number": "1042"})
    after = story.then(answer)
    understood, *said = after.since(story)
    assert understood == e.BotUnderstood(
        reply_to=2,
        intent=Intent(name="opening_hours", confidence=0.9),
        slots={"order_number": "1042"},
    )
    assert said == [
        e.BotSaid(
            text="Found it", reply_to=2, buttons=BUTTONS, utter_action="utter_order", card=CARD
        ),
        e.BotSaid(text="Anything else?", reply_to=2),
    ]


def test_an_answer_settles_what_was_said_before_it() -> None:
    """The bot answers in order: with the third line it has answered the first two."""
    story = told(say(), say(), say(), say())
    third = replace(turn(story.state), reply_to=4)
    assert story.then(third).state.pending == (5,)


def test_lines_that_wait_may_be_answered_together() -> None:
    """All of them, in order."""
    assert for_one_turn(told(say(), say()).state) == (2, 3)


def test_a_turn_that_has_begun_something_stays_as_it_was() -> None:
    """Once it is done, what was said since may go with whatever is said next."""
    begin = c.BeginAction(kind="order_cancelled", order="1042", reply_to=2, segment=0, reason=None)
    begun = told(say(), begin, say())
    assert for_one_turn(begun.state) == (2,)
    assert for_one_turn(begun.then(c.FinishAction(reply_to=2)).state) == (2, 4)


def test_an_answer_is_recorded_once() -> None:
    """The same turn recorded again brings nothing, though nothing else has happened."""
    story = told(say())
    command = turn(story.state)
    assert story.then(command, command) == story.then(command)


def test_a_message_that_has_its_answer_is_not_answered_again_with_the_next() -> None:
    """Two gateways took the turn, one of them with a line that the customer added: the line waits for its own."""
    story = told(say(), say())
    alone = replace(turn(story.state), first=2, reply_to=2)
    together = replace(turn(story.state), first=2, reply_to=3)
    assert story.then(alone, together) == story.then(alone)
    assert story.then(alone).state.pending == (3,)
    assert story.then(together, alone) == story.then(together)
    assert story.then(together).state.pending == ()


def test_an_answer_of_a_past_epoch_is_kept_from_the_customer() -> None:
    """It is recorded for the staff, with the epoch it was computed under, without empty texts."""
    story = told(say())
    late = turn(story.state, bot_message("Found it"), bot_message(""))
    taken = story.then(c.Take(agent=SARA))
    assert taken.then(late).since(taken) == [
        e.BotSuppressed(reply_to=2, computed_epoch=0, texts=("Found it",))
    ]


def test_a_card_of_a_late_answer_is_kept_by_its_caption() -> None:
    """Beside the words and alone: the agent reads what the bot would have shown."""
    story = told(say())
    mug, ticket = ProductCard(title="Owl mug"), TicketCard(number=318)
    shown = replace(bot_message("Here it is"), card=mug)
    late = turn(story.state, shown, replace(bot_message(""), card=ticket))
    taken = story.then(c.Take(agent=SARA))
    assert taken.then(late).since(taken) == [
        e.BotSuppressed(reply_to=2, computed_epoch=0, texts=("Here it is", "Owl mug", "#318"))
    ]


def test_a_late_answer_is_suggested_once_even_after_the_agent_has_replied() -> None:
    """A duplicate of a suppressed answer is no second suggestion."""
    story = told(say())
    late = turn(story.state)
    replied = story.then(c.Take(agent=SARA), c.AgentSay(agent=SARA, text="Hi", client_id="a"))
    once = replied.then(late)
    assert [body.type for body in once.since(replied)] == ["bot.suppressed"]
    assert once.then(late) == once


def test_a_duplicate_of_the_answer_that_handed_over_is_no_suggestion() -> None:
    """What the customer has read already is not offered to the agent as news."""
    story = told(say("this is a scam"))
    command = turn(story.state, intent="complaint")
    handed_over = story.then(command)
    assert handed_over.then(command) == handed_over


def test_an_answer_from_before_the_hand_back_does_not_count_as_a_new_one() -> None:
    """The bot owns the conversation again, but the answer is older: suppressed. A fresh one counts."""
    story = told(say())
    stale = turn(story.state)
    back = story.then(c.RequestPerson(), c.ContinueWithBot())
    suppressed = back.then(stale)
    assert [body.type for body in suppressed.since(back)] == ["bot.suppressed"]
    assert suppressed.state.pending == (2,)
    fresh = suppressed.then(turn(suppressed.state))
    assert [body.type for body in fresh.since(suppressed)] == ["bot.understood", "bot.said"]
    assert fresh.then(stale) == fresh


def test_a_late_failure_is_nobodys_business() -> None:
    """The bot failed for a message that a person has in hand: nothing to tell."""
    story = told(say())
    taken = story.then(c.Take(agent=SARA))
    assert taken.then(failed_turn(story.state)) == taken


def test_a_failure_is_an_apology_and_a_person() -> None:
    """No answer came: the customer gets an apology and is queued; nobody is left in silence."""
    story = told(say())
    after = story.then(failed_turn(story.state, "unreachable"))
    failed, requested, entered = after.since(story)
    assert failed == e.BotFailed(reply_to=2, code="unreachable")
    assert isinstance(requested, e.HandoffRequested)
    assert (requested.reason, requested.packet.evidence) == ("bot_error", (2,))
    assert entered == e.QueueEntered(since=NOON)


def test_an_overloaded_bot_is_not_a_broken_one() -> None:
    """The customer, the agent and the statistics learn that it was too busy."""
    story = told(say())
    after = story.then(failed_turn(story.state, OVERLOADED.code))
    failed, requested, _ = after.since(story)
    assert failed == e.BotFailed(reply_to=2, code="overloaded")
    assert isinstance(requested, e.HandoffRequested)
    assert requested.reason == "bot_overloaded"


def test_silence_of_the_bot_is_a_failure() -> None:
    """A turn without a single message is an error, not an answer."""
    story = told(say())
    command = turn(story.state)
    assert isinstance(command.outcome, BotReply)
    silent = replace(command, outcome=replace(command.outcome, messages=()))
    understood, failed, requested, _ = story.then(silent).since(story)
    assert isinstance(understood, e.BotUnderstood)
    assert failed == e.BotFailed(reply_to=2, code="empty_reply")
    assert isinstance(requested, e.HandoffRequested)
    assert requested.reason == "bot_error"


def test_a_silent_handover_is_no_failure() -> None:
    """A wish for a person needs no words of the bot."""
    story = told(say("a person please"))
    command = turn(story.state, intent="request_human")
    assert isinstance(command.outcome, BotReply)
    silent = replace(command, outcome=replace(command.outcome, messages=()))
    assert [body.type for body in story.then(silent).since(story)] == [
        "bot.understood",
        *HANDED_OFF,
    ]


def test_the_packet_tells_the_story() -> None:
    """Reason, evidence, language, what was read and tried, and the mood, most recent intent first."""
    furious = Emotion(label="anger", score=0.9, words=("scam",))
    story = told(say("order status please"))
    story = story.then(turn(story.state, bot_message(utter_action="utter_status")))
    story = story.then(say("این کلاهبرداری است", "said-2"))
    asked = story.state.pending[0]
    command = turn(
        story.state,
        bot_message(utter_action="utter_sorry"),
        bot_message(utter_action="utter_status"),
        intent="complaint",
        emotion=furious,
        slots={"order_number": "1042"},
        entities=(
            Entity(entity="order_number", value="1043", start=3, end=7),
            Entity(entity="city", value="shiraz"),
            Entity(entity="order_number", value="1043", start=20, end=24),
        ),
    )
    after = story.then(command)
    requested = after.since(story)[-2]
    assert requested == e.HandoffRequested(
        reason="complaint",
        priority=3,
        packet=HandoffPacket(
            reason="complaint",
            evidence=(asked,),
            language="fa",
            intents=(
                Intent(name="complaint", confidence=0.9),
                Intent(name="opening_hours", confidence=0.9),
            ),
            slots={"order_number": "1042"},
            tried=("utter_status", "utter_sorry"),
            mood=(Mood(seq=2, emotion=Emotion()), Mood(seq=asked, emotion=furious)),
            scores=(0.9,),
            entities=(
                Entity(entity="order_number", value="1043"),
                Entity(entity="city", value="shiraz"),
            ),
            orders=("1042", "1043"),
        ),
    )
    assert after.state.packet == requested.packet


@pytest.mark.parametrize("topic", ["product_advice", "change_order"])
def test_the_question_goes_along_with_a_complex_topic(topic: str) -> None:
    """The bot's warm word first, then the handoff with the question attached."""
    story = told(say("hello", "1"))
    story = story.then(turn(story.state, intent="greet"))
    story = story.then(say("which of the two?", "2"))
    asked = story.state.pending[0]
    after = story.then(turn(story.state, intent=topic))
    assert [body.type for body in after.since(story)] == ["bot.understood", "bot.said", *HANDED_OFF]
    assert after.state.packet is not None
    assert (after.state.packet.reason, after.state.packet.question) == ("complex_topic", asked)


def test_the_packet_tells_who_is_vouched_for() -> None:
    """The shop has signed for this customer; the next one is anybody."""
    vouched = Told(Conversation(id="conversation-1"), ()).then(replace(START, verified=True))
    packet = vouched.then(c.RequestPerson()).state.packet
    assert packet is not None
    assert packet.verified
    packet = told(c.RequestPerson()).state.packet
    assert packet is not None
    assert not packet.verified


def test_the_third_time_the_bot_keeps_its_answer_to_itself() -> None:
    """It has said it twice; a person comes instead."""
    story = told()
    for number in range(3):
        story = story.then(say("and now?", f"said-{number}"))
        answer = bot_message(utter_action="utter_hours")
        command = turn(story.state, answer, intent=f"topic_{number}")
        before, story = story, story.then(command)
    assert [body.type for body in story.since(before)] == ["bot.understood", *HANDED_OFF]
    assert story.state.packet is not None
    assert story.state.packet.reason == "bot_repeats"


def test_a_question_whose_buttons_would_be_gone_is_not_asked() -> None:
    """The second message that the bot does not understand brings a person, and no "is it about…?"."""
    story = told(say("blorgh", "1"))
    story = story.then(turn(story.state, intent="nlu_fallback"), say("wuff", "2"))
    after = story.then(turn(story.state, intent="nlu_fallback"))
    assert [body.type for body in after.since(story)] == ["bot.understood", *HANDED_OFF]
    assert after.state.packet is not None
    assert after.state.packet.reason == "misunderstood"


@pytest.mark.parametrize(
    ("intents", "because"),
    [
        (("nlu_fallback", "nlu_fallback"), "misunderstood"),
        (("order_status", "order_status", "order_status"), "stuck"),
        (("complaint",), None),
        (("item_damaged",), None),
        (("request_human",), None),
    ],
)
def test_a_customer_is_told_why_a_person_comes(
    intents: tuple[str, ...], because: Literal["misunderstood", "stuck"] | None
) -> None:
    """By the bot's answer, or where that says nothing of it, by a line of ours."""
    story = told()
    for number, intent in enumerate(intents):
        story = story.then(say("well?", f"said-{number}"))
        story = story.then(turn(story.state, intent=intent))
    assert story.log[-1].body == e.QueueEntered(since=NOON, because=because)


def test_a_serious_matter_is_acknowledged_and_served_sooner() -> None:
    """The bot's answer first, then the handoff with the priority of the topic."""
    story = told(say("one of the cups is broken", "1"))
    after = story.then(turn(story.state, intent="item_damaged"))
    assert [body.type for body in after.since(story)] == ["bot.understood", "bot.said", *HANDED_OFF]
    assert after.state.packet is not None
    assert (after.state.packet.reason, after.state.priority) == ("serious_topic", 3)


def test_the_packet_is_no_longer_than_the_readings() -> None:
    """A long chat does not make a long packet."""
    story = told()
    for number in range(READINGS_KEPT):
        story = story.then(say("where is it now", f"said-{number}"))
        story = story.then(turn(story.state))
    story = story.then(say("a person please", "last"))
    packet = story.then(turn(story.state, intent="request_human")).state.packet
    assert packet is not None
    assert (len(packet.intents), len(packet.mood)) == (READINGS_KEPT, READINGS_KEPT)


def test_the_bot_may_ask_for_a_person_itself() -> None:
    """An action that cannot do its work hands over, with its own reason."""
    story = told(say())
    after = story.then(turn(story.state, handoff="order_system_down"))
    assert after.state.packet is not None
    assert after.state.packet.reason == "order_system_down"


def test_after_the_hand_back_the_bot_answers_the_last_unanswered_word_alone() -> None:
    """What was written to the agent is the agent's; what they answered nobody answers again."""
    story = told(say("hello", "1"), c.Take(agent=SARA))
    story = story.then(say("are you there?", "2"), say("where is my order?", "3"))
    assert story.then(c.ReturnToBot(agent=SARA)).state.pending == (story.log[-1].seq,)
    answered = story.then(c.AgentSay(agent=SARA, text="The bot knows", client_id="4"))
    assert answered.then(c.ReturnToBot(agent=SARA)).state.pending == ()


def test_who_would_rather_not_wait_gets_an_answer_to_everything() -> None:
    """No person has read what the customer wrote in the queue."""
    story = told(c.RequestPerson(), say("one", "1"), say("two", "2"), c.ContinueWithBot())
    assert len(story.state.pending) == 2


def test_a_shop_says_how_much_sooner_a_reason_is_served() -> None:
    """However it comes about: by what was read, by a failure, by a wish or by an agent who steps in."""
    rules = PolicySettings(priority=dict.fromkeys(PRIORITY, 7))
    state = told(say()).state
    commands = (
        turn(state, intent="complaint"),
        failed_turn(state),
        c.RequestPerson(),
        c.Take(agent=SARA),
    )
    for command in commands:
        requested = decide(state, command, NOON, rules)
        assert [body.priority for body in requested if isinstance(body, e.HandoffRequested)] == [7]
        after, _ = append(state, command, NOON, rules)
        assert after.priority == 7
