"""Reading products: which there are, what they show, in what state they are."""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from fashion_desktop.domain.products import (
    EmbeddingState,
    FacetValue,
    LibraryCounts,
    ProductCard,
    ProductDetails,
    ProductQuery,
)
from fashion_desktop.storage.database import Database
from fashion_desktop.storage.product_query import STATE_SQL, row_ids_sql

MOST_FACET_VALUES = 200
"""An attribute with more different values than this is no filter but a name."""
FEW_FACET_VALUES = 20
"""So few values are worth offering, however rarely each of them occurs."""

_PARSED_AT_ONCE = 100_000
"""Characters; other threads need not wait longer than the numbers in them take."""

_CARD_COLUMNS = f"""p.row_id, p.id, p.name, p.price, p.currency, {STATE_SQL}, p.image_hash,
    p.image_ref, p.source_id, p.failure"""
_CARD_FROM = "FROM products p LEFT JOIN embeddings e ON e.row_id = p.row_id"


class ProductStore:
    """The read side of the products of a library.

    Args:
        fingerprint: returns the fingerprint of the weights in use; embeddings of any other
            count as stale.
        image_url: turns a source's image reference into what people can open.
    """

    def __init__(
        self,
        database: Database,
        fingerprint: Callable[[], str],
        image_url: Callable[[int, str], str],
    ) -> None:
        self._database = database
        self._fingerprint = fingerprint
        self._image_url = image_url

    def row_ids(self, query: ProductQuery, limit: int | None = None) -> array[int]:
        """Return the row ids of a query, sorted and filtered, as 64-bit integers.

        Args:
            limit: only so many, the first ones; None for all.
        """
        sql, values = row_ids_sql(query, self._fingerprint(), limit)
        # One text, written by SQLite without Python's global lock: a million rows handed over
        # one by one would take five times as long and stop other threads as often.
        row = (
            self._database.read()
            .execute(f"SELECT group_concat(row_id) FROM ({sql})", values)
            .fetchone()
        )
        return _parsed(row[0] or "")

    def cards(self, row_ids: Sequence[int]) -> list[ProductCard]:
        """Return the cards of these rows in the order asked; unknown rows are left out."""
        rows = self._database.read().execute(
            f"SELECT {_CARD_COLUMNS} {_CARD_FROM} "
            "WHERE p.row_id IN (SELECT value FROM json_each(:row_ids))",
            {"fingerprint": self._fingerprint(), "row_ids": json.dumps(list(row_ids))},
        )
        found = {card.row_id: card for card in map(self._card, rows)}
        return [found[row_id] for row_id in row_ids if row_id in found]

    def find(self, product_id: str) -> ProductCard | None:
        """Return the product with the source's own id, or None."""
        row = (
            self._database.read()
            .execute(
                f"SELECT {_CARD_COLUMNS} {_CARD_FROM} WHERE p.id = :id AND p.removed = 0",
                {"fingerprint": self._fingerprint(), "id": product_id},
            )
            .fetchone()
        )
        return self._card(row) if row else None

    def details(self, row_id: int) -> ProductDetails | None:
        """Return everything known of a product, or None."""
        cards = self.cards([row_id])
        if not cards:
            return None
        source_id, source_name, page_url, attributes = (
            self._database.read()
            .execute(
                "SELECT s.source_id, s.name, p.page_url, p.attributes FROM products p "
                "JOIN sources s ON s.source_id = p.source_id WHERE p.row_id = ?",
                (row_id,),
            )
            .fetchone()
        )
        return ProductDetails(cards[0], source_id, source_name, page_url, json.loads(attributes))

    def counts(self) -> LibraryCounts:
        """Return how many products there are in each state."""
        found = (
            self._database.read()
            .execute(
                f"SELECT {STATE_SQL} AS state, COUNT(*), "
                "SUM(e.fingerprint <> :fingerprint AND :fingerprint <> '') "
                f"{_CARD_FROM} WHERE p.removed = 0 GROUP BY state",
                {"fingerprint": self._fingerprint()},
            )
            .fetchall()
        )
        rows = {state: count for state, count, _other in found}
        return LibraryCounts(
            products=sum(rows.values()),
            embedded=rows.get(EmbeddingState.EMBEDDED, 0),
            missing=rows.get(EmbeddingState.MISSING, 0),
            stale=rows.get(EmbeddingState.STALE, 0),
            failed=rows.get(EmbeddingState.FAILED, 0),
            other_weights=sum(other or 0 for _state, _count, other in found),
        )

    def embedded_ids(self) -> list[str]:
        """Return the ids of all products that have an embedding, stale ones included."""
        return [
            row[0]
            for row in self._database.read().execute(
                "SELECT p.id FROM products p JOIN embeddings e ON e.row_id = p.row_id "
                "WHERE p.removed = 0 ORDER BY p.source_id, p.position"
            )
        ]

    def facets(self) -> dict[str, list[FacetValue]]:
        """Return attribute name → values by falling count, for attributes fit to filter by."""
        values: dict[str, list[FacetValue]] = defaultdict(list)
        for name, value, count in self._database.read().execute(
            "SELECT name, value, COUNT(*) FROM attributes GROUP BY name, value"
        ):
            values[name].append(FacetValue(value, count))
        return {
            name: sorted(listed, key=lambda facet: (-facet.count, facet.value))
            for name, listed in values.items()
            if 2 <= len(listed) <= MOST_FACET_VALUES
            and (len(listed) <= FEW_FACET_VALUES or _repeats(listed))
        }

    def price_range(self) -> tuple[float, float] | None:
        """Return the lowest and the highest price, or None when no product has one."""
        # Asked for each alone, SQLite looks at the ends of the index only.
        low, high = (
            self._database.read()
            .execute(
                "SELECT (SELECT MIN(price) FROM products WHERE removed = 0), "
                "(SELECT MAX(price) FROM products WHERE removed = 0)"
            )
            .fetchone()
        )
        return None if low is None else (low, high)

    def row_ids_of(self, product_ids: Sequence[str]) -> dict[str, int]:
        """Return product id → row id for those of ``product_ids`` that the library has."""
        return dict(
            self._database.read().execute(
                "SELECT p.id, p.row_id FROM json_each(?) AS asked "
                "CROSS JOIN products p ON p.id = asked.value WHERE p.removed = 0",
                (json.dumps(list(product_ids)),),
            )
        )

    def _card(self, row: tuple[Any, ...]) -> ProductCard:
        row_id, product_id, name, price, currency, state, image_hash, ref, source_id, failure = row
        return ProductCard(
            row_id=row_id,
            id=product_id,
            name=name,
            price=price,
            currency=currency,
            state=EmbeddingState(state),
            image_hash=image_hash,
            image_url=self._image_url(source_id, ref),
            failure=failure,
        )


def _parsed(listed: str) -> array[int]:
    """Return the whole numbers of a text such as ``3,1,2``."""
    numbers = array("q")
    start = 0
    while start < len(listed):
        end = listed.find(",", start + _PARSED_AT_ONCE)
        end = len(listed) if end < 0 else end
        numbers.frombytes(np.fromstring(listed[start:end], dtype=np.int64, sep=",").tobytes())
        start = end + 1
    return numbers


def _repeats(values: Sequence[FacetValue]) -> bool:
    """Whether values stand for groups of products rather than for single ones."""
    return sum(value.count for value in values) >= 3 * len(values)
