"""What trainers share: soles, laces, tongue, upper."""

import numpy as np

from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    Point,
    Points,
    bezier,
    ellipse,
    join,
    line,
    ribbon,
    shift,
    spline,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import (
    RGB,
    contrasting,
)
from fashion_desktop.catalogue.demo.drawing.relief import Form


def draw_sole(
    canvas: Canvas, top: Points, bottom: Points, colour: RGB, *, gloss: float = 0.05
) -> None:
    """Sole between its upper and its lower edge."""
    canvas.part(
        join(top, bottom[::-1]),
        Fabric(colour, weave="smooth", gloss=gloss),
        Form(round_px=16, rim_px=6, wrinkle_px=0, volume=0.9),
        cast=0.3,
        cast_px=5,
    )


def draw_laces(canvas: Canvas, left: Points, right: Points, colour: RGB, count: int) -> None:
    """Laces across the eyestay, from its inner row of eyelets to its outer one."""
    for k in range(count):
        share = (k + 0.5) / count
        a = left[int(share * (len(left) - 1))]
        b = right[int(share * (len(right) - 1))]
        ax, ay, bx, by = float(a[0]), float(a[1]), float(b[0]), float(b[1])
        canvas.fill(ellipse(ax, ay, 4.6, 4.6), (60, 60, 64), 0.9)
        run = bezier(
            (ax, ay),
            (ax + (bx - ax) * 0.3 + 4, ay - 9),
            (ax + (bx - ax) * 0.7 + 5, by - 9),
            (bx + 3, by),
            16,
        )
        canvas.part(
            ribbon(run, 9),
            Fabric(colour, weave="canvas"),
            Form(round_px=4, rim_px=2.5, wrinkle_px=0),
            cast=0.45,
            cast_px=3,
        )


def draw_tongue(canvas: Canvas, base: Point, top: Point, width: float, colour: RGB) -> None:
    """Padded tongue that leans from the laces up towards the heel, with a rounded end."""
    foot, head = np.asarray(base), np.asarray(top)
    along = (head - foot) / float(np.hypot(*(head - foot)))
    across = np.array([-along[1], along[0]]) * width / 2
    middle = (foot + head) / 2
    cap = head + along * width * 0.24
    corners = [
        foot + across * 1.15,
        middle + across * 1.1,
        head + across,
        cap + across * 0.62,
        cap - across * 0.62,
        head - across,
        middle - across * 1.1,
        foot - across * 1.15,
    ]
    outline = spline(*((float(x), float(y)) for x, y in corners), closed=True)
    canvas.part(outline, Fabric(colour, weave="canvas"), Form(round_px=14, rim_px=5), cast=0)
    label = line(*((float(x), float(y)) for x, y in (head - across * 0.5, head + across * 0.5)))
    canvas.ink(label, contrasting(colour, 0.4), 7, 0.5)


def draw_collar_lining(canvas: Canvas, colour: RGB, edge: Points) -> None:
    """Padded edge round the ankle."""
    canvas.part(
        ribbon(shift(edge, 1, 3), 13),
        Fabric(colour, weave="canvas"),
        Form(round_px=6, rim_px=4),
        cast=0.2,
        cast_px=3,
    )


def low_upper() -> Points:
    """Outline of a low shoe above its sole."""
    return join(
        bezier((76, 512), (66, 460), (78, 400), (84, 356)),
        bezier((84, 356), (84, 336), (96, 324), (116, 324)),
        bezier((116, 324), (132, 356), (170, 382), (214, 364)),
        bezier((214, 364), (232, 354), (240, 338), (248, 322)),
        bezier((248, 322), (296, 366), (350, 412), (416, 430)),
        bezier((416, 430), (482, 440), (528, 462), (538, 512)),
        line((538, 524), (76, 524)),
    )


def draw_cup_sole(
    canvas: Canvas, colour: RGB, *, stripe: RGB | None = None, top: float = 508
) -> None:
    """Flat rubber sole with stitching, and perhaps a stripe."""
    sole_top = bezier((70, top - 2), (180, top + 9), (400, top + 9), (545, top - 4))
    sole_low = matched(
        join(
            bezier((70, top - 2), (62, top + 16), (62, 552), (84, 559)),
            bezier((84, 559), (200, 563), (400, 563), (500, 559)),
            bezier((500, 559), (536, 555), (560, 534), (545, top - 4)),
        ),
        len(sole_top),
    )
    draw_sole(canvas, sole_top, sole_low, colour)
    canvas.stitch(shift(sole_top, 0, 8), contrasting(colour, 0.2), dash_px=6, gap_px=3)
    if stripe is not None:
        canvas.ink(shift(sole_top[1:-1], 0, 22), stripe, 5, 0.95)
    canvas.seam(line((72, 550), (300, 553), (526, 550)), 0.3)


def matched(run: Points, count: int) -> Points:
    """The same run with `count` points."""
    at = np.linspace(0, len(run) - 1, count)
    index = np.arange(len(run))
    return np.stack([np.interp(at, index, run[:, 0]), np.interp(at, index, run[:, 1])], axis=1)
