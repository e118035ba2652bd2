"""Reading products in the data lane for a list in the window."""

from __future__ import annotations

import asyncio
import logging
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from fashion_desktop.domain.products import ProductCard, ProductQuery
from fashion_desktop.viewmodels.row_index import RowIndex

logger = logging.getLogger(__name__)


class ProductsLike(Protocol):
    """What is needed of :class:`fashion_desktop.storage.product_store.ProductStore`."""

    def row_ids(self, query: ProductQuery) -> array[int]:
        """Return the row ids of a query, sorted and filtered."""

    def cards(self, row_ids: Sequence[int]) -> list[ProductCard]:
        """Return the cards of these rows; unknown rows are left out."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Cards asked of the store: of which products, for which page of which listing."""

    row_ids: list[int]
    page: int | None
    generation: int


async def list_rows(
    products: ProductsLike,
    query: ProductQuery,
    generation: int,
    tell: Callable[[int, RowIndex | None, str], None],
) -> None:
    """Run a query and tell the rows, or None and an error for people."""
    try:
        # Of a million products this takes its time, and the lane has other things to do.
        rows = await asyncio.to_thread(lambda: RowIndex(products.row_ids(query)))
    except Exception as error:
        logger.exception("The products could not be listed")
        tell(generation, None, str(error))
    else:
        tell(generation, rows, "")


async def read_cards(
    products: ProductsLike,
    asked: Asked,
    tell: Callable[[Asked, list[ProductCard], str], None],
) -> None:
    """Read cards and tell them, or none and an error for people."""
    try:
        cards = products.cards(asked.row_ids)
    except Exception as error:
        logger.exception("Products could not be read")
        tell(asked, [], str(error))
    else:
        tell(asked, cards, "")
