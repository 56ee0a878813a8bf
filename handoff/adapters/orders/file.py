"""The orders file: where the shop's orders are, checked when it is read.

`${NAME}` anywhere in it is the environment's variable NAME, so that no secret need be in the file.
"""

import re
import string
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import re2
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)

from handoff.adapters.yaml_files import read_yaml
from handoff.domain.errors import InvalidInput
from handoff.domain.shop.order_cards import OrderState, ParcelStep
from handoff.loopback import is_loopback

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
BODY_FIELDS = {"number", "reason", "key"}
_STEPS: dict[str, ParcelStep] = {step: step for step in get_args(ParcelStep)}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _one_line(value: str) -> str:
    if not value.isprintable():
        raise ValueError("it must be one line of printable characters")
    return value


def _login(value: str) -> str:
    if ":" in value or not value.strip():
        raise ValueError("it must be a key as WooCommerce shows it, like ck_… or cs_…")
    return value


def number_shape(pattern: str) -> Callable[[str], bool]:
    """Tells whether a text has the shape that an operator's expression describes.

    RE2 takes linear time whatever the operator wrote.

    Raises:
        ValueError: it is no expression, or needs what RE2 lacks: look-around, references.
    """
    options = re2.Options()
    options.log_errors = False  # to standard error, past every log
    try:
        compiled = re2.compile(pattern, options)
    except re2.error:
        raise ValueError("it must be a regular expression like [0-9]{4,8}") from None
    return lambda text: compiled.fullmatch(text) is not None


def _pattern(value: str) -> str:
    number_shape(value)
    return value


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"{name} is not a time zone like Asia/Tehran") from None
    return name


def _fields(template: str) -> set[str]:
    """Raises ValueError: braces that do not fit."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def _note(value: str) -> str:
    if not _fields(value) <= {"reason"}:
        raise ValueError("only {reason} is filled in")
    return value


OneLine = Annotated[str, AfterValidator(_one_line)]
Numbers = Annotated[str, Field(max_length=200), AfterValidator(_pattern)]


class ParcelFields(_Part):
    """`list` is the path of the steps in an order, the others are paths in a step."""

    list: str
    at: str
    step: str
    place: str | None = None


class OrderFields(_Part):
    """Where in an order what is; `item_…` in one of the items."""

    number: str
    customer_id: str | None = None
    email: str | None = None
    phone: str | None = None
    status: str
    placed_at: str
    expected_at: str | None = None
    delivered_at: str | None = None
    items: str
    item_title: str
    item_quantity: str | None = None
    total: str
    currency: str | None = None
    parcel: ParcelFields | None = None


class PostTemplate(_Part):
    """A change: what is posted to `address`, as JSON. `{number}`, `{reason}` and `{key}` in the texts
    of the body are filled in."""

    address: OneLine
    body: dict[str, str] = {}

    @field_validator("body")
    @classmethod
    def _known_placeholders(cls, body: dict[str, str]) -> dict[str, str]:
        for text in body.values():
            if not _fields(text) <= BODY_FIELDS:
                raise ValueError("only {number}, {reason} and {key} are filled in")
        return body


class HttpShop(_Part):
    """Any system that answers GET with JSON. `…_at` are paths in its answers, "" the whole;
    `numbers` is what numbers look like; for the number `probe` the doctor asks."""

    source: Literal["http"]
    order: OneLine
    order_at: str = ""
    numbers: Numbers | None = None
    probe: OneLine = "0"
    orders_of_customer: OneLine | None = None
    orders_of_email: OneLine | None = None
    list_at: str = ""
    cancel: PostTemplate | None = None
    request_return: PostTemplate | None = None
    headers: dict[OneLine, OneLine] = {}
    fields: OrderFields
    statuses: dict[str, OrderState]
    steps: dict[str, ParcelStep] = {}
    timezone: Annotated[str, AfterValidator(_time_zone)] = "UTC"
    plain_http: bool = False

    @property
    def all_steps(self) -> Mapping[str, ParcelStep]:
        return {**_STEPS, **self.steps}

    @model_validator(mode="after")
    def _addresses(self) -> "HttpShop":
        _check_address("order", self.order, "number", plain_http=self.plain_http)
        if self.orders_of_customer is not None:
            _check_address(
                "orders_of_customer", self.orders_of_customer, "id", plain_http=self.plain_http
            )
        if self.orders_of_email is not None:
            _check_address(
                "orders_of_email", self.orders_of_email, "email", plain_http=self.plain_http
            )
        for name, post in (("cancel", self.cancel), ("request_return", self.request_return)):
            if post is not None:
                _check_address(
                    f"the address of {name}", post.address, "number", plain_http=self.plain_http
                )
        return self


class WooShop(_Part):
    """`url` is the shop's own address, under which `/wp-json/` lies. With a key that may only read,
    `read_only`; `return_note` is what an order's page says of a return."""

    source: Literal["woocommerce"]
    url: OneLine
    numbers: Numbers | None = None
    key: Annotated[OneLine, AfterValidator(_login)]
    secret: Annotated[OneLine, AfterValidator(_login)]
    statuses: dict[str, OrderState] = {}
    read_only: bool = False
    return_note: Annotated[str, AfterValidator(_note)] = (
        "The customer asked in the chat to send this order back. Reason: {reason}."
    )
    plain_http: bool = False

    @model_validator(mode="after")
    def _address(self) -> "WooShop":
        _check_address("url", self.url, None, plain_http=self.plain_http)
        return self


ShopSystem = HttpShop | WooShop
_SHOP: TypeAdapter[ShopSystem] = TypeAdapter(Annotated[ShopSystem, Field(discriminator="source")])


def read_orders_file(path: Path, environment: Mapping[str, str]) -> ShopSystem:
    """Where the orders are, as `path` describes it.

    Raises:
        InvalidInput: `orders_file`, with what is wrong and where, never with a value.
    """
    content = _filled(read_yaml(path, "orders_file"), path, environment, ())
    try:
        return _SHOP.validate_python(content)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        # The first step of a place within a tagged union is the tag.
        where = ".".join(map(str, problem["loc"][1:]))
        reason = str(problem["msg"]).removeprefix("Value error, ")
        raise _wrong(path, where, reason) from None


def _filled(value: Any, path: Path, environment: Mapping[str, str], where: tuple[str, ...]) -> Any:
    """`value` with the environment's variables in place of their names."""
    if isinstance(value, dict):
        return {
            key: _filled(inner, path, environment, (*where, str(key)))
            for key, inner in value.items()
        }
    if not isinstance(value, str):
        return value
    for name in _VARIABLE.findall(value):
        if not environment.get(name):
            raise _wrong(path, ".".join(where), f"the environment has no {name}")
    return _VARIABLE.sub(lambda match: environment[match[1]], value)


def _wrong(path: Path, where: str, reason: str) -> InvalidInput:
    return InvalidInput("orders_file", f"{path}, {where or 'the whole of it'}: {reason}")


def _check_address(name: str, address: str, placeholder: str | None, *, plain_http: bool) -> None:
    """Raises ValueError, without the address: it may hold a secret."""
    expected = [placeholder] if placeholder else []
    try:
        asked = [field for _, field, _, _ in string.Formatter().parse(address) if field is not None]
        parts = urlsplit(address.replace("{", "").replace("}", ""))
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ValueError(f"{name} must be an address like https://shop.example/…") from None
    if asked != expected:
        told = f"have {{{placeholder}}} in it, once" if placeholder else "be without { and }"
        raise ValueError(f"{name} must {told}")
    if parts.scheme not in ("http", "https") or not host or "{" in address.split("/")[2]:
        raise ValueError(f"{name} must be an address like https://shop.example/…")
    if parts.username is not None or parts.password is not None:
        raise ValueError(f"{name} must not have a login in it: use headers")
    if parts.scheme == "http" and not plain_http and not is_loopback(host):
        raise ValueError(
            f"{name} must begin with https://, or everybody on the way can read along; "
            "`plain_http: true` allows it within a network of your own"
        )
