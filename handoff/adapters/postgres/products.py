"""The built-in table of products in PostgreSQL."""

from collections.abc import Mapping, Sequence

import structlog
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ARRAY, Text, bindparam, delete, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.postgres.engine import single_statements
from handoff.adapters.postgres.tables import products
from handoff.domain.shop.products import Product, asked_terms, product_terms
from handoff.services.errors import DatabaseDown, ProductSystemDown

log = structlog.get_logger()

CANDIDATES = 50
_BATCH = 500  # rows of one statement
_PRODUCT = TypeAdapter(Product)

# The products that share the most with what was asked; `none` tells that there are no products at all.
_FIND = text("""
SELECT product FROM products WHERE terms && :asked
ORDER BY cardinality(ARRAY(SELECT unnest(terms) INTERSECT SELECT unnest(:asked))) DESC, sku
LIMIT :most
""").bindparams(bindparam("asked", type_=ARRAY(Text)))
_ANY = text("SELECT EXISTS (SELECT FROM products)")


class PostgresProducts:
    """Implements `ProductSource` with the built-in table."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._single = single_statements(engine)

    async def candidates(self, asked: str) -> Sequence[Product] | None:
        said = {"asked": sorted(asked_terms(asked)), "most": CANDIDATES}
        try:
            async with self._single.connect() as connection:
                rows = (await connection.execute(_FIND, said)).scalars().all()
                if not rows and not await connection.scalar(_ANY):
                    log.warning("products.none")
                    return None
            return [_PRODUCT.validate_python(row) for row in rows]
        except (DatabaseDown, SQLAlchemyError, ValidationError) as error:
            raise ProductSystemDown from error

    async def put(self, by_sku: Mapping[str, Product], *, replace: bool) -> None:
        """Adds products or changes those with the same sku; `replace` removes all others."""
        rows = [
            {
                "sku": sku,
                "product": _PRODUCT.dump_python(product, mode="json"),
                "terms": sorted(product_terms(product)),
            }
            for sku, product in by_sku.items()
        ]
        async with self._engine.begin() as connection:
            if replace:
                await connection.execute(delete(products))
            for start in range(0, len(rows), _BATCH):
                put = insert(products).values(rows[start : start + _BATCH])
                told = {"product": put.excluded.product, "terms": put.excluded.terms}
                await connection.execute(
                    put.on_conflict_do_update(index_elements=["sku"], set_=told)
                )
