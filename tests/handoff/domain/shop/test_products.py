"""Which product a customer means."""

import pytest

from handoff.domain.shop.order_cards import Money
from handoff.domain.shop.products import Product, asked_terms, match, product_terms

OWL = Product(
    title="بوف کور",
    titles=("The Blind Owl",),
    price=Money(amount="2400000", currency="IRR"),
    attributes={"author": "صادق هدایت", "binding": "جلد نرم"},
)
HARD_OWL = Product(
    title="بوف کور، جلد سخت", titles=("The Blind Owl, hardcover",), attributes={"pages": "120"}
)
KELIDAR = Product(title="کلیدر", titles=("Kelidar",))
POCKET, LARGE = Product(title="Shahnameh, pocket"), Product(title="Shahnameh, illustrated")
SHELF = [HARD_OWL, OWL, KELIDAR, POCKET, LARGE]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("بوف کور", OWL),
        ("بوف كور", OWL),
        ("The Blind Owl", OWL),
        ("blind owl", OWL),
        ("boof koor", OWL),
        ("بوف کور هدایت", OWL),
        ("بوف کور جلد سخت", HARD_OWL),
        ("blind owl hardcover", HARD_OWL),
        ("کلیدر محمود دولت‌آبادی", KELIDAR),
        ("kelidar please", KELIDAR),
        ("کلیدرو", KELIDAR),
        ("pocket shahnameh", POCKET),
    ],
)
def test_a_title_is_found_in_either_script(asked: str, found: Product) -> None:
    """With its author, in another keyboard's letters, or with words around it."""
    told = match(SHELF, asked)
    assert (told.result, told.products) == ("found", (found,))


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("هدایت", {OWL.title}),
        ("بوف", {OWL.title, HARD_OWL.title}),
        ("shahnameh", {POCKET.title, LARGE.title}),
        ("shahnameh leather", {POCKET.title, LARGE.title}),
        ("blind cat", {OWL.title, HARD_OWL.title}),
    ],
)
def test_what_fits_several_is_offered(asked: str, near: set[str]) -> None:
    """Nobody guesses between two editions."""
    told = match(SHELF, asked)
    assert told.result == "near"
    assert near <= {product.title for product in told.products}
    assert len(told.products) <= 3


@pytest.mark.parametrize("asked", ["", "?!", "Don Quixote", "کار", "کوری", "blindness"])
def test_an_unknown_title_is_known_to_be_unknown(asked: str) -> None:
    """Neither like sounds in the same script nor a part of a word make a match."""
    assert match(SHELF, asked).result == "unknown"


def test_more_is_said_about_the_product_before() -> None:
    """A question for the hardcover is about the book that was talked of; another title is not."""
    assert match(SHELF, "جلد سختش", OWL.title).products == (HARD_OWL,)
    assert match(SHELF, "", OWL.title).products == (OWL,)
    assert match(SHELF, "کلیدر", OWL.title).products == (KELIDAR,)
    assert match(SHELF, "Don Quixote", OWL.title).result == "unknown"
    assert match(SHELF, "pocket", "shahnameh").products == (POCKET,)


def test_a_source_finds_what_the_words_are_known_by() -> None:
    """What is asked and what is kept meet, also across scripts."""
    assert not asked_terms("boof").isdisjoint(product_terms(OWL))
    assert asked_terms("Quixote").isdisjoint(product_terms(OWL))
    assert not asked_terms("هدایت").isdisjoint(product_terms(OWL))
