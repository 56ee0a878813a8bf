"""The conversation states that this gateway saw last: a command is decided on them first."""

from collections import OrderedDict

from handoff.domain.conversation.state import Conversation
from handoff.services.signals import Committed

# A state takes some kilobytes; a gateway has some thousands of lively conversations.
STATES_KEPT = 5000


class RememberedStates:
    """Remembers states that were committed on this gateway or elsewhere. They may be old: callers
    commit on them only where the stored log still ends at their `seq`, and refuse nothing by them."""

    def __init__(self) -> None:
        self._states: OrderedDict[str, Conversation] = OrderedDict()

    def get(self, conversation_id: str) -> Conversation | None:
        return self._states.get(conversation_id)

    def remember(self, committed: Committed) -> None:
        """An older state does not replace a newer one."""
        conversation = committed.conversation
        known = self._states.get(conversation.id)
        if known is None or known.seq < conversation.seq:
            self._states[conversation.id] = conversation
            self._states.move_to_end(conversation.id)
            if len(self._states) > STATES_KEPT:
                self._states.popitem(last=False)
