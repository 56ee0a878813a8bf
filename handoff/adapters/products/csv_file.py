"""Products from a CSV file, for the built-in table: all of it, or one sentence about what is wrong.

The first line names the columns. Known ones are sku, title, other_title, price, currency, stock, url and
image; any other is an attribute of that name. Several other titles are parted by `|`.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from handoff.adapters.products.cards import ToldProduct, product
from handoff.domain.errors import InvalidInput
from handoff.domain.shop.products import Product

_KNOWN = {"sku", "title", "other_title", "price", "currency", "stock", "url", "image"}
_CODE = "products_csv"
MOST = 200_000  # products


def read_products_csv(path: Path, currency: str) -> Mapping[str, Product]:
    """Products by their sku, or by their title where they have none; `currency` is that of prices
    beside which none is named. Raises InvalidInput."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return _products(csv.DictReader(lines, strict=True), path, currency)
    except OSError as error:
        raise InvalidInput(_CODE, f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InvalidInput(_CODE, f"{path} is not text in UTF-8") from None
    except csv.Error as error:
        raise InvalidInput(_CODE, f"{path} is not CSV: {error}") from None


def _products(lines: "csv.DictReader[str]", path: Path, currency: str) -> Mapping[str, Product]:
    if "title" not in (lines.fieldnames or ()):
        raise InvalidInput(_CODE, f"{path}: the first line names no column `title`")
    found: dict[str, Product] = {}
    for line, row in _rows(lines, path):
        made = product(_told(row, currency))
        if made is None:
            raise _wrong(path, line, "the product has no title")
        if row.get("price", "").strip() and made.price is None:
            raise _wrong(path, line, f"the price {row['price']!r} is no amount like 24.80")
        if row.get("stock", "").strip() and made.available is None:
            raise _wrong(path, line, f"the stock {row['stock']!r} is no number and no yes or no")
        key = row.get("sku", "").strip() or made.title
        if key in found:
            raise _wrong(path, line, f"{key!r} is there twice; give each product a sku")
        found[key] = made
        if len(found) > MOST:
            raise _wrong(path, line, f"more than {MOST} products; use a products file")
    return found


def _rows(lines: "csv.DictReader[str]", path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    for row in lines:
        if None in row or None in row.values():
            raise _wrong(path, lines.line_num, "it has not as many fields as the first line")
        yield lines.line_num, row


def _told(row: Mapping[str, str], currency: str) -> ToldProduct:
    return ToldProduct(
        title=row["title"],
        other_titles=row.get("other_title", "").split("|"),
        price=row.get("price"),
        currency=row.get("currency") or currency,
        stock=row.get("stock", "").strip() or None,
        url=row.get("url"),
        image=row.get("image"),
        attributes={name: value for name, value in row.items() if name not in _KNOWN},
    )


def _wrong(path: Path, line: int, reason: str) -> InvalidInput:
    return InvalidInput(_CODE, f"{path}, line {line}: {reason}")
