"""What may happen to a conversation: `decide` turns a command into events, or refuses.

Pure: the time is given, nothing is stored here. `append` decides and gives the events their
places in the log; whoever calls it commits them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal, assert_never

from handoff.domain import commands as c
from handoff.domain import events as e
from handoff.domain.conversation import (
    READINGS_KEPT,
    Closed,
    Conversation,
    Offered,
    Queued,
    Ticketed,
    WithAgent,
    WithBot,
    evolve,
    reading_of,
)
from handoff.domain.errors import IllegalMove, InvalidInput
from handoff.domain.handoff_policy import Handoff, assess
from handoff.domain.language import language_of

# What the bot calls the number of an order, as an entity and as a slot.
ORDER_NUMBER = "order_number"


def append(
    state: Conversation, command: c.Command, now: datetime
) -> tuple[Conversation, tuple[e.Event, ...]]:
    """Decides `command` and gives its events their places in the log.

    Returns the state after them and the events. Raises as `decide` does. The times of a log never
    go back, even if the clock does.
    """
    at = now if state.at is None else max(now, state.at)
    recorded: list[e.Event] = []
    for body in decide(state, command, now):
        event = e.Event(
            seq=state.seq + 1,
            after=state.public_seq,
            at=at,
            epoch=state.epoch + (1 if _changes_owner(body) else 0),
            actor=actor_of(state, command, body),
            body=body,
        )
        state = evolve(state, event)
        recorded.append(event)
    return state, tuple(recorded)


def _changes_owner(body: e.Body) -> bool:
    return isinstance(
        body,
        e.QueueEntered
        | e.AgentOffered
        | e.AgentAccepted
        | e.ReturnedToBot
        | e.TicketOpened
        | e.ConversationClosed
        | e.ConversationReopened,
    )


def decide(  # noqa: C901, PLR0912 - one arm for each command
    state: Conversation, command: c.Command, now: datetime
) -> Sequence[e.Body]:
    """The events that `command` brings about, none if it already has, or a refusal.

    Raises:
        IllegalMove: the present owner does not allow it, or the conversation has not started.
    """
    if state.seq == 0 and not isinstance(command, c.Start):
        raise IllegalMove("not_started", "A conversation begins with its start")
    match command:
        case c.Start():
            return _start(state, command)
        case c.CustomerSay():
            return _customer_say(state, command)
        case c.RecordBotTurn():
            return _record_bot_turn(state, command, now)
        case c.BeginAction():
            return _begin_action(state, command)
        case c.FinishAction():
            return _finish_action(state, command)
        case c.RequestPerson():
            return _request_person(state, now)
        case c.Offer():
            return _offer(state, command)
        case c.PromiseWait():
            return _promise_wait(state, command, now)
        case c.SlipWait():
            return [e.WaitSlipped()] if _has_slipped(state, now) else []
        case c.TellAbsence():
            return _tell_absence(state, command, now)
        case c.EndAbsence():
            return [e.AbsenceEnded()] if state.absence is not None else []
        case c.KeepWaiting():
            return _keep_waiting(state, command, now)
        case c.ExpireOffer():
            return _expire_offer(state, command)
        case c.OpenTicket():
            return _open_ticket(state, command)
        case c.ExpireWait():
            return _expire_wait(state, command)
        case c.LeaveContact():
            return _leave_contact(command)
        case c.ContinueWithBot():
            return _continue_with_bot(state)
        case c.Accept():
            return _accept(state, command.agent)
        case c.Decline():
            return _decline(state, command.agent)
        case c.Take():
            return _take(state, command, now)
        case c.AgentSay():
            return _agent_say(state, command)
        case c.AgentNote():
            return [e.AgentNoted(text=command.text, client_id=command.client_id)]
        case c.Transfer():
            return _transfer(state, command, now)
        case c.LoseAgent():
            return _lose_agent(state, command, now)
        case c.Snooze():
            return _snooze(state, command, now)
        case c.Wake():
            return _wake(state, command.agent)
        case c.EndSnooze():
            return _end_snooze(state, command.seq)
        case c.ReturnToBot():
            return _return_to_bot(state, command.agent)
        case c.Close():
            return _close(state, command)
        case _:
            assert_never(command)


def actor_of(state: Conversation, command: c.Command, body: e.Body) -> e.Actor:
    """Who an event is by: the bot for its words, else whoever gave the command."""
    match command:
        case c.RecordBotTurn() if isinstance(body, e.BotSaid | e.BotUnderstood | e.BotSuppressed):
            return e.Actor(kind="bot")
        case c.BeginAction() | c.FinishAction():
            return e.Actor(kind="bot")
        case (
            c.RecordBotTurn()
            | c.Offer()
            | c.PromiseWait()
            | c.SlipWait()
            | c.TellAbsence()
            | c.EndAbsence()
            | c.ExpireOffer()
            | c.ExpireWait()
            | c.LoseAgent()
            | c.EndSnooze()
        ):
            return e.Actor(kind="system")
        case (
            c.Accept()
            | c.Decline()
            | c.Take()
            | c.AgentSay()
            | c.AgentNote()
            | c.Transfer()
            | c.Snooze()
            | c.Wake()
            | c.ReturnToBot()
            | c.Close()
        ):
            return e.Actor(kind="agent", id=command.agent.id, name=command.agent.name)
        case c.Start():
            return e.Actor(kind="customer", id=command.customer_id, name=command.customer_name)
        case _:
            return e.Actor(kind="customer", id=state.customer_id, name=state.contact.name)


def _start(state: Conversation, command: c.Start) -> list[e.Body]:
    if state.seq > 0:
        return []
    return [
        e.ConversationStarted(
            customer_id=command.customer_id,
            customer_name=command.customer_name,
            language=command.language,
            verified=command.verified,
            unresolved=command.unresolved,
        )
    ]


def _customer_say(state: Conversation, command: c.CustomerSay) -> list[e.Body]:
    said = e.CustomerSaid(
        text=command.text,
        client_id=command.client_id,
        language=language_of(command.text, state.language),
        payload=command.payload,
    )
    match state.owner:
        case Closed():
            return [e.ConversationReopened(), said]
        case WithAgent(snoozed_until=datetime()):
            return [e.ConversationWoken(cause="customer"), said]
        case _:
            return [said]


def _record_bot_turn(
    state: Conversation, command: c.RecordBotTurn, now: datetime
) -> Sequence[e.Body]:
    outcome = command.outcome
    if command.epoch != state.epoch or not isinstance(state.owner, WithBot):
        return _suppress(state, command)
    if command.reply_to not in state.pending:
        return []
    if isinstance(outcome, c.BotFailure):
        return _fail(state, command.reply_to, outcome.code, now)
    return _answer(state, command.reply_to, outcome, now)


def _begin_action(state: Conversation, command: c.BeginAction) -> list[e.Body]:
    """Only while the turn is the bot's. One turn begins one action: a turn that is taken again by
    another gateway goes on with what it has begun."""
    its_turn = command.segment == state.segment and command.reply_to in state.pending
    if not isinstance(state.owner, WithBot) or not its_turn:
        raise _illegal(state, "The bot's turn is over")
    begun = e.ActionBegun(
        kind=command.kind,
        order=command.order,
        reply_to=command.reply_to,
        reason=command.reason,
    )
    if state.action is None or not state.action.is_of(command.reply_to):
        return [begun]
    if state.action.begun != begun:
        raise _illegal(state, "This turn has begun something else")
    return []


def _finish_action(state: Conversation, command: c.FinishAction) -> list[e.Body]:
    action = state.action
    if action is None or action.done or not action.is_of(command.reply_to):
        return []
    begun = action.begun
    return [
        e.ActionTaken(
            kind=begun.kind, order=begun.order, reply_to=begun.reply_to, reason=begun.reason
        )
    ]


def _suppress(state: Conversation, command: c.RecordBotTurn) -> list[e.Body]:
    if command.reply_to not in state.overtaken or isinstance(command.outcome, c.BotFailure):
        return []  # answered in time, suppressed already, or nothing to suggest
    texts = tuple(message.text for message in command.outcome.messages if message.text)
    return [e.BotSuppressed(reply_to=command.reply_to, computed_epoch=command.epoch, texts=texts)]


def _answer(
    state: Conversation, reply_to: int, reply: c.BotReply, now: datetime
) -> Sequence[e.Body]:
    understood = e.BotUnderstood(
        reply_to=reply_to,
        intent=reply.intent,
        ranking=reply.ranking,
        entities=reply.entities,
        slots=reply.slots,
        emotion=reply.emotion,
    )
    reading = replace(
        reading_of(understood),
        answers=tuple(m.utter_action for m in reply.messages if m.utter_action),
        handoff=reply.handoff,
    )
    readings = (*state.readings, reading)[-READINGS_KEPT:]
    after = replace(state, readings=readings, slots=reply.slots)
    unresolved = state.unresolved is not None and not state.unresolved_raised
    handoff = assess(readings, unresolved=unresolved)
    if handoff is not None:
        said = () if handoff.reason == "bot_repeats" else reply.messages
        return [understood, *said, *_hand_off(after, handoff, now)]
    if not reply.messages:
        return [understood, *_fail(after, reply_to, "empty_reply", now)]
    return [understood, *reply.messages]


def _fail(state: Conversation, reply_to: int, code: str, now: datetime) -> list[e.Body]:
    handoff = Handoff(reason="bot_error", evidence=(reply_to,), scores=(1.0,))
    return [e.BotFailed(reply_to=reply_to, code=code), *_hand_off(state, handoff, now)]


def _hand_off(state: Conversation, handoff: Handoff, now: datetime) -> list[e.Body]:
    since = state.queued_since or now  # an open ticket has its place already
    return [_handoff_requested(state, handoff), e.QueueEntered(since=since)]


def _handoff_requested(state: Conversation, handoff: Handoff) -> e.HandoffRequested:
    entities = _named(state)
    packet = e.HandoffPacket(
        reason=handoff.reason,
        evidence=handoff.evidence,
        scores=handoff.scores,
        language=state.language,
        intents=tuple(
            e.Intent(name=r.intent, confidence=r.confidence) for r in reversed(state.readings)
        ),
        slots=state.slots,
        tried=tuple(dict.fromkeys(name for r in state.readings for name in r.answers)),
        mood=tuple(e.Mood(seq=r.seq, emotion=r.emotion) for r in state.readings),
        question=handoff.evidence[-1] if handoff.reason == "complex_topic" else None,
        entities=entities,
        orders=_orders(state.slots, entities),
        verified=state.verified,
        unresolved=state.unresolved,
    )
    return e.HandoffRequested(reason=handoff.reason, priority=handoff.priority, packet=packet)


def _named(state: Conversation) -> tuple[e.Entity, ...]:
    """What the customer named, most recent first; where in the text is of no use any more."""
    found = [
        e.Entity(entity=one.entity, value=one.value)
        for reading in reversed(state.readings)
        for one in reading.entities
    ]
    return tuple(dict.fromkeys(found))


def _orders(slots: Mapping[str, e.Json], entities: Sequence[e.Entity]) -> tuple[str, ...]:
    named = [one.value for one in entities if one.entity == ORDER_NUMBER]
    slot = slots.get(ORDER_NUMBER)
    return tuple(dict.fromkeys([*([slot] if isinstance(slot, str) else []), *named]))


def _request_person(state: Conversation, now: datetime) -> list[e.Body]:
    requested = Handoff(reason="requested", evidence=())
    match state.owner:
        case WithBot():
            return _hand_off(state, requested, now)
        case Closed():
            return [e.ConversationReopened(), *_hand_off(state, requested, now)]
        case WithAgent(snoozed_until=datetime()):
            return [e.ConversationWoken(cause="customer")]
        case Queued() | Offered() | WithAgent() | Ticketed():
            return []  # a person is already on the way, or will be
        case _:
            assert_never(state.owner)


def _offer(state: Conversation, command: c.Offer) -> list[e.Body]:
    if not isinstance(state.owner, Queued):
        raise _illegal(state, "Only a queued conversation can be offered")
    agent = command.agent
    return [e.AgentOffered(agent_id=agent.id, agent_name=agent.name, deadline=command.deadline)]


def _promise_wait(state: Conversation, command: c.PromiseWait, now: datetime) -> list[e.Body]:
    late = _has_slipped(state, now)
    if not isinstance(state.owner, Queued | Offered) or (state.promised and not late):
        return []  # it waits no more, or was told already
    return [e.WaitPromised(low=command.low, high=command.high, late=late)]


def _has_slipped(state: Conversation, now: datetime) -> bool:
    waits = isinstance(state.owner, Queued | Offered)
    return waits and state.promised is not None and state.promised.has_passed(now)


def _tell_absence(state: Conversation, command: c.TellAbsence, now: datetime) -> list[e.Body]:
    """Once for each truth. That the desk has closed meanwhile asks for a new choice; that it has
    opened without anybody coming changes neither choice nor deadline."""
    told = state.absence
    if not isinstance(state.owner, Queued):
        return []  # it waits no more
    if told and (told.closed, told.opens_at) == (command.closed, command.opens_at):
        return []
    ticket_at = told.ticket_at if told and not command.closed else now + command.patience
    return [e.AbsenceTold(closed=command.closed, opens_at=command.opens_at, ticket_at=ticket_at)]


def _keep_waiting(state: Conversation, command: c.KeepWaiting, now: datetime) -> list[e.Body]:
    told = state.absence
    if told is None or told.chosen:
        return []  # somebody is here, or it was chosen before
    return [e.WaitChosen(until=max(told.opens_at or now, now) + command.patience)]


def _expire_offer(state: Conversation, command: c.ExpireOffer) -> list[e.Body]:
    if not isinstance(state.owner, Offered) or command.epoch != state.epoch:
        return []  # accepted or declined in the meantime
    return _miss(state, state.owner, "deadline")


def _miss(
    state: Conversation, offered: Offered, cause: Literal["deadline", "declined"]
) -> list[e.Body]:
    if state.queued_since is None:
        raise _illegal(state, "An offer without a place in the queue")
    return [
        e.OfferExpired(agent_id=offered.agent_id, cause=cause),
        e.QueueEntered(
            since=state.queued_since,
            instead_of=offered.agent_name if offered.announced else None,
        ),
    ]


def _open_ticket(state: Conversation, command: c.OpenTicket) -> list[e.Body]:
    match state.owner:
        case Ticketed():
            return []
        case Queued() | Offered():
            return [_ticket(state, command.number, "chosen")]
        case _:
            raise _illegal(state, "A ticket is opened from the queue")


def _expire_wait(state: Conversation, command: c.ExpireWait) -> list[e.Body]:
    if state.absence is None or state.absence.seq != command.seq:
        return []  # somebody came, or the customer chose otherwise
    return [_ticket(state, command.number, "nobody_online")]


def _ticket(
    state: Conversation, number: int, cause: Literal["nobody_online", "chosen"]
) -> e.TicketOpened:
    """One conversation, one open ticket: the number that the customer was told stands."""
    return e.TicketOpened(number=number if state.ticket is None else state.ticket, cause=cause)


def _leave_contact(command: c.LeaveContact) -> list[e.Body]:
    return [
        e.ContactLeft(
            client_id=command.client_id,
            name=command.name,
            email=command.email,
            phone=command.phone,
        )
    ]


def _continue_with_bot(state: Conversation) -> list[e.Body]:
    match state.owner:
        case Queued() | Offered() | Ticketed():
            return [e.ReturnedToBot()]
        case WithBot():
            return []
        case _:
            raise _illegal(state, "Only who waits for a person can go on with the bot")


def _accept(state: Conversation, agent: c.Agent) -> list[e.Body]:
    match state.owner:
        case Offered(agent_id=agent.id):
            return [e.AgentAccepted(agent_id=agent.id, agent_name=agent.name)]
        case WithAgent(agent_id=agent.id):
            return []
        case _:
            raise _illegal(state, "This offer is no longer yours")


def _decline(state: Conversation, agent: c.Agent) -> list[e.Body]:
    match state.owner:
        case Offered(agent_id=agent.id):
            return _miss(state, state.owner, "declined")
        case Offered() | Queued():
            return []
        case _:
            raise _illegal(state, "This offer is no longer yours")


def _take(state: Conversation, command: c.Take, now: datetime) -> list[e.Body]:
    agent = command.agent
    accepted = e.AgentAccepted(agent_id=agent.id, agent_name=agent.name)
    match state.owner:
        case Queued() | Ticketed() | Offered(agent_id=agent.id):
            return [accepted]
        case WithBot():
            handoff = Handoff(reason="taken_over", evidence=())
            return [*_hand_off(state, handoff, now), accepted]
        case WithAgent(agent_id=agent.id):
            return []
        case Offered() if command.over:
            return [accepted]
        case WithAgent() if command.over:
            taken = e.ConversationTransferred(agent_id=agent.id, agent_name=agent.name, held=True)
            return [taken, accepted]
        case _:
            raise _illegal(state, "This conversation cannot be taken")


def _agent_say(state: Conversation, command: c.AgentSay) -> list[e.Body]:
    _require_owner(state, command.agent)
    return [e.AgentSaid(text=command.text, client_id=command.client_id)]


def _transfer(state: Conversation, command: c.Transfer, now: datetime) -> list[e.Body]:
    _require_owner(state, command.agent)
    if (command.to is None) == (command.team is None):
        raise InvalidInput("transfer_target", "A transfer names a person or a team")
    if command.to is not None and command.to.id == command.agent.id:
        raise InvalidInput("transfer_target", "The conversation is yours already")
    note, client_id = command.note, command.client_id
    held = _held_for(command)
    transferred = e.ConversationTransferred(
        agent_id=command.to.id if command.to else None,
        agent_name=command.to.name if command.to else None,
        held=bool(held),
        team=command.team,
        client_id=client_id if note is None else None,
    )
    noted = [] if note is None else [e.AgentNoted(text=note, client_id=client_id)]
    return [*noted, transferred, e.QueueEntered(since=state.queued_since or now), *held]


def _held_for(command: c.Transfer) -> list[e.Body]:
    """The offer to the person whose slot is held: they are promised to the customer."""
    to, until = command.to, command.hold_until
    if to is None or until is None:
        return []
    return [e.AgentOffered(agent_id=to.id, agent_name=to.name, deadline=until, announced=True)]


def _lose_agent(state: Conversation, command: c.LoseAgent, now: datetime) -> list[e.Body]:
    if command.epoch != state.epoch:
        return []  # it has changed hands meanwhile
    match state.owner:
        case WithAgent() as owner:
            lost = e.AgentLost(agent_id=owner.agent_id, agent_name=owner.agent_name)
            return [lost, e.QueueEntered(since=state.queued_since or now)]
        case Offered() as offered:
            return _miss(state, offered, "deadline")
        case _:
            return []  # nobody has it


def _snooze(state: Conversation, command: c.Snooze, now: datetime) -> list[e.Body]:
    _require_owner(state, command.agent)
    if command.until <= now:
        raise InvalidInput("snooze_past", "A snooze ends in the future")
    return [e.ConversationSnoozed(until=command.until)]


def _wake(state: Conversation, agent: c.Agent) -> list[e.Body]:
    _require_owner(state, agent)
    if isinstance(state.owner, WithAgent) and state.owner.snoozed_until is not None:
        return [e.ConversationWoken(cause="agent")]
    return []


def _end_snooze(state: Conversation, began: int) -> list[e.Body]:
    if isinstance(state.owner, WithAgent) and state.owner.snoozed_by == began:
        return [e.ConversationWoken(cause="time")]
    return []  # woken or handed on in the meantime


def _return_to_bot(state: Conversation, agent: c.Agent) -> list[e.Body]:
    if isinstance(state.owner, WithBot):
        return []
    _require_owner(state, agent)
    return [e.ReturnedToBot()]


def _close(state: Conversation, command: c.Close) -> list[e.Body]:
    if isinstance(state.owner, Closed):
        return []
    _require_owner(state, command.agent)
    if command.read is not None and state.asked > command.read:
        raise IllegalMove("unread", "The customer has written since", {"seq": state.asked})
    return [e.ConversationClosed(disposition=command.disposition)]


def _require_owner(state: Conversation, agent: c.Agent) -> None:
    if not isinstance(state.owner, WithAgent) or state.owner.agent_id != agent.id:
        raise IllegalMove(
            "not_owner", "You do not own this conversation", {"owner": state.owner.kind}
        )


def _illegal(state: Conversation, message: str) -> IllegalMove:
    return IllegalMove("illegal_move", message, {"owner": state.owner.kind})
