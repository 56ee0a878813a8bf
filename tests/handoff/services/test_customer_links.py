"""Links mailed to customers, when guests sign in and customers sign out."""

from collections.abc import Sequence

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.machine import new_id
from handoff.adapters.postgres.customers import PostgresCustomers
from handoff.adapters.signatures import SignedCustomerLinks
from handoff.domain.errors import NotAllowed
from handoff.services.conversations import Conversations
from handoff.services.customer_links import CustomerLinkBook, CustomerLinks
from handoff.services.files import FileLink
from handoff.services.reception import Reception
from handoff.services.visits import Visit, Visits
from tests.handoff.services.conftest import Clock
from tests.handoff.services.test_visits import identity, visits

__all__ = ["visits"]  # the fixture


class NoFiles:
    """Nobody has sent any."""

    async def links(self, conversation_id: str, file_ids: Sequence[str]) -> Sequence[FileLink]:
        return ()


class Post:
    """Mails links, and opens them."""

    def __init__(
        self, customers: PostgresCustomers, conversations: Conversations, clock: Clock
    ) -> None:
        self._customers, self._clock = customers, clock
        signer = SignedCustomerLinks("secret-of-the-tests")
        self._book = CustomerLinkBook(signer, "https://help.books.example")
        reception = Reception(conversations, customers, clock, new_id, channel="mail")
        self.links = CustomerLinks(conversations, customers, reception, signer, NoFiles(), clock)

    async def token(self, visit: Visit) -> str:
        """That of a link which is mailed now to whoever visits."""
        customer = await self._customers.get(visit.customer_id)
        url = self._book.talk_url(visit.conversation_id, customer, self._clock())
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
