"""Publication: every signal goes to an ordered list of listeners on this gateway.

`wiring/signals.py` holds the two lists: one for what happens on this gateway, one for what other gateways
say. A listener is a plain function that returns at once; one that has to wait for something puts
the signal into a mailbox of its own. So the caller of a command waits for its commit and for
nothing that follows from it.

A commit cannot be undone. A listener that fails is logged, the others still hear of the signal,
and the caller gets the answer that it would have had: what the listener would have told is in the
log, where cursors and polling loops find it.
"""

from collections.abc import Callable, Mapping

import structlog

from handoff.services.signals import Committed, Signal

log = structlog.get_logger()

type OnCommit = Callable[[Committed], object]
type OnSignal = Callable[[Signal], object]


class Publication:
    """Calls `on_commit` with commits, then `on_signal` with every signal, each in its order."""

    def __init__(
        self,
        *,
        on_commit: Mapping[str, OnCommit] | None = None,
        on_signal: Mapping[str, OnSignal] | None = None,
    ) -> None:
        """The names of the listeners appear in the log when they fail."""
        self._on_commit = tuple((on_commit or {}).items())
        self._on_signal = tuple((on_signal or {}).items())

    def publish(self, signal: Signal) -> None:
        """Never raises."""
        if isinstance(signal, Committed):
            for name, listener in self._on_commit:
                _tell(name, listener, signal)
        for name, listener in self._on_signal:
            _tell(name, listener, signal)


def _tell[S: Signal](name: str, listener: Callable[[S], object], signal: S) -> None:
    try:
        listener(signal)
    except Exception:
        log.exception("publication.failed", listener=name, signal=signal.signal)


def waking(wake: Callable[[], None], when: Callable[[Committed], bool]) -> OnCommit:
    """A listener that calls `wake` at commits for which `when` holds."""

    def listen(committed: Committed) -> None:
        if when(committed):
            wake()

    return listen
