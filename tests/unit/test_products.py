"""Queries over the products: which of them leave any out."""

from __future__ import annotations

import pytest

from fashion_desktop.domain.products import EmbeddingState, ProductQuery, SortKey


@pytest.mark.parametrize(
    "query",
    [
        ProductQuery(),
        ProductQuery(sort=SortKey.PRICE_LOW),
        ProductQuery(facets={"baseColour": frozenset()}),
    ],
)
def test_a_query_without_conditions_leaves_nothing_out(query: ProductQuery) -> None:
    assert not query.is_filtering


@pytest.mark.parametrize(
    "query",
    [
        ProductQuery(text="red"),
        ProductQuery(states=frozenset({EmbeddingState.MISSING})),
        ProductQuery(facets={"baseColour": frozenset({"Red"})}),
        ProductQuery(price_range=(None, 0.0)),
        ProductQuery(price_range=(0.0, None)),
    ],
)
def test_each_condition_leaves_products_out(query: ProductQuery) -> None:
    assert query.is_filtering
