"""Product cards: photo, name, price, id and the state of the embedding."""

from __future__ import annotations

from PySide6.QtGui import QPixmap

from fashion_desktop.domain.products import ProductCard, format_price
from fashion_desktop.viewmodels.product_text import title_text
from fashion_desktop.viewmodels.roles import ProductRole
from fashion_desktop.widgets.card_delegate import CardDelegate, Index
from fashion_desktop.widgets.card_painting import CardFace

# Plain numbers: looking a role up by name costs more than asking the model for its value.
_CARD = int(ProductRole.CARD)
_THUMBNAIL = int(ProductRole.THUMBNAIL)
_ROW_ID = int(ProductRole.ROW_ID)
_TOOLTIP = int(ProductRole.TOOLTIP)


def product_face(card: ProductCard) -> CardFace:
    """Return what a product's card says; the id takes the name's or the price's place."""
    price = format_price(card.price, card.currency)
    note = card.id if card.name else ""
    return CardFace(title_text(card), price, note, card.state)


class ProductDelegate(CardDelegate):
    """Paints the rows of a product model."""

    def face_of(self, index: Index) -> CardFace | None:
        """Return what the card says, or None while the row is not loaded."""
        card = index.data(_CARD)
        return product_face(card) if isinstance(card, ProductCard) else None

    def photo_of(self, index: Index) -> QPixmap | None:
        """Return the thumbnail, or None while there is none."""
        photo = index.data(_THUMBNAIL)
        return photo if isinstance(photo, QPixmap) else None

    def row_id_of(self, index: Index) -> int | None:
        """Return the library's number of the product."""
        row_id = index.data(_ROW_ID)
        return row_id if isinstance(row_id, int) else None

    def tool_tip_of(self, index: Index) -> str:
        """Return name, id, price and state in words."""
        return str(index.data(_TOOLTIP) or "")
