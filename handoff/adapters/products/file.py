"""The products file: where the shop's products are, checked when it is read."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, TypeAdapter, model_validator

from handoff.adapters.source_files import OneLine, Part, check_address, login, read_source_file


class ProductFields(Part):
    """Where in a product what is. `stock` is a number or a truth: 0 and false mean sold out."""

    title: str
    other_titles: list[str] = Field(default_factory=list)
    price: str | None = None
    currency: str | None = None
    stock: str | None = None
    url: str | None = None
    image: str | None = None
    attributes: dict[str, str] = Field(default_factory=dict)


class HttpCatalogue(Part):
    """Any system that answers a search by GET with JSON; for the word `probe` the doctor searches."""

    source: Literal["http"]
    search: OneLine
    list_at: str = ""
    probe: OneLine = "a"
    headers: dict[OneLine, OneLine] = Field(default_factory=dict)
    fields: ProductFields
    plain_http: bool = False

    @model_validator(mode="after")
    def _address(self) -> "HttpCatalogue":
        check_address("search", self.search, "query", plain_http=self.plain_http)
        return self


class WooCatalogue(Part):
    """`url` is the shop's own address, under which `/wp-json/` lies; a key that may read is enough."""

    source: Literal["woocommerce"]
    url: OneLine
    key: Annotated[OneLine, AfterValidator(login)]
    secret: Annotated[OneLine, AfterValidator(login)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    plain_http: bool = False

    @model_validator(mode="after")
    def _address(self) -> "WooCatalogue":
        check_address("url", self.url, None, plain_http=self.plain_http)
        return self


Catalogue = HttpCatalogue | WooCatalogue
_CATALOGUE: TypeAdapter[Catalogue] = TypeAdapter(
    Annotated[Catalogue, Field(discriminator="source")]
)


def read_products_file(path: Path, environment: Mapping[str, str]) -> Catalogue:
    """Where the products are, as `path` describes it.

    Raises:
        InvalidInput: `products_file`, with what is wrong and where, never with a value.
    """
    return read_source_file(path, environment, "products_file", _CATALOGUE)
