"""Flap bag, bucket and clutch."""

import numpy as np

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.bag_parts import THIN, leather, metal_ring, polished
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    AXIS_X,
    SIDES,
    bezier,
    ellipse,
    join,
    line,
    offset,
    resample,
    ribbon,
    rounded,
    shift,
    spline,
    symmetric,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import COLOURS, RGB, contrasting, darker
from fashion_desktop.catalogue.demo.drawing.relief import Form, fold


def draw_flap_bag(canvas: Canvas, design: Design) -> None:
    """Shoulder bag with a flap, on a strap or a chain."""
    cloth, x = leather(design), AXIS_X
    metal = COLOURS["Silver"] if design.colour in {"Grey", "Silver", "Sky"} else COLOURS["Gold"]
    strap = join(
        bezier((x - 168, 400), (x - 190, 200), (x - 120, 112), (x, 110)),
        bezier((x, 110), (x + 120, 112), (x + 190, 200), (x + 168, 400))[1:],
    )
    if design.detail in {"quilted", "patent"}:
        links = resample(strap, 13.0)
        for k, (lx, ly) in enumerate(links):
            ahead = links[min(k + 1, len(links) - 1)] - links[max(k - 1, 0)]
            turn = float(np.degrees(np.arctan2(ahead[1], ahead[0])))
            holes = (ellipse(float(lx), float(ly), 5.2, 2.0, turn),)
            if k % 2:
                canvas.part(
                    ellipse(float(lx), float(ly), 9.5, 5.6, turn),
                    polished(metal),
                    Form(round_px=3, rim_px=2, wrinkle_px=0),
                    cast=0.3,
                    cast_px=2,
                    holes=holes,
                )
            else:
                canvas.part(
                    ellipse(float(lx), float(ly), 9.0, 3.4, turn),
                    polished(darker(metal, 0.12)),
                    Form(round_px=3, rim_px=2, wrinkle_px=0),
                    cast=0.3,
                    cast_px=2,
                )
    else:
        canvas.part(ribbon(strap, 15), cloth.plain(), Form(round_px=7, rim_px=3), cast=0.2)
        canvas.stitch(offset(strap, 5), contrasting(cloth.base, 0.3), opacity=0.6)
    body = rounded(x - 196, 362, x + 196, 634, 26)
    quilt = ()
    canvas.part(body, cloth, Form(round_px=34, folds=quilt), cast=0.3)
    flap = join(
        line((x, 352), (x - 172, 352)),
        bezier((x - 172, 352), (x - 194, 352), (x - 200, 362), (x - 200, 384)),
        bezier((x - 200, 384), (x - 200, 470), (x - 196, 520), (x - 150, 534)),
        bezier((x - 150, 534), (x - 90, 548), (x - 50, 550), (x, 552)),
    )
    canvas.part(symmetric(flap), cloth, Form(round_px=30, rim_px=8), cast=0.45, cast_px=9)
    if design.detail == "quilted":
        _quilting(canvas, cloth.base)
    else:
        edge = join(
            bezier((x - 192, 380), (x - 192, 466), (x - 188, 514), (x - 148, 526)),
            bezier((x - 148, 526), (x - 90, 540), (x - 50, 542), (x, 544)),
        )
        for side in SIDES:
            canvas.stitch(side(edge), contrasting(cloth.base, 0.3), opacity=0.7)
    plate = rounded(x - 25, 510, x + 25, 562, 7)
    canvas.part(
        plate, polished(metal), Form(round_px=8, rim_px=3, wrinkle_px=0), cast=0.45, cast_px=5
    )
    canvas.part(
        rounded(x - 6, 522, x + 6, 552, 5),
        polished(darker(metal, 0.15)),
        Form(round_px=5, rim_px=2, wrinkle_px=0),
        cast=0.5,
        cast_px=3,
    )
    for dx in (-168, 168):
        metal_ring(canvas, x + dx, 378, 14, metal)


def _quilting(canvas: Canvas, base: RGB) -> None:
    x = AXIS_X
    for k in range(-7, 8):
        for slope in (-1, 1):
            run = line(
                (x + 56 * k - 150 * slope, 352), (x + 56 * k, 492), (x + 56 * k + 152 * slope, 634)
            )
            run = run[(run[:, 0] > x - 320) & (run[:, 0] < x + 320)]
            if len(run) > 1:
                canvas.seam(resample(run, 20), 0.34, 2.0)
                canvas.ink(shift(resample(run, 20), 2, 3), contrasting(base, 0.2), 1.8, 0.25)


def draw_bucket(canvas: Canvas, design: Design) -> None:
    """Bucket bag with a drawstring."""
    cloth, x = leather(design), AXIS_X
    trim = (
        cloth.plain(COLOURS[design.accent])
        if design.detail in {"two-tone", "canvas"}
        else cloth.plain(darker(cloth.base, 0.14))
    )
    strap = join(
        bezier((x - 128, 352), (x - 150, 190), (x - 90, 116), (x, 114)),
        bezier((x, 114), (x + 90, 116), (x + 150, 190), (x + 128, 352))[1:],
    )
    canvas.part(ribbon(strap, 17), trim, Form(round_px=8, rim_px=3), cast=0.2)
    inside = spline(
        (x - 130, 330),
        (x - 60, 312),
        (x + 60, 312),
        (x + 130, 330),
        (x + 60, 350),
        (x - 60, 350),
        closed=True,
    )
    canvas.part(inside, Fabric(darker(cloth.base, 0.5)), Form(volume=0.5), cast=0)
    half = join(
        bezier((x, 346), (x - 60, 348), (x - 100, 338), (x - 138, 324)),
        bezier((x - 138, 324), (x - 156, 400), (x - 166, 500), (x - 158, 600)),
        bezier((x - 158, 600), (x - 154, 630), (x - 110, 640), (x, 642)),
    )
    folds = tuple(
        fold(
            (x + dx, 350),
            (x + dx * 1.06, 410),
            (x + dx * 1.12, 500 - abs(dx) * 0.3),
            width=20,
            depth=6 if k % 2 else -6,
        )
        for k, dx in enumerate(range(-120, 130, 30))
    )
    canvas.part(symmetric(half), cloth, Form(round_px=40, folds=folds), cast=0.2)
    base = join(
        bezier((x, 574), (x - 80, 574), (x - 130, 566), (x - 163, 552)),
        bezier((x - 163, 552), (x - 162, 576), (x - 160, 592), (x - 158, 600)),
        bezier((x - 158, 600), (x - 154, 630), (x - 110, 640), (x, 642)),
    )
    canvas.part(symmetric(base), trim, Form(round_px=24), cast=0.2, cast_px=4)
    canvas.stitch(
        bezier((x - 160, 562), (x - 100, 586), (x + 100, 586), (x + 160, 562)),
        contrasting(trim.base, 0.3),
    )
    cord_y = 400.0
    for k in range(7):
        dx = -126 + 42 * k
        metal_ring(canvas, x + dx, cord_y + 8 - abs(dx) * 0.12, 7, COLOURS["Gold"])
    for k in range(6):
        a, b = -126 + 42 * k, -126 + 42 * (k + 1)
        if k % 2 == 0:
            run = bezier(
                (x + a, cord_y + 8 - abs(a) * 0.12),
                (x + a + 14, cord_y + 14),
                (x + b - 14, cord_y + 14),
                (x + b, cord_y + 8 - abs(b) * 0.12),
            )
            canvas.part(
                ribbon(run, 8), trim, Form(round_px=4, rim_px=2, wrinkle_px=0), cast=0.4, cast_px=3
            )
    for sway, length in ((-26, 96), (22, 112)):
        run = bezier(
            (x, cord_y + 6),
            (x + sway * 0.2, cord_y + 40),
            (x + sway * 1.3, cord_y + 60),
            (x + sway, cord_y + length),
        )
        canvas.part(
            ribbon(run, 8), trim, Form(round_px=4, rim_px=2, wrinkle_px=0), cast=0.4, cast_px=4
        )
        end = (x + sway, cord_y + length)
        canvas.part(
            line(
                (end[0] - 6, end[1] - 4),
                (end[0] + 6, end[1] - 4),
                (end[0] + 11, end[1] + 36),
                (end[0] - 11, end[1] + 36),
            ),
            trim,
            Form(round_px=7, rim_px=3),
            cast=0.4,
            cast_px=4,
        )
    canvas.button(x, cord_y + 8, 9, COLOURS["Gold"], holes=False)
    for dx in (-128, 128):
        canvas.part(
            rounded(x + dx - 12, 330, x + dx + 12, 374, 8), trim, THIN, cast=0.36, cast_px=4
        )
        canvas.button(x + dx, 352, 5.5, COLOURS["Gold"], holes=False)


def draw_clutch(canvas: Canvas, design: Design) -> None:
    """Clutch with a flap, an envelope flap or a clasp."""
    cloth, x = leather(design), AXIS_X
    gold = COLOURS["Gold"]
    if design.detail == "wrist strap":
        loop = spline(
            (x + 206, 410),
            (x + 262, 440),
            (x + 268, 530),
            (x + 240, 600),
            (x + 212, 560),
            (x + 226, 470),
            (x + 206, 414),
        )
        canvas.part(ribbon(loop, 13), cloth.plain(), Form(round_px=6, rim_px=3), cast=0.2)
    body = rounded(x - 222, 370, x + 222, 636, 14)
    canvas.part(body, cloth, Form(round_px=30), cast=0.2)
    if design.detail == "envelope":
        flap = line((x - 224, 366), (x + 224, 366), (x + 216, 384), (x, 538), (x - 216, 384))
    else:
        flap = join(
            line((x - 224, 380), (x - 214, 366), (x + 214, 366), (x + 224, 380), (x + 224, 496)),
            bezier((x + 224, 496), (x + 120, 520), (x - 120, 520), (x - 224, 496)),
        )
    canvas.part(flap, cloth, Form(round_px=24, rim_px=7), cast=0.5, cast_px=9)
    thread = contrasting(cloth.base, 0.3)
    if design.detail == "envelope":
        canvas.stitch(line((x - 206, 386), (x, 528), (x + 206, 386)), thread, opacity=0.7)
        canvas.button(x, 520, 12, gold, holes=False)
    elif design.detail == "satin":
        bar = rounded(x - 50, 500, x + 50, 516, 7)
        canvas.part(
            bar, polished(gold), Form(round_px=6, rim_px=3, wrinkle_px=0), cast=0.5, cast_px=5
        )
        for k in range(7):
            canvas.part(
                ellipse(x - 42 + 14 * k, 508, 6, 6),
                polished((236, 240, 246)),
                Form(round_px=4, rim_px=2, wrinkle_px=0),
                cast=0.4,
                cast_px=2,
            )
    else:
        canvas.stitch(
            bezier((x + 216, 488), (x + 120, 510), (x - 120, 510), (x - 216, 488)),
            thread,
            opacity=0.7,
        )
        canvas.part(
            rounded(x - 20, 488, x + 20, 536, 18),
            polished(gold),
            Form(round_px=7, rim_px=3, wrinkle_px=0),
            cast=0.5,
            cast_px=5,
        )
    if design.detail == "wrist strap":
        metal_ring(canvas, x + 208, 410, 12, gold)
