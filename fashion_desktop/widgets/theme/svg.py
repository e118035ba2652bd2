"""The shipped SVG drawings, as text in a chosen colour."""

from __future__ import annotations

from functools import lru_cache

from fashion_desktop.storage.resources import resource_path


@lru_cache(maxsize=128)
def svg_source(name: str) -> str:
    """Return the text of ``resources/icons/<name>.svg``.

    Raises:
        ValueError: there is no such drawing.
    """
    try:
        return resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ValueError(f"there is no icon named {name!r}") from None


def tinted_svg(name: str, colour: str) -> str:
    """Return the text of a drawing with its lines in ``colour`` (``#RRGGBB``).

    Raises:
        ValueError: there is no such drawing.
    """
    return svg_source(name).replace("currentColor", colour)
