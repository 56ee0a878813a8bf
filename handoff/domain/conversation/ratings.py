"""The customer's opinion of a matter that was closed. Pure.

The close itself says how the customer is asked (`asks_of`): fully where a person of the shop has written since
the close before, lightly where the bot alone has answered or nobody came, or not at all. One rating belongs to each close. The customer may give it for some time, and
change it for a while; once they write again the matter is open, and the next close asks anew.

A bad mark opens a ticket, so that somebody of the staff looks into it and takes it like any other.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.state import Closed, Conversation, Ending
from handoff.domain.errors import IllegalMove, InvalidInput
from handoff.domain.handoff.policy_settings import AskFor

LOWEST, HIGHEST = 1, 5

# What marks of satisfaction say, from the first to the last of each kind.
MarkKind = Literal["bad", "fair", "good"]
MARKS: dict[MarkKind, tuple[int, int]] = {"bad": (1, 2), "fair": (3, 3), "good": (4, 5)}

COMMENT_LENGTH = 1000  # characters

# The customer may rate for so long after the close, and change the rating for so long after the first.
RATED_WITHIN = timedelta(days=14)
CHANGED_WITHIN = timedelta(hours=24)


def asks_of(state: Conversation, closing: e.ClosingDisposition, ask: AskFor) -> e.Asks | None:
    """How the customer is asked for an opinion when the conversation is closed now."""
    if state.asked == 0 or closing == "spam" or ask == "never":
        return None
    if state.answered > state.closing:
        return "full"
    return "light" if ask == "always" else None


def is_bad(satisfaction: int) -> bool:
    """Whether somebody should look into it."""
    return satisfaction <= MARKS["bad"][1]


def rate(state: Conversation, command: c.Rate, now: datetime) -> Sequence[e.Body]:
    """The rating, and for a bad mark the ticket by which somebody looks into it.

    Raises:
        InvalidInput: `rating_range`.
        IllegalMove: as `demand_open`.
    """
    for mark in (command.satisfaction, command.effort):
        if mark is not None and not LOWEST <= mark <= HIGHEST:
            raise InvalidInput("rating_range", f"A mark is {LOWEST} to {HIGHEST}")
    ending = demand_open(state, command.closing, now)
    rated = e.ConversationRated(
        client_id=command.client_id,
        closing=ending.seq,
        satisfaction=command.satisfaction,
        effort=command.effort,
        comment=command.comment or None,
        channel=command.channel,
    )
    if isinstance(state.owner, Closed) and is_bad(command.satisfaction):
        return [rated, e.TicketOpened(number=command.ticket, cause="bad_mark")]
    return [rated]


def demand_open(state: Conversation, closing: int, now: datetime) -> Ending:
    """The close that the customer may rate now, if it is the event `closing`.

    Raises:
        IllegalMove: `not_closed` if the matter is open (again) or was closed once more since,
            `rating_late` if the close is too long ago, `rating_settled` if the rating is older than it
            may be to be changed.
    """
    ending, rating = state.ending, state.rating
    if ending is None or ending.asks is None or ending.seq != closing:
        raise IllegalMove("not_closed", "This matter is open; it is rated once it is closed")
    if now > ending.at + RATED_WITHIN:
        raise IllegalMove("rating_late", "This was closed too long ago to be rated")
    given = rating is not None and rating.closing == closing
    if rating is not None and given and now > rating.at + CHANGED_WITHIN:
        raise IllegalMove("rating_settled", "This rating cannot be changed any more")
    return ending
