"""The orders file: good ones are read, bad ones refused with place, reason and fix."""

from pathlib import Path

import pytest

from handoff.adapters.orders.file import HttpShop, WooShop, read_orders_file
from handoff.domain.errors import InvalidInput
from tests.handoff.adapters.orders.test_http_orders import example

ENVIRONMENT = {"WOO_KEY": "ck_hunter2", "WOO_SECRET": "cs_hunter2", "SHOP_TOKEN": "hunter2"}

WOO = """
source: woocommerce
url: https://shop.example
key: ${WOO_KEY}
secret: ${WOO_SECRET}
"""
HTTP = """
source: http
order: "https://shop.example/orders/{number}"
headers: {Authorization: "Bearer ${SHOP_TOKEN}"}
statuses: {DONE: delivered}
fields:
  number: code
  status: state
  placed_at: created
  items: lines
  item_title: name
  total: sum
"""


def _read(tmp_path: Path, text: str) -> HttpShop | WooShop:
    path = tmp_path / "orders.yml"
    path.write_text(text, encoding="utf-8")
    return read_orders_file(path, ENVIRONMENT)


def test_the_examples_of_the_page_are_good(tmp_path: Path) -> None:
    """Examples that operators copy work."""
    woo = _read(tmp_path, example("WooCommerce"))
    assert isinstance(woo, WooShop)
    assert (woo.key, woo.secret) == ("ck_hunter2", "cs_hunter2")
    http = _read(tmp_path, example("Any HTTP API"))
    assert isinstance(http, HttpShop)
    assert http.headers == {"Authorization": "Bearer hunter2"}


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8080", "http://localhost/shop", "http://[::1]:80", "https://x.example"],
)
def test_secrets_travel_encrypted_or_not_at_all(tmp_path: Path, url: str) -> None:
    """Plain HTTP is for this machine."""
    assert isinstance(_read(tmp_path, WOO.replace("https://shop.example", url)), WooShop)


def test_plain_http_has_to_be_asked_for(tmp_path: Path) -> None:
    """An operator may allow it within their own network."""
    plain = WOO.replace("https", "http")
    with pytest.raises(InvalidInput, match="plain_http: true"):
        _read(tmp_path, plain)
    assert isinstance(_read(tmp_path, plain + "plain_http: true\n"), WooShop)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the whole of it"),
        ("- 1", "the whole of it"),
        ("source: [", "is not YAML"),
        ("source: carrier_pigeon", "'woocommerce'"),
        (WOO + "pages: 3", "pages: Extra inputs are not permitted"),
        (WOO.replace("key: ${WOO_KEY}", ""), "key: Field required"),
        (WOO.replace("WOO_KEY", "NO_SUCH"), "key: the environment has no NO_SUCH"),
        (WOO.replace("${WOO_KEY}", "'hunter2:hunter2'"), "key: it must be a key as WooCommerce"),
        (WOO.replace("${WOO_KEY}", '"hunter2\\n"'), "key: it must be one line"),
        (WOO.replace("https://shop.example", "shop.example"), "url must be an address like"),
        (WOO.replace("https://", "ftp://"), "url must be an address like"),
        (WOO.replace("https://", "https://me:hunter2@"), "url must not have a login in it"),
        (WOO.replace("shop.example", "[hunter2"), "url must be an address like"),
        (WOO.replace("shop.example", "shop.example:hunter2"), "url must be an address like"),
        (WOO.replace("shop.example", "shop.example/{number}"), "url must be without { and }"),
        (WOO + "statuses: {shipped: gone}", "statuses.shipped: Input should be 'placed'"),
        (HTTP.replace("{number}", "1"), "order must have {number} in it, once"),
        (HTTP.replace("{number}", "{number}/{number}"), "order must have {number} in it, once"),
        (HTTP.replace("{number}", "{number.real}"), "order must have {number} in it, once"),
        (
            HTTP.replace("shop.example/orders/{number}", "{number}/orders"),
            "order must be an address",
        ),
        (HTTP.replace("{number}", "{number"), "order must be an address like"),
        (HTTP + "orders_of_email: 'https://shop.example/{number}'", "must have {email} in it"),
        (HTTP + "orders_of_customer: 'https://shop.example/'", "must have {id} in it"),
        (
            HTTP + "cancel: {address: 'https://shop.example/cancel'}",
            "the address of cancel must have {number} in it, once",
        ),
        (
            HTTP + "request_return: {address: 'http://shop.example/{number}'}",
            "the address of request_return must begin with https://",
        ),
        (
            HTTP + "cancel: {address: 'https://x.example/{number}', body: {a: '{total}'}}",
            "cancel.body: only {number}, {reason} and {key} are filled in",
        ),
        (
            HTTP + "cancel: {address: 'https://x.example/{number}', body: {a: '{'}}",
            "cancel.body: ",
        ),
        (WOO + "return_note: '{number}'", "return_note: only {reason} is filled in"),
        (HTTP + "numbers: '['", "numbers: it must be a regular expression"),
        (HTTP + "numbers: '(?=a)b'", "numbers: it must be a regular expression"),
        (HTTP + "timezone: Mars/Olympus", "timezone: Mars/Olympus is not a time zone"),
        (HTTP + "steps: {PICKED: teleported}", "steps.PICKED: Input should be"),
        (HTTP.replace("  total: sum\n", ""), "fields.total: Field required"),
        (HTTP.replace("statuses: {DONE: delivered}", ""), "statuses: Field required"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    """The file, the key, what is wrong; never a secret."""
    with pytest.raises(InvalidInput) as refused:
        _read(tmp_path, text)
    assert says in refused.value.message
    assert refused.value.message.startswith(str(tmp_path / "orders.yml"))
    assert "hunter2" not in refused.value.message
    assert refused.value.code == "orders_file"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The error names its path."""
    with pytest.raises(InvalidInput, match=r"none\.yml cannot be read"):
        read_orders_file(tmp_path / "none.yml", ENVIRONMENT)
