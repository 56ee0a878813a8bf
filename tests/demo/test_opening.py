"""The demo shop is open whenever and wherever it is tried."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.opening import known_zone, open_always
from handoff.adapters.business_file import Business, read_business
from handoff.domain.shop.business_hours import opening_state
from stack.checkout import this_checkout

OWN = this_checkout().root / "business.yml"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Business:
    return read_business(open_always(OWN, tmp_path_factory.mktemp("demo") / "new" / "business.yml"))


@given(at=st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_door_is_open_at_any_time(shop: Business, at: datetime) -> None:
    """By day and by night, at weekends and on the holidays of the shop's own file."""
    assert opening_state(shop.business_hours(), at).open_now


def test_all_else_is_the_shops_own(shop: Business) -> None:
    own = read_business(OWN)
    assert (shop.name, shop.contact, shop.policies) == (own.name, own.contact, own.policies)
    assert (shop.addresses, shop.currency) == (own.addresses, own.currency)


def test_its_policies_promise_nothing_for_later(shop: Business) -> None:
    """Nobody is reminded of "we'll write to you", and readers take the demo's policies as a model."""
    later = re.compile(
        r"\b(we|somebody|a colleague)('ll| will)\b|خبرتون می‌کن|خبر می‌دیم|تماس می‌گیر|پیامک"
    )
    texts = [text for policy in shop.policies.values() for text in policy.values()]
    assert texts
    assert [text for text in texts if later.search(text)] == []


def _zone_of_a_shop_opened_in(zone: str, folder: Path) -> str:
    """The time zone of a demo started on a machine that lives in `zone`."""
    code = "import sys, pathlib, demo.opening as d; d.open_always(*map(pathlib.Path, sys.argv[1:]))"
    made = folder / "business.yml"
    subprocess.run(
        [sys.executable, "-c", code, str(OWN), str(made)],
        cwd=this_checkout().root,
        env={**os.environ, "TZ": zone},
        check=True,
    )
    return read_business(made).timezone


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Tehran", "Europe/Berlin"])
def test_its_time_is_that_of_the_machine(tmp_path: Path, zone: str) -> None:
    """A visitor in the machine's zone reads times of that zone."""
    assert _zone_of_a_shop_opened_in(zone, tmp_path) == zone


@pytest.mark.parametrize("name", ["Nowhere/At_All", "/etc/localtime", None])
def test_a_zone_that_nobody_knows_is_not_taken(name: str | None) -> None:
    """A machine may have made up the name of its zone; the shop then keeps its own."""
    assert known_zone(name) is None
