"""What the end of a log leaves open for the agent."""

from collections.abc import Sequence
from dataclasses import dataclass

from handoff.domain.conversation import events as e


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """An answer of the bot that was kept from the customer."""

    reply_to: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """What waits for the agent: the customer's last words (None: a person has dealt with them), and
    answers of the bot that came too late. `greeted`: the agent has said something already."""

    asked: e.Event | None
    text: str
    late: tuple[Late, ...]
    greeted: bool


def unanswered(log: Sequence[e.Event]) -> Unanswered:
    """What the end of a log leaves open. Messages that the bot has answered are left
    out, unless they are evidence for the handoff: those are still open."""
    replied = max(
        (at for at, event in enumerate(log) if isinstance(event.body, e.AgentSaid)), default=-1
    )
    accepted = max(
        (at for at, event in enumerate(log) if isinstance(event.body, e.AgentAccepted)), default=-1
    )
    settled = {event.body.reply_to for event in log if isinstance(event.body, e.BotSaid)}
    for event in log:
        if isinstance(event.body, e.HandoffRequested):
            settled -= set(event.body.packet.evidence)
    asked, text = None, ""
    late: list[Late] = []
    for event in log[replied + 1 :]:
        match event.body:
            case e.CustomerSaid(file=None):
                asked, text = (None, "") if event.seq in settled else (event, event.body.text)
            case e.BotSuppressed() if event.body.texts:
                late.append(Late(reply_to=event.body.reply_to, text="\n".join(event.body.texts)))
            case _:
                pass
    greeted = replied > accepted or accepted < 0
    return Unanswered(asked=asked, text=text, late=tuple(late), greeted=greeted)
