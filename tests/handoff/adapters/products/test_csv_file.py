"""Products of a CSV file: all of them, or one sentence about what is wrong."""

from pathlib import Path

import pytest

from handoff.adapters.products.csv_file import read_products_csv
from handoff.domain.errors import InvalidInput
from handoff.domain.shop.order_cards import Money
from handoff.domain.shop.products import Product

GOOD = """sku,title,other_title,price,stock,url,image,Author
B1,بوف کور,The Blind Owl|Boof-e Koor,24.8,3,https://shop.example/owl,https://shop.example/owl.jpg,صادق هدایت
B2,Kelidar,,,no,javascript:alert(1),http://shop.example/k.jpg,
,Poems,,31,,,,
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "products.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_products_are_read_with_what_there_is_of_them(tmp_path: Path) -> None:
    """Columns without a meaning of their own are attributes; empty fields are unknown."""
    assert read_products_csv(written(tmp_path, "\ufeff" + GOOD), "EUR") == {
        "B1": Product(
            title="بوف کور",
            titles=("The Blind Owl", "Boof-e Koor"),
            price=Money(amount="24.8", currency="EUR"),
            available=True,
            url="https://shop.example/owl",
            image="https://shop.example/owl.jpg",
            attributes={"author": "صادق هدایت"},
        ),
        "B2": Product(title="Kelidar", available=False),
        "Poems": Product(title="Poems", price=Money(amount="31", currency="EUR")),
    }


def test_a_price_may_have_a_currency_of_its_own(tmp_path: Path) -> None:
    """Tomans are kept in rials."""
    read = read_products_csv(written(tmp_path, "title,price,currency\nA,45000,IRT\n"), "EUR")
    assert read["A"].price == Money(amount="450000", currency="IRR")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name,price\nA,1\n", "no column `title`"),
        ("", "no column `title`"),
        ("title,price\n,1\n", "line 2: the product has no title"),
        ("title,price\nA,1\nB,cheap\n", "line 3: the price 'cheap'"),
        ("title,price\nA,-1\n", "line 2: the price '-1'"),
        ("title,price\nA,NaN\n", "line 2: the price 'NaN'"),
        ("title,stock\nA,some\n", "line 2: the stock 'some'"),
        ("title\nA\nA\n", "line 3: 'A' is there twice"),
        ("title,price\nA\n", "line 2: it has not as many fields"),
        ("title,price\nA,1,2\n", "line 2: it has not as many fields"),
        ('title\n"A"B\n', "is not CSV"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    """Nothing of such a file is imported."""
    with pytest.raises(InvalidInput) as refused:
        read_products_csv(written(tmp_path, text), "EUR")
    assert refused.value.code == "products_csv"
    assert says in refused.value.message


def test_a_missing_or_unreadable_file_is_named(tmp_path: Path) -> None:
    """No file, and a file that is no text."""
    with pytest.raises(InvalidInput, match="cannot be read"):
        read_products_csv(tmp_path / "nowhere.csv", "EUR")
    (tmp_path / "binary.csv").write_bytes(b"title\n\xff\xfe\n")
    with pytest.raises(InvalidInput, match="not text"):
        read_products_csv(tmp_path / "binary.csv", "EUR")
