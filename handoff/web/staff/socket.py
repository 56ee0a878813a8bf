"""`/staff`: the agent console's socket. Authorised by the session cookie of the handshake."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from handoff.domain.conversation import commands as c
from handoff.domain.conversation.marks import Mark
from handoff.domain.conversation.state import Offered, WithAgent
from handoff.domain.permissions import may
from handoff.domain.sessions import EndReason
from handoff.services.access import Access
from handoff.services.desk import Desk
from handoff.services.inboxes import Inboxes
from handoff.services.mail_desk import MailDesk
from handoff.services.staff_sessions import StaffSessions
from handoff.services.suggestions import Suggestions
from handoff.services.typing_and_marks import TypingAndMarks
from handoff.web.protocol.advice import Suggested
from handoff.web.protocol.base import Done, Noted, Nothing
from handoff.web.protocol.deliveries import ThreadMails
from handoff.web.protocol.inbox import Inbox, InboxAfter, InboxMore, InboxPage
from handoff.web.protocol.people import Availability, AvailabilitySet, Colleagues, SessionEnded
from handoff.web.protocol.staff import (
    ContactDetails,
    StaffClose,
    StaffPage,
    StaffSaid,
    StaffSay,
    StaffSetMark,
    StaffSnooze,
    StaffSync,
    StaffTake,
    StaffTarget,
    StaffTransfer,
    StaffTyping,
    Transferred,
    Watched,
)
from handoff.web.socketio.commands import CommandNamespace, SocketCommand, acked, done
from handoff.web.socketio.paces import EventPace
from handoff.web.socketio.push import DATA_ROOM, EVERY_STAFF, POST_ROOM, STAFF, Push, consoles_of
from handoff.web.staff.away_news import AwayNews
from handoff.web.staff.console_session import ConsoleSession
from handoff.web.staff.cookie import StaffCookie
from handoff.web.staff.deliveries import thread_mails
from handoff.web.staff.presence_view import PresenceView
from handoff.web.views import (
    colleagues,
    conversation_item,
    inbox,
    list_items,
    me,
    place_of,
    place_text,
    staff_push,
)

if TYPE_CHECKING:
    from aiohttp import web


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffServices:
    """What the staff's commands come down to."""

    access: Access
    desk: Desk
    inboxes: Inboxes
    sessions: StaffSessions
    typing_and_marks: TypingAndMarks
    suggestions: Suggestions
    post: MailDesk


class StaffNamespace(CommandNamespace[ConsoleSession]):
    def __init__(
        self,
        services: StaffServices,
        presence: PresenceView,
        away: AwayNews,
        delivery: Push,
        cookie: StaffCookie,
        pace: EventPace,
    ) -> None:
        super().__init__(STAFF, pace)
        self._access = services.access
        self._desk = services.desk
        self._inboxes = services.inboxes
        self._sessions = services.sessions
        self._typing_and_marks = services.typing_and_marks
        self._suggestions = services.suggestions
        self._post = services.post
        self._presence = presence
        self._away = away
        self._delivery = delivery
        self._cookie = cookie
        self._consoles: defaultdict[str, set[str]] = defaultdict(set)  # by session
        self.commands = {
            "inbox": SocketCommand(InboxAfter, self._inbox),
            "inbox_more": SocketCommand(InboxMore, self._inbox_more),
            "watch": SocketCommand(StaffTarget, self._watch),
            "unwatch": SocketCommand(StaffTarget, self._unwatch),
            "sync": SocketCommand(StaffSync, self._sync),
            "accept": SocketCommand(StaffTarget, self._accept),
            "decline": SocketCommand(StaffTarget, self._decline),
            "take": SocketCommand(StaffTake, self._take),
            "colleagues": SocketCommand(Nothing, self._colleagues),
            "transfer": SocketCommand(StaffTransfer, self._transfer),
            "snooze": SocketCommand(StaffSnooze, self._snooze),
            "wake": SocketCommand(StaffTarget, self._wake),
            "say": SocketCommand(StaffSay, self._say),
            "note": SocketCommand(StaffSay, self._note),
            "return_to_bot": SocketCommand(StaffTarget, self._return_to_bot),
            "close": SocketCommand(StaffClose, self._close),
            "typing": SocketCommand(StaffTyping, self._typing),
            "mark": SocketCommand(StaffSetMark, self._mark),
            "suggest": SocketCommand(StaffTarget, self._suggest),
            "mails": SocketCommand(StaffTarget, self._mails),
            "availability": SocketCommand(Availability, self._availability),
            "here": SocketCommand(Nothing, self._here),
        }

    async def on_connect(self, sid: str, environ: Any, auth: Any = None) -> None:  # noqa: ARG002
        request: web.Request = environ["aiohttp.request"]
        signed_in = await self._cookie.signed_in_on_own_page(request)
        member, session_id = signed_in.member, signed_in.session.id
        await self.save_session(sid, ConsoleSession(sid, member, session_id))
        self._consoles[session_id].add(sid)
        await self.enter_room(sid, EVERY_STAFF)
        await self.enter_room(sid, consoles_of(member.id))
        if may(member, "see_deliveries"):
            await self.enter_room(sid, POST_ROOM)
        if may(member, "answer_data_requests"):
            await self.enter_room(sid, DATA_ROOM)
        await self._presence.connected(member.id)

    async def on_disconnect(self, sid: str) -> None:
        session = await self.session_of(sid)
        if session is not None:
            self._forget(session.session_id, sid)
            await self._presence.disconnected(session.member.id)

    def _forget(self, session_id: str, sid: str) -> None:
        self._consoles[session_id].discard(sid)
        if not self._consoles[session_id]:
            del self._consoles[session_id]

    @property
    def session_ids(self) -> Collection[str]:
        """The sessions that have a console here."""
        return list(self._consoles)

    async def shut(self, ended: Mapping[str, EndReason]) -> bool:
        """Shuts the consoles of sessions that have ended, each told why; whether there were any."""
        shut = [
            (sid, reason)
            for session_id, reason in ended.items()
            for sid in sorted(self._consoles.get(session_id, ()))
        ]
        for sid, reason in shut:
            session = await self._session(sid)
            farewell = SessionEnded(reason=reason).model_dump(mode="json")
            await self.emit("ended", farewell, to=sid)
            await self.disconnect(sid)
            await self._presence.left(session.member.id)
        return bool(shut)

    async def _inbox(self, session: ConsoleSession, given: InboxAfter) -> Inbox:
        part = await self._inboxes.inbox(session.member, given.after)
        marks = await self._typing_and_marks.marks_of_agent(session.member.id)
        return inbox(part, marks, self._away.away)

    async def _inbox_more(self, session: ConsoleSession, given: InboxMore) -> InboxPage:
        page = await self._inboxes.more(session.member, given.list, place_of(given.after))
        return InboxPage(items=list_items(page.briefs), rest=place_text(page.rest))

    async def _watch(self, session: ConsoleSession, given: StaffTarget) -> Watched:
        state = await self._access.conversation_for(session.member, given.conversation_id)
        await self.enter_room(session.sid, state.id)
        self._delivery.joined(state)
        return Watched(
            item=conversation_item(state),
            contact=ContactDetails(
                name=state.contact.name, email=state.contact.email, phone=state.contact.phone
            ),
            packet=state.packet,
            looks=await self._typing_and_marks.looked_at(state),
        )

    async def _unwatch(self, session: ConsoleSession, given: StaffTarget) -> Noted:
        await self.leave_room(session.sid, given.conversation_id)
        return Noted()

    async def _sync(self, session: ConsoleSession, given: StaffSync) -> StaffPage:
        events, more, state = await self._desk.page(
            session.member, given.conversation_id, after=given.after, limit=given.limit
        )
        marks = await self._typing_and_marks.marks_of(state.id)
        return StaffPage(events=events, more=more, item=conversation_item(state), marks=marks)

    async def _accept(self, session: ConsoleSession, given: StaffTarget) -> Done:
        return await self._execute(session, given, c.Accept(agent=session.agent))

    async def _decline(self, session: ConsoleSession, given: StaffTarget) -> Done:
        return await self._execute(session, given, c.Decline(agent=session.agent))

    async def _take(self, session: ConsoleSession, given: StaffTake) -> Done:
        command = c.Take(agent=session.agent, over=given.over)
        return await self._execute(session, given, command)

    async def _colleagues(self, session: ConsoleSession, _: Nothing) -> Colleagues:
        return colleagues(await self._desk.colleagues(session.member))

    async def _transfer(self, session: ConsoleSession, given: StaffTransfer) -> Transferred:
        committed = await self._desk.transfer(
            session.member,
            given.conversation_id,
            client_id=given.client_id,
            to=given.agent_id,
            team=given.team,
            note=given.note,
        )
        owner = committed.conversation.owner
        held = isinstance(owner, Offered | WithAgent) and owner.agent_id == given.agent_id
        return Transferred(**done(committed).model_dump(), held=held)

    async def _snooze(self, session: ConsoleSession, given: StaffSnooze) -> Done:
        command = c.Snooze(agent=session.agent, until=given.until)
        return await self._execute(session, given, command)

    async def _wake(self, session: ConsoleSession, given: StaffTarget) -> Done:
        return await self._execute(session, given, c.Wake(agent=session.agent))

    async def _say(self, session: ConsoleSession, given: StaffSay) -> StaffSaid:
        command = c.AgentSay(agent=session.agent, text=given.text, client_id=given.client_id)
        return await self._written(session, given, command)

    async def _note(self, session: ConsoleSession, given: StaffSay) -> StaffSaid:
        command = c.AgentNote(agent=session.agent, text=given.text, client_id=given.client_id)
        return await self._written(session, given, command)

    async def _written(
        self, session: ConsoleSession, given: StaffSay, command: c.AgentSay | c.AgentNote
    ) -> StaffSaid:
        with self.server.own_words.of_sender(session.sid, given.client_id):
            said = await self._desk.execute(session.member, given.conversation_id, command)
        seq, at = acked(said)
        return StaffSaid(seq=seq, at=at, push=staff_push(said))

    async def _return_to_bot(self, session: ConsoleSession, given: StaffTarget) -> Done:
        return await self._execute(session, given, c.ReturnToBot(agent=session.agent))

    async def _close(self, session: ConsoleSession, given: StaffClose) -> Done:
        command = c.Close(agent=session.agent, disposition=given.disposition, read=given.read)
        return await self._execute(session, given, command)

    async def _typing(self, session: ConsoleSession, given: StaffTyping) -> None:
        member = session.member
        state = await self._access.conversation_for(member, given.conversation_id, to_read=False)
        await self._typing_and_marks.staff_typing(state, member.id, active=given.active)

    async def _mark(self, session: ConsoleSession, given: StaffSetMark) -> Noted:
        member = session.member
        state = await self._access.conversation_for(member, given.conversation_id, to_read=False)
        claimed = Mark(delivered=given.delivered, read=given.read)
        await self._typing_and_marks.staff_got(state, member.id, claimed)
        return Noted()

    async def _suggest(self, session: ConsoleSession, given: StaffTarget) -> Suggested:
        member = session.member
        state = await self._access.conversation_for(member, given.conversation_id, to_read=False)
        return Suggested(suggestion=await self._suggestions.for_owner(state, member.id))

    async def _mails(self, session: ConsoleSession, given: StaffTarget) -> ThreadMails:
        mails = await self._post.of_conversation(session.member, given.conversation_id)
        return thread_mails(mails, self._post)

    async def _availability(self, session: ConsoleSession, given: Availability) -> AvailabilitySet:
        changed = await self._desk.set_available(session.member, available=given.available)
        return AvailabilitySet(me=me(changed))

    async def _here(self, session: ConsoleSession, _: Nothing) -> Noted:
        """Somebody moves at the console: its session is not idle."""
        await self._sessions.seen(session.session_id)
        return Noted()

    async def _execute(
        self,
        session: ConsoleSession,
        given: StaffTarget | StaffClose,
        command: Any,
    ) -> Done:
        return done(await self._desk.execute(session.member, given.conversation_id, command))
