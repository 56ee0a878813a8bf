"""The orders file: where the shop's orders are, checked when it is read.

`${NAME}` anywhere in it is the environment's variable NAME, so that no secret need be in the file.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import re2
from pydantic import (
    AfterValidator,
    Field,
    TypeAdapter,
    field_validator,
    model_validator,
)

from handoff.adapters.source_files import (
    OneLine,
    Part,
    check_address,
    login,
    placeholders,
    read_source_file,
)
from handoff.domain.shop.order_cards import OrderState, ParcelStep

BODY_FIELDS = {"number", "reason", "key"}
_STEPS: dict[str, ParcelStep] = {step: step for step in get_args(ParcelStep)}


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


def _note(value: str) -> str:
    if not placeholders(value) <= {"reason"}:
        raise ValueError("only {reason} is filled in")
    return value


Numbers = Annotated[str, Field(max_length=200), AfterValidator(_pattern)]


class ParcelFields(Part):
    """`list` is the path of the steps in an order, the others are paths in a step."""

    list: str
    at: str
    step: str
    place: str | None = None


class OrderFields(Part):
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


class PostTemplate(Part):
    """A change: what is posted to `address`, as JSON. `{number}`, `{reason}` and `{key}` in the texts
    of the body are filled in."""

    address: OneLine
    body: dict[str, str] = Field(default_factory=dict)

    @field_validator("body")
    @classmethod
    def _known_placeholders(cls, body: dict[str, str]) -> dict[str, str]:
        for text in body.values():
            if not placeholders(text) <= BODY_FIELDS:
                raise ValueError("only {number}, {reason} and {key} are filled in")
        return body


class HttpShop(Part):
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
    headers: dict[OneLine, OneLine] = Field(default_factory=dict)
    fields: OrderFields
    statuses: dict[str, OrderState]
    steps: dict[str, ParcelStep] = Field(default_factory=dict)
    timezone: Annotated[str, AfterValidator(_time_zone)] = "UTC"
    plain_http: bool = False

    @property
    def all_steps(self) -> Mapping[str, ParcelStep]:
        return {**_STEPS, **self.steps}

    @model_validator(mode="after")
    def _addresses(self) -> "HttpShop":
        check_address("order", self.order, "number", plain_http=self.plain_http)
        if self.orders_of_customer is not None:
            check_address(
                "orders_of_customer", self.orders_of_customer, "id", plain_http=self.plain_http
            )
        if self.orders_of_email is not None:
            check_address(
                "orders_of_email", self.orders_of_email, "email", plain_http=self.plain_http
            )
        for name, post in (("cancel", self.cancel), ("request_return", self.request_return)):
            if post is not None:
                check_address(
                    f"the address of {name}", post.address, "number", plain_http=self.plain_http
                )
        return self


class WooShop(Part):
    """`url` is the shop's own address, under which `/wp-json/` lies. With a key that may only read,
    `read_only`; `return_note` is what an order's page says of a return."""

    source: Literal["woocommerce"]
    url: OneLine
    numbers: Numbers | None = None
    key: Annotated[OneLine, AfterValidator(login)]
    secret: Annotated[OneLine, AfterValidator(login)]
    statuses: dict[str, OrderState] = Field(default_factory=dict)
    read_only: bool = False
    return_note: Annotated[str, AfterValidator(_note)] = (
        "The customer asked in the chat to send this order back. Reason: {reason}."
    )
    plain_http: bool = False

    @model_validator(mode="after")
    def _address(self) -> "WooShop":
        check_address("url", self.url, None, plain_http=self.plain_http)
        return self


ShopSystem = HttpShop | WooShop
_SHOP: TypeAdapter[ShopSystem] = TypeAdapter(Annotated[ShopSystem, Field(discriminator="source")])


def read_orders_file(path: Path, environment: Mapping[str, str]) -> ShopSystem:
    """Where the orders are, as `path` describes it.

    Raises:
        InvalidInput: `orders_file`, with what is wrong and where, never with a value.
    """
    return read_source_file(path, environment, "orders_file", _SHOP)
