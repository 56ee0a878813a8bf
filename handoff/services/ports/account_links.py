"""Where links that let staff choose a password are kept, and what makes them."""

from datetime import datetime
from typing import Protocol

from handoff.domain.account_links import AccountLink
from handoff.domain.deliveries import Delivery


class AccountLinkStore(Protocol):
    async def issue(self, link: AccountLink, mail: Delivery | None) -> None:
        """Stores the link, with its mail, in one transaction; older links of the member are void."""
        ...

    async def get(self, link_id: str) -> AccountLink | None: ...

    async def use(self, link: AccountLink, now: datetime) -> bool:
        """Spends the link, and with it every other one of the member. False if it was not open any
        more: of several callers one gets it."""
        ...


class LinkSigner(Protocol):
    """Makes a link's secret of its id, and the id of a secret."""

    def sign(self, link_id: str) -> str: ...

    def verify(self, token: str) -> str:
        """The id. Raises NotAllowed (`link_invalid`)."""
        ...
