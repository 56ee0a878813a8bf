"""The settings of a shop, as one version of them."""

from handoff.domain.shop_settings import ShopVersion
from tests.handoff.shop import shop_of
from tests.handoff.topics import RULES


def test_the_topics_are_those_that_the_policy_goes_by() -> None:
    """So that advice and handing over never read different lists."""
    assert ShopVersion(version="1", shop=shop_of(), policy=RULES).topics is RULES.topics
