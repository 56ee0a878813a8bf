"""What a supervisor sees of waits: which customers wait now, for a person or for the bot, and how often promised
ranges came true."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from handoff.domain.conversation.state import Conversation
from handoff.domain.desk.bot_load import BotLoad
from handoff.domain.desk.wait_promises import hit_rate
from handoff.domain.people import StaffMember
from handoff.services.access import Access
from handoff.services.bot_loads import BotLoads
from handoff.services.ports.clock import Clock
from handoff.services.ports.conversations import ConversationStore
from handoff.services.ports.waits import WaitHistory

PERIODS = (timedelta(days=1), timedelta(days=7), timedelta(days=30))
PROMISES = 5000  # of a period, the latest: enough for a share within 2 points
WAITING = 200  # more than anybody looks through


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseRate:
    """The share of the ranges `told` that came true, for waits that ended in the last `period`."""

    period: timedelta
    told: int
    share: float | None  # None: none was put to the test


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Those who wait for a person, in the order of the queue, what became of promises, and how busy the bots
    are."""

    waiting: Sequence[Conversation]
    kept: Sequence[PromiseRate]
    bots: BotLoad


class WaitBoard:
    def __init__(
        self,
        store: ConversationStore,
        history: WaitHistory,
        bots: BotLoads,
        access: Access,
        clock: Clock,
    ) -> None:
        self._access = access
        self._store = store
        self._history = history
        self._bots = bots
        self._clock = clock

    async def look(self, member: StaffMember) -> Waits:
        """Raises NotAllowed unless the member may see the waits."""
        await self._access.allowed(member, "see_waits")
        return Waits(
            waiting=await self._store.queue(WAITING, offered=True),
            kept=[await self._kept(period) for period in PERIODS],
            bots=await self._bots.everywhere(),
        )

    async def _kept(self, period: timedelta) -> PromiseRate:
        promises = await self._history.promises(self._clock() - period, PROMISES)
        return PromiseRate(period=period, told=len(promises), share=hit_rate(promises))
