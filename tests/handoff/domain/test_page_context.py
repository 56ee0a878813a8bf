"""What a page tells of what the customer is looking at is anybody's words: bounded, plain, one line each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.page_context import CART_LINES, LINE_LENGTH, PageContext


def test_what_is_plain_stays_as_it_is() -> None:
    """Persian with its joiners too."""
    told = PageContext.told("کتاب‌های تازه", "Blue mug, 12.50 €", ["2 × Blue mug", "1 × Tea"])
    assert told == PageContext(
        page="کتاب‌های تازه", product="Blue mug, 12.50 €", cart=("2 × Blue mug", "1 × Tea")
    )
    assert not told.is_empty


def test_what_says_nothing_is_empty() -> None:
    """Blank lines, and marks that nobody sees, are nothing."""
    assert PageContext.told(None, " \n ", ["", "\u202e", "\u200c"]).is_empty


@pytest.mark.parametrize("mark", ["\x1b", "\u202e", "\u2066", "\n", "\u2028", "\x00", "\ud800"])
def test_no_mark_directs_or_breaks_a_line(mark: str) -> None:
    """A space stands in its place."""
    assert PageContext.told(f"Mugs{mark}gpj.exe", None, []).page == "Mugs gpj.exe"


@given(st.text(), st.lists(st.text(), max_size=30))
def test_it_is_bounded(text: str, cart: list[str]) -> None:
    """Whatever comes, every line is short and printable, and the cart is short."""
    told = PageContext.told(text * 20, text, [*cart, text * 20])
    lines = [told.page, told.product, *told.cart]
    assert len(told.cart) <= CART_LINES
    for line in lines:
        assert line is None or (0 < len(line) <= LINE_LENGTH and "\n" not in line)
