"""Where the article types of a catalogue and the garment classes of home photos meet."""

from __future__ import annotations

from collections.abc import Mapping

_ARTICLE_TYPES: Mapping[str, tuple[str, ...]] = {
    "dress": ("Dresses", "Nightdress"),
    "hat": ("Caps", "Hat"),
    "longsleeve": ("Sweatshirts", "Sweaters"),
    "outwear": ("Jackets", "Rain Jacket", "Blazers", "Nehru Jackets"),
    "pants": ("Jeans", "Trousers", "Track Pants", "Leggings", "Jeggings", "Lounge Pants"),
    "shirt": ("Shirts",),
    "shoes": ("Casual Shoes", "Sports Shoes", "Formal Shoes"),
    "shorts": ("Shorts", "Lounge Shorts"),
    "skirt": ("Skirts",),
    "t-shirt": ("Tshirts", "Lounge Tshirts"),
}
_GARMENTS = {name: garment for garment, names in _ARTICLE_TYPES.items() for name in names}


def garment_of(article_type: str) -> str:
    """Return the garment class of an article type, or "" where none of the ten fits.

    Types that could be two classes (Tops, Kurtas, Sandals) belong to none.
    """
    return _GARMENTS.get(article_type, "")
