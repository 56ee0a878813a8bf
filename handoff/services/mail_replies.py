"""Customers answer our mails by mail: their words go into the conversation, or the mail stays for people to see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID, uuid5

from handoff.domain.conversation.mail_replies import own_words
from handoff.domain.conversation.state import Conversation
from handoff.domain.errors import NotFound, TooManyAttempts
from handoff.domain.people import Customer
from handoff.services.conversations import Conversations
from handoff.services.errors import CacheDown
from handoff.services.ports.customers import CustomerStore
from handoff.services.ports.limits import Limits
from handoff.services.reception import Reception, Words

# The ids of words follow from the mail that brought them: read twice, they are there once.
_MAILS = UUID("0d3c6f52-9a71-5c3e-8f0e-2b6a4d8e71c9")

MESSAGE_LENGTH = 4000  # characters; longer mails become several messages
NAMES_AT_MOST = 10  # attachments that are named

# Mails that one conversation takes in an hour.
MAILS_AT_MOST = 20
WINDOW_SECONDS = 3600

# Why a mail was not taken. It stays in the mailbox as it is.
Refusal = Literal["automatic", "no_thread", "unknown_sender", "empty", "erased", "too_many"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMail:
    """What came. `threads` are the local parts of all addresses and ids in it that may carry a token of ours;
    `automatic`: a program wrote it."""

    id: str
    sender: str
    threads: Sequence[str]
    text: str
    automatic: bool
    attachments: Sequence[str] = ()


class ReplyTokens(Protocol):
    """Tokens that our mails carry, by which an answer finds its conversation."""

    def sign(self, conversation_id: str) -> str: ...

    def verify(self, token: str) -> str | None:
        """The conversation's id; None for what was not signed here."""
        ...


class MailReplies:
    def __init__(
        self,
        conversations: Conversations,
        customers: CustomerStore,
        reception: Reception,
        tokens: ReplyTokens,
        limits: Limits,
    ) -> None:
        self._conversations = conversations
        self._customers = customers
        self._reception = reception
        self._tokens = tokens
        self._limits = limits

    async def take(self, mail: InboundMail) -> Refusal | None:
        """Takes the customer's words down, once however often the mail is brought; or tells why not."""
        if mail.automatic:
            return "automatic"
        found = await self._thread_of(mail)
        if found is None:
            return "no_thread"
        conversation, customer = found
        if conversation.erased:
            return "erased"
        if mail.sender.casefold() not in _known(conversation, customer):
            return "unknown_sender"
        texts = messages_of(mail)
        if not texts:
            return "empty"
        if not await self._has_room(conversation):
            return "too_many"
        for number, text in enumerate(texts):
            client_id = str(uuid5(_MAILS, f"{mail.id}:{number}"))
            await self._reception.say(conversation.id, Words(text=text, client_id=client_id))
        return None

    async def _thread_of(self, mail: InboundMail) -> tuple[Conversation, Customer] | None:
        for thread in mail.threads:
            conversation_id = self._tokens.verify(thread)
            if conversation_id is None:
                continue
            try:
                conversation = await self._conversations.store.load(conversation_id)
                return conversation, await self._customers.get(conversation.customer_id)
            except NotFound:
                continue
        return None

    async def _has_room(self, conversation: Conversation) -> bool:
        try:
            await self._limits.hit(
                f"mail-reply:{conversation.id}", limit=MAILS_AT_MOST, window_seconds=WINDOW_SECONDS
            )
        except TooManyAttempts:
            return False
        except CacheDown:
            return True  # better uncounted mails than lost ones
        return True


def messages_of(mail: InboundMail) -> list[str]:
    """The customer's own words as messages of a length that a chat has; files are named, not taken."""
    names = [f"📎 {name}" for name in mail.attachments[:NAMES_AT_MOST]]
    text = "\n".join([own_words(mail.text).replace("\x00", ""), *names]).strip()
    pieces = [text[at : at + MESSAGE_LENGTH] for at in range(0, len(text), MESSAGE_LENGTH)]
    return [piece for piece in (piece.strip() for piece in pieces) if piece]


def _known(conversation: Conversation, customer: Customer) -> set[str]:
    """The addresses from which this customer may write."""
    return {x.casefold() for x in (conversation.contact.email, customer.email) if x}
