"""What shoes with a heel share: soles, heels, straps."""

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    Points,
    bezier,
    join,
    line,
    ribbon,
    rounded,
    shift,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import COLOURS, RGB, contrasting, darker
from fashion_desktop.catalogue.demo.drawing.relief import Form

FOOTBED = (206, 176, 142)


def leather(design: Design, scale: float = 0.6) -> Fabric:
    """Material of a shoe: leather unless its detail names another."""
    weave, gloss = {
        "patent": ("smooth", 0.75),
        "suede": ("jersey", 0.0),
        "satin": ("smooth", 0.35),
    }.get(design.detail, ("leather", 0.22))
    return Fabric(
        COLOURS[design.colour], COLOURS[design.accent], design.pattern, weave, scale, gloss
    )


def draw_thin_sole(canvas: Canvas, top: Points, colour: RGB) -> None:
    """Outsole along a run."""
    canvas.part(
        ribbon(top, 8),
        Fabric(colour, weave="smooth", gloss=0.1),
        Form(round_px=4, rim_px=2.5, wrinkle_px=0),
        cast=0.2,
        cast_px=3,
    )


def arch(heel_x: float, heel_y: float) -> Points:
    """Underside of a raised shoe from heel to toe."""
    return join(
        bezier((heel_x, heel_y), (heel_x + 80, heel_y + 6), (260, 520), (330, 582)),
        bezier((330, 582), (390, 604), (470, 598), (548, 588)),
    )


def draw_stiletto(
    canvas: Canvas,
    cloth: Fabric,
    *,
    x: float = 96.0,
    top: float = 440.0,
    width: float = 74.0,
    foot: float = 15.0,
) -> None:
    """Slender heel below the upper, from its left edge `x`."""
    heel = join(
        bezier((x - 14, top), (x - 18, top + 60), (x + 10, top + 110), (x + 14, 586)),
        line((x + 14, 596), (x + 14 + foot, 596)),
        bezier(
            (x + 14 + foot, 586),
            (x + 24 + foot * 0.7, top + 120),
            (x + width - 20, top + 80),
            (x + width, top + 16),
        ),
    )
    canvas.part(heel, cloth, Form(round_px=12, rim_px=5, wrinkle_px=0), cast=0)
    canvas.part(
        rounded(x + 12, 590, x + 16 + foot, 599, 2),
        Fabric((40, 36, 36), weave="smooth"),
        Form(volume=0.4, wrinkle_px=0),
        cast=0.1,
    )


def draw_block_heel(canvas: Canvas, cloth: Fabric, top: float) -> None:
    """Broad straight heel, from `top` to the floor."""
    heel = join(
        bezier((82, top), (78, top + 60), (84, 560), (88, 590)),
        line((88, 598), (164, 598)),
        bezier((164, 590), (166, 550), (172, top + 70), (190, top + 20)),
    )
    canvas.part(heel, cloth, Form(round_px=18, rim_px=5, wrinkle_px=0), cast=0)
    canvas.part(
        rounded(87, 591, 165, 600, 2),
        Fabric((44, 38, 36), weave="smooth"),
        Form(volume=0.4, wrinkle_px=0),
        cast=0.1,
    )


def draw_toe_band(
    canvas: Canvas, cloth: Fabric, left: float, right: float, base_y: float, height: float
) -> None:
    """Band over the toes, from the left to the right edge of its foot on the sole."""
    width, top = right - left, base_y - height
    rear = bezier(
        (left, base_y),
        (left - width * 0.07, base_y - height * 0.45),
        (left + width * 0.02, top + height * 0.1),
        (left + width * 0.16, top),
    )
    front = bezier(
        (left + width * 0.16, top),
        (left + width * 0.55, top - height * 0.02),
        (right - width * 0.06, base_y - height * 0.55),
        (right, base_y),
    )
    inner = bezier(
        (left - width * 0.01, base_y - height * 0.55),
        (left + width * 0.08, top - height * 0.24),
        (left + width * 0.44, top - height * 0.2),
        (left + width * 0.66, top + height * 0.24),
    )
    canvas.part(inner, Fabric(darker(cloth.base, 0.45)), Form(volume=0.5), cast=0.1)
    canvas.part(
        join(rear, front),
        cloth,
        Form(volume=0.7, round_px=20, rim_px=5, wrinkle_px=0.6),
        cast=0.4,
        cast_px=5,
    )
    thread = contrasting(cloth.base, 0.25)
    canvas.stitch(shift(front, -6, 1), thread, opacity=0.5)
    canvas.stitch(shift(rear, 6, 2), thread, opacity=0.5)
