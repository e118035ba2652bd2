"""Product cards for tests that do not care which."""

from __future__ import annotations

from dataclasses import replace

from fashion_desktop.domain.matches import Match, SearchAnswer
from fashion_desktop.domain.products import EmbeddingState, ProductCard


def card(row_id: int, **changes: object) -> ProductCard:
    """Return the card of product ``p<row_id>``, with changes."""
    plain = ProductCard(
        row_id=row_id,
        id=f"p{row_id}",
        name=f"Product {row_id}",
        price=39.9,
        currency="EUR",
        state=EmbeddingState.EMBEDDED,
        image_hash=f"hash{row_id}",
        image_url=f"https://shop.example/{row_id}.jpg",
    )
    return replace(plain, **changes)


def answer(*squared_l2s: float, query: str = "p0") -> SearchAnswer:
    """Return an answer with one match for each distance."""
    matches = tuple(Match(card(row), d) for row, d in enumerate(squared_l2s, start=1))
    return SearchAnswer(query, matches, searched=len(matches), fingerprint="f")
