"""The part of the demo shop's own server that vouches for its customers. Demo mode only."""

from collections.abc import Mapping
from pathlib import Path

import yaml
from aiohttp import web

from handoff.domain.errors import NotFound
from handoff.services.identities import ClaimedIdentity, identity_signature
from handoff.services.ports.clock import Clock
from handoff.web.http_io import json_reply
from handoff.web.protocol.visitor import Identity

DEMO_SHOP = Path(__file__).parents[2] / "demo" / "shop.yml"
IDENTITY_SECONDS = 12 * 3600


class DemoShop:
    """Knows the customers of `demo/shop.yml` by key: `name` by language, `email`, `phone`."""

    def __init__(self, secret: str, clock: Clock) -> None:
        shop = yaml.safe_load(DEMO_SHOP.read_text(encoding="utf-8"))
        self._customers: Mapping[str, Mapping[str, object]] = shop["customers"]
        self._secret = secret
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/shop/customers", self.customers),
            web.get("/shop/identity/{key}", self.identity),
        ]

    async def customers(self, _: web.Request) -> web.Response:
        return web.json_response(
            [{"key": key, "name": customer["name"]} for key, customer in self._customers.items()]
        )

    async def identity(self, request: web.Request) -> web.Response:
        """What a shop's server puts into its page for a customer who is logged in."""
        key = request.match_info["key"]
        customer = self._customers.get(key)
        if customer is None:
            raise NotFound("not_found", "The shop has no such customer")
        names = customer["name"]
        language = "fa" if request.query.get("lang") == "fa" else "en"
        claimed = ClaimedIdentity(
            external_id=key,
            expires=int(self._clock().timestamp()) + IDENTITY_SECONDS,
            signature="",
            name=names[language] if isinstance(names, Mapping) else str(names),
            email=str(customer["email"]),
            phone=str(customer["phone"]),
        )
        return json_reply(
            Identity(
                id=key,
                expires=claimed.expires,
                signature=identity_signature(self._secret, claimed),
                name=claimed.name,
                email=claimed.email,
                phone=claimed.phone,
            )
        )
