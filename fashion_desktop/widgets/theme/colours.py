"""The colours of the interface, for a light and a dark room.

Greys carry no tint, so that garments are judged by their own colour. Every value is an opaque
``#RRGGBB``: what Qt paints does not depend on what happens to lie beneath.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """One colour scheme; each field is a ``#RRGGBB`` string named after its role."""

    is_dark: bool
    ground: str
    """Behind everything: the light table."""
    surface: str
    """Panels, bars, menus, fields."""
    tile: str
    """Soft tile behind a photograph."""
    text: str
    secondary: str
    disabled: str
    """Text and icons of what cannot be used now."""
    line: str
    """Hairlines between areas."""
    control_line: str
    """Outlines of fields and buttons."""
    muted: str
    """Quiet marks: histogram bars that are not kept, scroll handles."""
    hover: str
    pressed: str
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_text: str
    """Text on accent."""
    selection: str
    """Tint behind selected rows and checked tools."""
    success: str
    warning: str
    error: str
    error_tint: str
    """Soft ground behind an error message or a field that was refused."""


LIGHT = Colours(
    is_dark=False,
    ground="#F6F6F6",
    surface="#FFFFFF",
    tile="#FFFFFF",
    text="#1A1A1A",
    secondary="#666666",
    disabled="#A6A6A6",
    line="#E2E2E2",
    control_line="#D2D2D2",
    muted="#C6C6C6",
    hover="#EFEFEF",
    pressed="#E4E4E4",
    accent="#3557E0",
    accent_hover="#2B4BCC",
    accent_pressed="#2440B4",
    accent_text="#FFFFFF",
    selection="#E6EBFC",
    success="#1F7A4D",
    warning="#8A5A00",
    error="#C22F45",
    error_tint="#FCECEE",
)

DARK = Colours(
    is_dark=True,
    ground="#1B1B1C",
    surface="#262627",
    tile="#303031",
    text="#EDEDED",
    secondary="#A6A6A6",
    disabled="#6C6C6D",
    line="#3A3A3B",
    control_line="#4A4A4B",
    muted="#5A5A5B",
    hover="#323233",
    pressed="#3D3D3E",
    accent="#7F9BFF",
    accent_hover="#96ADFF",
    accent_pressed="#6B88F0",
    accent_text="#14161F",
    selection="#303850",
    success="#5CC48D",
    warning="#E5B04C",
    error="#FF8189",
    error_tint="#43282B",
)
