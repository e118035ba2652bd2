"""A product in words: for screen readers and tool tips."""

from __future__ import annotations

from html import escape

from fashion_desktop.domain.products import EmbeddingState, ProductCard, format_price

STATE_WORDS = {
    EmbeddingState.EMBEDDED: "embedded",
    EmbeddingState.MISSING: "no embedding yet",
    EmbeddingState.STALE: "embedding out of date",
    EmbeddingState.FAILED: "embedding failed",
}


def title_text(card: ProductCard) -> str:
    """Return the name, or the id of a product without one."""
    return card.name or card.id


def spoken_text(card: ProductCard) -> str:
    """Return what a screen reader says of a product."""
    parts = (
        title_text(card),
        f"id {card.id}",
        format_price(card.price, card.currency),
        STATE_WORDS[card.state],
        card.failure,
    )
    return ", ".join(part for part in parts if part)


def tooltip_text(card: ProductCard) -> str:
    """Return a product's tool tip as HTML; names of any kind are shown as they are."""
    price = format_price(card.price, card.currency)
    state = STATE_WORDS[card.state].capitalize()
    lines = (
        f"<b>{escape(title_text(card))}</b>",
        escape(" · ".join(part for part in (card.id, price) if part)),
        escape(f"{state}: {card.failure}" if card.failure else state),
    )
    return f"<div>{'<br>'.join(lines)}</div>"
