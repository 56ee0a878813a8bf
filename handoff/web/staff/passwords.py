"""`/api/staff/password…`: choosing a password by a link from a mail, and asking for such a link."""

from aiohttp import web

from handoff.services.account_links import AccountLinks
from handoff.services.ports.limits import Limits
from handoff.web.addresses import ClientNetworks
from handoff.web.http_io import json_body, json_reply
from handoff.web.protocol.people import (
    ChosenPassword,
    ForgottenPassword,
    PasswordLink,
    PasswordLinkOwner,
)


class PasswordRoutes:
    """For people who are not logged in."""

    def __init__(self, links: AccountLinks, limits: Limits, networks: ClientNetworks) -> None:
        self._links = links
        self._limits = limits
        self._networks = networks

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/staff/password/forgotten", self.forgotten),
            web.post("/api/staff/password/link", self.look),
            web.post("/api/staff/password", self.choose),
        ]

    async def forgotten(self, request: web.Request) -> web.Response:
        asked = await json_body(request, ForgottenPassword)
        network = self._networks.of(request)
        await self._links.forgotten(asked.email, asked.language, network, self._limits)
        return web.Response(status=204)

    async def look(self, request: web.Request) -> web.Response:
        asked = await json_body(request, PasswordLink)
        purpose, member = await self._links.look(asked.token)
        return json_reply(PasswordLinkOwner(purpose=purpose, name=member.name, email=member.email))

    async def choose(self, request: web.Request) -> web.Response:
        asked = await json_body(request, ChosenPassword)
        await self._links.choose_password(asked.token, asked.password)
        return web.Response(status=204)
