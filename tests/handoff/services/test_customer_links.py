"""Links mailed to customers, when guests sign in and customers sign out."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.signatures import SignedCustomerLinks
from handoff.domain.errors import NotAllowed
from handoff.domain.language import Language
from handoff.services.conversations import Conversations
from handoff.services.customer_links import CustomerLinkBook, CustomerLinks
from handoff.services.exports import Form
from handoff.services.files import FileLink
from handoff.services.reception import Reception
from handoff.services.visits import Visit, Visits
from tests.handoff.services.conftest import Clock
from tests.handoff.services.test_visits import identity, visits

__all__ = ["visits"]  # the fixture

GIVEN_UNTIL = datetime(2026, 12, 6, 12, 0, tzinfo=UTC)


class NoFiles:
    """Nobody has sent any."""

    async def links(self, conversation_id: str, file_ids: Sequence[str]) -> Sequence[FileLink]:
        return ()


class Copies:
    """The staff has given one to everybody."""

    async def copy_until(self, visit: Visit) -> datetime:
        return GIVEN_UNTIL

    async def copy(self, visit: Visit, form: Form, language: Language) -> str:
        return f"{language} {form} of {visit.customer_id}"


class Post:
    """Mails links, and opens them."""

    def __init__(
        self, customers: PostgresCustomers, conversations: Conversations, clock: Clock
    ) -> None:
        self._customers, self._clock = customers, clock
        signer = SignedCustomerLinks("secret-of-the-tests")
        self._book = CustomerLinkBook(signer, "https://help.books.example")
        reception = Reception(conversations, customers, clock, new_id, channel="mail")
        self.links = CustomerLinks(
            conversations, customers, reception, signer, NoFiles(), Copies(), clock
        )

    async def token(self, visit: Visit, purpose: Literal["talk", "copy"] = "talk") -> str:
        """That of a link which is mailed now to whoever visits."""
        customer = await self._customers.get(visit.customer_id)
        make = self._book.talk_url if purpose == "talk" else self._book.copy_url
        url = make(visit.conversation_id, customer, self._clock())
        return url.rpartition("/")[2]

    async def opens(self, token: str) -> bool:
        try:
            await self.links.open(token, "talk")
        except NotAllowed:
            return False
        return True


@pytest.fixture
def post(engine: AsyncEngine, conversations: Conversations, clock: Clock) -> Post:
    return Post(PostgresCustomers(engine), conversations, clock)


async def test_a_guests_link_ends_when_the_conversation_is_an_accounts(
    visits: Visits, post: Post, clock: Clock
) -> None:
    """The owner of the mailbox that a guest named does not read what the account's customer writes."""
    token, guest, _ = await visits.open("en", None, None)
    await visits.say(guest, "hello", new_id(), None)
    link = await post.token(guest)
    assert await post.opens(link)
    _, visit, _ = await visits.open("en", token, identity(clock, "l-1"))
    assert visit.conversation_id == guest.conversation_id
    assert not await post.opens(link)
    assert await post.opens(await post.token(visit))


async def test_joining_ends_no_link_of_the_customer(
    visits: Visits, post: Post, clock: Clock
) -> None:
    """Their devices come back to one conversation; the mails that they have got stay good until they sign out."""
    phone_token, phone, _ = await visits.open("en", None, identity(clock, "l-2"))
    await visits.say(phone, "on my phone", new_id(), None)
    link = await post.token(phone)
    token, guest, _ = await visits.open("en", None, None)
    await visits.say(guest, "hello", new_id(), None)
    fresh, _, _ = await visits.open("en", token, identity(clock, "l-2"))
    with pytest.raises(NotAllowed):
        await visits.admit(phone_token)
    assert await post.opens(link)
    await visits.leave(fresh)
    assert not await post.opens(link)


async def test_a_link_to_a_copy_is_the_customers_to_whom_it_was_mailed(
    visits: Visits, post: Post, clock: Clock
) -> None:
    """It gives what they may save in the chat, in their language; and ends when the guest signs in. It
    opens no conversation."""
    token, guest, _ = await visits.open("fa", None, None)
    await visits.say(guest, "سلام", new_id(), None)
    link = await post.token(guest, "copy")
    opened, until = await post.links.to_copy(link)
    assert (opened.conversation.id, until) == (guest.conversation_id, GIVEN_UNTIL)
    assert await post.links.copy(link, "json") == f"fa json of {guest.customer_id}"
    assert not await post.opens(link)
    with pytest.raises(NotAllowed):
        await post.links.copy(await post.token(guest), "html")
    await visits.open("fa", token, identity(clock, "l-3"))
    with pytest.raises(NotAllowed):
        await post.links.copy(link, "html")
