"""What a product card answers to the roles of a list model."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap

from fashion_desktop.domain.products import ProductCard, format_price
from fashion_desktop.viewmodels.product_text import spoken_text, title_text, tooltip_text
from fashion_desktop.viewmodels.roles import ProductRole
from fashion_desktop.viewmodels.thumbnail_provider import ThumbnailProvider

_TEXTS: dict[int, Callable[[ProductCard], str]] = {
    Qt.ItemDataRole.DisplayRole: title_text,
    Qt.ItemDataRole.ToolTipRole: tooltip_text,
    Qt.ItemDataRole.AccessibleTextRole: spoken_text,
    ProductRole.ID: lambda card: card.id,
    ProductRole.NAME: title_text,
    ProductRole.PRICE: lambda card: format_price(card.price, card.currency),
    ProductRole.FAILURE: lambda card: card.failure,
    ProductRole.TOOLTIP: tooltip_text,
}
CARD_ROLES = frozenset(_TEXTS) | frozenset(int(role) for role in ProductRole)


def card_answer(
    card: ProductCard | None,
    role: int,
    thumbnails: ThumbnailProvider | None,
    thumbnail_size_px: int,
) -> object:
    """Return what ``role``, one of ``CARD_ROLES``, says of a card; None is one not read yet."""
    text = _TEXTS.get(role)
    if card is None:
        return None if text is None else ""
    if text is not None:
        return text(card)
    match role:
        case ProductRole.CARD:
            return card
        case ProductRole.STATE:
            return card.state
        case ProductRole.ROW_ID:
            return card.row_id
        case _:
            return _thumbnail(card, thumbnails, thumbnail_size_px)


def _thumbnail(
    card: ProductCard, thumbnails: ThumbnailProvider | None, size_px: int
) -> QPixmap | None:
    if thumbnails is None or not (card.image_url or card.image_hash):
        return None
    return thumbnails.pixmap(card.row_id, card.image_hash, size_px)
