"""The bot's turns: durable work, one in flight per conversation, first in first out.

A turn is a duty that was committed with the customer's message. The gateway that takes it asks the bot
under the epoch of that moment; the answer is decided against the state as it is when it arrives.
Lines that a customer types in quick succession are one turn (`gathering.py`): the bot reads them
together and answers the last one, which settles those before it.

A turn may have to wait for room at its bot. It keeps the customer's typing sign meanwhile, takes along what
the customer adds, and ends when somebody else takes over; a customer who has waited for too long hears so,
and a person comes.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import structlog

from handoff.domain.bot_answers import OVERLOADED
from handoff.domain.conversation.bot_turns import for_one_turn
from handoff.domain.conversation.commands import RecordBotTurn
from handoff.domain.conversation.events import CustomerSaid, Event
from handoff.domain.conversation.state import Conversation, WithBot
from handoff.domain.json_types import Json
from handoff.domain.language import Language, ThirdLanguage, third_language
from handoff.domain.people import called
from handoff.services.conversations import Conversations
from handoff.services.gathering import Gathering
from handoff.services.ports.bots import BotBackend, BotPlace, BotTurn
from handoff.services.ports.customers import CustomerStore
from handoff.services.ports.settings import ShopSettings
from handoff.services.publication import Publication
from handoff.services.signals import BotTyping, Committed

log = structlog.get_logger()

# A widget takes a typing sign back if it hears nothing for ten seconds.
TYPING_RENEWED = 4.0

# Lines and characters that one turn takes at most: what the bot accepts.
LINES = 20
LENGTH = 10_000


class BotTurns:
    """Turns wait for up to `patience` for room at their bot."""

    def __init__(
        self,
        conversations: Conversations,
        customers: CustomerStore,
        backend: BotBackend,
        publication: Publication,
        gathering: Gathering,
        settings: ShopSettings,
        patience: timedelta,
    ) -> None:
        self._conversations = conversations
        self._customers = customers
        self._backend = backend
        self._publication = publication
        self._gathering = gathering
        self._settings = settings
        self._patience = patience.total_seconds()

    async def take(self, conversation_id: str, first: int) -> None:
        """Has the bot answer the customer's message `first`, if that is still its to answer, with
        what was said since."""
        state = await self._conversations.store.load(conversation_id)
        if _is_due(state, first):
            await self._ask(state, first)

    async def begin(self, committed: Committed, first: int) -> None:
        """Has the bot answer `first`, a turn that was just `committed`.

        After a typed line it waits for the customer to pause. Otherwise state and message need not
        be read again.
        """
        state = committed.conversation
        if self._gathering.waits_for(committed):
            await self._gathering.quiet(state.id)
            await self.take(state.id, first)
        else:
            await self._ask(state, first, committed.events)

    async def _ask(self, state: Conversation, first: int, known: Sequence[Event] = ()) -> None:
        with self._typing(state.id):
            with self._backend.line_up(state.id) as place:
                has_room = await place.reached(within=0)
                if not has_room:
                    has_room = await self._has_room_in_time(place, state.id, first)
                    state, known = await self._conversations.store.load(state.id), ()
                    if not _is_due(state, first):
                        return
                turn = await self._turn(state, known)
                outcome = await place.answer(turn) if has_room else OVERLOADED
            command = RecordBotTurn(
                first=state.pending[0], reply_to=turn.reply_to, epoch=state.epoch, outcome=outcome
            )
            await self._conversations.execute(state.id, command)

    @contextmanager
    def _typing(self, conversation_id: str) -> Iterator[None]:
        """Shows the customer that the bot is typing."""
        self._publication.publish(BotTyping(conversation_id=conversation_id, active=True))
        try:
            yield
        finally:
            self._publication.publish(BotTyping(conversation_id=conversation_id, active=False))

    async def _has_room_in_time(self, place: BotPlace, conversation_id: str, first: int) -> bool:
        """Waits until the bot has room, for as long as the turn is still its to answer."""
        clock = asyncio.get_running_loop().time
        until = clock() + self._patience
        while (left := until - clock()) > 0:
            if await place.reached(within=min(left, TYPING_RENEWED)):
                return True
            if not _is_due(await self._conversations.store.load(conversation_id), first):
                return False
            self._publication.publish(BotTyping(conversation_id=conversation_id, active=True))
        log.warning("bot.overloaded", conversation_id=conversation_id, waited=self._patience)
        return False

    async def _turn(self, state: Conversation, known: Sequence[Event] = ()) -> BotTurn:
        seqs = for_one_turn(state)
        lines = _together(await self._said(state, seqs, known))
        if not lines:
            raise LookupError(f"Turn {seqs[0]} of {state.id} answers no message of the customer")
        (reply_to, last), texts = lines[-1], [said.text for _, said in lines]
        return BotTurn(
            sender=f"{state.id}:{state.segment}",
            message_id=last.client_id,
            reply_to=reply_to,
            text="\n".join(texts),
            payload=last.payload,
            language=last.language,
            third_language=None if last.payload else _third_language(texts),
            seed=await self._seed(state, last.language),
        )

    async def _said(
        self, state: Conversation, seqs: Sequence[int], known: Sequence[Event]
    ) -> list[tuple[int, CustomerSaid]]:
        """The messages `seqs` with their places, from what is `known` or from the log."""
        events = known
        if not {event.seq for event in known}.issuperset(seqs):
            store, reach = self._conversations.store, seqs[-1] - seqs[0] + 1
            events = await store.read(
                state.id, after=seqs[0] - 1, limit=min(reach, LINES), public_only=False
            )
        return [
            (event.seq, event.body)
            for event in events
            if event.seq in seqs and isinstance(event.body, CustomerSaid)
        ]

    async def _seed(self, state: Conversation, language: Language) -> dict[str, Json]:
        """What the bot should know of the customer from the first message on: by which name it calls them
        in this language, as the shop has it. The shop may have told the
        name of a customer whom it vouches for since the conversation began; any other one stands in
        the state."""
        name = state.contact.name
        if name is None and state.verified:
            name = (await self._customers.get(state.customer_id)).name
        return {
            "customer_name": name and called(name, self._settings.current().shop.calls[language]),
            "customer_verified": state.verified,
            "remembered": {
                name: value for name, value in state.slots.items() if isinstance(value, str)
            },
        }


def _is_due(state: Conversation, first: int) -> bool:
    """Whether the customer's message `first` is still the bot's to answer."""
    return isinstance(state.owner, WithBot) and first in state.pending


def _together(lines: Sequence[tuple[int, CustomerSaid]]) -> Sequence[tuple[int, CustomerSaid]]:
    """The first lines, as far as they were typed and fit one turn. What a button said is a turn of its own."""
    length = 0
    for place, (_, said) in enumerate(lines):
        length += len(said.text) + 1
        if place > 0 and (said.payload is not None or length > LENGTH):
            return lines[:place]
        if said.payload is not None:
            return lines[:1]
    return lines


def _third_language(texts: Sequence[str]) -> ThirdLanguage | None:
    """Unless one of the lines is in a language of ours."""
    found = [third_language(text) for text in texts]
    return None if None in found else found[-1]
