"""From a design to its finished picture."""

import io
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing import heels, trainers
from fashion_desktop.catalogue.demo.drawing.bags import FLOOR_Y as BAG_FLOOR_Y
from fashion_desktop.catalogue.demo.drawing.bags import draw_bag
from fashion_desktop.catalogue.demo.drawing.bottoms import draw_shorts, draw_trousers
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.dresses import draw_dress
from fashion_desktop.catalogue.demo.drawing.hoodies import draw_hoodie
from fashion_desktop.catalogue.demo.drawing.jackets import draw_jacket
from fashion_desktop.catalogue.demo.drawing.shirts import draw_shirt
from fashion_desktop.catalogue.demo.drawing.skirts import draw_skirt
from fashion_desktop.catalogue.demo.drawing.tshirts import draw_tshirt
from fashion_desktop.catalogue.demo.drawing.watches import draw_watch

_QUALITY = 90


@dataclass(frozen=True)
class _Drawer:
    """How a kind is drawn; with a floor height it stands, without one it lies flat."""

    draw: Callable[[Design], Canvas]
    floor_y: float | None = None
    floor_half_px: float = 200.0


_DRAWERS = {
    "tshirt": _Drawer(draw_tshirt),
    "shirt": _Drawer(draw_shirt),
    "hoodie": _Drawer(draw_hoodie),
    "jacket": _Drawer(draw_jacket),
    "dress": _Drawer(draw_dress),
    "skirt": _Drawer(draw_skirt),
    "trousers": _Drawer(draw_trousers),
    "shorts": _Drawer(draw_shorts),
    "trainer": _Drawer(trainers.draw_trainer, trainers.FLOOR_Y, 228),
    "heel": _Drawer(heels.draw_heel, heels.FLOOR_Y, 225),
    "bag": _Drawer(draw_bag, BAG_FLOOR_Y, 190),
    "watch": _Drawer(draw_watch),
}
KINDS = tuple(_DRAWERS)


def draw(design: Design) -> Image.Image:
    """Picture of a design, RGB, 600 x 800 pixels.

    Raises:
        KeyError: The kind, cut or a colour of the design is unknown.
    """
    drawer = _DRAWERS[design.kind]
    canvas = drawer.draw(design)
    return canvas.finish(floor_y=drawer.floor_y, floor_half_px=drawer.floor_half_px)


def draw_jpeg(design: Design) -> bytes:
    """The picture as a JPEG file; the same design gives the same bytes."""
    file = io.BytesIO()
    draw(design).save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()
