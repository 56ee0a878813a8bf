"""`/visitor`: the customer's socket. Authorised by the token of the connection, never by an event."""

from dataclasses import dataclass
from typing import Any

from handoff.domain.conversation import commands as c
from handoff.domain.conversation.marks import Mark
from handoff.domain.errors import InvalidInput, NotAuthenticated, NotFound
from handoff.domain.page_context import PageContext
from handoff.services.data_requests import DataRequests
from handoff.services.earlier_talks import EarlierTalks
from handoff.services.opinions import Opinion
from handoff.services.ports.channels import Standing
from handoff.services.transcripts import TranscriptMails
from handoff.services.typing_and_marks import TypingAndMarks
from handoff.services.visits import Visit, Visits
from handoff.web.leases import Leases
from handoff.web.protocol.base import Done, Noted, Nothing, SetMark, Sync, Typing
from handoff.web.protocol.visitor import (
    AboutData,
    EarlierLog,
    EarlierPage,
    GiveConsent,
    ListEarlier,
    OwnDataPage,
    ReadEarlier,
    VisitorContact,
    VisitorContext,
    VisitorPage,
    VisitorRate,
    VisitorSaid,
    VisitorSay,
)
from handoff.web.socketio.commands import CommandNamespace, SocketCommand, acked, done
from handoff.web.socketio.paces import EventPace
from handoff.web.socketio.push import VISITOR, Push
from handoff.web.views import earlier_item, own_data_page, visitor_events
from handoff.web.visitor.channel import WidgetChannel
from handoff.web.visitor.passes import Passes, demand_room
from handoff.web.visitor.whereabouts import Trace, Whereabouts


@dataclass(frozen=True, slots=True)
class WidgetSession:
    """A customer's connection: the visit that its token stands for, and where it comes from."""

    sid: str
    visit: Visit
    trace: Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorServices:
    """What a customer may do."""

    visits: Visits
    earlier: EarlierTalks
    data: DataRequests
    typing_and_marks: TypingAndMarks
    transcript_mails: TranscriptMails


class VisitorNamespace(CommandNamespace[WidgetSession]):
    def __init__(
        self,
        services: VisitorServices,
        delivery: Push,
        channel: WidgetChannel,
        whereabouts: Whereabouts,
        leases: Leases,
        pace: EventPace,
    ) -> None:
        super().__init__(VISITOR, pace)
        self._leases = leases
        self._whereabouts = whereabouts
        self._passes = Passes(services.visits)
        self._visits = services.visits
        self._earlier = services.earlier
        self._data = services.data
        self._delivery = delivery
        self._channel = channel
        self._typing_and_marks = services.typing_and_marks
        self._transcript_mails = services.transcript_mails
        self.commands = {
            "sync": SocketCommand(Sync, self._sync),
            "say": SocketCommand(VisitorSay, self._say),
            "give_consent": SocketCommand(GiveConsent, self._give_consent),
            "own_data": SocketCommand(Nothing, self._own_data),
            "request_data": SocketCommand(AboutData, self._request_data),
            "withdraw_data_request": SocketCommand(AboutData, self._withdraw_data_request),
            "request_person": SocketCommand(Nothing, self._request_person),
            "keep_waiting": SocketCommand(Nothing, self._keep_waiting),
            "open_ticket": SocketCommand(Nothing, self._open_ticket),
            "continue_with_bot": SocketCommand(Nothing, self._continue_with_bot),
            "leave_contact": SocketCommand(VisitorContact, self._leave_contact),
            "end_chat": SocketCommand(Nothing, self._end_chat),
            "rate": SocketCommand(VisitorRate, self._rate),
            "mail_transcript": SocketCommand(Nothing, self._mail_transcript),
            "list_earlier": SocketCommand(ListEarlier, self._list_earlier),
            "read_earlier": SocketCommand(ReadEarlier, self._read_earlier),
            "typing": SocketCommand(Typing, self._typing),
            "context": SocketCommand(VisitorContext, self._context),
            "mark": SocketCommand(SetMark, self._mark),
        }

    async def on_connect(self, sid: str, environ: Any, auth: Any = None) -> None:
        token = auth.get("token") if isinstance(auth, dict) else None
        if not isinstance(token, str):
            raise NotAuthenticated("token_invalid", "A visitor's token is needed")
        granted = await self._visits.admit(token)
        visit = granted.visit
        try:
            conversation = await self._visits.conversation_for(visit)
        except NotFound:
            raise NotAuthenticated("token_invalid", "The token's conversation is gone") from None
        trace = self._whereabouts.trace(visit.customer_id, environ["aiohttp.request"])
        await trace.renew()
        await self.save_session(sid, WidgetSession(sid, visit, trace))
        demand_room(self.server.manager.get_participants(VISITOR, visit.conversation_id))
        self._channel.open(sid, visit.customer_id)
        await self.enter_room(sid, visit.conversation_id)
        self._passes.hold(sid, granted)
        self._delivery.joined(conversation)
        await self._leases.connected(visit.conversation_id)

    async def on_disconnect(self, sid: str) -> None:
        self._passes.drop(sid)
        self._channel.close(sid)
        session = await self.session_of(sid)
        if session is not None:
            await self._leases.disconnected(session.visit.conversation_id)

    def paced_by(self, sid: str, session: WidgetSession) -> str:  # noqa: ARG002
        """All who write in one conversation, however many they are and however often they come."""
        return session.visit.conversation_id

    async def end_visits(self) -> None:
        """Ends the sockets of visitors whose tokens have run out or were revoked."""
        for sid in await self._passes.ended():
            await self.disconnect(sid)

    async def _sync(self, session: WidgetSession, given: Sync) -> VisitorPage:
        events, more, conversation = await self._visits.page(
            session.visit, after=given.after, limit=given.limit
        )
        state = await self._channel.state_of(Standing(conversation=conversation))
        marks = await self._typing_and_marks.marks_of(conversation.id)
        return VisitorPage(
            events=visitor_events(events, self._channel.kind), more=more, state=state, marks=marks
        )

    async def _say(self, session: WidgetSession, given: VisitorSay) -> VisitorSaid:
        await session.trace.renew()
        button = (given.button.seq, given.button.index) if given.button else None
        with self.server.own_words.of_sender(session.sid, given.client_id):
            said = await self._visits.say(session.visit, given.text, given.client_id, button)
        seq, at = acked(said)
        return VisitorSaid(seq=seq, at=at, push=self._channel.own(said))

    async def _give_consent(self, session: WidgetSession, given: GiveConsent) -> Done:
        return done(await self._visits.consent(session.visit, given.version))

    async def _own_data(self, session: WidgetSession, _: Nothing) -> OwnDataPage:
        return own_data_page(await self._data.of(session.visit))

    async def _request_data(self, session: WidgetSession, given: AboutData) -> OwnDataPage:
        return own_data_page(await self._data.ask(session.visit, given.kind))

    async def _withdraw_data_request(self, session: WidgetSession, given: AboutData) -> OwnDataPage:
        return own_data_page(await self._data.withdraw(session.visit, given.kind))

    async def _request_person(self, session: WidgetSession, _: Nothing) -> Done:
        return done(await self._visits.execute(session.visit, c.RequestPerson()))

    async def _keep_waiting(self, session: WidgetSession, _: Nothing) -> Done:
        return done(await self._visits.keep_waiting(session.visit))

    async def _open_ticket(self, session: WidgetSession, _: Nothing) -> Done:
        return done(await self._visits.open_ticket(session.visit))

    async def _continue_with_bot(self, session: WidgetSession, _: Nothing) -> Done:
        return done(await self._visits.execute(session.visit, c.ContinueWithBot()))

    async def _leave_contact(self, session: WidgetSession, given: VisitorContact) -> Done:
        if given.email is None and given.phone is None:
            raise InvalidInput("contact_missing", "An e-mail address or a phone number is needed")
        command = c.LeaveContact(**given.model_dump())
        return done(await self._visits.execute(session.visit, command))

    async def _end_chat(self, session: WidgetSession, _: Nothing) -> Done:
        return done(await self._visits.execute(session.visit, c.EndChat()))

    async def _rate(self, session: WidgetSession, given: VisitorRate) -> Done:
        return done(await self._visits.rate(session.visit, Opinion(**given.model_dump())))

    async def _mail_transcript(self, session: WidgetSession, _: Nothing) -> Noted:
        await self._transcript_mails.order(await self._visits.conversation_for(session.visit))
        return Noted()

    async def _list_earlier(self, session: WidgetSession, given: ListEarlier) -> EarlierPage:
        found = await self._earlier.page(
            session.visit, given.language, before=given.before, limit=given.limit
        )
        return EarlierPage(items=[earlier_item(talk) for talk in found.talks], more=found.more)

    async def _read_earlier(self, session: WidgetSession, given: ReadEarlier) -> EarlierLog:
        events, more = await self._earlier.read(
            session.visit, given.conversation_id, after=given.after, limit=given.limit
        )
        return EarlierLog(
            events=visitor_events(events, self._channel.kind),
            more=more,
            marks=await self._typing_and_marks.marks_of(given.conversation_id),
        )

    async def _typing(self, session: WidgetSession, given: Typing) -> None:
        await self._typing_and_marks.customer_typing(
            session.visit.conversation_id, active=given.active
        )

    async def _context(self, session: WidgetSession, given: VisitorContext) -> None:
        """Nothing is kept of a stranger, nor before the customer has agreed: pages tell it again then."""
        conversation = await self._visits.conversation_for(session.visit)
        if conversation.seq == 0 or await self._visits.asks(session.visit) is not None:
            return
        context = PageContext.told(given.page, given.product, given.cart)
        await self._typing_and_marks.customer_looks(conversation, context)

    async def _mark(self, session: WidgetSession, given: SetMark) -> Noted:
        conversation = await self._visits.conversation_for(session.visit)
        if conversation.seq == 0:
            return Noted()  # of a stranger nothing is stored, and nothing was shown yet
        claimed = Mark(delivered=given.delivered, read=given.read)
        await self._typing_and_marks.customer_got(conversation, claimed)
        return Noted()
