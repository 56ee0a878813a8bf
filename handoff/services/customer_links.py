"""Customers who come back by a link in a mail, without a login: to rate what was closed, to go on talking, or to save
the copy of their data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handoff.domain.conversation.events import Event
from handoff.domain.conversation.ratings import demand_open
from handoff.domain.conversation.state import Conversation, Ending
from handoff.domain.customer_links import (
    CustomerLink,
    LinkPurpose,
    demand_good,
    forged_link,
    new_link,
)
from handoff.domain.errors import IllegalMove, NotFound
from handoff.domain.language import Language
from handoff.domain.people import Customer
from handoff.services.conversations import Conversations
from handoff.services.exports import Form
from handoff.services.files import FileLink, no_file
from handoff.services.opinions import Opinion, rating_of
from handoff.services.ports.clock import Clock
from handoff.services.ports.customers import CustomerStore
from handoff.services.reception import Reception, Words
from handoff.services.signals import Committed
from handoff.services.visits import Visit


def file_below(talk: str, file_id: str) -> str:
    """Where a link to talk, or its path, leads to a file of its conversation: as long as the link is good, and no
    longer."""
    return f"{talk}/files/{file_id}"


class CustomerLinkSigner(Protocol):
    def sign(self, link: CustomerLink) -> str: ...

    def verify(self, token: str) -> CustomerLink:
        """Raises NotAllowed (`link_invalid`)."""
        ...


class LinksToFiles(Protocol):
    async def links(self, conversation_id: str, file_ids: Sequence[str]) -> Sequence[FileLink]:
        """Short-lived links to those of the files that belong to this conversation."""
        ...


class Copies(Protocol):
    async def copy_until(self, visit: Visit) -> datetime:
        """Until when the copy may be saved that the staff has given. Raises IllegalMove (`no_copy`)."""
        ...

    async def copy(self, visit: Visit, form: Form, language: Language) -> str:
        """The copy. Raises IllegalMove as `copy_until`, TooManyAttempts."""
        ...


@dataclass(frozen=True, slots=True)
class CustomerLinkBook:
    """Makes links that lead to this installation."""

    signer: CustomerLinkSigner
    public_url: str

    def rating_url(self, conversation_id: str, ending: Ending) -> str:
        return self.public_url + self.rating_path(conversation_id, ending)

    def rating_path(self, conversation_id: str, ending: Ending) -> str:
        """The same on this installation's own pages."""
        return self._path(new_link("rate", conversation_id, ending.at, closing=ending.seq))

    def talk_url(self, conversation_id: str, customer: Customer, since: datetime) -> str:
        """Signs for a mail that was decided at `since`: each try of it brings the same link."""
        link = new_link("talk", conversation_id, since, customer=customer)
        return self.public_url + self._path(link)

    def copy_url(self, conversation_id: str, customer: Customer, given_at: datetime) -> str:
        """Ends when the customer may not save the copy any more that was given at `given_at`."""
        link = new_link("copy", conversation_id, given_at, customer=customer)
        return self.public_url + self._path(link)

    def _path(self, link: CustomerLink) -> str:
        return f"/{link.purpose}/{self.signer.sign(link)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A good link, and the conversation that it leads to."""

    link: CustomerLink
    conversation: Conversation


class CustomerLinks:
    """The only way from a mailed link to a conversation: each method verifies the token anew."""

    def __init__(
        self,
        conversations: Conversations,
        customers: CustomerStore,
        reception: Reception,
        signer: CustomerLinkSigner,
        files: LinksToFiles,
        copies: Copies,
        clock: Clock,
    ) -> None:
        self._conversations = conversations
        self._customers = customers
        self._reception = reception
        self._signer = signer
        self._files = files
        self._copies = copies
        self._clock = clock

    async def open(self, token: str, purpose: LinkPurpose) -> Opened:
        """Raises NotAllowed: `link_invalid`, `link_expired`; IllegalMove: `erased`, the conversation's words are
        gone."""
        link = self._signer.verify(token)
        try:
            conversation = await self._conversations.store.load(link.conversation_id)
            customer = await self._customers.get(conversation.customer_id)
        except NotFound:
            raise forged_link() from None
        demand_good(link, purpose, customer, self._clock())
        if conversation.erased:
            raise IllegalMove("erased", "This conversation was erased")
        return Opened(link=link, conversation=conversation)

    async def to_rate(self, token: str) -> Opened:
        """The matter that may be rated now. Raises NotAllowed as `open`, IllegalMove as the domain's `rate`."""
        opened = await self.open(token, "rate")
        demand_open(opened.conversation, opened.link.closing, self._clock())
        return opened

    async def rate(self, token: str, give: Callable[[int], Opinion]) -> Committed:
        """Records the opinion that `give` makes for the event that the link is about. Raises as `to_rate`."""
        opened = await self.open(token, "rate")
        command = await rating_of(give(opened.link.closing), self._conversations.store)
        return await self._conversations.execute(opened.conversation.id, command)

    async def say(self, token: str, text: str, client_id: str) -> Committed:
        """Takes down what the customer writes on the link's page. Raises NotAllowed as `open`."""
        opened = await self.open(token, "talk")
        return await self._reception.say(
            opened.conversation.id, Words(text=text, client_id=client_id)
        )

    async def file(self, token: str, file_id: str) -> FileLink:
        """A short-lived link to a file of the conversation. Raises NotAllowed as `open`, NotFound."""
        opened = await self.open(token, "talk")
        found = await self._files.links(opened.conversation.id, [file_id])
        if not found:
            raise no_file()
        return found[0]

    async def to_copy(self, token: str) -> tuple[Opened, datetime]:
        """The link to a copy of the customer's data, and until when it may be saved. Raises NotAllowed and IllegalMove
        as `open`, IllegalMove (`no_copy`)."""
        opened = await self.open(token, "copy")
        return opened, await self._copies.copy_until(_visit(opened))

    async def copy(self, token: str, form: Form) -> str:
        """The copy as it is now. Raises as `to_copy`, TooManyAttempts."""
        opened = await self.open(token, "copy")
        return await self._copies.copy(_visit(opened), form, opened.conversation.language)

    async def closing(self, opened: Opened) -> Event | None:
        """The event that closed what is rated."""
        return await self._conversations.store.event(opened.conversation.id, opened.link.closing)


def _visit(opened: Opened) -> Visit:
    """Visits as the customer to whom the link was mailed."""
    return Visit(customer_id=opened.link.customer_id, conversation_id=opened.conversation.id)
