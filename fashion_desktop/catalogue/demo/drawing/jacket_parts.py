"""What jackets share: outlines, the shell, zips."""

from dataclasses import replace

from fashion_desktop.catalogue.demo.drawing.bodice import (
    LONG,
    BodyCut,
    SleeveCut,
    armhole,
    body_outline,
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
    SIDES,
    Points,
    line,
    ribbon,
    rounded,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import (
    RGB,
)
from fashion_desktop.catalogue.demo.drawing.relief import Form

SHORT_BODY = BodyCut(
    neck=58,
    neck_y=166,
    shoulder=168,
    shoulder_y=206,
    armpit_y=352,
    chest=150,
    waist=144,
    waist_y=490,
    hem=140,
    hem_y=612,
    hem_drop=4,
)


SLEEVE = replace(LONG, end_y=636, end_x=264, width=66, bulge=10)


def draw_shell(
    canvas: Canvas,
    cut: BodyCut,
    sleeve: SleeveCut,
    cloth: Fabric,
    drop: float,
    *,
    lining: RGB,
    sleeves: Fabric | None = None,
    strength: float = 1.1,
    pointed: bool = False,
) -> Points:
    """Back, sleeves and body; returns the neckline."""
    neckline = neck_curve(cut, drop, pointed=pointed)
    inside_back(canvas, cut, neckline, lining, (226, 222, 214))
    draw_sleeves(canvas, cut, sleeve, sleeves or cloth, volume=1.1)
    canvas.part(
        body_outline(cut, neckline), cloth, body_form(cut, sleeve, strength), cast=0.24, bow_px=5
    )
    for side in SIDES:
        canvas.seam(side(armhole(cut)), 0.42)
    return neckline


def draw_front_edge(canvas: Canvas, top: float, bottom: float) -> None:
    """Edge where the left front covers the right one."""
    canvas.seam(line((AXIS_X, top), (AXIS_X, bottom)), 0.6, 2.4)
    canvas.shade(rounded(AXIS_X, top, AXIS_X + 10, bottom, 2), 0.16, 4)


def zip_fastener(canvas: Canvas, run: Points, *, metal: RGB = (196, 198, 204)) -> None:
    """Zip teeth along a run, with a puller at its start."""
    canvas.part(
        ribbon(run, 15),
        Fabric((48, 48, 53), weave="canvas"),
        Form(volume=0.3, wrinkle_px=0),
        cast=0.25,
        cast_px=3,
    )
    canvas.stitch(run, metal, dash_px=2, gap_px=2, width_px=6, opacity=0.95)
    x, y = (float(v) for v in run[min(4, len(run) - 1)])
    puller = Fabric(metal, weave="smooth", gloss=0.5)
    canvas.part(
        rounded(x - 5, y, x + 5, y + 13, 3),
        puller,
        Form(round_px=4, rim_px=2, wrinkle_px=0),
        cast=0.4,
        cast_px=3,
    )
    canvas.part(
        rounded(x - 3.5, y + 11, x + 3.5, y + 34, 3),
        puller,
        Form(round_px=4, rim_px=2, wrinkle_px=0),
        cast=0.4,
        cast_px=3,
    )
