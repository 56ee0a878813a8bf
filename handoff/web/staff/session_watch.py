"""Consoles belong to the session that their browser has logged in with, and end with it.

A signal ends them at once on every gateway. Signals can be lost, and the command line sends none:
so each gateway also asks the record every second which sessions of its consoles have ended.
"""

import asyncio
from collections.abc import Callable, Mapping

from handoff.domain.sessions import EndReason
from handoff.services.signals import SessionsEnded, Signal
from handoff.services.staff_sessions import StaffSessions
from handoff.web.staff.socket import StaffNamespace


class EndedSessions:
    """The mailbox between publication and the consoles; `heard` says that something is in it."""

    def __init__(self) -> None:
        self._told: dict[str, EndReason] = {}
        self.heard = asyncio.Event()

    def hear(self, signal: Signal) -> None:
        if isinstance(signal, SessionsEnded):
            self._told |= dict.fromkeys(signal.session_ids, signal.reason)
            self.heard.set()

    def take(self) -> Mapping[str, EndReason]:
        told, self._told = self._told, {}
        return told


class SessionWatch:
    """Shuts the consoles of sessions that have ended: `shut_heard` from a loop that the mailbox
    wakes, `look` from a loop each second."""

    def __init__(
        self,
        consoles: StaffNamespace,
        sessions: StaffSessions,
        told: EndedSessions,
        after: Callable[[], None],
    ) -> None:
        """`after` is called whenever consoles were shut."""
        self._consoles = consoles
        self._sessions = sessions
        self._told = told
        self._after = after

    async def shut_heard(self) -> None:
        """Shuts the consoles of sessions whose end a signal has announced."""
        await self._shut(self._told.take())

    async def look(self) -> None:
        """Shuts the consoles of those sessions that have ended by the record."""
        await self._shut(await self._sessions.ended_among(self._consoles.session_ids))

    async def _shut(self, ended: Mapping[str, EndReason]) -> None:
        if await self._consoles.shut(ended):
            self._after()
