"""Cards as bots write them."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from handoff.adapters.bots.cards import PLACES, SHOWN_CARD
from handoff.domain.cards import Card, ProductCard
from tests.handoff.cards import EVERY_CARD
from tests.handoff.conftest import Written

CARD: TypeAdapter[Card] = TypeAdapter(Card)


@pytest.mark.parametrize("kind", EVERY_CARD)
def test_a_card_of_every_kind_is_read(kind: str) -> None:
    """From JSON, with fields of a newer release beside those that are known."""
    told = CARD.dump_python(EVERY_CARD[kind], mode="json") | {"glitter": True}
    assert SHOWN_CARD.validate_python(told) == EVERY_CARD[kind]


def test_a_card_needs_no_more_than_its_kind_does() -> None:
    card = SHOWN_CARD.validate_python({"kind": "product", "title": "The Blind Owl"})
    assert card == ProductCard(title="The Blind Owl")


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"kind": "voucher", "title": "My secret"}, "kind"),
        ({"title": "My secret"}, "kind"),
        ("My secret", "kind"),
        ({"kind": "product"}, "product.title"),
        ({"kind": "product", "title": "x", "price": "My secret"}, "product.price"),
        ({"kind": "product", "title": "x", "link": "javascript:'My secret'"}, "link"),
        ({"kind": "product", "title": "My\nsecret"}, "title"),
        ({"kind": "coupon", "title": "x", "code": "x", "until": "2026-12-20"}, "until"),
    ],
)
def test_a_card_that_does_not_hold_is_left_out(told: Any, field: str, written: Written) -> None:
    """The log names the field, and nothing of what was in it."""
    assert SHOWN_CARD.validate_python(told) is None
    (entry,) = written.entries
    assert (entry["event"], entry["fields"]) == ("bot.card_left_out", [field])
    assert "secret" not in written.everything


def test_the_log_tells_no_more_than_the_first_places(written: Written) -> None:
    """A bot may be wrong a thousand times in one card, under names of its own."""
    steps = [{"at": "never", "step": "packed", "place": {"My secret": "x"}}] * 1_000
    told = CARD.dump_python(EVERY_CARD["order"], mode="json") | {"tracking": steps}
    assert SHOWN_CARD.validate_python(told) is None
    (entry,) = written.entries
    assert len(entry["fields"]) == PLACES
    assert entry["fields"][:2] == ["order.tracking.0.at", "order.tracking.0.place"]
    assert "secret" not in written.everything


def test_no_card_is_nothing_to_tell(written: Written) -> None:
    assert SHOWN_CARD.validate_python(None) is None
    assert written.entries == []
