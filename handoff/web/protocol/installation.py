"""What administrators see of the widget's place on the shop's pages."""

from datetime import datetime

from handoff.web.protocol.base import Outbound


class SightedSite(Outbound):
    """`loaded_at`: a page of that origin fetched the widget; `begun_at`: a visitor opened the chat there.
    `allowed`: whether its pages may talk to the gateway."""

    origin: str
    loaded_at: datetime | None
    begun_at: datetime | None
    allowed: bool


class Installation(Outbound):
    """`sites` were seen lately, the latest first; null if that is not known now. `origins` are those
    whose pages may use the widget; null if any may."""

    sites: list[SightedSite] | None
    origins: list[str] | None
