"""Publication: one order of listeners, and none that can undo a commit."""

from collections.abc import Callable

import pytest

from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.domain.conversation import commands as c
from handoff.services.conversations import Conversations
from handoff.services.fresh_turns import FreshTurns
from handoff.services.publication import Publication, waking
from handoff.services.remembered_states import RememberedStates
from handoff.services.signals import BotTyping, Committed, Signal
from tests.handoff.conftest import Written
from tests.handoff.services.conftest import Clock, Door, Heard, say
from tests.handoff.shop import Settled

TYPING = BotTyping(conversation_id="c", active=True)


@pytest.fixture
async def committed(door: Door, heard: Heard) -> Committed:
    await door.conversation()
    (signal,) = heard.signals
    assert isinstance(signal, Committed)
    return signal


def _refuse(_: Signal) -> None:
    raise RuntimeError("This listener is broken")


def test_signals_pass_the_listeners_in_their_order(committed: Committed) -> None:
    """Commits go to the listeners of commits first; other signals only to those of all signals."""
    told: list[str] = []

    def noting(name: str) -> Callable[[Signal], None]:
        return lambda signal: told.append(f"{name} {signal.signal}")

    publication = Publication(
        on_commit={"remember": noting("remember"), "route": noting("route")},
        on_signal={"relay": noting("relay"), "deliver": noting("deliver")},
    )
    publication.publish(committed)
    publication.publish(TYPING)
    assert told == [
        "remember committed",
        "route committed",
        "relay committed",
        "deliver committed",
        "relay bot_typing",
        "deliver bot_typing",
    ]


def test_a_listener_that_fails_keeps_the_signal_from_nobody(
    committed: Committed, heard: Heard, written: Written
) -> None:
    """The log names the listener and quotes nothing of what was said."""
    heard.signals.clear()
    publication = Publication(
        on_commit={"route": _refuse}, on_signal={"relay": _refuse, "deliver": heard}
    )
    publication.publish(committed)
    assert heard.signals == [committed]
    failed = [(entry["event"], entry["listener"]) for entry in written.entries]
    assert failed == [("publication.failed", "route"), ("publication.failed", "relay")]


async def test_a_commit_is_acked_whatever_its_listeners_do(
    store: PostgresConversations, door: Door, clock: Clock
) -> None:
    """The caller has the answer of the commit, and a resend has the same one."""
    state = await door.conversation()
    publication = Publication(on_commit={"remember": _refuse}, on_signal={"deliver": _refuse})
    conversations = Conversations(
        store, publication, clock, RememberedStates(), Settled(), FreshTurns()
    )
    message = say()
    first = await conversations.execute(state.id, message)
    assert [event.body.type for event in first.events] == ["customer.said"]
    assert (await conversations.execute(state.id, message)).events == first.events


def test_a_nudge_comes_with_the_commits_it_is_for(committed: Committed) -> None:
    """Other commits wake nothing."""
    woken: list[bool] = []
    for concerned in (True, False):
        listen = waking(lambda: woken.append(True), when=lambda _, answer=concerned: answer)  # type: ignore[misc]
        listen(committed)
    assert woken == [True]


async def test_a_newer_state_is_remembered(door: Door, heard: Heard) -> None:
    """An older state, heard of late, does not replace it."""
    state = await door.conversation()
    await door.go_on(state, say(), c.RequestPerson())
    commits = [signal for signal in heard.signals if isinstance(signal, Committed)]
    remembered = RememberedStates()
    for signal in (commits[1], commits[2], commits[0]):
        remembered.remember(signal)
    assert remembered.get(state.id) == commits[2].conversation
    assert remembered.get("nobody") is None
