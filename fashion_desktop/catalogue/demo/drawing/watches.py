"""Watches: dress, bracelet, chronograph, square and field."""

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    AXIS_X,
    SIDES,
    Points,
    bezier,
    ellipse,
    join,
    line,
    ribbon,
    rotate,
    rounded,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import (
    COLOURS,
    RGB,
    contrasting,
    darker,
    lighter,
    luminance,
)
from fashion_desktop.catalogue.demo.drawing.relief import Form
from fashion_desktop.catalogue.demo.drawing.watch_dial import draw_dial, draw_mark
from fashion_desktop.catalogue.demo.drawing.watch_parts import CENTRE_Y, Watch, polished

_CUTS = {
    "dress": Watch(118, 66),
    "bracelet": Watch(126, 74, bracelet=True),
    "chronograph": Watch(138, 80),
    "square": Watch(104, 72, square=True),
    "field": Watch(124, 76),
}


_METALS = {"gold": "Gold", "silver": "Silver", "rose gold": "Rose gold", "black": "Black"}


def draw_watch(design: Design) -> Canvas:
    """Watch in one of five cuts: `colour` is its strap, `accent` its dial, `detail` its metal."""
    w = _CUTS[design.cut]
    metal = COLOURS[_METALS[design.detail or "silver"]]
    dial = COLOURS[design.accent]
    canvas = Canvas(design.seed)
    if w.bracelet:
        _bracelet(canvas, w, metal)
    else:
        _strap(canvas, w, design, metal)
    _case(canvas, w, design, metal, dial)
    return canvas


def _strap(canvas: Canvas, w: Watch, design: Design, metal: RGB) -> None:
    x, s = AXIS_X, w.strap
    base = COLOURS[design.colour]
    woven = design.cut == "field"
    rubber = design.cut == "chronograph" and design.pattern == "plain"
    cloth = Fabric(
        base,
        COLOURS[design.accent],
        design.pattern,
        "canvas" if woven else "smooth" if rubber else "leather",
        0.7,
        0.0 if woven else 0.2,
    )
    thread = contrasting(base, 0.4)
    top = join(
        line((x - s, CENTRE_Y - 60), (x - s + 14, 70)),
        bezier((x - s + 14, 70), (x - s + 15, 52), (x + s - 15, 52), (x + s - 14, 70)),
        line((x + s - 14, 70), (x + s, CENTRE_Y - 60)),
    )
    low = join(
        line((x - s, CENTRE_Y + 60), (x - s + 14, 700)),
        bezier((x - s + 14, 700), (x - s + 22, 748), (x + s - 22, 748), (x + s - 14, 700)),
        line((x + s - 14, 700), (x + s, CENTRE_Y + 60)),
    )
    for part in (low, top):
        canvas.part(part, cloth, Form(round_px=18, rim_px=5, wrinkle_px=0.5), cast=0)
    for side in SIDES:
        if not rubber:
            canvas.stitch(
                side(line((x - s + 9, CENTRE_Y - 90), (x - s + 22, 84))), thread, opacity=0.8
            )
            canvas.stitch(
                side(line((x - s + 9, CENTRE_Y + 90), (x - s + 22, 694))), thread, opacity=0.8
            )
        else:
            for a, b in ((CENTRE_Y - 150, 90), (CENTRE_Y + 150, 690)):
                canvas.shade(side(ribbon(line((x - s * 0.42, a), (x - s * 0.36, b)), 7)), 0.4, 2)
    for k in range(5):
        canvas.fill(ellipse(x, 590 + 26 * k, 4.6, 5.6), darker(base, 0.7), 0.9)
    buckle_y = 66.0
    outer = rounded(x - s + 2, buckle_y - 34, x + s - 2, buckle_y + 22, 10)
    canvas.part(
        outer,
        polished(metal),
        Form(round_px=5, rim_px=3, wrinkle_px=0),
        cast=0.3,
        cast_px=4,
        holes=(rounded(x - s + 13, buckle_y - 22, x + s - 13, buckle_y + 10, 5),),
    )
    canvas.part(
        rounded(x - 4, buckle_y - 30, x + 4, buckle_y + 12, 3),
        polished(metal),
        Form(round_px=4, rim_px=2, wrinkle_px=0),
        cast=0.3,
        cast_px=3,
    )
    for y in (120.0, 168.0):
        canvas.part(
            rounded(x - s + 5, y, x + s - 5, y + 19, 4),
            cloth.plain(),
            Form(round_px=8, rim_px=3, wrinkle_px=0),
            cast=0.4,
            cast_px=4,
        )


def _bracelet(canvas: Canvas, w: Watch, metal: RGB) -> None:
    x, s = AXIS_X, w.strap
    steel, bright = polished(darker(metal, 0.06), 0.5), polished(lighter(metal, 0.12), 0.8)
    for direction in (-1, 1):
        for k in range(9):
            y = CENTRE_Y + direction * (348 - 30 * k)
            half = s - 14 + 14 * k / 8
            top, bottom = y - 15, y + 15
            for left, right, cloth in (
                (x - half, x - half * 0.36, steel),
                (x + half * 0.36, x + half, steel),
                (x - half * 0.34, x + half * 0.34, bright),
            ):
                canvas.part(
                    rounded(left, top, right, bottom - 1.5, 4),
                    cloth,
                    Form(round_px=8, rim_px=4, wrinkle_px=0, volume=1.1),
                    cast=0.12,
                    cast_px=2,
                )


def _case_outline(w: Watch, radius: float) -> Points:
    if w.square:
        return rounded(
            AXIS_X - radius,
            CENTRE_Y - radius * 1.12,
            AXIS_X + radius,
            CENTRE_Y + radius * 1.12,
            radius * 0.26,
        )
    return ellipse(AXIS_X, CENTRE_Y, radius, radius)


def _case(canvas: Canvas, w: Watch, design: Design, metal: RGB, dial: RGB) -> None:
    x, r, s = AXIS_X, w.radius, w.strap
    steel = polished(metal)
    for sign in (-1, 1):
        for side in SIDES:
            lug = join(
                bezier(
                    (x - s - 10, CENTRE_Y + sign * r * 0.5),
                    (x - s - 12, CENTRE_Y + sign * r * 0.9),
                    (x - s - 6, CENTRE_Y + sign * r * 1.1),
                    (x - s + 4, CENTRE_Y + sign * (r * 1.14 + (14 if w.square else 4))),
                ),
                line(
                    (x - s + 16, CENTRE_Y + sign * r * 1.1), (x - s + 30, CENTRE_Y + sign * r * 0.6)
                ),
            )
            canvas.part(
                side(lug), steel, Form(round_px=9, rim_px=4, wrinkle_px=0), cast=0.2, cast_px=3
            )
    canvas.part(
        rounded(x + r - 6, CENTRE_Y - 13, x + r + 17, CENTRE_Y + 13, 5),
        Fabric(metal, weave="corduroy", gloss=0.4),
        Form(round_px=8, rim_px=3, wrinkle_px=0),
        cast=0.3,
        cast_px=3,
    )
    if design.cut == "chronograph":
        for turn in (-30, 30):
            pusher = rotate(
                rounded(x + r - 6, CENTRE_Y - 9, x + r + 15, CENTRE_Y + 9, 4), turn, (x, CENTRE_Y)
            )
            canvas.part(
                pusher, steel, Form(round_px=7, rim_px=3, wrinkle_px=0), cast=0.3, cast_px=3
            )
    canvas.part(
        _case_outline(w, r),
        steel,
        Form(round_px=12, rim_px=6, wrinkle_px=0, volume=1.2),
        cast=0.4,
        cast_px=8,
    )
    bezel = r * 0.9
    if design.cut == "chronograph":
        dark = darker(dial, 0.45) if luminance(dial) < 0.6 else (48, 50, 56)
        canvas.part(
            _case_outline(w, r * 0.93),
            polished(dark, 0.3),
            Form(round_px=8, rim_px=4, wrinkle_px=0),
            cast=0.3,
            cast_px=3,
        )
        for k in range(60):
            draw_mark(
                canvas,
                6.0 * k,
                r * (0.84 if k % 5 else 0.815),
                r * 0.89,
                1.5 if k % 5 else 3.0,
                (226, 228, 230),
            )
        bezel = r * 0.79
    else:
        canvas.part(
            _case_outline(w, bezel),
            polished(lighter(metal, 0.2)),
            Form(round_px=6, rim_px=3, wrinkle_px=0, volume=-0.9),
            cast=0.1,
            cast_px=2,
        )
        bezel = r * 0.85
    canvas.part(
        _case_outline(w, bezel),
        Fabric(dial, weave="smooth", gloss=0.16),
        Form(volume=-0.35, round_px=26, rim_px=5, wrinkle_px=0),
        cast=0.0,
        edge=0.5,
    )
    draw_dial(canvas, w, design, metal, dial, bezel)
    glass = join(
        bezier(
            (x - bezel * 0.84, CENTRE_Y - bezel * 0.36),
            (x - bezel * 0.6, CENTRE_Y - bezel * 0.8),
            (x - bezel * 0.1, CENTRE_Y - bezel),
            (x + bezel * 0.3, CENTRE_Y - bezel * 0.88),
        ),
        bezier(
            (x + bezel * 0.3, CENTRE_Y - bezel * 0.88),
            (x - bezel * 0.2, CENTRE_Y - bezel * 0.7),
            (x - bezel * 0.6, CENTRE_Y - bezel * 0.4),
            (x - bezel * 0.84, CENTRE_Y - bezel * 0.36),
        ),
    )
    canvas.shade(glass, -0.16, 6)
