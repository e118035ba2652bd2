"""Products as something to drag out of the window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QUrl

from fashion_desktop.domain.products import ProductCard

PRODUCT_MIME_TYPES = ("text/plain", "text/uri-list")


def mime_of(cards: Sequence[ProductCard]) -> QMimeData:
    """Return the ids as lines of text and, where photos have an address, the addresses."""
    data = QMimeData()
    data.setText("\n".join(card.id for card in cards))
    urls = [QUrl(card.image_url) for card in cards if card.image_url]
    data.setUrls([url for url in urls if url.isValid() and not url.isRelative()])
    return data
