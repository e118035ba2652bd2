"""What handbags share: leather, metal, rings, handles."""

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    AXIS_X,
    Points,
    bezier,
    ellipse,
    join,
    ribbon,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import COLOURS, RGB
from fashion_desktop.catalogue.demo.drawing.relief import Form

THIN = Form(round_px=7, rim_px=3, wrinkle_px=0.3)


def leather(design: Design) -> Fabric:
    """Material of a bag: leather unless its detail names another."""
    weave, gloss = {
        "canvas": ("canvas", 0.0),
        "suede": ("jersey", 0.0),
        "patent": ("smooth", 0.6),
        "satin": ("smooth", 0.4),
    }.get(design.detail, ("leather", 0.2))
    return Fabric(COLOURS[design.colour], COLOURS[design.accent], design.pattern, weave, 1.0, gloss)


def polished(colour: RGB) -> Fabric:
    """Polished metal for rings, buckles and locks."""
    return Fabric(colour, weave="smooth", gloss=0.6)


def metal_ring(canvas: Canvas, x: float, y: float, radius: float, colour: RGB) -> None:
    """Ring that joins a handle to a bag."""
    canvas.part(
        ellipse(x, y, radius, radius),
        polished(colour),
        Form(round_px=4, rim_px=2, wrinkle_px=0),
        cast=0.4,
        cast_px=3,
        holes=(ellipse(x, y, radius * 0.62, radius * 0.62),),
    )


def draw_handle(
    canvas: Canvas,
    cloth: Fabric,
    spread: float,
    base_y: float,
    top_y: float,
    width: float,
    *,
    tone: float = 1.0,
) -> Points:
    """Arched handle, `top_y` high; returns its middle line."""
    x = AXIS_X
    run = join(
        bezier(
            (x - spread, base_y),
            (x - spread, base_y - (base_y - top_y) * 0.7),
            (x - spread * 0.62, top_y),
            (x, top_y),
        ),
        bezier(
            (x, top_y),
            (x + spread * 0.62, top_y),
            (x + spread, base_y - (base_y - top_y) * 0.7),
            (x + spread, base_y),
        )[1:],
    )
    canvas.part(
        ribbon(run, width),
        cloth,
        Form(round_px=width * 0.45, rim_px=4, wrinkle_px=0.4),
        cast=0.3,
        cast_px=6,
        tone=tone,
    )
    return run
