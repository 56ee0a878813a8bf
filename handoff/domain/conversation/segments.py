"""Segments of the bot's memory: the bot remembers one segment of a conversation, and starts the next
one with the slots alone.

The memory grows with every turn, and so does what a turn costs. A segment ends after
`SEGMENT_TURNS`, and whenever a person hands the conversation back to the bot.
"""

from dataclasses import replace

from handoff.domain.conversation.state import Conversation

SEGMENT_TURNS = 30


def new_segment(state: Conversation) -> Conversation:
    """The state in which the bot's next turn opens a new memory."""
    return replace(state, segment=state.segment + 1, turns=0)


def turn_taken(state: Conversation, *, in_form: bool) -> Conversation:
    """Counts a turn of the bot. No segment ends within a form: the bot would forget what it has
    asked for."""
    turns = state.turns + 1
    if turns < SEGMENT_TURNS or in_form:
        return replace(state, turns=turns)
    return new_segment(state)
