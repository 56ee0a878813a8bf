"""The domain as browsers see it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from operator import attrgetter

from handoff.domain.channels import ChannelKind
from handoff.domain.consent import ConsentTerms
from handoff.domain.conversation.brief import Brief, brief_of
from handoff.domain.conversation.customer_view import for_customer
from handoff.domain.conversation.earlier import EarlierTalk
from handoff.domain.conversation.effects.talk import UNANSWERED_KEPT
from handoff.domain.conversation.events import Event
from handoff.domain.conversation.marks import Marks
from handoff.domain.conversation.state import (
    Closed,
    Conversation,
    LastMessage,
    Offered,
    Queued,
    Ticketed,
    WithAgent,
    WithBot,
)
from handoff.domain.language import Language
from handoff.domain.people import StaffMember
from handoff.domain.permissions import rights_of
from handoff.domain.sessions import StaffSession
from handoff.services.customer_files import CustomerFile
from handoff.services.data_requests import OwnData
from handoff.services.floor import Present
from handoff.services.inboxes import InboxPart
from handoff.services.ports.lists import Changes, Place
from handoff.services.second_factors import SetUp
from handoff.services.signals import Committed
from handoff.services.wait_board import Waits
from handoff.web.portraits import portrait_path
from handoff.web.protocol.accounts import OwnSession, SetUpBegun
from handoff.web.protocol.conversation import ConversationItem, LastSaid, StaffOwner
from handoff.web.protocol.inbox import Inbox, InboxRest
from handoff.web.protocol.people import Colleague, Colleagues, CustomerPanel, CustomerProfile, Me
from handoff.web.protocol.staff import StaffPush
from handoff.web.protocol.visitor import (
    AbsenceFace,
    AgentFace,
    ConsentFace,
    DataRequestFace,
    EarlierItem,
    OwnDataPage,
    RatingFace,
    VisitorState,
)
from handoff.web.protocol.waits import (
    BotsNow,
    PromisesKept,
    PromiseTold,
    WaitingNow,
    WaitsNow,
)

_LAST_LENGTH = 140  # characters of the last message in a list


def visitor_events(events: Sequence[Event], on: ChannelKind) -> list[Event]:
    """Those that the customer may see, as the customer may see them on that channel."""
    return [for_customer(event, on) for event in events if event.public]


def visitor_state(state: Conversation, *, staff_online: bool, position: int | None) -> VisitorState:
    """Customers see an unannounced offer as `queued`; offers are internal."""
    owner = state.owner
    return VisitorState(
        owner="queued" if isinstance(owner, Offered) else owner.kind,
        epoch=state.epoch,
        head=state.public_seq,
        language=state.language,
        agent=_face(owner) if isinstance(owner, WithAgent) else None,
        position=position if isinstance(owner, Queued | Offered) else None,
        joining=AgentFace(name=owner.agent_name)
        if isinstance(owner, Offered) and owner.announced
        else None,
        absence=_absence(state),
        ticket=state.ticket,
        has_contact=bool(state.contact.email or state.contact.phone),
        staff_online=staff_online,
        rating=_rating(state),
    )


def _face(owner: WithAgent) -> AgentFace:
    return AgentFace(name=owner.agent_name, portrait=portrait_path(owner.agent_portrait))


def consent_face(terms: ConsentTerms | None, language: Language) -> ConsentFace | None:
    if terms is None:
        return None
    link = terms.link[language] if terms.link else None
    return ConsentFace(version=terms.version, text=terms.text[language], link=link)


def own_data_page(own: OwnData) -> OwnDataPage:
    names = DataRequestFace.model_fields
    return OwnDataPage(
        kept_days=None if own.kept_for is None else own.kept_for / timedelta(days=1),
        answer_days=own.answered_within.days,
        requests=[
            DataRequestFace(**{name: getattr(request, name) for name in names})
            for request in own.requests
        ],
    )


def earlier_item(talk: EarlierTalk) -> EarlierItem:
    return EarlierItem(
        id=talk.id,
        began_at=talk.began_at,
        topic=talk.topic,
        outcome=talk.outcome,
        ticket=talk.ticket,
        satisfaction=talk.satisfaction,
        last=_shortened(talk.last),
    )


def _rating(state: Conversation) -> RatingFace | None:
    ending, rating = state.ending, state.rating
    if ending is None or ending.asks is None:
        return None
    given = rating if rating is not None and rating.closing == ending.seq else None
    return RatingFace(
        closing=ending.seq,
        asks=ending.asks,
        satisfaction=given and given.satisfaction,
        effort=given and given.effort,
    )


def _absence(state: Conversation) -> AbsenceFace | None:
    told = state.absence
    if told is None:
        return None
    return AbsenceFace(closed=told.closed, opens_at=told.opens_at, chosen=told.chosen)


def conversation_item(state: Conversation) -> ConversationItem:
    """Raises ValueError: the conversation has not started."""
    return list_item(brief_of(state))


def staff_push(committed: Committed) -> StaffPush:
    """What agents who watch a conversation hear of a commit."""
    conversation = committed.conversation
    return StaffPush(
        conversation_id=conversation.id,
        events=list(committed.events),
        item=conversation_item(conversation),
    )


def list_item(brief: Brief) -> ConversationItem:
    """The fields of one name as they are, the others as the console wants them."""
    told = {
        "owner": _owner(brief),
        "head": brief.seq,
        "unanswered": list(brief.pending[-UNANSWERED_KEPT:]),
        "last": _last(brief),
    }
    return ConversationItem(**told, **dict(zip(_SAME, _same_of(brief), strict=True)))


_SAME = tuple(ConversationItem.model_fields.keys() - {"owner", "head", "unanswered", "last"})
_same_of = attrgetter(*_SAME)


def list_items(briefs: Iterable[Brief]) -> list[ConversationItem]:
    return [list_item(brief) for brief in briefs]


def _owner(brief: Brief) -> StaffOwner:
    match brief.owner:
        case Offered() as owner:
            return StaffOwner(
                kind="offered",
                agent_id=owner.agent_id,
                agent_name=owner.agent_name,
                deadline=owner.deadline,
                since=brief.queued_since,
            )
        case WithAgent() as owner:
            return StaffOwner(
                kind="agent",
                agent_id=owner.agent_id,
                agent_name=owner.agent_name,
                since=owner.since,
                snoozed_until=owner.snoozed_until,
            )
        case Closed() as owner:
            return StaffOwner(kind="closed", since=owner.at)
        case WithBot() | Queued() | Ticketed() as owner:
            return StaffOwner(kind=owner.kind, since=brief.queued_since)


def _last(brief: Brief) -> LastSaid | None:
    return None if brief.last is None else _shortened(brief.last)


def _shortened(last: LastMessage) -> LastSaid:
    text = last.text
    short = text if len(text) <= _LAST_LENGTH else f"{text[: _LAST_LENGTH - 1]}…"
    return LastSaid(by=last.by, text=short, at=last.at)


def inbox(part: InboxPart, marks: Mapping[str, Marks], away: Collection[str]) -> Inbox:
    member, found = part.member, part.found
    page = partial(
        Inbox,
        me=me(member),
        items=list_items(found.briefs),
        marks=dict(marks),
        away=sorted(away),
    )
    if isinstance(found, Changes):
        return page(cursor=found.horizon, next=found.next, gone=list(part.out_of_sight))
    return page(
        cursor=found.cursor,
        rest=InboxRest(
            queue=place_text(found.queue.rest),
            tickets=place_text(found.tickets.rest),
            all=place_text(found.latest.rest),
        ),
    )


def place_text(place: Place | None) -> str | None:
    return f"{place.key}.{place.id}" if place else None


def place_of(text: str) -> Place:
    """What `place_text` made of it."""
    key, _, place_id = text.partition(".")
    return Place(key=int(key), id=place_id)


def me(member: StaffMember) -> Me:
    return Me(
        id=member.id,
        names=member.names,
        email=member.email,
        role=member.role,
        capacity=member.capacity,
        available=member.available,
        missed=member.missed,
        portrait=portrait_path(member.portrait),
        rights=dict(rights_of(member.role)),
    )


def own_session(session: StaffSession, asking: StaffSession) -> OwnSession:
    return OwnSession(
        id=session.id,
        since=session.opened_at,
        seen=session.seen_at,
        browser=session.browser,
        here=session.id == asking.id,
    )


def set_up_begun(begun: SetUp) -> SetUpBegun:
    return SetUpBegun(
        secret=begun.secret, address=begun.address, picture=begun.picture, sealed=begun.sealed
    )


def waits_now(waits: Waits) -> WaitsNow:
    return WaitsNow(
        waiting=[_waiting(state) for state in waits.waiting],
        kept=[
            PromisesKept(days=promises.period.days, told=promises.told, share=promises.share)
            for promises in waits.kept
        ],
        bots=BotsNow.of(waits.bots),
    )


def _waiting(state: Conversation) -> WaitingNow:
    if state.waiting_from is None:
        raise ValueError(f"Conversation {state.id} does not wait")
    told = state.promised
    return WaitingNow(
        item=conversation_item(state),
        since=state.waiting_from,
        promised=PromiseTold(low=told.low, high=told.high, until=told.until) if told else None,
        alone=state.absence is not None,
    )


def colleagues(staff: Sequence[Present]) -> Colleagues:
    return Colleagues(
        people=[
            Colleague(
                id=colleague.member.id,
                names=colleague.member.names,
                role=colleague.member.role,
                online=colleague.online,
                available=colleague.member.available,
                load=colleague.load,
                capacity=colleague.member.capacity,
                portrait=portrait_path(colleague.member.portrait),
                languages=sorted(colleague.member.languages),
                teams=sorted(colleague.member.teams),
            )
            for colleague in staff
        ],
        teams=sorted({team for colleague in staff for team in colleague.member.teams}),
    )


def customer_panel(file: CustomerFile) -> CustomerPanel:
    customer = file.customer
    return CustomerPanel(
        profile=CustomerProfile(
            id=customer.id,
            name=customer.name,
            email=customer.email,
            phone=customer.phone,
            verified=customer.external_id is not None,
            language=customer.language,
            since=customer.created_at,
        ),
        orders=None if file.orders is None else [order.card for order in file.orders],
        conversations=[conversation_item(state) for state in file.conversations],
    )
