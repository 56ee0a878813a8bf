"""What a customer is told of an order: the sentence, and the days and names that go into it.

`found` is what the gateway tells of an order: the card, its days in the shop's own zone, and what may be
done with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from bot.actions import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

Found = dict[str, Any]

# What is done to an order for a purpose, by the gateway's name for it; the others only tell.
DEEDS = {"cancel": "order_cancelled", "return": "return_requested"}
DOABLE = ("possible", "with_code")
# What the bot is told may be done, and cannot do: by itself, or after all.
FOR_A_PERSON = ("by_person", *DOABLE)

UNDER_WAY = ("placed", "packed", "shipped", "delayed")
_OF_A_REFUND = ("cancelled", "return_requested", "returned", "refunded")

# How a refund stands, by the state of its order.
_REFUNDS = {
    "placed": "utter_refund_not_sent",
    "packed": "utter_refund_not_sent",
    "shipped": "utter_refund_on_the_way",
    "delayed": "utter_refund_on_the_way",
    "delivered": "utter_refund_delivered",
    "cancelled": "utter_refund_cancelled",
    "return_requested": "utter_order_return_requested",
    "returned": "utter_order_returned",
    "refunded": "utter_order_refunded",
}

# Why something is not possible, where the state of the order alone does not say it.
_OBSTACLES = {
    "cancel": {
        "sign_in_needed": "utter_order_sign_in",
        "on_the_way": "utter_cancel_on_the_way",
        "delivered": "utter_cancel_delivered",
    },
    "return": {
        "sign_in_needed": "utter_order_sign_in",
        "not_sent": "utter_return_not_sent",
        "on_the_way": "utter_return_on_the_way",
        "too_late": "utter_return_too_late",
    },
}
# Days after which money for an order that came back, or was cancelled, is late.
_REFUND_TAKES = timedelta(days=7)
_LISTED = 5  # orders in one list: as many buttons as can be overlooked
_TITLE = 40  # characters of a title on a button


@dataclass(frozen=True)
class Telling:
    """A response of the domain with what goes into it; `handoff` is why it brings a person."""

    response: str
    values: dict[str, str] = field(default_factory=dict)
    handoff: str | None = None
    card: dict[str, Any] | None = None
    buttons: list[dict[str, str]] = field(default_factory=list)


def prospect(found: Found, purpose: str | None) -> str | None:
    """What the gateway says about doing it to this order; None where nothing is to be done."""
    deed = DEEDS.get(purpose or "")
    verdict: str | None = found["prospects"][deed] if deed and found.get("order") else None
    return verdict


def outcome(found: Found, purpose: str, language: str, *, missing: bool) -> Telling:
    """How the order stands, or why what is wanted cannot be done; `missing`: nothing has arrived."""
    order, may = found["order"], prospect(found, purpose)
    values = values_of(found, language)
    if may in FOR_A_PERSON:
        return Telling(f"utter_{purpose}_refused", values, "complex_topic")
    if purpose == "refund" and _refund_is_late(found):
        return refund_overdue(found, language)
    if purpose == "refund":
        return Telling(_REFUNDS[order["state"]], values, card=order)
    if purpose == "status" and missing and order["state"] == "delivered":
        return not_received(found, language)
    usual = f"utter_order_{order['state']}"
    response = _OBSTACLES.get(purpose, {}).get(may or "", usual)
    return Telling(response, values, card=order)


def return_card(order: dict[str, Any]) -> dict[str, Any]:
    """The return that has been registered. The shop's people add the label."""
    return {
        "kind": "return",
        "order": str(order["number"]),
        "state": "return_requested",
        "items": order["items"],
        "lines": [],
        "code": None,
        "until": None,
        "link": None,
    }


def refund_overdue(found: Found | None, language: str) -> Telling:
    """Sorry, and a person, for a customer whose money should have come back by now."""
    values = values_of(found, language) if found else {}
    return Telling(
        "utter_refund_overdue", values, "serious_topic", card=found["order"] if found else None
    )


def _refund_is_late(found: Found) -> bool:
    days = found["days"]
    if found["order"]["state"] not in ("cancelled", "returned") or days["moved"] is None:
        return False
    return date.fromisoformat(days["today"]) - date.fromisoformat(days["moved"]) > _REFUND_TAKES


def meanwhile(found: Found, language: str) -> Telling:
    """How the order stands, for a customer who has just heard that a person comes."""
    return Telling("utter_order_meanwhile", values_of(found, language), card=found["order"])


def not_received(found: Found, language: str) -> Telling:
    """Sorry, what the parcel's own steps say, and a person."""
    values = values_of(found, language)
    return Telling("utter_order_not_received", values, "complex_topic", card=found["order"])


def same(found: Found, purpose: str, language: str) -> Telling:
    """The order that was told of a moment ago, for whoever names it now."""
    if purpose in DEEDS:
        return outcome(found, purpose, language, missing=False)
    return Telling("utter_order_same", values_of(found, language))


def when(found: Found, purpose: str, language: str) -> Telling:
    """The order's own day, for whoever asks when."""
    order, days = found["order"], found["days"]
    if purpose == "refund" or order["state"] not in UNDER_WAY:
        return outcome(
            found, "refund" if purpose == "refund" else "status", language, missing=False
        )
    values = values_of(found, language)
    if days["expected"] is None:
        return Telling("utter_order_when_unknown", values)
    late = days["expected"] < days["today"]
    return Telling("utter_order_when_late" if late else "utter_order_when", values)


def values_of(found: Found, language: str) -> dict[str, str]:
    """What the sentences about an order may name."""
    order, days = found["order"], found["days"]
    known = wording.texts(language)["orders"]
    expected, moved = (_day(days[name], days["today"], language) for name in ("expected", "moved"))
    last = order["tracking"][-1] if order["tracking"] else {}
    place = (last.get("place") or {}).get(language)
    return {
        "number": wording.digits(str(order["number"]), language),
        "state": known["states"][order["state"]],
        "day": expected,
        "by": _by(expected, known),
        "due": known[_due(days)].format(day=expected) if expected else "",
        "on": _on(moved, known),
        "place": known["at_place"].format(place=place) if place else "",
    }


def _on(day: str, known: dict[str, Any]) -> str:
    """With a space before it: on Tuesday, 1 December; but: yesterday."""
    if not day or day in known["near_days"].values():
        return day and f" {day}"
    return str(known["moved_on"].format(day=day))


def _by(day: str, known: dict[str, Any]) -> str:
    """By Wednesday, 2 December; but: today."""
    return day if day == known["near_days"][0] else str(known["by_day"].format(day=day))


def _due(days: dict[str, Any]) -> str:
    if days["expected"] < days["today"]:
        return "was_due"
    return "due_today" if days["expected"] == days["today"] else "due_by"


def _day(day: str | None, today: str, language: str) -> str:
    if day is None:
        return ""
    return wording.day_nearby(date.fromisoformat(day), date.fromisoformat(today), language)


# --- several orders ----------------------------------------------------------------------------


def of_interest(orders: Sequence[Found], purpose: str) -> list[Found]:
    """The orders that a customer with this purpose can mean; all if there is none of the kind."""
    return [found for found in orders if _may_be_meant(found, purpose)] or list(orders)


def _may_be_meant(found: Found, purpose: str) -> bool:
    if purpose in DEEDS:
        return prospect(found, purpose) in (*FOR_A_PERSON, "sign_in_needed")
    states = _OF_A_REFUND if purpose == "refund" else UNDER_WAY
    return found["order"]["state"] in states


def choice(orders: Sequence[Found], purpose: str, language: str) -> Telling:
    """The newest of these orders with their states, and a button for each."""
    listed = orders[:_LISTED]
    known = wording.texts(language)["orders"]
    late = [_number(found, language) for found in listed if found["order"]["state"] == "delayed"]
    return Telling(
        f"utter_ask_order_choice_{purpose}",
        {
            "orders": "\n".join(_line(found, language) for found in listed),
            "sorry": known["sorry_late"].format(numbers=known["and"].join(late)) if late else "",
        },
        buttons=[
            {
                "title": f"{_number(found, language)} · {_title(found, language)}",
                "payload": f'/inform{{"order_number": "{found["order"]["number"]}"}}',
            }
            for found in listed
        ],
    )


def shown(orders: Sequence[Found]) -> tuple[str, ...]:
    """The numbers of the orders that `choice` lists."""
    return tuple(str(found["order"]["number"]) for found in orders[:_LISTED])


def _line(found: Found, language: str) -> str:
    known = wording.texts(language)["orders"]
    line: str = known["line"].format(
        number=_number(found, language),
        title=_title(found, language),
        state=known["states"][found["order"]["state"]],
    )
    return line


def _number(found: Found, language: str) -> str:
    return wording.digits(str(found["order"]["number"]), language)


def _title(found: Found, language: str) -> str:
    first, *others = [item["title"] for item in found["order"]["items"]] or [""]
    cut = first if len(first) <= _TITLE else f"{first[: _TITLE - 1].rstrip()}…"
    if not others:
        return cut
    more: str = wording.texts(language)["orders"]["and_more"]
    return wording.digits(more.format(title=cut, count=len(others)), language)
