"""`/api/staff/password…`: choosing a password by a link from a mail, and asking for such a link."""

from aiohttp import web

from handoff.services.account_links import AccountLinks
from handoff.services.ports.limits import Caller, Limits
from handoff.web.addresses import ClientNetworks
from handoff.web.endpoints import Endpoints, post
from handoff.web.http_io import json_body
from handoff.web.protocol.people import (
    ChosenPassword,
    ForgottenPassword,
    PasswordLink,
    PasswordLinkOwner,
)


class PasswordRoutes(Endpoints):
    """Serves people who are not logged in."""

    def __init__(self, links: AccountLinks, limits: Limits, networks: ClientNetworks) -> None:
        self._links = links
        self._limits = limits
        self._networks = networks

    @post("/api/staff/password/forgotten", caller="anybody", takes=ForgottenPassword)
    async def forgotten(self, request: web.Request) -> None:
        """Sends a link to choose a new password, if there is such an account; nobody learns whether."""
        asked = await json_body(request, ForgottenPassword)
        network = self._networks.of(request)
        await self._links.forgotten(asked.email, asked.language, network, self._limits)

    @post("/api/staff/password/link", caller="anybody", takes=PasswordLink, gives=PasswordLinkOwner)
    async def look(self, request: web.Request) -> PasswordLinkOwner:
        """The owner of a link, and what it is for."""
        asked = await json_body(request, PasswordLink)
        purpose, member = await self._links.look(asked.token)
        return PasswordLinkOwner(purpose=purpose, names=member.names, email=member.email)

    @post("/api/staff/password", caller="anybody", takes=ChosenPassword)
    async def choose(self, request: web.Request) -> None:
        """Sets the password by a link, which is used up, and ends the account's sessions."""
        asked = await json_body(request, ChosenPassword)
        caller = Caller(
            network=self._networks.of(request), browser=request.headers.get("User-Agent", "")
        )
        await self._links.choose_password(asked.token, asked.password, caller)
