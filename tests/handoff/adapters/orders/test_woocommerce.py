"""WooCommerce's REST API v3, spoken to a server that behaves as its documentation says."""

from typing import Any

import pytest
from aiohttp import web
from pydantic import TypeAdapter

from handoff.adapters.orders.guarded import GuardedOrders
from handoff.adapters.orders.woocommerce import PAGES, PER_PAGE
from handoff.domain.shop.order_cards import Money, OrderCard
from handoff.services.errors import ActionRefused, OrderSystemDown
from tests.handoff.adapters.orders.conftest import OpenWoo, change_of, customer
from tests.handoff.adapters.orders.shop_server import ShopServer, WooCommerce, woo_order


def _shipment(**facts: object) -> dict[str, object]:
    return {"key": "_wc_shipment_tracking_items", "value": [facts]}


async def test_an_order_is_told_as_the_card_wants_it(woo: GuardedOrders) -> None:
    """Number, contact, state, moment, items without entities of HTML, and the total."""
    order = await woo.by_number("727")
    assert order is not None
    assert (order.number, order.email, order.phone) == (
        "727",
        "john.doe@example.com",
        "(555) 555-5555",
    )
    assert order.external_id is None, "customer 0 is a guest"
    card = order.card
    assert (card.state, card.placed_at.isoformat()) == ("placed", "2017-03-22T19:28:02+00:00")
    assert [(item.title, item.quantity) for item in card.items] == [
        ("Woo Single #1", 2),
        ("Ship Your Idea – Color: Black", 1),
    ]
    assert (card.total.amount, card.total.currency) == ("29.35", "USD")


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("pending", "placed"),
        ("on-hold", "placed"),
        ("completed", "shipped"),
        ("cancelled", "cancelled"),
        ("failed", "cancelled"),
        ("refunded", "refunded"),
        ("delivered", "delivered"),
        ("by-bike", "delayed"),
    ],
)
async def test_each_status_has_its_state(
    shop: ShopServer, open_woo: OpenWoo, status: str, state: str
) -> None:
    """WooCommerce's own, those of plugins, and the shop's own from the file."""
    shop.handler = WooCommerce(woo_order(status=status))
    woo = await open_woo(statuses={"by-bike": "delayed"})
    assert (await woo.by_number("727")).card.state == state


async def test_the_file_s_word_on_a_status_counts(shop: ShopServer, open_woo: OpenWoo) -> None:
    """Where "completed" means delivered, the file says so."""
    shop.handler = WooCommerce(woo_order(status="completed"))
    woo = await open_woo(statuses={"completed": "delivered"})
    assert (await woo.by_number("727")).card.state == "delivered"


async def test_an_unknown_status_is_no_guess(shop: ShopServer, woo: GuardedOrders) -> None:
    """The customer hears that the order system cannot be asked, not a state that may be wrong."""
    shop.handler = WooCommerce(woo_order(status="quantum"))
    with pytest.raises(OrderSystemDown, match="status"):
        await woo.by_number("727")


@pytest.mark.parametrize("status", ["trash", "auto-draft", "checkout-draft"])
async def test_what_is_no_order_yet_or_any_more_is_not_found(
    shop: ShopServer, woo: GuardedOrders, status: str
) -> None:
    """Neither a lookup by number nor a list finds it."""
    shop.handler = WooCommerce(woo_order(status=status))
    assert await woo.by_number("727") is None
    assert not await woo.of_customer(customer(external_id="x", email="john.doe@example.com"))


async def test_a_parcel_s_number_and_courier_are_told(shop: ShopServer, woo: GuardedOrders) -> None:
    """From where the plugins for shipment tracking keep them; and so it has left the shop."""
    parcel = _shipment(
        tracking_provider="",
        custom_tracking_provider="Dropp",
        tracking_number="DR157",
        date_shipped="1490270400",
    )
    shop.handler = WooCommerce(woo_order(meta_data=[parcel]))
    found = await woo.by_number("727")
    assert found is not None
    card = found.card
    assert card.state == "shipped"
    [step] = card.tracking
    assert (step.step, step.at.isoformat()) == ("handed_over", "2017-03-23T12:00:00+00:00")
    assert step.place == {"en": "Dropp DR157", "fa": "Dropp DR157"}


@pytest.mark.parametrize(
    "meta", [None, "x", [None], [{"key": "_wc_shipment_tracking_items", "value": "a:1:{}"}]]
)
async def test_odd_meta_data_is_passed_over(
    shop: ShopServer, woo: GuardedOrders, meta: object
) -> None:
    """Plugins put anything there; the order is shown without it."""
    shop.handler = WooCommerce(woo_order(meta_data=meta))
    order = await woo.by_number("727")
    assert order is not None
    assert order.card.tracking == ()


async def test_a_number_that_a_plugin_gave_is_searched_for(
    shop: ShopServer, woo: GuardedOrders
) -> None:
    """Another order with that id, and one that only mentions the number, are not it."""
    theirs = woo_order("727", number="S-900", date_created_gmt="2018-01-01T00:00:00")
    mentions = woo_order("728", number="7270")
    right = woo_order("729", number="727", total="12.00")
    shop.handler = WooCommerce(theirs, mentions, right)
    found = await woo.by_number("727")
    assert found is not None
    assert found.card.total == Money(amount="12.00", currency="USD")
    lettered = await woo.by_number("S-900")
    assert lettered is not None
    assert lettered.number == "S-900"


@pytest.mark.parametrize("number", ["", "1", "0", "007", "X", "..", "../users", "' OR 1=1", "٪"])
async def test_an_unknown_number_is_none(woo: GuardedOrders, number: str) -> None:
    """Whatever was typed."""
    assert await woo.by_number(number) is None


async def test_a_customer_s_orders_are_theirs_and_newest_first(
    shop: ShopServer, woo: GuardedOrders
) -> None:
    """By the shop's own id, and by the e-mail address for what they bought as a guest; each once."""
    mine = {"email": "Nika@Mail.example", "phone": ""}
    other = {"email": "xnika@mail.example", "phone": ""}
    shop.handler = WooCommerce(
        woo_order("1", customer_id=7, billing=mine, date_created_gmt="2026-01-01T00:00:00"),
        woo_order("2", customer_id=0, billing=mine, date_created_gmt="2026-03-01T00:00:00"),
        woo_order("3", customer_id=0, billing=other, date_created_gmt="2026-04-01T00:00:00"),
        woo_order("4", customer_id=7, billing=other, date_created_gmt="2026-02-01T00:00:00"),
        woo_order("5", customer_id=8, status="quantum", date_created_gmt="2026-05-01T00:00:00"),
        woo_order("6", customer_id=7, status="quantum", date_created_gmt="2026-05-01T00:00:00"),
    )
    nika = customer(external_id="7", email="nika@mail.example")
    assert [order.number for order in await woo.of_customer(nika)] == ["2", "4", "1"]
    assert await woo.of_customer(customer(email="nika@mail.example")) == ()
    by_name = customer(external_id="nika", email=None)
    assert list(await woo.of_customer(by_name)) == [], "WooCommerce's ids are numbers"
    order = await woo.by_number("1")
    assert order is not None
    assert order.belongs_to(nika)
    assert not order.belongs_to(customer(external_id="8"))


async def test_long_lists_come_page_by_page_up_to_a_bound(
    shop: ShopServer, woo: GuardedOrders
) -> None:
    """The newest of a customer who orders every day; and no more than that is fetched."""
    shop.handler = WooCommerce(
        *(
            woo_order(
                str(number),
                customer_id=7,
                date_created_gmt=f"2020-01-01T{number // 60:02}:{number % 60:02}:00",
            )
            for number in range(1, PAGES * PER_PAGE + 100)
        )
    )
    found = await woo.of_customer(customer(external_id="7"))
    assert len(found) == PAGES * PER_PAGE
    assert found[0].number == str(PAGES * PER_PAGE + 99)
    assert len(shop.asked) == PAGES


async def test_tomans_are_told_in_rials(shop: ShopServer, woo: GuardedOrders) -> None:
    """WooCommerce has a currency IRT, which browsers have no name for: ten rials each."""
    shop.handler = WooCommerce(woo_order(currency="IRT", total="85000"))
    order = await woo.by_number("727")
    assert order is not None
    assert order.card.total == Money(amount="850000", currency="IRR")


async def test_wrong_keys_are_the_system_s_fault_not_the_customer_s(open_woo: OpenWoo) -> None:
    """Nobody hears "no such order" because a key was revoked."""
    woo = await open_woo(secret="cs_revoked")
    with pytest.raises(OrderSystemDown, match="HTTP 401"):
        await woo.by_number("727")


async def test_a_shop_without_the_api_is_down(shop: ShopServer, open_woo: OpenWoo) -> None:
    """A 404 from WordPress itself is no missing order."""
    woo = await open_woo(url=f"{shop.url}/blog/wp-json/wc/v3/orders/..")
    shop.handler = _no_route
    for question in (woo.by_number("727"), woo.by_number("S-1"), woo.probe()):
        with pytest.raises(OrderSystemDown, match="WooCommerce API"):
            await question


async def _no_route(_: web.Request) -> web.StreamResponse:
    return web.json_response({"code": "rest_no_route"}, status=404)


async def test_the_probe_is_content_with_a_shop_that_works(
    shop: ShopServer, woo: GuardedOrders
) -> None:
    """An empty shop, too."""
    await woo.probe()
    shop.handler = WooCommerce()
    await woo.probe()


@pytest.mark.parametrize(
    "changes",
    [
        {"date_created_gmt": None},
        {"date_created_gmt": "yesterday"},
        {"total": "much"},
        {"total": None},
        {"total": "NaN"},
        {"total": "1e99"},
        {"currency": "$"},
        {"currency": None},
        {"status": None},
        {"status": 7},
        {"line_items": [{"name": "", "quantity": 1}]},
    ],
)
async def test_an_order_that_makes_no_sense_is_not_told(
    shop: ShopServer, woo: GuardedOrders, changes: dict[str, Any]
) -> None:
    """Half of the truth would be worse than "I cannot reach the order system"."""
    shop.handler = WooCommerce(woo_order(**changes))
    with pytest.raises(OrderSystemDown):
        await woo.by_number("727")


@pytest.mark.parametrize(
    "changes",
    [
        {"billing": None},
        {"billing": {"email": 7, "phone": ["x"]}},
        {"line_items": None},
        {"line_items": [{"name": "Book", "quantity": "many"}]},
        {"customer_id": None},
        {"line_items": [{"name": "A\x00B\nC", "quantity": 1}]},
    ],
)
async def test_what_a_card_can_do_without_is_left_out(
    shop: ShopServer, woo: GuardedOrders, changes: dict[str, Any]
) -> None:
    """Such an order is shown, without NULs, which no database accepts."""
    shop.handler = WooCommerce(woo_order(**changes))
    order = await woo.by_number("727")
    assert order is not None
    shown = TypeAdapter(OrderCard).dump_json(order.card).decode()
    assert "\x00" not in shown
    assert "\\u0000" not in shown


def writes(shop: ShopServer) -> list[tuple[str, str]]:
    return [(r.method, r.path) for r in shop.asked if r.method != "GET"]


ORDER_PATH = "/wp-json/wc/v3/orders/727"


async def test_an_order_is_cancelled_once(shop: ShopServer, woo: GuardedOrders) -> None:
    """The adapter sets the status; the second time it finds the order cancelled."""
    change = await change_of(woo, "727", "order_cancelled")
    await woo.change(change)
    await woo.change(change)
    assert writes(shop) == [("PUT", ORDER_PATH)]
    order = await woo.by_number("727")
    assert order is not None
    assert order.card.state == "cancelled"


async def test_an_order_with_a_number_of_its_own_is_changed_by_its_id(
    shop: ShopServer, woo: GuardedOrders
) -> None:
    """The number is what people see, the id is what the API knows."""
    shop.handler = WooCommerce(woo_order("FB-9", id=31))
    await woo.change(await change_of(woo, "FB-9", "order_cancelled"))
    assert writes(shop) == [("PUT", "/wp-json/wc/v3/orders/31")]


async def test_a_return_is_noted_for_the_shop_and_known_again(
    shop: ShopServer, open_woo: OpenWoo
) -> None:
    """A note on the order's page, and metadata by which it is under way from then on."""
    shop.handler = woocommerce = WooCommerce(woo_order(status="delivered"))
    woo = await open_woo(return_note="مرجوعی: {reason}")
    change = await change_of(woo, "727", "return_requested")
    await woo.change(change)
    await woo.change(change)
    assert writes(shop) == [("POST", f"{ORDER_PATH}/notes"), ("PUT", ORDER_PATH)]
    assert woocommerce.notes == ["مرجوعی: damaged"]
    assert (await woo.by_number("727")).card.state == "return_requested"


async def test_a_return_that_came_as_far_as_its_note_gets_no_second_one(
    shop: ShopServer, woo: GuardedOrders
) -> None:
    """The attempt before was cut short between the two."""
    shop.handler = woocommerce = WooCommerce(woo_order(status="delivered"))

    async def cut_short(request: web.Request) -> web.StreamResponse:
        if request.method == "PUT":
            return web.Response(status=500)
        return await woocommerce(request)

    shop.handler = cut_short
    change = await change_of(woo, "727", "return_requested")
    with pytest.raises(OrderSystemDown):
        await woo.change(change)
    shop.handler = woocommerce
    await woo.change(change)
    assert len(woocommerce.notes) == 1


async def test_a_return_that_has_arrived_is_no_longer_under_way(
    shop: ShopServer, woo: GuardedOrders
) -> None:
    """The shop's own status counts more."""
    meta = {"key": "_firuze_return_requested", "value": "x"}
    shop.handler = WooCommerce(woo_order(status="refunded", meta_data=[meta]))
    order = await woo.by_number("727")
    assert order is not None
    assert order.card.state == "refunded"


async def test_when_an_order_was_completed_it_had_arrived(
    shop: ShopServer, open_woo: OpenWoo
) -> None:
    """Where the file says that completed means delivered."""
    completed = woo_order(status="completed", date_completed_gmt="2017-03-25T10:00:00")
    shop.handler = WooCommerce(completed)
    woo = await open_woo(statuses={"completed": "delivered"})
    found = await woo.by_number("727")
    assert found is not None
    card = found.card
    assert [(step.step, step.at.day) for step in card.tracking] == [("delivered", 25)]


async def test_a_key_that_may_only_read_changes_nothing(open_woo: OpenWoo) -> None:
    """It says so before anybody asks."""
    assert (await open_woo(read_only=True)).actions == frozenset()
    assert (await open_woo()).actions == {"order_cancelled", "return_requested"}


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
async def test_a_change_is_not_tried_again(
    shop: ShopServer, woo: GuardedOrders, status: int
) -> None:
    """The change may have come through, so the caller reads the order."""
    woocommerce = shop.handler

    async def refuses_changes(request: web.Request) -> web.StreamResponse:
        return (
            web.Response(status=status) if request.method == "PUT" else await woocommerce(request)
        )

    shop.handler = refuses_changes
    change = await change_of(woo, "727", "order_cancelled")
    with pytest.raises(OrderSystemDown):
        await woo.change(change)
    assert writes(shop) == [("PUT", ORDER_PATH)]


async def test_an_order_that_is_gone_is_refused(shop: ShopServer, woo: GuardedOrders) -> None:
    """It is not "down": a person should look."""
    change = await change_of(woo, "727", "order_cancelled")
    shop.handler = WooCommerce()
    with pytest.raises(ActionRefused):
        await woo.change(change)
