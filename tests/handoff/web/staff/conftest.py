"""A house that sends mail."""

from collections.abc import AsyncIterator

import pytest

from tests.handoff.conftest import House
from tests.handoff.mail_server import MailServer


@pytest.fixture
async def mail(closed_house: House) -> AsyncIterator[MailServer]:
    """The mail server of the gateway that the closed house has then."""
    async with MailServer().listening() as server:
        await closed_house.open_gateway(
            FIRUZE_SMTP_URL=server.url,
            FIRUZE_MAIL_FROM="help@books.example",
            FIRUZE_PUBLIC_URL="https://help.books.example/",
        )
        yield server
