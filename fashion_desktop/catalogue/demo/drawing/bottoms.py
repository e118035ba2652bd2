"""Trousers and shorts."""

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.leg_details import (
    cargo_pockets,
    chino_details,
    fray,
    jeans_details,
    rip,
    soft_details,
    tailored_details,
)
from fashion_desktop.catalogue.demo.drawing.legs import LegCut, draw_legs
from fashion_desktop.catalogue.demo.drawing.palette import (
    COLOURS,
    contrasting,
    luminance,
)

_TROUSERS = {
    "slim jeans": LegCut(hip=122, knee_outer=110, knee_inner=26, hem_outer=92, hem_inner=30),
    "straight jeans": LegCut(hip=128, knee_outer=126, knee_inner=22, hem_outer=126, hem_inner=24),
    "chinos": LegCut(hip=126, knee_outer=118, knee_inner=24, hem_outer=104, hem_inner=30),
    "wide-leg": LegCut(
        hip=132, knee_outer=160, knee_inner=14, hem_outer=186, hem_inner=14, hip_y=230
    ),
    "joggers": LegCut(
        hip=130, knee_outer=126, knee_inner=24, hem_outer=92, hem_inner=36, hem_y=712
    ),
    "tailored": LegCut(hip=126, knee_outer=120, knee_inner=24, hem_outer=112, hem_inner=26),
    "cargo": LegCut(hip=132, knee_outer=134, knee_inner=20, hem_outer=112, hem_inner=26),
}


_SHORTS = {
    "chino": LegCut(
        top_y=190,
        waist=124,
        hip=164,
        hip_y=330,
        crotch_y=418,
        knee_outer=170,
        knee_inner=16,
        hem_outer=178,
        hem_inner=18,
        hem_y=590,
    ),
    "denim": LegCut(
        top_y=210,
        waist=128,
        hip=166,
        hip_y=330,
        crotch_y=430,
        knee_outer=172,
        knee_inner=14,
        hem_outer=180,
        hem_inner=14,
        hem_y=540,
    ),
    "running": LegCut(
        top_y=220,
        waist=124,
        hip=168,
        hip_y=350,
        crotch_y=430,
        knee_outer=190,
        knee_inner=12,
        hem_outer=204,
        hem_inner=16,
        hem_y=556,
    ),
    "cargo": LegCut(
        top_y=160,
        waist=122,
        hip=162,
        hip_y=300,
        crotch_y=390,
        knee_outer=172,
        knee_inner=16,
        hem_outer=178,
        hem_inner=20,
        hem_y=632,
    ),
    "sweat": LegCut(
        top_y=190,
        waist=124,
        hip=164,
        hip_y=330,
        crotch_y=416,
        knee_outer=174,
        knee_inner=14,
        hem_outer=180,
        hem_inner=16,
        hem_y=586,
    ),
    "bermuda": LegCut(
        top_y=150,
        waist=116,
        hip=154,
        hip_y=296,
        crotch_y=384,
        knee_outer=158,
        knee_inner=14,
        hem_outer=160,
        hem_inner=18,
        hem_y=648,
    ),
}


def draw_trousers(design: Design) -> Canvas:
    """Trousers in one of seven cuts."""
    c = _TROUSERS[design.cut]
    base = COLOURS[design.colour]
    jeans = design.cut.endswith("jeans")
    weave = (
        "denim"
        if jeans
        else "melange"
        if design.detail == "melange"
        else "corduroy"
        if design.detail == "corduroy"
        else "canvas"
    )
    if design.cut in {"joggers", "wide-leg"} and weave == "canvas":
        weave = "jersey"
    cloth = Fabric(base, COLOURS[design.accent], design.pattern, weave)
    canvas = Canvas(design.seed)
    hem = draw_legs(canvas, c, cloth, 0.45 if design.cut in {"tailored", "wide-leg"} else 0.85)
    if jeans:
        jeans_details(canvas, c, cloth, hem, faded=design.detail == "faded")
        if design.detail == "ripped":
            rip(canvas, c)
    elif design.cut == "joggers":
        soft_details(canvas, c, cloth, hem, design)
    elif design.cut in {"tailored", "wide-leg"}:
        tailored_details(canvas, c, cloth, hem)
    else:
        if design.cut == "cargo":
            cargo_pockets(canvas, c, cloth, contrasting(base, 0.25))
        chino_details(canvas, c, cloth, hem, turn_up=design.detail == "turn-ups")
    return canvas


def draw_shorts(design: Design) -> Canvas:
    """Shorts in one of six cuts."""
    c = _SHORTS[design.cut]
    base = COLOURS[design.colour]
    weave = {"denim": "denim", "running": "smooth", "sweat": "jersey"}.get(design.cut, "canvas")
    if design.detail == "melange":
        weave = "melange"
    gloss = 0.12 if design.cut == "running" else 0.0
    cloth = Fabric(base, COLOURS[design.accent], design.pattern, weave, gloss=gloss)
    canvas = Canvas(design.seed)
    hem = draw_legs(canvas, c, cloth, 0.65)
    if design.cut == "denim":
        jeans_details(canvas, c, cloth, hem, faded=luminance(base) < 0.6)
        if design.detail == "frayed":
            fray(canvas, hem, base)
    elif design.cut in {"running", "sweat"}:
        soft_details(canvas, c, cloth, hem, design)
    else:
        if design.cut == "cargo":
            cargo_pockets(canvas, c, cloth, contrasting(base, 0.25))
        chino_details(canvas, c, cloth, hem, turn_up=design.detail == "turn-ups")
    return canvas
