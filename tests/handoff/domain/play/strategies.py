"""Every event there can be, for properties. Words of staff and server carry the mark `SECRET`."""

from datetime import UTC
from typing import get_args

from hypothesis import strategies as st

from handoff.domain.bot_answers import Button
from handoff.domain.conversation import events as e
from handoff.domain.data_requests import DATA_REQUEST_KINDS
from handoff.domain.files import FILE_KINDS, SentFile
from handoff.domain.handoff.packet import HandoffPacket, PastComplaint
from handoff.domain.json_types import Json
from handoff.domain.shop.orders import OrderAction, ReturnReason
from handoff.domain.understanding import Emotion, Entity, HandoffReason, Intent, Mood
from tests.handoff.cards import EVERY_CARD

SECRET = "SECRET"

secrets = st.integers(0, 99).map(lambda number: f"{SECRET}-{number}")
texts = st.text(max_size=12)
seqs = st.integers(1, 10_000)
moments = st.datetimes(timezones=st.just(UTC))
shares = st.floats(0, 1)

json_values: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | shares | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
json_objects = st.dictionaries(texts, json_values, max_size=2)


def _some[T](values: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(values, max_size=2).map(tuple)


reasons = st.sampled_from(get_args(HandoffReason))
kinds = st.sampled_from(get_args(OrderAction))
data_kinds = st.sampled_from(DATA_REQUEST_KINDS)
return_reasons = st.sampled_from(get_args(ReturnReason))
languages = st.sampled_from(["en", "fa"])
labels = st.sampled_from(["anger", "frustration", "sadness", "fear", "neutral", "joy"])
buttons = st.builds(Button, title=texts, payload=st.none() | secrets)
intents = st.builds(Intent, name=secrets, confidence=shares)
entities = st.builds(Entity, entity=secrets, value=texts)
emotions = st.builds(
    Emotion,
    label=labels,
    score=shares,
    words=_some(texts),
    valence=st.floats(-1, 1),
    arousal=shares,
)
past_complaints = st.builds(
    PastComplaint,
    conversation_id=secrets,
    seq=seqs,
    at=moments,
    reason=reasons,
    ticket=st.none() | seqs,
)
packets = st.builds(
    HandoffPacket,
    reason=reasons,
    evidence=_some(seqs),
    language=languages,
    intents=_some(intents),
    slots=json_objects,
    tried=_some(secrets),
    mood=_some(st.builds(Mood, seq=seqs, emotion=emotions)),
    scores=_some(shares),
    question=st.none() | seqs,
    entities=_some(entities),
    orders=_some(secrets),
    files=_some(seqs),
    verified=st.booleans(),
    unresolved=st.none() | past_complaints,
)

sent_files = st.builds(
    SentFile,
    id=texts,
    name=texts,
    kind=st.sampled_from(FILE_KINDS),
    bytes=seqs,
    width=st.none() | seqs,
    height=st.none() | seqs,
    sha256=texts,
)

INTERNAL_BODIES: dict[type[e.Body], st.SearchStrategy[e.Body]] = {
    e.BotUnderstood: st.builds(
        e.BotUnderstood,
        reply_to=seqs,
        intent=intents,
        ranking=_some(intents),
        entities=_some(entities),
        slots=json_objects,
        in_form=st.booleans(),
        emotion=emotions,
    ),
    e.ActionBegun: st.builds(
        e.ActionBegun, kind=kinds, order=texts, reply_to=seqs, reason=st.none() | return_reasons
    ),
    e.BotSuppressed: st.builds(
        e.BotSuppressed, reply_to=seqs, computed_epoch=seqs, texts=_some(secrets)
    ),
    e.HandoffRequested: st.builds(
        e.HandoffRequested, reason=reasons, priority=st.integers(0, 9), packet=packets
    ),
    e.AgentOffered: st.builds(e.AgentOffered, agent_id=secrets, agent_name=texts, deadline=moments),
    e.OfferExpired: st.builds(e.OfferExpired, agent_id=secrets),
    e.ConversationSnoozed: st.builds(e.ConversationSnoozed, until=moments),
    e.ConversationWoken: st.builds(
        e.ConversationWoken, cause=st.sampled_from(["time", "customer", "agent"])
    ),
    e.AgentNoted: st.builds(e.AgentNoted, text=secrets, client_id=texts),
    e.CustomerIdentified: st.builds(
        e.CustomerIdentified, customer_id=texts, customer_name=st.none() | texts
    ),
    e.ConversationErased: st.just(e.ConversationErased()),
}
PUBLIC_BODIES: dict[type[e.Body], st.SearchStrategy[e.Body]] = {
    e.ConversationStarted: st.builds(
        e.ConversationStarted, customer_id=texts, customer_name=texts, language=languages
    ),
    e.ConsentGiven: st.builds(e.ConsentGiven, version=seqs),
    e.DataRequestMade: st.builds(e.DataRequestMade, kind=data_kinds, due_at=moments),
    e.DataRequestWithdrawn: st.builds(e.DataRequestWithdrawn, kind=data_kinds),
    e.DataRequestAnswered: st.builds(
        e.DataRequestAnswered,
        kind=data_kinds,
        outcome=st.sampled_from(["done", "refused"]),
        reason=st.none() | texts,
    ),
    e.CustomerSaid: st.builds(
        e.CustomerSaid,
        text=texts,
        client_id=texts,
        language=languages,
        payload=st.none() | secrets,
        file=st.none() | sent_files,
    ),
    e.FilesUnseen: st.just(e.FilesUnseen()),
    e.BotSaid: st.builds(
        e.BotSaid,
        text=texts,
        reply_to=seqs,
        buttons=_some(buttons),
        utter_action=st.none() | secrets,
        card=st.none() | st.sampled_from(list(EVERY_CARD.values())),
    ),
    e.ActionTaken: st.builds(
        e.ActionTaken, kind=kinds, order=texts, reply_to=seqs, reason=st.none() | return_reasons
    ),
    e.BotFailed: st.builds(e.BotFailed, reply_to=seqs, code=secrets),
    e.QueueEntered: st.builds(
        e.QueueEntered,
        since=moments,
        instead_of=st.none() | texts,
        because=st.sampled_from([None, "misunderstood", "stuck", "mood"]),
    ),
    e.WaitPromised: st.builds(
        e.WaitPromised, low=st.integers(0, 60), high=st.integers(1, 90), late=st.booleans()
    ),
    e.WaitSlipped: st.just(e.WaitSlipped()),
    e.AbsenceTold: st.builds(
        e.AbsenceTold, closed=st.booleans(), opens_at=st.none() | moments, ticket_at=moments
    ),
    e.WaitChosen: st.builds(e.WaitChosen, until=moments),
    e.AbsenceEnded: st.just(e.AbsenceEnded()),
    e.AgentAccepted: st.builds(e.AgentAccepted, agent_id=secrets, agent_name=texts),
    e.AgentLost: st.builds(e.AgentLost, agent_id=secrets, agent_name=texts),
    e.ConversationTransferred: st.builds(
        e.ConversationTransferred,
        agent_id=st.none() | secrets,
        agent_name=st.none() | texts,
        held=st.booleans(),
        team=st.none() | secrets,
        client_id=st.none() | secrets,
    ),
    e.AgentSaid: st.builds(e.AgentSaid, text=texts, client_id=texts, file=st.none() | sent_files),
    e.ReturnedToBot: st.just(e.ReturnedToBot()),
    e.TicketOpened: st.builds(e.TicketOpened, number=seqs),
    e.ContactLeft: st.builds(e.ContactLeft, client_id=texts, name=texts, email=texts, phone=texts),
    e.ConversationClosed: st.builds(
        e.ConversationClosed,
        disposition=st.sampled_from(get_args(e.Disposition)),
        asks=st.sampled_from([None, "full", "light"]),
    ),
    e.ConversationRated: st.builds(
        e.ConversationRated,
        client_id=texts,
        closing=seqs,
        satisfaction=st.integers(1, 5),
        effort=st.none() | st.integers(1, 5),
        comment=st.none() | texts,
    ),
    e.ConversationReopened: st.just(e.ConversationReopened()),
}

actors = st.one_of(
    st.just(e.Actor(kind="bot")),
    st.just(e.Actor(kind="system")),
    st.builds(e.Actor, kind=st.just("customer"), id=texts, name=st.none() | texts),
    st.builds(e.Actor, kind=st.just("agent"), id=secrets, name=texts),
)


def events_of(bodies: st.SearchStrategy[e.Body]) -> st.SearchStrategy[e.Event]:
    return st.builds(
        e.Event, seq=seqs, after=seqs, at=moments, epoch=seqs, actor=actors, body=bodies
    )


public_events = events_of(st.one_of(*PUBLIC_BODIES.values()))
internal_events = events_of(st.one_of(*INTERNAL_BODIES.values()))
