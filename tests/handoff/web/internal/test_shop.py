"""What the bot's actions learn of the shop: hours, delivery, products, addresses and policies."""

from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
import yaml
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.products import PostgresProducts
from handoff.domain.shop.order_cards import Money
from handoff.domain.shop.products import Product
from tests.handoff.conftest import BUSINESS, House
from tests.handoff.web.internal.action_server import ActionServer


async def test_the_hours_are_computed_in_the_shop_s_zone(actions: ActionServer) -> None:
    """The week as it is, the state of now, and either when it closes or when it opens."""
    told = await actions.get("/internal/business/hours")
    assert told["timezone"] == "Asia/Tehran"
    assert told["week"][5] == {"day": 5, "intervals": [["09:00", "13:00"], ["16:00", "20:00"]]}
    assert told["week"][0] == {"day": 0, "intervals": []}
    now = datetime.fromisoformat(told["now"])
    assert str(now.utcoffset()) == "3:30:00"
    assert abs((datetime.now(UTC) - now).total_seconds()) < 60
    ahead = told["closes_at"] if told["open_now"] else told["opens_at"]
    assert datetime.fromisoformat(ahead) > now


async def test_the_hours_of_a_day_are_those_of_the_shop_s_calendar(actions: ActionServer) -> None:
    """A Saturday with its break, and whether the shop is open at a time of it."""
    status, told = await actions.ask(
        "/internal/business/hours/day", {"day": "2026-12-05", "at": "14:00"}
    )
    assert (status, told) == (
        200,
        {
            "day": "2026-12-05",
            "intervals": [["09:00", "13:00"], ["16:00", "20:00"]],
            "open_at": False,
            "holiday": None,
        },
    )


@pytest.mark.parametrize(
    "question",
    [{}, {"day": "friday"}, {"day": "2026-02-30"}, {"day": "2026-12-05", "at": "25:00"}]
    + [{"day": "2026-12-05", "at": at} for at in ("14", "14:00Z", 50_000, "2 pm")],
)
async def test_a_day_that_no_calendar_has_is_refused(
    actions: ActionServer, question: dict[str, object]
) -> None:
    """A wrong question is the action server's fault, and the answer says so."""
    status, told = await actions.ask("/internal/business/hours/day", question)
    assert (status, told["error"]["code"]) == (422, "invalid_input")


async def test_a_shop_without_zones_says_that_no_place_was_named(actions: ActionServer) -> None:
    """Its policies are all there is to say."""
    status, told = await actions.ask("/internal/business/delivery", {"text": "to Tabriz?"})
    assert (status, told["result"]) == (200, "no_place")


async def test_delivery_to_a_place_is_told_in_words(
    closed_house: House, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    """Days and prices in both languages; where no parcel goes, it is said."""
    place = {"name": {"en": "here", "fa": "اینجا"}, "cities": [{"en": "Tehran", "fa": "تهران"}]}
    rate = {"days": [1, 2], "price": 450_000, "free_from": 10_000_000}
    zone = {**place, **rate, "express": {"days": 0, "price": 0}}
    delivery = {"country": {"en": "Iran", "fa": "ایران"}, "zones": [zone]}
    file = tmp_path / "business.yml"
    described = {**yaml.safe_load(BUSINESS), "delivery": delivery, "policies": {}}
    file.write_text(yaml.safe_dump(described, allow_unicode=True), encoding="utf-8")
    gateway = await closed_house.open_gateway(FIRUZE_BUSINESS_FILE=file)
    actions = ActionServer(http, f"http://127.0.0.1:{gateway.internal_port}")
    path = "/internal/business/delivery"
    _, told = await actions.ask(path, {"text": "به تهران چند؟"})
    assert told == {
        "result": "served",
        "place": {"en": "Tehran", "fa": "تهران"},
        "usual": {
            "days": {"en": "1 to 2 working days", "fa": "۱ تا ۲ روز کاری"},
            "price": {"en": "45,000 tomans", "fa": "۴۵٬۰۰۰ تومان"},
            "free_from": {"en": "one million tomans", "fa": "یک میلیون تومان"},
        },
        "express": {
            "days": {"en": "less than a working day", "fa": "کمتر از یک روز کاری"},
            "price": None,
            "free_from": None,
        },
    }
    abroad = {"text": "Berlin?", "city": ["berlin"], "country": ["germany"]}
    _, told = await actions.ask(path, abroad)
    assert told["result"] == "not_served"


async def test_a_product_is_found_by_its_title(actions: ActionServer, engine: AsyncEngine) -> None:
    """With its price in words; without any products that is what is said."""
    path = "/internal/products/search"
    await PostgresProducts(engine).put({}, replace=True)
    _, told = await actions.ask(path, {"text": "blind owl"})
    assert told == {"result": "no_products", "products": []}
    price = Money(amount="450000", currency="IRR")
    owl = Product(
        title="بوف کور", titles=("The Blind Owl",), price=price, attributes={"pages": "120"}
    )
    await PostgresProducts(engine).put({"1": owl}, replace=True)
    _, told = await actions.ask(path, {"text": "blind owl"})
    assert told == {
        "result": "found",
        "products": [
            {
                "title": "بوف کور",
                "titles": ["The Blind Owl"],
                "price": {"en": "45,000 tomans", "fa": "۴۵٬۰۰۰ تومان"},
                "money": {"amount": "450000", "currency": "IRR"},
                "available": None,
                "url": None,
                "image": None,
                "attributes": {"pages": "120"},
            }
        ],
    }
    for question, result in (
        ({"text": "", "before": "بوف کور"}, "found"),
        ({"text": "koor"}, "near"),
        ({"text": "Don Quixote"}, "unknown"),
    ):
        assert (await actions.ask(path, question))[1]["result"] == result
    status, _ = await actions.ask(path, {"text": "x" * 201})
    assert status == 422


async def test_the_shop_is_told_as_it_is_described(actions: ActionServer) -> None:
    """Addresses, policies and contact in both languages; what it left out is None."""
    assert await actions.get("/internal/business") == {
        "addresses": [],
        "contact": {"phone": None, "email": "help@books.example"},
        "policies": {"delivery_time": {"en": "Two days.", "fa": "دو روز."}},
    }
