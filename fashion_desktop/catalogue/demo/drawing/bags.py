"""Handbags: tote, satchel, flap bag, bucket and clutch."""

from collections.abc import Callable

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.bag_parts import (
    THIN,
    draw_handle,
    leather,
    metal_ring,
    polished,
)
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    AXIS_X,
    SIDES,
    bezier,
    join,
    line,
    offset,
    ribbon,
    rounded,
    spline,
    symmetric,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import COLOURS, contrasting, darker
from fashion_desktop.catalogue.demo.drawing.relief import Form, fold
from fashion_desktop.catalogue.demo.drawing.small_bags import (
    draw_bucket,
    draw_clutch,
    draw_flap_bag,
)

FLOOR_Y = 640.0


def draw_bag(design: Design) -> Canvas:
    """Handbag in one of five cuts."""
    drawers: dict[str, Callable[[Canvas, Design], None]] = {
        "tote": _tote,
        "satchel": _satchel,
        "flap bag": draw_flap_bag,
        "bucket": draw_bucket,
        "clutch": draw_clutch,
    }
    canvas = Canvas(design.seed)
    drawers[design.cut](canvas, design)
    return canvas


def _tote(canvas: Canvas, design: Design) -> None:
    cloth, x = leather(design), AXIS_X
    trim = (
        cloth.plain(COLOURS[design.accent])
        if design.detail in {"two-tone", "canvas"}
        else cloth.plain()
    )
    draw_handle(canvas, trim, 84, 300, 128, 20, tone=0.74)
    inside = line((x - 176, 292), (x + 176, 292), (x + 172, 316), (x - 172, 316))
    canvas.part(inside, Fabric(darker(cloth.base, 0.45)), Form(volume=0.4), cast=0)
    half = join(
        line((x, 302), (x - 186, 296)),
        bezier((x - 186, 296), (x - 188, 420), (x - 168, 540), (x - 160, 618)),
        bezier((x - 160, 618), (x - 158, 634), (x - 148, 638), (x - 134, 638)),
        line((x - 134, 638), (x, 640)),
    )
    folds = (
        fold((x - 150, 330), (x - 120, 420), (x - 126, 540), width=34, depth=4),
        fold((x + 150, 330), (x + 124, 430), (x + 130, 560), width=30, depth=-4),
        fold((x - 60, 600), (x, 584), (x + 70, 602), width=26, depth=3),
    )
    canvas.part(symmetric(half), cloth, Form(round_px=36, folds=folds), cast=0.2)
    thread = contrasting(cloth.base, 0.3)
    if design.detail in {"two-tone", "canvas"}:
        base = join(
            line((x, 556), (x - 172, 552)),
            bezier((x - 172, 552), (x - 166, 590), (x - 162, 610), (x - 160, 618)),
            bezier((x - 160, 618), (x - 158, 634), (x - 148, 638), (x - 134, 638)),
            line((x - 134, 638), (x, 640)),
        )
        canvas.part(symmetric(base), trim, Form(round_px=24), cast=0.2, cast_px=4)
        canvas.stitch(line((x - 166, 562), (x, 566), (x + 166, 562)), contrasting(trim.base, 0.3))
    canvas.stitch(line((x - 178, 310), (x, 316), (x + 178, 310)), thread)
    for side in SIDES:
        canvas.stitch(
            side(bezier((x - 177, 312), (x - 178, 420), (x - 158, 540), (x - 150, 614))),
            thread,
            opacity=0.6,
        )
    run = draw_handle(canvas, trim, 84, 372, 146, 20)
    canvas.stitch(offset(run, 7), contrasting(trim.base, 0.3), opacity=0.6)
    for dx in (-84, 84):
        tab = line(
            (x + dx - 14, 352),
            (x + dx + 14, 352),
            (x + dx + 14, 388),
            (x + dx, 400),
            (x + dx - 14, 388),
        )
        canvas.part(tab, trim, THIN, cast=0.34, cast_px=4)
        canvas.button(x + dx, 372, 5, COLOURS["Gold"], holes=False)
    if design.detail == "charm":
        canvas.part(
            ribbon(bezier((x - 84, 384), (x - 92, 410), (x - 92, 430), (x - 90, 446)), 6),
            trim,
            THIN,
            cast=0.4,
            cast_px=4,
        )
        canvas.part(
            spline(
                (x - 90, 444),
                (x - 110, 466),
                (x - 108, 492),
                (x - 72, 492),
                (x - 70, 466),
                closed=True,
            ),
            cloth.plain(COLOURS[design.accent]),
            Form(round_px=12),
            cast=0.4,
            cast_px=5,
        )


def _satchel(canvas: Canvas, design: Design) -> None:
    cloth, x = leather(design), AXIS_X
    gold = COLOURS["Gold"]
    trim = cloth.plain(COLOURS[design.accent]) if design.detail == "two-tone" else cloth.plain()
    draw_handle(canvas, trim, 92, 330, 176, 19, tone=0.74)
    half = join(
        bezier((x, 312), (x - 80, 310), (x - 120, 312), (x - 146, 322)),
        bezier((x - 146, 322), (x - 184, 400), (x - 204, 500), (x - 206, 600)),
        bezier((x - 206, 600), (x - 206, 630), (x - 194, 638), (x - 170, 638)),
        line((x - 170, 638), (x, 640)),
    )
    canvas.part(
        symmetric(half),
        cloth,
        Form(
            round_px=40,
            folds=(
                fold((x - 160, 420), (x - 130, 500), (x - 140, 600), width=36, depth=4),
                fold((x + 150, 400), (x + 140, 500), (x + 150, 600), width=36, depth=-4),
            ),
        ),
        cast=0.2,
    )
    thread = contrasting(cloth.base, 0.3)
    for side in SIDES:
        gusset = join(
            bezier((x - 146, 322), (x - 184, 400), (x - 204, 500), (x - 206, 600)),
            bezier((x - 206, 600), (x - 206, 626), (x - 196, 636), (x - 184, 638)),
            bezier((x - 184, 638), (x - 168, 560), (x - 160, 440), (x - 120, 318)),
        )
        canvas.part(side(gusset), trim, Form(round_px=16), cast=0.2, cast_px=4)
        canvas.stitch(
            side(bezier((x - 176, 632), (x - 160, 560), (x - 152, 440), (x - 113, 320))), thread
        )
    zip_run = bezier((x - 128, 322), (x - 60, 314), (x + 60, 314), (x + 128, 322))
    canvas.part(
        ribbon(zip_run, 15),
        Fabric(darker(cloth.base, 0.5), weave="canvas"),
        THIN,
        cast=0.2,
        cast_px=3,
    )
    canvas.stitch(zip_run, gold, dash_px=2, gap_px=2, width_px=5)
    pocket = join(
        line((x, 474), (x - 108, 470)),
        bezier((x - 108, 470), (x - 116, 540), (x - 116, 600), (x - 104, 608)),
        line((x - 104, 608), (x, 610)),
    )
    canvas.part(symmetric(pocket), cloth, Form(round_px=22), cast=0.3, cast_px=5)
    canvas.stitch(line((x - 100, 482), (x, 486), (x + 100, 482)), thread)
    for dx in (-70, 70):
        canvas.part(
            rounded(x + dx - 13, 356, x + dx + 13, 506, 6), trim, THIN, cast=0.36, cast_px=5
        )
        canvas.stitch(
            line((x + dx - 8, 362), (x + dx - 8, 498)), contrasting(trim.base, 0.3), opacity=0.6
        )
        canvas.stitch(
            line((x + dx + 8, 362), (x + dx + 8, 498)), contrasting(trim.base, 0.3), opacity=0.6
        )
        buckle = rounded(x + dx - 18, 458, x + dx + 18, 488, 4)
        canvas.part(
            buckle,
            polished(gold),
            Form(round_px=4, rim_px=2, wrinkle_px=0),
            cast=0.4,
            cast_px=3,
            holes=(rounded(x + dx - 12, 464, x + dx + 12, 482, 2),),
        )
    draw_handle(canvas, trim, 70, 362, 190, 19)
    for dx in (-70, 70):
        metal_ring(canvas, x + dx, 360, 15, gold)
