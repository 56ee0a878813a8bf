"""docs/cards.md: its examples are cards, and its tables say what the domain has."""

import ast
import re
from dataclasses import MISSING, fields
from typing import Any, get_args, get_type_hints

import pytest
import yaml

from handoff.adapters.bots.cards import SHOWN_CARD
from handoff.domain.cards import Card, CouponCard, ProductCard
from tests.docs.pages import ROOT, the_example

PAGE = "docs/cards.md"
KINDS: dict[str, Any] = {
    next(str(field.default) for field in fields(kind) if field.name == "kind"): kind
    for kind in get_args(Card)
}


def test_an_action_sends_the_card_of_the_page() -> None:
    call = ast.parse(the_example(PAGE, "python", "dispatcher")).body[0]
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Call)
    given = {word.arg: ast.literal_eval(word.value) for word in call.value.keywords}
    card = SHOWN_CARD.validate_python(given["json_message"]["card"])
    assert isinstance(card, CouponCard)


def test_a_response_sends_the_card_of_the_page() -> None:
    domain = yaml.safe_load(the_example(PAGE, "yaml", "responses"))
    (response,) = domain["responses"]["utter_owl"]
    assert isinstance(SHOWN_CARD.validate_python(response["custom"]["card"]), ProductCard)


def _row(kind: str) -> tuple[str, str]:
    """The fields and the states of a kind, as the page has them."""
    page = (ROOT / PAGE).read_text("utf-8")
    found = re.search(rf"^\| `{kind}` \| (.*) \| (.*)\|$", page, re.MULTILINE)
    assert found is not None
    return found[1], found[2]


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_names_the_fields_of_every_kind(kind: str) -> None:
    """Those that may be left out in brackets."""
    told, _ = _row(kind)
    needed, free = (set(re.findall(r"`(\w+)`", part)) for part in told.partition("[")[::2])
    own = [field for field in fields(KINDS[kind]) if field.name != "kind"]
    assert free == {field.name for field in own if field.default is not MISSING}
    assert needed == {field.name for field in own if field.default is MISSING}


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_names_the_states_of_every_kind(kind: str) -> None:
    _, told = _row(kind)
    states = get_args(get_type_hints(KINDS[kind]).get("state", None))
    assert re.findall(r"`(\w+)`", told) == list(states)
