"""The one way to change a conversation: load, decide, commit, publish."""

import asyncio
from contextlib import suppress
from datetime import datetime
from weakref import WeakValueDictionary

from handoff.domain.consent import ConsentTerms, demand_consent
from handoff.domain.conversation.commands import Command
from handoff.domain.conversation.decisions import append
from handoff.domain.conversation.duties import Duty, bot_turn_of
from handoff.domain.conversation.events import Event
from handoff.domain.conversation.state import Conversation
from handoff.domain.errors import IllegalMove, NotFound
from handoff.services.errors import DuplicateMessage, StaleState
from handoff.services.fresh_turns import FreshTurns
from handoff.services.ports.clock import Clock
from handoff.services.ports.conversations import Commit, ConversationStore
from handoff.services.ports.settings import ShopSettings
from handoff.services.publication import Publication
from handoff.services.remembered_states import RememberedStates
from handoff.services.retries import pause
from handoff.services.signals import Committed

# Another gateway may commit to the same conversation first. After losing the race this often,
# perhaps to somebody who writes without a pause, decide while holding a row lock.
ATTEMPTS = 3
FIRST_PAUSE_SECONDS = 0.004


class Conversations:
    """Executes commands. Commands on one conversation are serialised within this gateway, and
    guarded by `seq` against the others."""

    def __init__(
        self,
        store: ConversationStore,
        publication: Publication,
        clock: Clock,
        remembered: RememberedStates,
        settings: ShopSettings,
        fresh_turns: FreshTurns,
    ) -> None:
        """`remembered` and `fresh_turns` are filled by the publication."""
        self.store = store
        self.publication = publication
        self._clock = clock
        self._remembered = remembered
        self._settings = settings
        self._fresh_turns = fresh_turns
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def execute(
        self,
        conversation_id: str,
        command: Command,
        *,
        customer_id: str | None = None,
        terms: ConsentTerms | None = None,
    ) -> Committed:
        """Decides and commits `command`, then publishes what it brought about. A customer acts with their
        `customer_id`: the conversation must be theirs in the very state that the commit follows, and the `terms`
        agreed to.

        A message whose `client_id` is in the log already is answered with its first event and
        changes nothing.

        Raises:
            NotFound: there is none, or it is not this customer's.
            IllegalMove: `consent_needed`.
            Refusal: of any kind that `decide` raises.
        """
        async with self._locks.setdefault(conversation_id, asyncio.Lock()):
            known = self._remembered.get(conversation_id)
            if known is not None:
                with suppress(StaleState, IllegalMove, NotFound):
                    _demand(known, customer_id, terms)
                    committed = await self._attempt(known, command)
                    if committed.events:
                        return committed
            return await self._execute_afresh(conversation_id, command, customer_id, terms)

    async def _execute_afresh(
        self,
        conversation_id: str,
        command: Command,
        customer_id: str | None,
        terms: ConsentTerms | None,
    ) -> Committed:
        """On the stored state: what is remembered may be old, so it refuses nothing."""
        for attempt in range(ATTEMPTS):
            before = await self.store.load(conversation_id)
            _demand(before, customer_id, terms)
            try:
                return await self._attempt(before, command)
            except StaleState:
                await pause(attempt, FIRST_PAUSE_SECONDS)
        async with self.store.exclusively(conversation_id) as (before, commit):
            _demand(before, customer_id, terms)
            committed = await self._commit(before, command, commit)
        return self._published(before, committed)

    async def start(self, conversation_id: str, command: Command) -> Committed:
        """Begins the log of a new conversation."""
        return await self._attempt(Conversation(id=conversation_id), command)

    async def _attempt(self, before: Conversation, command: Command) -> Committed:
        committed = await self._commit(before, command, self.store.commit)
        return self._published(before, committed)

    async def _commit(self, before: Conversation, command: Command, commit: Commit) -> Committed:
        try:
            after, recorded = append(
                before, command, self._clock(), self._settings.current().policy
            )
            turn, lease = self._turn(before, after)
            if recorded:
                await commit(before, after, recorded, lease)
        except (DuplicateMessage, IllegalMove) as refusal:
            first = await self._first_of(before.id, command)
            if first is not None:
                return Committed(conversation=before, events=(first,))
            if isinstance(refusal, DuplicateMessage):
                raise StaleState from refusal
            raise
        return Committed(conversation=after, events=recorded, turn=turn)

    def _turn(
        self, before: Conversation, after: Conversation
    ) -> tuple[Duty | None, datetime | None]:
        """The bot's turn that a commit brings and this gateway begins, and the end of its lease."""
        turn = bot_turn_of(after)
        if turn is None or turn == bot_turn_of(before):
            return None, None
        lease = self._fresh_turns.lease(turn)
        return (turn, lease) if lease is not None else (None, None)

    def _published(self, before: Conversation, committed: Committed) -> Committed:
        if committed.conversation is not before:
            self.publication.publish(committed)
        return committed

    async def _first_of(self, conversation_id: str, command: Command) -> Event | None:
        """The event which this very message brought about before: its ack was lost on the way."""
        client_id = getattr(command, "client_id", None)
        if client_id is None:
            return None
        return await self.store.find_message(conversation_id, client_id)

    async def page(
        self, conversation_id: str, *, after: int, limit: int, public_only: bool
    ) -> tuple[list[Event], bool]:
        """One page of the log from the cursor `after` on, and whether there is more."""
        found = await self.store.read(
            conversation_id, after=after, limit=limit + 1, public_only=public_only
        )
        return list(found[:limit]), len(found) > limit


def _demand(
    conversation: Conversation, customer_id: str | None, terms: ConsentTerms | None
) -> None:
    """Raises NotFound: the customer who acts is not the one whose conversation it is; IllegalMove: they have not
    agreed to `terms`."""
    if customer_id is not None and conversation.customer_id != customer_id:
        raise NotFound("not_found", "No such conversation")
    demand_consent(conversation.consent, terms)
