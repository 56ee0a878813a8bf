"""The gateway's internal API on a real port, with a shop whose state a test can set."""

from __future__ import annotations

import json
import threading
from copy import deepcopy
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_LONG = [["09:00", "20:00"]]
_WEEK = [
    *({"day": day, "intervals": _LONG} for day in (0, 1, 2, 5, 6)),
    {"day": 3, "intervals": [["09:00", "13:00"], ["16:30", "21:00"]]},
    {"day": 4, "intervals": []},
]
OPEN: dict[str, Any] = {
    "open_now": True,
    "now": "2026-11-22T14:03:00+03:30",
    "closes_at": "2026-11-22T20:00:00+03:30",
    "opens_at": None,
    "timezone": "Asia/Tehran",
    "week": _WEEK,
    "holiday": None,
    "holidays": [{"date": "2027-02-11", "name": {"en": "Founders' Day", "fa": "روز بنیان‌گذاران"}}],
}
ORDER = {
    "kind": "order",
    "number": "1042",
    "state": "delayed",
    "placed_at": "2026-11-12T08:30:00Z",
    "items": [{"title": "The Blind Owl", "quantity": 1}],
    "total": {"amount": "1250000", "currency": "IRR"},
    "expected_at": None,
    "tracking": [],
}
DAYS = {"today": "2026-11-22", "expected": None, "moved": None}
_FREE = {"days": {"en": "1 working day", "fa": "۱ روز کاری"}, "price": None, "free_from": None}
_PAID = {
    "days": {"en": "2 to 3 working days", "fa": "۲ تا ۳ روز کاری"},
    "price": {"en": "€4.50", "fa": "۴٫۵۰ یورو"},
    "free_from": None,
}
_BOUNDED = {**_PAID, "free_from": {"en": "€40.00", "fa": "۴۰٫۰۰ یورو"}}
# As the gateway makes them of the zones.
OF_DELIVERY = {
    "delivery_time": {"en": "A parcel takes a while.", "fa": "مدتی طول می‌کشه."},
    "shipping_cost": {"en": "Shipping costs something.", "fa": "هزینه‌ای داره."},
}
RATES: dict[str, dict[str, Any] | None] = {
    "tehran": {"place": {"en": "Tehran", "fa": "تهران"}, "usual": _FREE, "express": _FREE},
    "tabriz": {"usual": _BOUNDED, "express": _PAID},
    "shiraz": {"usual": _PAID},
}
CONTACT = "09121234567"
NOTHING: dict[str, Any] = {"order": None, "days": None, "prospects": {}}


class InternalApi:
    """Serves until the `with` block ends; `reset` between tests."""

    def __init__(self, business: Path, secret: str) -> None:
        described = yaml.safe_load(business.read_text("utf-8"))
        self._business = {
            "addresses": [{"text": a["text"], "map": a.get("map")} for a in described["addresses"]],
            "contact": described["contact"],
            "policies": {**described["policies"], **OF_DELIVERY},
        }
        self._questions: dict[str, Callable[[dict[str, Any]], tuple[int, Any]]] = {
            "/internal/business/hours/day": self._day,
            "/internal/orders/mine": self._orders_of,
            "/internal/business/delivery": self._delivery,
            "/internal/products/search": self._search,
            "/internal/orders/lookup": self._lookup,
            "/internal/orders/actions": self._act,
        }
        self.secret = secret
        self.reset()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def reset(self) -> None:
        self.business = deepcopy(self._business)
        self.hours: dict[str, Any] = deepcopy(OPEN)
        self.rates: dict[str, dict[str, Any] | None] = deepcopy(RATES)
        self.places: list[dict[str, Any]] = []
        self.searches: list[dict[str, Any]] = []
        self.shelf: dict[str, tuple[str, list[dict[str, Any]]]] = {}
        self.order: dict[str, Any] = deepcopy(ORDER)
        self.days: dict[str, str | None] = dict(DAYS)
        self.mine: list[dict[str, Any]] | None = None  # of a signed-in customer, newest first
        self.orders_down = False
        self.products_down = False
        self.prospects = {"order_cancelled": "on_the_way", "return_requested": "on_the_way"}
        self.outcome = "done"
        self.code: str | None = None  # that must be brought before anything is done
        self.wishes: list[dict[str, Any]] = []
        self.attempts_left = 10
        self.broken = False
        self.lookups: list[dict[str, Any]] = []
        self.listings: list[dict[str, Any]] = []

    def __enter__(self) -> InternalApi:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, body: dict[str, Any] | None) -> tuple[int, Any]:
        if self.broken:
            return 500, {"error": {"code": "internal"}}
        if path == "/internal/business/hours":
            return 200, self.hours
        if path == "/internal/business":
            return 200, self.business
        if body is not None and path in self._questions:
            return self._questions[path](body)
        return 404, {"error": {"code": "not_found"}}

    def _day(self, body: dict[str, Any]) -> tuple[int, Any]:
        """As the gateway answers: the usual week, and the holidays."""
        day, at = date.fromisoformat(body["day"]), body["at"]
        holiday = next(
            (h["name"] for h in self.hours["holidays"] if h["date"] == body["day"]), None
        )
        week = {entry["day"]: entry["intervals"] for entry in self.hours["week"]}
        intervals = [] if holiday else week[day.weekday()]
        return 200, {
            "day": body["day"],
            "intervals": intervals,
            "open_at": at and any(opens <= at < closes for opens, closes in intervals),
            "holiday": holiday,
        }

    def has(self, number: str, title: str, state: str, **days: str) -> None:
        """An older order of the signed-in customer than those before."""
        order = {
            **ORDER,
            "number": number,
            "state": state,
            "items": [{"title": title, "quantity": 1}],
        }
        possible = {"placed": "possible", "packed": "possible", "delivered": "delivered"}
        prospects = {
            "order_cancelled": possible.get(state, "on_the_way"),
            "return_requested": "possible" if state == "delivered" else "on_the_way",
        }
        told = {"order": order, "days": {**DAYS, **days}, "prospects": prospects}
        self.mine = [*(self.mine or []), told]

    def _orders_of(self, body: dict[str, Any]) -> tuple[int, Any]:
        self.listings.append(body)
        if self.orders_down:
            return 503, {"error": {"code": "order_system_down"}}
        return 200, {"known": self.mine is not None, "orders": self.mine or []}

    def _search(self, body: dict[str, Any]) -> tuple[int, Any]:
        """What `shelf` has for the words, with those of before or without them."""
        self.searches.append(body)
        if self.products_down:
            return 503, {"error": {"code": "product_system_down"}}
        if not self.shelf:
            return 200, {"result": "no_products", "products": []}
        together = f"{body['before'] or ''} {body['text']}".strip()
        result, products = self.shelf.get(
            together, self.shelf.get(body["text"], ("unknown", list[dict[str, Any]]()))
        )
        return 200, {"result": result, "products": products}

    def _delivery(self, body: dict[str, Any]) -> tuple[int, Any]:
        """What `rates` has for a spelling of the place; none of it goes to a place that it lacks."""
        self.places.append(body)
        spellings = [*body["city"], *body["country"]]
        known = next((name for name in spellings if name in self.rates), None)
        nothing = {"place": None, "usual": None, "express": None}
        if known is not None:
            return 200, {"result": "served", **nothing, **(self.rates[known] or {})}
        return 200, {"result": "not_served" if spellings else "no_place", **nothing}

    def _lookup(self, body: dict[str, Any]) -> tuple[int, Any]:
        self.lookups.append(body)
        if self.orders_down:
            return 503, {"error": {"code": "order_system_down"}}
        if self.attempts_left == 0:
            return 200, {"result": "too_many_attempts", **NOTHING}
        for known in self.mine or ():
            if body["number"] == known["order"]["number"]:
                return 200, {"result": "found", **known}
        if body["contact"] is None:
            return 200, {"result": "contact_needed", **NOTHING}
        if (body["number"], body["contact"]) != (self.order["number"], CONTACT):
            return 200, {"result": "no_match", **NOTHING}
        found = {"order": self.order, "days": self.days, "prospects": self.prospects}
        return 200, {"result": "found", **found}

    def _act(self, body: dict[str, Any]) -> tuple[int, Any]:
        self.wishes.append(body)
        if self.orders_down:
            return 503, {"error": {"code": "order_system_down"}}
        told = {
            "order": self.order,
            "days": self.days,
            "prospects": self.prospects,
            "sent_to": None,
        }
        if self.code is not None and body["code"] != self.code:
            result = "code_sent" if body["code"] is None else "code_wrong"
            result = result if self.outcome == "done" else self.outcome
            sent_to = None if result == "too_many_attempts" else "n•••@mail.example"
            return 200, {"result": result, **told, "sent_to": sent_to}
        if self.outcome == "refused":
            return 200, {"result": "refused", **told}
        return 200, {"result": self.outcome, **NOTHING, "sent_to": None}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._respond(None)

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                self._respond(json.loads(self.rfile.read(length)))

            def _respond(self, body: dict[str, Any] | None) -> None:
                if self.headers["Authorization"] == f"Bearer {api.secret}":
                    status, content = api.answer(self.path, body)
                else:
                    status, content = 401, {"error": {"code": "unauthorized"}}
                raw = json.dumps(content, default=str).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_: object) -> None:
                """Quiet: the tests ask `lookups` for what was called."""

        return Handler
