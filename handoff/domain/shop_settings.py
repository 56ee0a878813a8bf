"""What a shop has set: one versioned document, the same for everything that goes by it."""

from dataclasses import dataclass, field

from handoff.domain.handoff.policy_settings import PolicySettings
from handoff.domain.shop.profile import Shop
from handoff.domain.topics import Topics


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopVersion:
    """The settings of one version: of equal name, equal settings."""

    version: str
    shop: Shop
    policy: PolicySettings = field(default_factory=PolicySettings)

    @property
    def topics(self) -> Topics:
        """What customers write about."""
        return self.policy.topics
