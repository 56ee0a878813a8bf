"""The letter of a delivery, as things are at the moment of its try."""

from dataclasses import dataclass
from datetime import datetime

from handoff.domain.account_links import LIFE
from handoff.domain.conversation.by_mail import MailLine, unread_lines
from handoff.domain.conversation.marks import Marks
from handoff.domain.conversation.ratings import HIGHEST, LOWEST
from handoff.domain.conversation.state import Conversation
from handoff.domain.customer_links import LINK_LIFE
from handoff.domain.data_request_mails import may_link_to_copy
from handoff.domain.deliveries import Delivery, Excerpt
from handoff.domain.shop.order_codes import LIFE as LIFE_OF_CODES
from handoff.services.account_links import LinkBook
from handoff.services.customer_links import CustomerLinkBook
from handoff.services.mail_replies import ReplyTokens
from handoff.services.order_permits import CodeBook
from handoff.services.ports.clock import Clock
from handoff.services.ports.conversations import ConversationStore, MarkStore
from handoff.services.ports.customers import CustomerStore
from handoff.services.ports.data_requests import DataRequestStore
from handoff.services.ports.deliveries import (
    AccountLetter,
    AnswerLetter,
    CodeLetter,
    DataLetter,
    Letter,
    Matter,
    RatingLetter,
    TranscriptLetter,
)
from handoff.services.ports.settings import ShopSettings
from handoff.services.transcripts import Transcripts

LOG_PAGE = 200  # events of a conversation that are read at once


@dataclass(frozen=True, slots=True)
class Books:
    """What a letter may bring."""

    links: LinkBook
    codes: CodeBook
    customers: CustomerLinkBook
    people: CustomerStore
    transcripts: Transcripts
    requests: DataRequestStore
    threads: ReplyTokens | None = None  # where customers' replies are read


class Letters:
    """Writes letters under the shop's name."""

    def __init__(
        self,
        conversations: ConversationStore,
        marks: MarkStore,
        books: Books,
        clock: Clock,
        settings: ShopSettings,
    ) -> None:
        self._conversations = conversations
        self._marks = marks
        self._books = books
        self._book = books.links
        self._codes = books.codes
        self._clock = clock
        self._settings = settings

    async def of(self, delivery: Delivery) -> Letter | None:
        """None if nobody needs it any more."""
        matter = await self._matter(delivery)
        if matter is None:
            return None
        return Letter(
            id=delivery.id,
            to=delivery.to,
            language=delivery.language,
            shop=self._settings.current().shop.name[delivery.language],
            matter=matter,
        )

    async def _matter(self, delivery: Delivery) -> Matter | None:
        if delivery.kind in ("data_answer", "data_deleted"):
            return await self._data(delivery)
        if delivery.words is not None:
            match delivery.kind:
                case "rating":
                    return await self._rating(delivery.words)
                case "transcript":
                    return await self._transcript(delivery.words, delivery.created_at)
                case _:
                    return await self._answer(delivery.words, delivery.created_at)
        if delivery.link_id is not None:
            return await self._account(delivery.link_id)
        return None if delivery.code_id is None else await self._code(delivery.code_id)

    async def _rating(self, closed: Excerpt) -> RatingLetter | None:
        state = await self._conversations.load(closed.conversation_id)
        ending, rating = state.ending, state.rating
        given = rating is not None and rating.closing == closed.first
        if given or state.erased or ending is None or ending.seq != closed.first:
            return None
        closing = await self._conversations.event(state.id, ending.seq)
        url = self._books.customers.rating_url(state.id, ending)
        return RatingLetter(
            agent=closing.actor.name if closing and closing.actor.kind == "agent" else None,
            link=url,
            marks=tuple(f"{url}?mark={mark}" for mark in range(LOWEST, HIGHEST + 1)),
            link_days=LINK_LIFE["rate"].days,
        )

    async def _transcript(self, words: Excerpt, since: datetime) -> TranscriptLetter | None:
        state = await self._conversations.load(words.conversation_id)
        if state.erased:
            return None
        return TranscriptLetter(
            page=await self._books.transcripts.document(state, "html"),
            link=await self._way_back(state, since),
            link_days=LINK_LIFE["talk"].days,
        )

    async def _way_back(self, state: Conversation, since: datetime) -> str:
        customer = await self._books.people.get(state.customer_id)
        return self._books.customers.talk_url(state.id, customer, since)

    async def _answer(self, words: Excerpt, since: datetime) -> AnswerLetter | None:
        marks = await self._marks.marks([words.conversation_id])
        read = marks.get(words.conversation_id, Marks()).customer.read
        lines = await self._unread(words, read)
        if not lines:
            return None
        ticket = await self._conversations.ticket_before(words.conversation_id, words.first)
        state = await self._conversations.load(words.conversation_id)
        link, days = await self._way_back(state, since), LINK_LIFE["talk"].days
        threads = self._books.threads
        thread = None if threads is None else threads.sign(state.id)
        return AnswerLetter(
            lines=lines,
            ticket=ticket,
            link=link,
            link_days=days,
            zone=self._settings.current().shop.hours.zone,
            thread=thread,
        )

    async def _account(self, link_id: str) -> AccountLetter | None:
        link = await self._book.links.get(link_id)
        if link is None or not link.is_open(self._clock()):
            return None
        member = await self._book.staff.get(link.staff_id)
        if member.disabled:
            return None
        return AccountLetter(
            kind=link.purpose,
            name=member.names.in_language(link.language),
            link=self._book.url(link),
            link_days=LIFE[link.purpose].days,
        )

    async def _code(self, code_id: str) -> CodeLetter | None:
        code = await self._codes.codes.get(code_id)
        if code is None or not code.is_open(self._clock()):
            return None
        digits = self._codes.maker.digits(code.id)
        return CodeLetter(code=digits, number=code.number, minutes=LIFE_OF_CODES.seconds // 60)

    async def _data(self, delivery: Delivery) -> DataLetter | None:
        request = await self._books.requests.get(delivery.id)
        customer = await self._books.people.get(request.customer_id)
        if customer.erased_at is not None and delivery.kind == "data_answer":
            return None  # neither copy nor reason is kept any more
        link, given_at = None, request.copy_given_at
        if given_at is not None and may_link_to_copy(customer, delivery.to):
            link = self._books.customers.copy_url(request.conversation_id, customer, given_at)
        return DataLetter(
            asked=request.kind,
            asked_at=request.asked_at,
            reason=request.reason,
            link=link,
            link_days=LINK_LIFE["copy"].days,
            zone=self._settings.current().shop.hours.zone,
        )

    async def _unread(self, words: Excerpt, read: int) -> tuple[MailLine, ...]:
        lines: tuple[MailLine, ...] = ()
        after = max(words.first - 1, read)
        while after < words.last:
            page = await self._conversations.read(
                words.conversation_id, after=after, limit=LOG_PAGE, public_only=True
            )
            lines += unread_lines((x for x in page if x.seq <= words.last), read)
            after = page[-1].seq if page else words.last
        return lines
