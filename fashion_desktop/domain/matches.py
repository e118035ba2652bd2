"""Answers of a similarity search."""

from __future__ import annotations

from dataclasses import dataclass

from fashion_desktop.domain.products import ProductCard
from fashion_desktop.domain.similarity import score_from_squared_l2


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A library row and its squared L2 distance from the query."""

    row_id: int
    squared_l2: float


@dataclass(frozen=True, slots=True)
class Match:
    """A product found for a query, nearest first in any list of them."""

    product: ProductCard
    squared_l2: float

    @property
    def score(self) -> float:
        """Similarity in (0, 1]."""
        return score_from_squared_l2(self.squared_l2)


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """All candidates of one query, nearest first; the slider filters them in memory.

    Attributes:
        query: what was asked, for people: a product id, a file name or a URL.
        matches: up to ``CANDIDATES_PER_QUERY`` matches by rising distance.
        searched: how many embeddings the query was compared with.
        fingerprint: the weights and preprocessing behind every distance in the answer.
    """

    query: str
    matches: tuple[Match, ...]
    searched: int
    fingerprint: str
