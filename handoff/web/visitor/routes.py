"""`/api/visitor/…`: the widget's session."""

from contextlib import suppress

from aiohttp import web

from handoff.domain.language import Language
from handoff.services.errors import CacheDown
from handoff.services.ports.limits import Addresses, Limits
from handoff.services.visits import ClaimedIdentity, Visits
from handoff.web.addresses import ClientNetworks
from handoff.web.http_io import json_body, json_reply
from handoff.web.protocol.visitor import Identity, SessionReply, SessionRequest

# Sessions that one network opens in a minute; a school or an office shares one.
SESSIONS_PER_NETWORK = 120
WINDOW_SECONDS = 60


class VisitorRoutes:
    def __init__(
        self,
        visits: Visits,
        limits: Limits,
        addresses: Addresses,
        shop_name: dict[Language, str],
        networks: ClientNetworks,
    ) -> None:
        self._visits = visits
        self._limits = limits
        self._addresses = addresses
        self._shop_name = shop_name
        self._networks = networks

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/visitor/session", self.open_session),
            web.options("/api/visitor/session", self.open_session),
        ]

    async def open_session(self, request: web.Request) -> web.Response:
        asked = await json_body(request, SessionRequest)
        network = self._networks.of(request)
        with suppress(CacheDown):  # better uncounted customers than none
            await self._limits.hit(
                f"session:{network.name}",
                limit=network.grant(SESSIONS_PER_NETWORK),
                window_seconds=WINDOW_SECONDS,
            )
        token, visit, customer = await self._visits.open(
            asked.language, asked.token, _claimed(asked.identity)
        )
        with suppress(CacheDown):
            await self._addresses.remember(customer.id, network)
        return json_reply(
            SessionReply(
                token=token,
                conversation_id=visit.conversation_id,
                language=asked.language,
                shop_name=self._shop_name[asked.language],
                customer_name=customer.name,
            )
        )


def _claimed(identity: Identity | None) -> ClaimedIdentity | None:
    if identity is None:
        return None
    return ClaimedIdentity(external_id=identity.id, **identity.model_dump(exclude={"id"}))
