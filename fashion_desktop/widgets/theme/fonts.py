"""The interface typeface: Inter, shipped with the program, with fallbacks for other scripts."""

from __future__ import annotations

import logging

from PySide6.QtGui import QFont, QFontDatabase

from fashion_desktop.storage.resources import resource_path

BODY_PX = 13
SECONDARY_PX = 11
TITLE_PX = 15
HEADING_PX = 21

_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf")
# Tried in this order for what Inter has no glyph for: what Windows, macOS and Linux ship.
_FAMILIES = (
    "Inter",
    "Segoe UI",
    "Helvetica Neue",
    "DejaVu Sans",
    "Microsoft YaHei UI",
    "Yu Gothic UI",
    "Malgun Gothic",
    "PingFang SC",
    "Hiragino Sans",
    "Apple SD Gothic Neo",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans CJK KR",
    "Noto Color Emoji",
    "Segoe UI Emoji",
    "Apple Color Emoji",
)

logger = logging.getLogger(__name__)


def load_fonts() -> None:
    """Make the shipped typeface known to Qt; a missing file costs looks, never the start."""
    for name in _FILES:
        path = resource_path("fonts", name)
        if not path.is_file() or QFontDatabase.addApplicationFont(str(path)) < 0:
            logger.warning("The interface font %s could not be loaded.", path)


def interface_font(size_px: int = BODY_PX, *, semibold: bool = False) -> QFont:
    """Return the interface font at ``size_px``, with figures of equal width."""
    font = QFont()
    font.setFamilies(_FAMILIES)
    font.setPixelSize(size_px)
    font.setWeight(QFont.Weight.DemiBold if semibold else QFont.Weight.Normal)
    # Hinting rounds each letter's width to whole pixels, which tears small text apart.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
