"""What may happen to a conversation: `decide` turns a command into events, or refuses.

Pure: the time is given, nothing is stored here. `append` decides and gives the events their
places in the log; whoever calls it commits them.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import assert_never

from handoff.domain.cards import check
from handoff.domain.conversation import bot_turns, ratings, waiting
from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.erasure import is_under_way
from handoff.domain.conversation.evolve import evolve
from handoff.domain.conversation.state import (
    Closed,
    Conversation,
    Offered,
    Queued,
    Ticketed,
    WithAgent,
    WithBot,
)
from handoff.domain.errors import IllegalMove, InvalidInput, illegal_move
from handoff.domain.handoff.policy import Handoff
from handoff.domain.handoff.policy_settings import DEFAULTS, PolicySettings
from handoff.domain.language import Language, language_of

# A chat that is put off for longer is forgotten: a ticket is the better place for it.
LONGEST_SNOOZE = timedelta(days=90)


def append(
    state: Conversation,
    command: c.Command,
    now: datetime,
    rules: PolicySettings = DEFAULTS,
) -> tuple[Conversation, tuple[e.Event, ...]]:
    """Decides `command` and gives its events their places in the log.

    Returns the state after them and the events. Raises as `decide` does. The times of a log never
    go back, even if the clock does.
    """
    at = now if state.at is None else max(now, state.at)
    recorded: list[e.Event] = []
    for body in decide(state, command, now, rules):
        event = _event(state, command, body, at)
        state = evolve(state, event)
        recorded.append(event)
    return state, tuple(recorded)


def _event(state: Conversation, command: c.Command, body: e.Body, at: datetime) -> e.Event:
    return e.Event(
        seq=state.seq + 1,
        after=state.public_seq,
        at=at,
        epoch=state.epoch + (1 if _changes_owner(body) else 0),
        actor=actor_of(state, command, body),
        body=body,
    )


def _changes_owner(body: e.Body) -> bool:
    return isinstance(
        body,
        e.QueueEntered
        | e.AgentOffered
        | e.AgentAccepted
        | e.ReturnedToBot
        | e.TicketOpened
        | e.ConversationClosed
        | e.ConversationReopened
        | e.ConversationErased,
    )


def decide(  # noqa: C901, PLR0912 - one arm for each command
    state: Conversation, command: c.Command, now: datetime, rules: PolicySettings = DEFAULTS
) -> Sequence[e.Body]:
    """The events that `command` brings about, none if it already has, or a refusal.

    Raises:
        IllegalMove: the present owner does not allow it, or the conversation has not started or is
            erased.
    """
    if state.seq == 0 and not isinstance(command, c.Start):
        raise IllegalMove("not_started", "A conversation begins with its start")
    if state.erased and not isinstance(command, c.Erase):
        raise IllegalMove("erased", "This conversation was erased; a new one begins elsewhere")
    match command:
        case c.Start():
            return _start(state, command)
        case c.CustomerSay():
            return _customer_say(state, command, now, rules)
        case c.GiveConsent():
            return _give_consent(state, command.version)
        case c.MakeDataRequest():
            return [e.DataRequestMade(kind=command.kind, due_at=command.due_at)]
        case c.WithdrawDataRequest():
            return [e.DataRequestWithdrawn(kind=command.kind)]
        case c.AnswerDataRequest(kind=kind, outcome=outcome, reason=reason):
            return [e.DataRequestAnswered(kind=kind, outcome=outcome, reason=reason)]
        case c.RecordBotTurn():
            return bot_turns.record(state, command, now, rules)
        case c.BeginAction():
            return bot_turns.begin_action(state, command)
        case c.FinishAction():
            return bot_turns.finish_action(state, command)
        case c.RequestPerson():
            return waiting.request_person(state, now, rules)
        case c.Offer():
            return waiting.offer(state, command)
        case c.PromiseWait():
            return waiting.promise_wait(state, command, now)
        case c.SlipWait():
            return [e.WaitSlipped()] if waiting.has_slipped(state, now) else []
        case c.TellAbsence():
            return waiting.tell_absence(state, command, now)
        case c.EndAbsence():
            return [e.AbsenceEnded()] if state.absence is not None else []
        case c.KeepWaiting():
            return waiting.keep_waiting(state, command, now)
        case c.ExpireOffer():
            return waiting.expire_offer(state, command)
        case c.OpenTicket():
            return waiting.open_ticket(state, command)
        case c.ExpireWait():
            return waiting.expire_wait(state, command)
        case c.LeaveContact():
            return _leave_contact(command)
        case c.Identify():
            return _identify(state, command)
        case c.ContinueWithBot():
            return waiting.continue_with_bot(state)
        case c.Accept():
            return _accept(state, command.agent)
        case c.Decline():
            return _decline(state, command.agent)
        case c.Take():
            return _take(state, command, now, rules)
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
            return _close(state, command, rules)
        case c.EndChat():
            return _end_chat(state, rules)
        case c.Rate():
            return ratings.rate(state, command, now)
        case c.Erase():
            return _erase(state, command)
        case _:
            assert_never(command)


def actor_of(state: Conversation, command: c.Command, body: e.Body) -> e.Actor:
    """The actor of an event: the bot for its own words, otherwise the giver of the command."""
    if isinstance(body, e.FilesUnseen):
        return e.Actor(kind="bot")
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
            | c.Erase()
            | c.Identify()
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
            | c.AnswerDataRequest()
        ):
            agent = command.agent
            return e.Actor(kind="agent", id=agent.id, name=agent.names.in_language(state.language))
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
            channel=command.channel,
            consent=command.consent,
        )
    ]


def _give_consent(state: Conversation, version: int) -> list[e.Body]:
    given = state.consent
    return [] if given and given.version == version else [e.ConsentGiven(version=version)]


def _customer_say(
    state: Conversation, command: c.CustomerSay, now: datetime, rules: PolicySettings
) -> list[e.Body]:
    said = e.CustomerSaid(
        text=command.text,
        client_id=command.client_id,
        language=_language_of(state, command),
        payload=command.payload,
        file=command.file,
    )
    bodies = _said_to(state, said)
    if command.file is None or not isinstance(state.owner, WithBot | Closed):
        return bodies
    after = _after(state, command, bodies, now)
    return [*bodies, *bot_turns.on_file(after, command.file, now, rules)]


def _language_of(state: Conversation, command: c.CustomerSay) -> Language:
    """The language of what the customer typed; the name of a file tells none."""
    if command.file is not None:
        return state.language
    return language_of(command.text, state.language, spoken=state.asked > 0)


def _after(
    state: Conversation, command: c.Command, bodies: Sequence[e.Body], now: datetime
) -> Conversation:
    """The state after the events that a command has brought about so far."""
    for body in bodies:
        state = evolve(state, _event(state, command, body, now))
    return state


def _said_to(state: Conversation, said: e.CustomerSaid) -> list[e.Body]:
    match state.owner:
        case Closed():
            return [e.ConversationReopened(), said]
        case WithAgent(snoozed_until=datetime()):
            return [e.ConversationWoken(cause="customer"), said]
        case _:
            return [said]


def _leave_contact(command: c.LeaveContact) -> list[e.Body]:
    return [
        e.ContactLeft(
            client_id=command.client_id,
            name=command.name,
            email=command.email,
            phone=command.phone,
        )
    ]


def _identify(state: Conversation, command: c.Identify) -> list[e.Body]:
    """A customer whom the shop vouches for keeps the conversation, whoever signs in after them."""
    if state.customer_id == command.customer_id:
        return []
    if state.verified:
        raise illegal_move("This conversation is another customer's", owner=state.owner.kind)
    return [
        e.CustomerIdentified(customer_id=command.customer_id, customer_name=command.customer_name)
    ]


def _accept(state: Conversation, agent: c.Agent) -> list[e.Body]:
    match state.owner:
        case Offered(agent_id=agent.id):
            return [_accepted(state, agent)]
        case WithAgent(agent_id=agent.id):
            return []
        case _:
            raise illegal_move("This offer is no longer yours", owner=state.owner.kind)


def _accepted(state: Conversation, agent: c.Agent) -> e.AgentAccepted:
    return e.AgentAccepted(
        agent_id=agent.id,
        agent_name=agent.names.in_language(state.language),
        agent_portrait=agent.portrait,
    )


def _decline(state: Conversation, agent: c.Agent) -> list[e.Body]:
    match state.owner:
        case Offered(agent_id=agent.id):
            return waiting.miss(state, state.owner, "declined")
        case Offered() | Queued():
            return []
        case _:
            raise illegal_move("This offer is no longer yours", owner=state.owner.kind)


def _take(
    state: Conversation, command: c.Take, now: datetime, rules: PolicySettings
) -> list[e.Body]:
    agent = command.agent
    accepted = _accepted(state, agent)
    match state.owner:
        case Queued() | Ticketed() | Offered(agent_id=agent.id):
            return [accepted]
        case WithBot():
            handoff = Handoff(reason="taken_over", evidence=())
            return [*bot_turns.hand_off(state, handoff, now, rules), accepted]
        case WithAgent(agent_id=agent.id):
            return []
        case Offered() if command.over:
            return [accepted]
        case WithAgent() if command.over:
            taken = e.ConversationTransferred(
                agent_id=agent.id, agent_name=agent.names.in_language(state.language), held=True
            )
            return [taken, accepted]
        case _:
            raise illegal_move("This conversation cannot be taken", owner=state.owner.kind)


def _agent_say(state: Conversation, command: c.AgentSay) -> list[e.Body]:
    _require_owner(state, command.agent)
    if command.card is not None:
        check(command.card)
    return [
        e.AgentSaid(
            text=command.text, client_id=command.client_id, file=command.file, card=command.card
        )
    ]


def _transfer(state: Conversation, command: c.Transfer, now: datetime) -> list[e.Body]:
    _require_owner(state, command.agent)
    if (command.to is None) == (command.team is None):
        raise InvalidInput("transfer_target", "A transfer names a person or a team")
    if command.to is not None and command.to.id == command.agent.id:
        raise InvalidInput("transfer_target", "The conversation is yours already")
    note, client_id = command.note, command.client_id
    held = _held_for(state, command)
    transferred = e.ConversationTransferred(
        agent_id=command.to.id if command.to else None,
        agent_name=command.to.names.in_language(state.language) if command.to else None,
        held=bool(held),
        team=command.team,
        client_id=client_id if note is None else None,
    )
    noted = [] if note is None else [e.AgentNoted(text=note, client_id=client_id)]
    return [*noted, transferred, e.QueueEntered(since=state.queued_since or now), *held]


def _held_for(state: Conversation, command: c.Transfer) -> list[e.Body]:
    """The offer to the person whose slot is held: they are promised to the customer."""
    to, until = command.to, command.hold_until
    if to is None or until is None:
        return []
    return [
        e.AgentOffered(
            agent_id=to.id,
            agent_name=to.names.in_language(state.language),
            deadline=until,
            announced=True,
        )
    ]


def _lose_agent(state: Conversation, command: c.LoseAgent, now: datetime) -> list[e.Body]:
    if command.epoch != state.epoch:
        return []  # it has changed hands meanwhile
    match state.owner:
        case WithAgent() as owner:
            lost = e.AgentLost(
                agent_id=owner.agent_id, agent_name=owner.agent_name, cause=command.cause
            )
            return [lost, e.QueueEntered(since=state.queued_since or now)]
        case Offered() as offered:
            return waiting.miss(state, offered, "lost")
        case _:
            return []  # nobody has it


def _snooze(state: Conversation, command: c.Snooze, now: datetime) -> list[e.Body]:
    _require_owner(state, command.agent)
    if command.until <= now:
        raise InvalidInput("snooze_past", "A snooze ends in the future")
    if command.until > now + LONGEST_SNOOZE:
        days = LONGEST_SNOOZE.days
        raise InvalidInput("snooze_far", f"A snooze ends within {days} days", {"days": days})
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


def _close(state: Conversation, command: c.Close, rules: PolicySettings) -> list[e.Body]:
    if isinstance(state.owner, Closed):
        return []
    _require_owner(state, command.agent)
    if command.read is not None and state.asked > command.read:
        raise IllegalMove("unread", "The customer has written since", {"seq": state.asked})
    return [_closed(state, command.disposition, rules)]


def _end_chat(state: Conversation, rules: PolicySettings) -> list[e.Body]:
    match state.owner:
        case Closed():
            return []
        case _ if state.ticket is not None:
            raise illegal_move("A ticket stays open until a person has answered it", owner="ticket")
        case _:
            return [_closed(state, "ended", rules)]


def _closed(
    state: Conversation, disposition: e.ClosingDisposition, rules: PolicySettings
) -> e.ConversationClosed:
    asks = ratings.asks_of(state, disposition, rules.ask_for_ratings)
    return e.ConversationClosed(disposition=disposition, asks=asks)


def _erase(state: Conversation, command: c.Erase) -> list[e.Body]:
    if state.erased:
        return []
    if is_under_way(state) and not command.under_way:
        raise IllegalMove(
            "under_way", "A person serves this customer or is awaited", {"owner": state.owner.kind}
        )
    return [e.ConversationErased()]


def _require_owner(state: Conversation, agent: c.Agent) -> None:
    if not isinstance(state.owner, WithAgent) or state.owner.agent_id != agent.id:
        raise IllegalMove(
            "not_owner", "You do not own this conversation", {"owner": state.owner.kind}
        )
