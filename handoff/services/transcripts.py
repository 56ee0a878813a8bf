"""The words of a conversation for its customer, to keep: their own and the answers, never what the staff noted."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal, Protocol

from handoff.domain.cards import Card
from handoff.domain.conversation.events import AgentSaid, BotSaid, CustomerSaid, Event
from handoff.domain.conversation.state import Conversation
from handoff.domain.deliveries import ANSWER_LIFE, Delivery, Excerpt
from handoff.domain.errors import IllegalMove, InvalidInput
from handoff.domain.language import Language
from handoff.services.ports.clock import Clock
from handoff.services.ports.conversations import ConversationStore
from handoff.services.ports.deliveries import DeliveryStore
from handoff.services.ports.limits import Addresses, Limits
from handoff.services.ports.settings import ShopSettings

PAGE = 500  # places of the log that are read at once
LONGEST = 2000  # messages of a transcript: the latest

# Transcripts that are mailed in a day: of one conversation, to one address and from one network. Strangers begin as
# many conversations as they like, and leave anybody's address.
MAILS_AT_MOST = 3
MAILS_PER_NETWORK = 10
WINDOW_SECONDS = 24 * 3600

type Form = Literal["html", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptLine:
    """One message and what was shown with it; `name` is the agent's. With a `file`, its id, `text` is its name."""

    by: Literal["customer", "bot", "agent"]
    name: str | None
    at: datetime
    text: str
    file: str | None = None
    card: Card | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """`shortened`: earlier messages are left out. Times are shown by the clock of `zone`."""

    shop: str
    language: Language
    zone: tzinfo
    lines: tuple[TranscriptLine, ...]
    shortened: bool


class TranscriptScribe(Protocol):
    def as_text(self, transcript: Transcript, /) -> str: ...

    def as_page(self, transcript: Transcript, /) -> str: ...


class Transcripts:
    def __init__(
        self, conversations: ConversationStore, scribe: TranscriptScribe, settings: ShopSettings
    ) -> None:
        self._conversations = conversations
        self._scribe = scribe
        self._settings = settings

    async def of(self, conversation: Conversation, longest: int = LONGEST) -> Transcript:
        """The latest messages, `longest` at most. Read from the end, and no more than is shown."""
        lines: list[TranscriptLine] = []
        last = conversation.public_seq
        while last > 0 and len(lines) <= longest:
            after = max(0, last - PAGE)
            page = await self._conversations.read(
                conversation.id, after=after, limit=last - after, public_only=True
            )
            lines = [*_lines(event for event in page if event.seq <= last), *lines]
            last = after
        shop, language = self._settings.current().shop, conversation.language
        return Transcript(
            shop=shop.name[language],
            language=language,
            zone=shop.hours.zone,
            lines=tuple(lines[-longest:]),
            shortened=len(lines) > longest,
        )

    async def document(self, conversation: Conversation, form: Form) -> str:
        transcript = await self.of(conversation)
        write = self._scribe.as_page if form == "html" else self._scribe.as_text
        return await asyncio.to_thread(write, transcript)


class TranscriptMails:
    """Has transcripts mailed, where mail works (`mails`)."""

    def __init__(
        self,
        deliveries: DeliveryStore,
        limits: Limits,
        addresses: Addresses,
        clock: Clock,
        new_id: Callable[[], str],
        *,
        mails: bool,
    ) -> None:
        self._deliveries = deliveries
        self._limits = limits
        self._addresses = addresses
        self._clock = clock
        self._new_id = new_id
        self._mails = mails

    async def order(self, conversation: Conversation) -> Delivery:
        """Has the transcript mailed to the address that the customer has left. Nobody has verified that it is theirs:
        of a customer for whom the shop does not vouch, words are mailed once a person of the shop has seen them.

        Raises:
            InvalidInput: `mail_not_set_up`, or `no_address` where the customer has left none.
            IllegalMove: `erased`, or `nobody_answered` where no person of the shop has written yet.
            TooManyAttempts: there were several today.
            CacheDown: they cannot be counted now.
        """
        to, now = conversation.contact.email, self._clock()
        if not self._mails:
            raise InvalidInput("mail_not_set_up", "This installation cannot send mail")
        if conversation.erased:
            raise IllegalMove("erased", "This conversation was erased")
        if to is None:
            raise InvalidInput("no_address", "The customer has left no e-mail address")
        if not conversation.verified and not conversation.answered:
            raise IllegalMove("nobody_answered", "No person of the shop has written here yet")
        await self._count(conversation, to)
        delivery = Delivery(
            id=self._new_id(),
            kind="transcript",
            to=to,
            language=conversation.language,
            state="waiting",
            due_at=now,
            expires_at=now + ANSWER_LIFE,
            created_at=now,
            words=Excerpt(conversation_id=conversation.id, first=1, last=conversation.seq),
        )
        await self._deliveries.add(delivery)
        return delivery

    async def _count(self, conversation: Conversation, to: str) -> None:
        network = await self._addresses.of(conversation.customer_id)
        for key, limit in (
            (f"transcript:{conversation.id}", MAILS_AT_MOST),
            (f"transcript:network:{network.name}", network.grant(MAILS_PER_NETWORK)),
            (f"transcript:to:{to.strip().casefold()}", MAILS_AT_MOST),
        ):
            await self._limits.hit(key, limit=limit, window_seconds=WINDOW_SECONDS)


def file_name(form: Form) -> str:
    """What a transcript is called where it is saved."""
    return "conversation.html" if form == "html" else "conversation.txt"


def _lines(events: Iterable[Event]) -> Iterable[TranscriptLine]:
    for event in events:
        match event.body:
            case CustomerSaid(text=text, file=file):
                yield TranscriptLine(
                    by="customer", name=None, at=event.at, text=text, file=file.id if file else None
                )
            case BotSaid(text=text, card=card):
                yield TranscriptLine(by="bot", name=None, at=event.at, text=text, card=card)
            case AgentSaid(text=text, file=file, card=card):
                yield TranscriptLine(
                    by="agent",
                    name=event.actor.name,
                    at=event.at,
                    text=text,
                    file=file.id if file else None,
                    card=card,
                )
            case _:
                pass
