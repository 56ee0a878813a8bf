"""Where links by which staff choose a password are kept, and what makes them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from handoff.domain.account_links import AccountLink, Invitation
from handoff.domain.deliveries import Delivery
from handoff.domain.people import StaffMember


class AccountLinkStore(Protocol):
    """Changes of one member's links take turns: a link is used, replaced or withdrawn, and only one of
    them."""

    async def issue(self, link: AccountLink, mail: Delivery | None) -> None:
        """Stores the link, with its mail, in one transaction; older links of the member are void.

        Raises:
            IllegalMove: `invitation_closed`: an invitation to somebody who has a password, or is
                disabled.
        """
        ...

    async def invite(self, member: StaffMember, link: AccountLink, mail: Delivery | None) -> None:
        """Stores a new member without a password, the link and its mail, in one transaction. A member
        whose invitation was withdrawn becomes the new one.

        Raises:
            InvalidInput: `email_taken`.
        """
        ...

    async def get(self, link_id: str) -> AccountLink | None: ...

    async def use(self, link: AccountLink, password_hash: str, now: datetime) -> bool:
        """Spends the link for a password, and with it every other link of the member. False if it was
        not open any more: of several callers one succeeds."""
        ...

    async def withdraw(self, staff_id: str, now: datetime) -> bool:
        """Disables a member who has no password yet, and closes their links. False if there is no such
        invitation any more."""
        ...

    async def invitations(self) -> Sequence[Invitation]:
        """Those that nobody has accepted or withdrawn, the latest first; expired ones as well."""
        ...

    async def invitation(self, staff_id: str) -> Invitation | None: ...


class LinkSigner(Protocol):
    """Makes a link's secret of its id, and the id of a secret."""

    def sign(self, link_id: str) -> str: ...

    def verify(self, token: str) -> str:
        """The id. Raises NotAllowed (`link_invalid`)."""
        ...
