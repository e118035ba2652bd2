"""Jackets: denim, bomber, blazer, puffer and biker."""

from collections.abc import Callable

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.jackets_casual import draw_bomber, draw_denim
from fashion_desktop.catalogue.demo.drawing.jackets_smart import draw_biker, draw_blazer
from fashion_desktop.catalogue.demo.drawing.puffers import draw_puffer


def draw_jacket(design: Design) -> Canvas:
    """Outerwear in one of five cuts."""
    drawers: dict[str, Callable[[Canvas, Design], None]] = {
        "denim": draw_denim,
        "bomber": draw_bomber,
        "blazer": draw_blazer,
        "puffer": draw_puffer,
        "biker": draw_biker,
    }
    canvas = Canvas(design.seed)
    drawers[design.cut](canvas, design)
    return canvas
