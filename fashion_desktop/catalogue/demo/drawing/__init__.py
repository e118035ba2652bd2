"""Drawings of the demo products: pure Pillow and numpy, the same bytes every time."""

from fashion_desktop.catalogue.demo.drawing.gallery import KINDS, draw, draw_jpeg

__all__ = ["KINDS", "draw", "draw_jpeg"]
