"""Carrying what leaves the house: one try of one delivery."""

import random
from collections.abc import Mapping

import structlog

from handoff.domain.account_links import LIFE
from handoff.domain.conversation.by_mail import Line, unread_lines
from handoff.domain.conversation.marks import Marks
from handoff.domain.deliveries import Delivery, Outcome, Refused, Unneeded, Words, settle
from handoff.domain.language import Language
from handoff.services.account_links import LinkBook
from handoff.services.ports.clock import Clock
from handoff.services.ports.conversations import ConversationStore, MarkStore
from handoff.services.ports.deliveries import (
    AccountLetter,
    AnswerLetter,
    DeliveryStore,
    Letter,
    Postman,
)

log = structlog.get_logger()

LOG_PAGE = 200  # events of a conversation that are read at once
LINK_DAYS = 14  # so long a link from a mail leads back to the chat


class Carrier:
    """Makes the letter of a delivery as things are now, has it carried, writes down the outcome."""

    def __init__(
        self,
        store: DeliveryStore,
        conversations: ConversationStore,
        marks: MarkStore,
        postman: Postman,
        book: LinkBook,
        clock: Clock,
        shop_name: Mapping[Language, str],
    ) -> None:
        self._store = store
        self._conversations = conversations
        self._marks = marks
        self._postman = postman
        self._book = book
        self._clock = clock
        self._shop_name = shop_name

    async def carry(self, taken: Delivery) -> Delivery | None:
        """One try of a delivery that the caller has taken, and what became of it."""
        outcome = await self._outcome(taken)
        after = settle(taken, outcome, self._clock(), random.random())  # noqa: S311 - no secret
        if not await self._store.replace(taken, after):
            log.warning("delivery.lost_lease", id=taken.id)
        elif isinstance(outcome, Refused):
            log.warning("delivery.failed", id=taken.id, code=outcome.code, tries=taken.tries)
        return after

    async def _outcome(self, delivery: Delivery) -> Outcome:
        try:
            letter = await self._letter(delivery)
            return Unneeded() if letter is None else await self._postman.carry(letter)
        except Exception:  # what cannot be made into a letter must not be tried for ever
            log.exception("delivery.stuck", id=delivery.id, kind=delivery.kind)
            return Refused(code="internal")

    async def _letter(self, delivery: Delivery) -> Letter | None:
        """None if nobody needs it any more."""
        matter: AnswerLetter | AccountLetter | None = None
        if delivery.words is not None:
            matter = await self._answer(delivery.words)
        elif delivery.link_id is not None:
            matter = await self._account(delivery.link_id)
        if matter is None:
            return None
        return Letter(
            id=delivery.id,
            to=delivery.to,
            language=delivery.language,
            shop=self._shop_name[delivery.language],
            matter=matter,
        )

    async def _answer(self, words: Words) -> AnswerLetter | None:
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

    async def _unread(self, words: Words, read: int) -> tuple[Line, ...]:
        lines: tuple[Line, ...] = ()
        after = max(words.first - 1, read)
        while after < words.last:
            page = await self._conversations.read(
                words.conversation_id, after=after, limit=LOG_PAGE, public_only=True
            )
            lines += unread_lines((x for x in page if x.seq <= words.last), read)
            after = page[-1].seq if page else words.last
        return lines
