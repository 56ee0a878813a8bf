"""The products file: read whole, or refused in one sentence."""

from pathlib import Path

import pytest

from handoff.adapters.products.file import HttpCatalogue, WooCatalogue, read_products_file
from handoff.domain.errors import InvalidInput

HTTP = """
source: http
search: "https://shop.example/api/products?q={query}"
list_at: data.items
headers: {Authorization: "Bearer ${TOKEN}"}
fields: {title: name, other_titles: [name_fa], price: price.amount, stock: in_stock,
         attributes: {author: author.name}}
"""
WOO = "{source: woocommerce, url: 'https://shop.example', key: ck_1, secret: '${TOKEN}'}"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "products.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_both_kinds_are_read_with_secrets_of_the_environment(tmp_path: Path) -> None:
    """`${NAME}` stands for a variable."""
    http = read_products_file(written(tmp_path, HTTP), {"TOKEN": "s3cret"})
    assert isinstance(http, HttpCatalogue)
    assert http.headers == {"Authorization": "Bearer s3cret"}
    assert http.fields.attributes == {"author": "author.name"}
    woo = read_products_file(written(tmp_path, WOO), {"TOKEN": "cs_1"})
    assert isinstance(woo, WooCatalogue)
    assert (woo.secret, woo.currency) == ("cs_1", None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HTTP.replace("{query}", ""), "search must have {query} in it"),
        (HTTP.replace("https://", "http://"), "search must begin with https://"),
        (HTTP.replace("title: name, ", ""), "fields.title"),
        (HTTP.replace("list_at", "list_in"), "list_in"),
        (WOO.replace("url", "link"), "url"),
        (WOO.replace("ck_1", "a:b"), "key"),
        (WOO.replace("}'}", "}', currency: euro}"), "currency"),
        ("source: paper", "the whole of it"),
    ],
)
def test_a_mistake_is_named_without_its_value(tmp_path: Path, text: str, says: str) -> None:
    """By its place; secrets stay out of it."""
    with pytest.raises(InvalidInput) as refused:
        read_products_file(written(tmp_path, text), {"TOKEN": "cs_secret"})
    assert refused.value.code == "products_file"
    assert says in refused.value.message
    assert "cs_secret" not in refused.value.message
