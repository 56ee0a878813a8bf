"""The bot's memory in segments: what a turn costs must not grow with the conversation."""

from dataclasses import replace

from handoff.domain.bot_answers import BotReply
from handoff.domain.conversation.segments import SEGMENT_TURNS
from handoff.domain.json_types import Json
from tests.handoff.domain.play.story import Told, say, told, turn


def _after_turns(
    story: Told, turns: int, slots: dict[str, Json] | None = None, *, in_form: bool = False
) -> Told:
    for number in range(turns):
        story = story.then(say(client_id=f"said-{len(story.log)}-{number}"))
        taken = turn(story.state, slots=slots)
        assert isinstance(taken.outcome, BotReply)
        story = story.then(replace(taken, outcome=replace(taken.outcome, in_form=in_form)))
    return story


def test_a_segment_ends_after_its_turns() -> None:
    """The thirtieth turn is the segment's last, and the count restarts."""
    almost = _after_turns(told(), SEGMENT_TURNS - 1)
    assert (almost.state.segment, almost.state.turns) == (0, SEGMENT_TURNS - 1)
    over = _after_turns(almost, 1)
    assert (over.state.segment, over.state.turns) == (1, 0)


def test_what_the_bot_knew_outlives_the_segment() -> None:
    """The slots stay, for the next segment is seeded with them."""
    over = _after_turns(told(), SEGMENT_TURNS, {"order_number": "1042"})
    assert over.state.slots == {"order_number": "1042"}


def test_no_segment_ends_within_a_form() -> None:
    """While a form asks for something, its memory is needed; the segment ends after it."""
    asking = _after_turns(told(), SEGMENT_TURNS + 3, in_form=True)
    assert asking.state.segment == 0
    assert _after_turns(asking, 1).state.segment == 1
