"""Whatever is done to a conversation, the stored state is the replay of the stored log."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handoff.domain.bot_answers import BotFailure
from handoff.domain.conversation import commands as c
from handoff.domain.conversation.evolve import replay
from handoff.domain.conversation.state import Conversation
from handoff.domain.errors import IllegalMove
from tests.handoff.adapters.pen import NOON, SARA, Pen, say
from tests.handoff.domain.play.story import turn

MOVES = st.sampled_from(
    [
        "say",
        "say",
        "turn",
        "turn",
        "fail",
        "request",
        "offer",
        "accept",
        "decline",
        "ticket",
        "contact",
        "bot",
        "take",
        "agent_say",
        "note",
        "return",
        "close",
    ]
)


def _command(move: str, state: Conversation) -> c.Command | None:
    """A command for `state`; it may be refused."""
    simple: dict[str, c.Command] = {
        "say": say("where is it?"),
        "request": c.RequestPerson(),
        "offer": c.Offer(agent=SARA, deadline=NOON + timedelta(seconds=30)),
        "accept": c.Accept(agent=SARA),
        "decline": c.Decline(agent=SARA),
        "ticket": c.OpenTicket(number=1001),
        "contact": c.LeaveContact(client_id=str(uuid4()), email="nika@mail.example"),
        "bot": c.ContinueWithBot(),
        "take": c.Take(agent=SARA),
        "agent_say": c.AgentSay(agent=SARA, text="on it", client_id=str(uuid4())),
        "note": c.AgentNote(agent=SARA, text="hm", client_id=str(uuid4())),
        "return": c.ReturnToBot(agent=SARA),
        "close": c.Close(agent=SARA),
    }
    if move not in simple and state.pending:
        answer = turn(state, slots={"order_number": "1042"})
        failed = replace(answer, outcome=BotFailure(code="timeout"))
        return answer if move == "turn" else failed
    return simple.get(move)


@given(moves=st.lists(MOVES, max_size=14))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_the_snapshot_is_the_replay_of_the_stored_log(pen: Pen, moves: list[str]) -> None:
    """Whatever happened, the stored state is what the stored log says, and its seqs are dense."""
    state = await pen.conversation()
    for move in moves:
        command = _command(move, state)
        if command is None:
            continue
        try:
            state = await pen.write(state, command)
        except IllegalMove:
            continue
    log = await pen.store.read(state.id, after=0, limit=500, public_only=False)
    assert [event.seq for event in log] == list(range(1, state.seq + 1))
    assert replay(state.id, log) == await pen.store.load(state.id) == state
