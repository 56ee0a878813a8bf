"""Permits the bot to change an order: for customers of the shop, and visitors who prove its address.

vouched for, and the order is theirs ─────────────────────────────► granted
rule `contact` ───────────────────────────────────────────────────► granted
rule `vouched`, or the order has no address that a code can be sent to ► sign in, or ask a person
rule `code` ── no code yet ──► code sent ── right ──► granted
▲  └───── wrong ──► again, `TRIES` times
└──────── late ───► another one is sent
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import structlog

from handoff.domain.deliveries import masked
from handoff.domain.errors import TooManyAttempts
from handoff.domain.language import Language
from handoff.domain.shop.order_codes import OrderCode, mail_of, new_code, typed_code
from handoff.domain.shop.orders import Order
from handoff.services.ports.clock import Clock
from handoff.services.ports.limits import Limits
from handoff.services.ports.order_codes import CodeMaker, OrderCodeStore
from handoff.services.ports.settings import ShopSettings

log = structlog.get_logger()

# Codes that are sent about one order, and to one conversation, in an hour: somebody else's mailbox is
# no toy.
CODES_PER_ORDER = 3
CODES_PER_CONVERSATION = 6
WINDOW_SECONDS = 3600

PermitResult = Literal[
    "granted", "sign_in_needed", "code_sent", "code_wrong", "code_expired", "too_many_attempts"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """The customer who wants an order changed, in the message `message_id`. `owner`: the shop vouches for them, and
    the order is theirs; anybody else has named the order's contact."""

    conversation_id: str
    message_id: str
    language: Language
    owner: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """`sent_to` is the address that a code went to, masked."""

    result: PermitResult
    sent_to: str | None = None


@dataclass(frozen=True, slots=True)
class CodeBook:
    """Codes, and what makes them."""

    codes: OrderCodeStore
    maker: CodeMaker


class OrderPermits:
    """`mails` says whether this installation can send mail."""

    def __init__(
        self,
        settings: ShopSettings,
        book: CodeBook,
        limits: Limits,
        clock: Clock,
        new_id: Callable[[], str],
        *,
        mails: bool,
    ) -> None:
        self._settings = settings
        self._codes = book.codes
        self._maker = book.maker
        self._limits = limits
        self._clock = clock
        self._new_id = new_id
        self._mails = mails

    def way(self, order: Order, *, owner: bool) -> Literal["free", "code", "sign_in"]:
        """How this customer comes to have the order changed."""
        rule = self._settings.current().shop.changes
        if owner or rule == "contact":
            return "free"
        return "code" if rule == "code" and self._mails and order.email else "sign_in"

    async def ask(self, applicant: Applicant, order: Order, given: str | None) -> Permit:
        """Whether the order may be changed now. `given` is what was typed for the code, None before
        there is one to be asked for, or for another one."""
        way = self.way(order, owner=applicant.owner)
        if way != "code":
            return Permit(result="granted" if way == "free" else "sign_in_needed")
        code = await self._codes.latest(applicant.conversation_id, order.number)
        if given is None or code is None:
            return await self._send(applicant, order, code)
        if code.used_by == applicant.message_id:
            return Permit(result="granted")  # the same message, taken again after a crash
        return await self._try(applicant, order, code, given)

    async def _try(self, applicant: Applicant, order: Order, code: OrderCode, given: str) -> Permit:
        digits = typed_code(given)
        if digits is None:
            return Permit(result="code_wrong")
        if not await self._codes.attempt(code, self._clock()):
            sent = await self._send(applicant, order, None)
            return Permit(result="code_expired", sent_to=sent.sent_to) if sent.sent_to else sent
        if not self._maker.matches(code.id, digits):
            log.info("order_code.wrong", conversation_id=applicant.conversation_id)
            return Permit(result="code_wrong")
        if not await self._codes.use(code, applicant.message_id):
            return Permit(result="code_wrong")
        return Permit(result="granted")

    async def _send(self, applicant: Applicant, order: Order, last: OrderCode | None) -> Permit:
        address, now = order.email or "", self._clock()
        if last is None or not last.is_on_its_way(now):
            try:
                await self._count(applicant, order)
            except TooManyAttempts:
                return Permit(result="too_many_attempts")
            code = new_code(self._new_id(), applicant.conversation_id, order.number, now)
            mail = mail_of(code, self._new_id(), address, applicant.language)
            await self._codes.issue(code, mail)
            log.info("order_code.sent", conversation_id=applicant.conversation_id)
        return Permit(result="code_sent", sent_to=masked(address))

    async def _count(self, applicant: Applicant, order: Order) -> None:
        """Raises TooManyAttempts."""
        for key, limit in (
            (f"code:order:{order.number}", CODES_PER_ORDER),
            (f"code:conversation:{applicant.conversation_id}", CODES_PER_CONVERSATION),
        ):
            await self._limits.hit(key, limit=limit, window_seconds=WINDOW_SECONDS)
