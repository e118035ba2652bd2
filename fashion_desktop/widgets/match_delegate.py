"""Result cards: photo, name, and how alike the product is."""

from __future__ import annotations

from fashion_desktop.domain.products import ProductCard
from fashion_desktop.viewmodels.product_text import title_text
from fashion_desktop.viewmodels.roles import MatchRole, ProductRole
from fashion_desktop.widgets.card_delegate import Index
from fashion_desktop.widgets.card_painting import CardFace
from fashion_desktop.widgets.product_delegate import ProductDelegate

_CARD = int(ProductRole.CARD)
_SCORE_TEXT = int(MatchRole.SCORE_TEXT)
_DISTANCE_TEXT = int(MatchRole.DISTANCE_TEXT)


class MatchDelegate(ProductDelegate):
    """Paints the rows of a match model: the score and distance stand where the price was."""

    def face_of(self, index: Index) -> CardFace | None:
        """Return what the card says; every result has an embedding, so no state is marked."""
        card = index.data(_CARD)
        if not isinstance(card, ProductCard):
            return None
        score, distance = index.data(_SCORE_TEXT), index.data(_DISTANCE_TEXT)
        return CardFace(title_text(card), f"{score} · {distance}")
