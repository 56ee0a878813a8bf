"""The letter of a delivery, as things are at the moment of its try."""

from dataclasses import dataclass

from handoff.domain.account_links import LIFE
from handoff.domain.conversation.by_mail import MailLine, unread_lines
from handoff.domain.conversation.marks import Marks
from handoff.domain.deliveries import Delivery, Excerpt
from handoff.domain.shop.order_codes import LIFE as LIFE_OF_CODES
from handoff.services.account_links import LinkBook
from handoff.services.order_permits import CodeBook
from handoff.services.ports.clock import Clock
from handoff.services.ports.conversations import ConversationStore, MarkStore
from handoff.services.ports.deliveries import AccountLetter, AnswerLetter, CodeLetter, Letter
from handoff.services.ports.settings import ShopSettings

LOG_PAGE = 200  # events of a conversation that are read at once
LINK_DAYS = 14  # so long a link from a mail leads back to the chat


@dataclass(frozen=True, slots=True)
class Books:
    """What a letter may bring."""

    links: LinkBook
    codes: CodeBook


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
        self._book = books.links
        self._codes = books.codes
        self._clock = clock
        self._settings = settings

    async def of(self, delivery: Delivery) -> Letter | None:
        """None if nobody needs it any more."""
        matter: AnswerLetter | AccountLetter | CodeLetter | None = None
        if delivery.words is not None:
            matter = await self._answer(delivery.words)
        elif delivery.link_id is not None:
            matter = await self._account(delivery.link_id)
        elif delivery.code_id is not None:
            matter = await self._code(delivery.code_id)
        if matter is None:
            return None
        return Letter(
            id=delivery.id,
            to=delivery.to,
            language=delivery.language,
            shop=self._settings.current().shop.name[delivery.language],
            matter=matter,
        )

    async def _answer(self, words: Excerpt) -> AnswerLetter | None:
        marks = await self._marks.marks([words.conversation_id])
        read = marks.get(words.conversation_id, Marks()).customer.read
        lines = await self._unread(words, read)
        if not lines:
            return None
        ticket = await self._conversations.ticket_before(words.conversation_id, words.first)
        return AnswerLetter(lines=lines, ticket=ticket, link=None, link_days=LINK_DAYS)

    async def _account(self, link_id: str) -> AccountLetter | None:
        link = await self._book.links.get(link_id)
        if link is None or not link.is_open(self._clock()):
            return None
        member = await self._book.staff.get(link.staff_id)
        if member.disabled:
            return None
        return AccountLetter(
            kind=link.purpose,
            name=member.name,
            link=self._book.url(link),
            link_days=LIFE[link.purpose].days,
        )

    async def _code(self, code_id: str) -> CodeLetter | None:
        code = await self._codes.codes.get(code_id)
        if code is None or not code.is_open(self._clock()):
            return None
        digits = self._codes.maker.digits(code.id)
        return CodeLetter(code=digits, number=code.number, minutes=LIFE_OF_CODES.seconds // 60)

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
