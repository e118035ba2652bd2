"""Roles of the list models, beside Qt's own."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import Qt

_FIRST = int(Qt.ItemDataRole.UserRole)


class ProductRole(IntEnum):
    """What product rows answer; None (or an empty text) until the card has been read."""

    CARD = _FIRST + 1
    """ProductCard"""
    ID = _FIRST + 2
    NAME = _FIRST + 3
    """The name, or the id of a product without one."""
    PRICE = _FIRST + 4
    """Text."""
    STATE = _FIRST + 5
    """EmbeddingState; Qt hands it on as plain text, which equals it but has no methods."""
    FAILURE = _FIRST + 6
    ROW_ID = _FIRST + 7
    """int; known at once."""
    THUMBNAIL = _FIRST + 8
    """QPixmap, or None until it is there."""
    TOOLTIP = _FIRST + 9
    """HTML; the same as Qt's own tool tip role."""


class MatchRole(IntEnum):
    """What match rows answer beside the ``ProductRole`` values."""

    MATCH = _FIRST + 20
    SCORE = _FIRST + 21
    """float in (0, 1]"""
    SQUARED_L2 = _FIRST + 22
    """float"""
    SCORE_TEXT = _FIRST + 23
    """For example "0.0051"."""
    DISTANCE_TEXT = _FIRST + 24
    """For example "d 195"."""
