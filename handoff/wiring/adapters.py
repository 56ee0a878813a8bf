"""First stage: implementations of the ports, on the connections that `app.py` opens and closes."""

from dataclasses import dataclass

import aiohttp
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.bots.firuze import RasaBot
from handoff.adapters.bots.line import Bot
from handoff.adapters.bots.pool import BotPool
from handoff.adapters.bots.rest import RestApi, RestBot
from handoff.adapters.files.clamd import ClamdScanner
from handoff.adapters.files.store import ObjectFiles, open_store
from handoff.adapters.machine import new_id
from handoff.adapters.mail.postmen import open_postman
from handoff.adapters.postgres.clock import SharedClock
from handoff.adapters.settings_file import FileSettings
from handoff.adapters.valkey.addresses import ValkeyAddresses
from handoff.adapters.valkey.bot_loads import ValkeyBotLoads
from handoff.adapters.valkey.brakes import ValkeyBrakes
from handoff.adapters.valkey.limits import ValkeyLimits
from handoff.adapters.valkey.page_contexts import ValkeyPageContexts
from handoff.adapters.valkey.presence import CUSTOMERS_KEY, ValkeyPresence
from handoff.adapters.valkey.pseudonyms import Pseudonyms
from handoff.adapters.valkey.sites import ValkeySites
from handoff.services.ports.deliveries import Postman
from handoff.services.ports.orders import DescribedOrders
from handoff.services.ports.products import ProductSource
from handoff.settings import Settings
from handoff.wiring.stores import Stores


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """What a gateway stands on: its settings, open connections, the clock that all gateways share."""

    settings: Settings
    shop: FileSettings
    engine: AsyncEngine
    valkey: Redis
    http: aiohttp.ClientSession
    orders: DescribedOrders
    products: ProductSource
    clock: SharedClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapters:
    resources: Resources
    stores: Stores
    staff_here: ValkeyPresence
    customers_here: ValkeyPresence
    names: Pseudonyms
    limits: ValkeyLimits
    addresses: ValkeyAddresses
    page_contexts: ValkeyPageContexts
    sites: ValkeySites
    brakes: ValkeyBrakes
    bots: BotPool
    bot_loads: ValkeyBotLoads
    postman: Postman
    file_store: ObjectFiles
    scanner: ClamdScanner | None


def adapters(resources: Resources) -> Adapters:
    """Raises InvalidInput: what the settings say of mail or files cannot be meant."""
    settings, valkey = resources.settings, resources.valkey
    names = Pseudonyms(settings.secret)
    return Adapters(
        resources=resources,
        stores=Stores.on(resources.engine),
        staff_here=ValkeyPresence(valkey),
        customers_here=ValkeyPresence(valkey, CUSTOMERS_KEY),
        names=names,
        limits=ValkeyLimits(valkey, names),
        addresses=ValkeyAddresses(valkey, names),
        page_contexts=ValkeyPageContexts(valkey),
        sites=ValkeySites(valkey, resources.clock),
        brakes=ValkeyBrakes(valkey, names),
        bots=BotPool(
            [(url, _bot(resources, url)) for url in settings.bot_urls], settings.bot_turns
        ),
        bot_loads=ValkeyBotLoads(valkey, new_id()),
        postman=open_postman(settings.smtp_url, settings.mail_from),
        file_store=file_store(settings),
        scanner=ClamdScanner(settings.clamd) if settings.clamd else None,
    )


def file_store(settings: Settings) -> ObjectFiles:
    """Raises InvalidInput."""
    return open_store(
        settings.files,
        endpoint=settings.s3_endpoint,
        region=settings.s3_region,
        key_id=settings.s3_key_id,
        secret=settings.s3_secret,
    )


def _bot(resources: Resources, url: str) -> Bot:
    settings, http = resources.settings, resources.http
    if settings.bot_kind == "firuze":
        return RasaBot(http, url, settings.bot_secret, resources.orders.numbers)
    api = RestApi(
        token=settings.bot_token,
        jwt_secret=settings.bot_jwt_secret,
        handoff=settings.bot_handoff_names,
    )
    return RestBot(http, url, resources.clock, api if settings.reads_bot_api else None)
