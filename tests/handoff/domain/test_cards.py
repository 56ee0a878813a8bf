"""Cards: what may stand on one, whoever wrote it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from handoff.domain.cards import (
    ADDRESS_LENGTH,
    CODE_LENGTH,
    LIST_LENGTH,
    TEXT_LENGTH,
    Card,
    CouponCard,
    ProductCard,
    ReturnCard,
    TicketCard,
    caption,
    check,
)
from handoff.domain.conversation import commands as c
from handoff.domain.conversation import events as e
from handoff.domain.conversation.evolve import evolve
from handoff.domain.errors import InvalidInput
from handoff.domain.shop.order_cards import Money, OrderItem, TrackingStep
from tests.handoff.cards import EVERY_CARD, NIGHT
from tests.handoff.domain.play.story import SARA, with_agent

SPACE = "https://shop.example/a b"
ADDRESSES = [
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "ftp://shop.example/owl",
    "//shop.example/owl",
    "shop.example",
    "https:",
    "https://",
    "https://shop.example@evil.example/",
    "https:\\\\evil.example",
    SPACE,
    "java\nscript:alert(1)",
    "https://shop.example/\u202eowl",
    "https://[shop.example/",
    "https://shop.example:port/",
    f"https://shop.example/{'a' * ADDRESS_LENGTH}",
]
LINES = [
    "",
    "  ",
    "two\nlines",
    "a\x00b",
    "a\x1bb",
    "a\u2028b",
    "\ud800",
    "a\u202eb",
    "\u2067a",
    "a" * (TEXT_LENGTH + 1),
]


def _changed(kind: str, **changed: Any) -> Card:
    card: Any = EVERY_CARD[kind]
    changed_card: Card = replace(card, **changed)
    return changed_card


def _field(card: Card) -> str:
    """The field that is out of bounds."""
    with pytest.raises(InvalidInput) as refused:
        check(card)
    assert refused.value.code == "bad_card"
    return str(refused.value.data["field"])


def test_there_is_a_card_of_every_kind_and_each_holds() -> None:
    """The kinds are a closed set; each card names its own."""
    assert {type(card) for card in EVERY_CARD.values()} == set(get_args(Card))
    for kind, card in EVERY_CARD.items():
        assert card.kind == kind
        check(card)


@pytest.mark.parametrize(
    "title",
    [
        "نیم‌فاصله",
        "کتاب\u200f!",
        "Ünïcödé 👩‍👩‍👧",
        "<img src=x onerror=alert(1)>",
        "a" * TEXT_LENGTH,
    ],
)
def test_a_text_may_be_any_line(title: str) -> None:
    """Joiners, emoji and markup are text."""
    check(_changed("product", title=title))


def test_what_nobody_knows_is_left_out() -> None:
    """A card needs little."""
    check(ProductCard(title="The Blind Owl"))
    check(ReturnCard(order="KB-1042"))


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("kind", ["product", "article", "ticket", "coupon", "courier"])
def test_a_title_is_one_line_within_bounds(kind: str, line: str) -> None:
    assert _field(_changed(kind, title=line)) == "title"


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("kind", ["product", "coupon", "courier", "return"])
def test_each_line_is_one_within_bounds(kind: str, line: str) -> None:
    assert _field(_changed(kind, lines=("good", line))) == "lines"


@pytest.mark.parametrize("address", [*ADDRESSES, "http://shop.example/owl.jpg"])
def test_a_picture_is_at_an_address_of_https(address: str) -> None:
    assert _field(_changed("product", image=address)) == "image"


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("kind", ["product", "coupon", "return"])
def test_a_link_leads_to_a_page(kind: str, address: str) -> None:
    assert _field(_changed(kind, link=address)) == "link"


@pytest.mark.parametrize(
    "address",
    [
        "http://shop.example/",
        "https://shop.example:8443/a?b=c#d",
        "https://فروشگاه.example/کتاب",
        "HTTPS://SHOP.EXAMPLE/A",
    ],
)
def test_links_may_be_of_http_and_of_any_script(address: str) -> None:
    check(_changed("return", link=address))


@pytest.mark.parametrize("code", ["", " ", "A\nB", "A\u202eB", "A\u200bB", "A" * (CODE_LENGTH + 1)])
@pytest.mark.parametrize("kind", ["coupon", "return"])
def test_a_code_has_no_invisible_signs(kind: str, code: str) -> None:
    """The customer copies what they have read."""
    assert _field(_changed(kind, code=code)) == "code"


@pytest.mark.parametrize(
    ("money", "field"),
    [
        (Money(amount="12,5", currency="EUR"), "amount"),
        (Money(amount="NaN", currency="EUR"), "amount"),
        (Money(amount="1e9", currency="EUR"), "amount"),
        (Money(amount="1" * 17, currency="EUR"), "amount"),
        (Money(amount="12", currency="€"), "currency"),
        (Money(amount="12", currency="eur"), "currency"),
    ],
)
def test_prices_are_figures_of_a_known_form(money: Money, field: str) -> None:
    """A browser formats what passes."""
    assert _field(_changed("product", price=money)) == field
    assert _field(_changed("order", total=money)) == field


@pytest.mark.parametrize(
    ("kind", "changed", "field"),
    [
        ("article", {"slug": "../console"}, "slug"),
        ("article", {"section": -1}, "section"),
        ("ticket", {"number": 2**53}, "number"),
        ("ticket", {"number": 0}, "number"),
        ("product", {"price": Money(amount="-1", currency="EUR")}, "price"),
        ("coupon", {"price": Money(amount="-0.5", currency="EUR")}, "price"),
        ("ticket", {"until": datetime(1969, 12, 31, tzinfo=UTC)}, "until"),
        ("coupon", {"until": datetime(2201, 1, 1, tzinfo=UTC)}, "until"),
        ("order", {"expected_at": datetime(9999, 12, 31, tzinfo=UTC)}, "expected_at"),
        ("coupon", {"until": datetime(2026, 12, 20)}, "until"),  # noqa: DTZ001 - without a zone
        ("order", {"items": (OrderItem(title="x", quantity=-1),)}, "quantity"),
        ("order", {"items": (OrderItem(title="x", quantity=1),) * (LIST_LENGTH + 1)}, "items"),
        ("order", {"tracking": (TrackingStep(at=NIGHT, step="x", place={"en": ""}),)}, "place"),
        ("return", {"order": "KB\n1042"}, "order"),
        ("courier", {"lines": ("x",) * (LIST_LENGTH + 1)}, "lines"),
    ],
)
def test_everything_on_a_card_has_bounds(kind: str, changed: dict[str, Any], field: str) -> None:
    assert _field(_changed(kind, **changed)) == field


@pytest.mark.parametrize("year", [1970, 2200])
def test_terms_reach_from_the_first_year_to_the_last(year: int) -> None:
    check(_changed("coupon", until=datetime(year, 6, 1, tzinfo=UTC)))


def test_an_orders_total_may_be_owed_to_the_customer() -> None:
    """A price is never below nothing, but a refund may be larger than what is left."""
    check(_changed("order", total=Money(amount="-3.50", currency="EUR")))


@pytest.mark.parametrize(
    ("card", "shown"),
    [
        (None, ""),
        (EVERY_CARD["order"], "#KB-1042"),
        (EVERY_CARD["product"], "The Blind Owl"),
        (EVERY_CARD["article"], "Gift cards"),
        (EVERY_CARD["ticket"], "A torn cover"),
        (TicketCard(number=318), "#318"),
        (EVERY_CARD["coupon"], "A tenth off your next order"),
        (EVERY_CARD["courier"], "#KB-1042"),
        (EVERY_CARD["return"], "#KB-1042"),
    ],
)
def test_a_card_alone_is_named_in_lists(card: Card | None, shown: str) -> None:
    assert caption(card) == shown


@pytest.mark.parametrize("text", ["", "Here"])
def test_the_last_words_are_never_blank_for_a_card(text: str) -> None:
    """Words count before the card, from the bot and from agents."""
    card, shown = EVERY_CARD["coupon"], text or "A tenth off your next order"
    agents = with_agent().then(c.AgentSay(agent=SARA, text=text, client_id="1", card=card))
    assert agents.state.last is not None
    assert agents.state.last.text == shown
    said = e.BotSaid(text=text, reply_to=2, card=card)
    event = e.Event(seq=9, after=8, at=NIGHT, epoch=0, actor=e.Actor(kind="bot"), body=said)
    last = evolve(agents.state, event).last
    assert last is not None
    assert (last.by, last.text) == ("bot", shown)


@pytest.mark.parametrize("kind", EVERY_CARD)
def test_an_agent_may_send_any_card(kind: str) -> None:
    """With the words, in one event; a card that does not hold is refused, and nothing is recorded."""
    story = with_agent()
    say = c.AgentSay(agent=SARA, text="Here", client_id="card-1", card=EVERY_CARD[kind])
    said = story.then(say).since(story)
    assert said == [e.AgentSaid(text="Here", client_id="card-1", card=EVERY_CARD[kind])]
    with pytest.raises(InvalidInput):
        story.then(replace(say, card=CouponCard(title="", code="S")))
