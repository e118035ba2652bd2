"""T-shirts and polo shirts."""

from dataclasses import replace

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.bodice import (
    ELBOW,
    LONG,
    SHORT,
    BodyCut,
    armhole,
    body_outline,
    hem_curve,
    neck_curve,
)
from fashion_desktop.catalogue.demo.drawing.bodice_drawing import (
    body_form,
    draw_sleeves,
    inside_back,
)
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    AXIS_X,
    bezier,
    ellipse,
    join,
    line,
    mirror,
    offset,
    ribbon,
    rounded,
    shift,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import (
    COLOURS,
    contrasting,
    lighter,
    mix,
)
from fashion_desktop.catalogue.demo.drawing.relief import Form

_CUTS = {
    "crew": (BodyCut(), SHORT, 46, False),
    "v-neck": (BodyCut(neck=60), SHORT, 104, True),
    "oversized": (
        BodyCut(
            shoulder=188, chest=168, waist=168, hem=170, hem_y=640, shoulder_y=198, armpit_y=360
        ),
        replace(ELBOW, end_x=274, end_y=408, width=104),
        42,
        False,
    ),
    "long-sleeved": (BodyCut(chest=142, waist=136, hem=142), LONG, 46, False),
    "fitted": (
        BodyCut(neck=84, shoulder=146, chest=122, waist=106, waist_y=460, hem=128, hem_y=622),
        replace(SHORT, end_x=206, end_y=286, width=78, slant_deg=30),
        84,
        False,
    ),
    "polo": (BodyCut(neck=58), SHORT, 40, False),
}


def draw_tshirt(design: Design) -> Canvas:
    """Jersey top in one of six cuts."""
    cut, sleeve, drop, pointed = _CUTS[design.cut]
    base, accent = COLOURS[design.colour], COLOURS[design.accent]
    canvas = Canvas(design.seed)
    weave = (
        "melange" if design.detail == "melange" else "knit" if design.cut == "polo" else "jersey"
    )
    cloth = Fabric(base, accent, design.pattern, weave)
    trim = accent if design.detail in {"ringer", "raglan"} else base
    sleeve_cloth = cloth.plain(accent) if design.detail == "raglan" else cloth
    neckline = neck_curve(cut, drop, pointed=pointed)

    inside_back(canvas, cut, neckline, base, lighter(mix(base, (240, 240, 240), 0.9), 0.3))
    shape = draw_sleeves(canvas, cut, sleeve, sleeve_cloth)
    thread = contrasting(base, 0.22)
    for flip in (False, True):
        end = mirror(shape.end) if flip else shape.end
        if design.detail == "ringer" or design.cut == "polo":
            canvas.part(
                ribbon(shift(end, 0, -6), 15),
                Fabric(trim, weave="rib"),
                Form(volume=0.5),
                cast=0.1,
                clipped=True,
            )
        elif design.cut == "long-sleeved":
            canvas.part(
                ribbon(shift(end, 0, -14), 30),
                Fabric(trim, weave="rib"),
                Form(volume=0.7),
                cast=0.15,
                clipped=True,
            )
        else:
            canvas.stitch(shift(end, 0, -13), thread, opacity=0.55)
            canvas.stitch(shift(end, 0, -17), thread, opacity=0.45)

    canvas.part(body_outline(cut, neckline), cloth, body_form(cut, sleeve), cast=0.22, bow_px=9)
    for flip in (False, True):
        run = mirror(armhole(cut)) if flip else armhole(cut)
        canvas.seam(run, 0.3)
    canvas.stitch(hem_curve(cut, 15), thread, opacity=0.55)
    canvas.stitch(hem_curve(cut, 20), thread, opacity=0.45)
    _print(canvas, design)
    if design.detail == "pocket":
        _pocket(canvas, cloth, cut.armpit_y - 44)

    if design.cut == "polo":
        _polo_collar(canvas, cut, Fabric(trim, weave="rib"), base)
        return canvas
    band = Fabric(trim, weave="rib") if design.pattern != "breton" else Fabric(base, weave="rib")
    canvas.part(
        ribbon(offset(neckline, -5), 15), band, Form(volume=0.6, rim_px=4), cast=0.22, cast_px=4
    )
    canvas.stitch(offset(neckline, 6), thread, opacity=0.5)
    return canvas


def _pocket(canvas: Canvas, cloth: Fabric, top: float) -> None:
    left, right, bottom = AXIS_X + 30, AXIS_X + 94, top + 72
    shape = line(
        (left, top),
        (right, top),
        (right, bottom - 12),
        ((left + right) / 2, bottom),
        (left, bottom - 12),
    )
    canvas.part(shape, cloth, Form(volume=0.35), cast=0.3, cast_px=3)
    canvas.stitch(
        line((left + 2, top + 11), (right - 2, top + 11)),
        contrasting(cloth.base, 0.25),
        opacity=0.6,
    )


def _polo_collar(canvas: Canvas, cut: BodyCut, rib: Fabric, base: tuple[int, int, int]) -> None:
    x, y = AXIS_X, cut.neck_y
    canvas.part(
        rounded(x - 15, y + 26, x + 15, y + 142, 3),
        Fabric(base),
        Form(volume=0.4, wrinkle_px=0.5),
        cast=0.3,
        cast_px=3,
    )
    for k in range(3):
        canvas.button(x, y + 56 + 31 * k, 6, lighter(mix(base, (235, 230, 220), 0.7), 0.1))
    flap = join(
        bezier(
            (x - 2, y + 36), (x - 24, y + 26), (x - cut.neck + 2, y + 12), (x - cut.neck + 4, y - 6)
        ),
        bezier(
            (x - cut.neck + 4, y - 6),
            (x - cut.neck - 8, y),
            (x - cut.neck - 12, y + 8),
            (x - cut.neck - 14, y + 14),
        ),
        bezier(
            (x - cut.neck - 14, y + 14), (x - cut.neck, y + 44), (x - 52, y + 66), (x - 34, y + 78)
        ),
        bezier((x - 34, y + 78), (x - 22, y + 66), (x - 10, y + 50), (x - 2, y + 36)),
    )
    for part in (flap, mirror(flap)):
        canvas.part(
            part, rib, Form(volume=0.7, round_px=14, rim_px=4), cast=0.34, cast_px=5, turn_deg=0
        )


def _print(canvas: Canvas, design: Design) -> None:
    ink = COLOURS[design.accent]
    x, y = AXIS_X, 366.0
    match design.detail:
        case "sun print":
            canvas.printed(ellipse(x, y, 62, 62), ink)
            for k in range(4):
                top = y + 4 + k * 15
                height = 3.4 + 1.7 * k
                half = (63.0**2 - (top - y) ** 2) ** 0.5
                gap = line(
                    (x - half, top),
                    (x + half, top),
                    (x + half, top + height),
                    (x - half, top + height),
                )
                canvas.printed(gap, COLOURS[design.colour])
        case "mountain print":
            canvas.printed(line((x - 84, y + 60), (x - 26, y - 30), (x + 34, y + 60)), ink)
            canvas.printed(
                line((x - 22, y + 60), (x + 32, y - 2), (x + 84, y + 60)),
                mix(ink, COLOURS[design.colour], 0.4),
            )
            canvas.printed(
                line(
                    (x - 44, y - 3),
                    (x - 26, y - 30),
                    (x - 8, y - 3),
                    (x - 18, y - 10),
                    (x - 26, y + 2),
                    (x - 34, y - 9),
                ),
                lighter(ink, 0.75),
            )
            canvas.printed(ellipse(x + 40, y - 36, 17, 17), COLOURS["Orange"])
        case "wave print":
            for k in range(4):
                run = bezier(
                    (x - 78, y - 30 + 26 * k),
                    (x - 20, y - 86 + 26 * k),
                    (x + 20, y + 26 + 26 * k),
                    (x + 78, y - 30 + 26 * k),
                )
                canvas.printed(ribbon(run, 10 - k), mix(ink, COLOURS[design.colour], 0.14 * k))
        case _:
            pass
