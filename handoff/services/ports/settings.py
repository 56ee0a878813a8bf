"""The settings of the shop."""

from typing import Protocol

from handoff.domain.shop_settings import ShopVersion


class ShopSettings(Protocol):
    def current(self) -> ShopVersion:
        """The settings as of now. Ask each time and keep nothing of it: they change while the
        gateway runs."""
        ...
