"""Canvas shoes: high-top and slip-on."""

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    bezier,
    ellipse,
    join,
    line,
    offset,
    ribbon,
    spline,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import (
    COLOURS,
    contrasting,
    darker,
)
from fashion_desktop.catalogue.demo.drawing.relief import Form, fold
from fashion_desktop.catalogue.demo.drawing.trainer_parts import (
    draw_collar_lining,
    draw_cup_sole,
    draw_laces,
    draw_tongue,
)


def draw_high_top(canvas: Canvas, design: Design) -> None:
    """Laced canvas shoe that covers the ankle."""
    base, accent = COLOURS[design.colour], COLOURS[design.accent]
    cloth = Fabric(base, accent, design.pattern, "canvas")
    draw_tongue(canvas, (256, 330), (238, 214), 50, darker(base, 0.1))
    upper = join(
        bezier((80, 512), (72, 440), (84, 340), (78, 238)),
        bezier((78, 238), (120, 250), (170, 246), (212, 226)),
        bezier((212, 226), (226, 290), (254, 352), (300, 388)),
        bezier((300, 388), (348, 424), (400, 430), (438, 434)),
        bezier((438, 434), (496, 444), (528, 466), (536, 512)),
        line((536, 524), (80, 524)),
    )
    folds = (
        fold((96, 356), (140, 376), (196, 360), width=20, depth=-4),
        fold((94, 386), (150, 408), (216, 398), width=20, depth=4),
    )
    canvas.part(upper, cloth, Form(round_px=34, folds=folds), cast=0.2, turn_deg=8)
    thread = contrasting(base, 0.3)
    canvas.stitch(bezier((84, 248), (120, 258), (170, 254), (208, 236)), thread)
    canvas.seam(bezier((206, 236), (196, 330), (190, 420), (206, 512)), 0.3)
    stay = join(
        bezier((210, 230), (224, 294), (252, 354), (300, 392)),
        bezier((300, 392), (330, 414), (352, 424), (378, 430)),
        bezier((378, 430), (360, 452), (330, 450), (310, 440)),
        bezier((310, 440), (240, 400), (204, 320), (186, 240)),
    )
    canvas.part(stay, cloth.plain(), Form(round_px=14, rim_px=4, volume=0.7), cast=0.24, cast_px=4)
    canvas.stitch(offset(bezier((310, 440), (240, 400), (204, 320), (186, 240)), 5), thread)
    canvas.part(
        ribbon(bezier((84, 512), (78, 440), (88, 340), (83, 244)), 18),
        Fabric(accent, weave="canvas"),
        Form(round_px=7, rim_px=3),
        cast=0.2,
        cast_px=3,
        clipped=True,
    )
    if design.detail == "patch":
        canvas.part(
            ellipse(146, 318, 32, 32),
            Fabric((244, 243, 238), weave="canvas"),
            Form(volume=0.3, round_px=8),
            cast=0.3,
            cast_px=3,
        )
        canvas.ink(
            ellipse(146, 318, 26, 26),
            accent if accent != COLOURS["White"] else base,
            2.6,
            closed=True,
        )
        canvas.fill(
            line((146, 300), (162, 330), (130, 330)), accent if accent != COLOURS["White"] else base
        )
    cap = join(
        bezier((424, 520), (430, 470), (462, 446), (490, 448)),
        bezier((490, 448), (524, 458), (538, 484), (540, 520)),
    )
    canvas.part(
        cap,
        Fabric((244, 243, 238), weave="smooth", gloss=0.1),
        Form(round_px=20),
        cast=0.3,
        cast_px=4,
        clipped=True,
    )
    inner = join(
        bezier((196, 258), (208, 310), (232, 364), (280, 404)),
        bezier((280, 404), (306, 422), (330, 432), (352, 436)),
    )
    outer = join(
        bezier((224, 240), (240, 296), (268, 344), (312, 374)),
        bezier((312, 374), (340, 398), (366, 410), (392, 420)),
    )
    draw_laces(
        canvas,
        inner,
        outer,
        COLOURS["White"]
        if design.accent == "White" or design.colour != "White"
        else (238, 236, 230),
        8,
    )
    draw_cup_sole(canvas, (243, 242, 238), stripe=accent if accent != COLOURS["White"] else base)


def draw_slip_on(canvas: Canvas, design: Design) -> None:
    """Canvas shoe without laces, with an elastic gore."""
    base, accent = COLOURS[design.colour], COLOURS[design.accent]
    cloth = Fabric(base, accent, design.pattern, "canvas", scale=0.8)
    upper = join(
        bezier((80, 512), (70, 470), (82, 430), (86, 392)),
        bezier((86, 392), (90, 374), (104, 368), (120, 370)),
        bezier((120, 370), (150, 402), (220, 410), (288, 384)),
        bezier((288, 384), (330, 372), (380, 398), (428, 424)),
        bezier((428, 424), (500, 440), (532, 464), (538, 512)),
        line((538, 524), (80, 524)),
    )
    inside = spline(
        (106, 378),
        (160, 364),
        (236, 358),
        (300, 376),
        (290, 398),
        (210, 414),
        (140, 402),
        closed=True,
    )
    canvas.part(inside, Fabric(darker(base, 0.45), weave="canvas"), Form(volume=0.6), cast=0)
    canvas.part(upper, cloth, Form(round_px=34), cast=0.2, turn_deg=6)
    gore = join(
        bezier((220, 404), (250, 404), (276, 396), (300, 384)),
        bezier((300, 384), (304, 410), (296, 440), (280, 462)),
        bezier((280, 462), (252, 446), (232, 426), (220, 404)),
    )
    canvas.part(
        gore,
        Fabric(darker(base, 0.35), weave="rib"),
        Form(volume=0.5, round_px=12),
        cast=0.2,
        cast_px=3,
        clipped=True,
    )
    canvas.stitch(bezier((306, 384), (312, 412), (304, 446), (286, 468)), contrasting(base, 0.25))
    edge = join(
        bezier((120, 372), (150, 404), (220, 412), (288, 386)),
        bezier((288, 386), (318, 376), (350, 384), (380, 400)),
    )
    draw_collar_lining(canvas, accent if design.pattern == "plain" else darker(base, 0.1), edge)
    canvas.seam(bezier((392, 414), (380, 450), (384, 490), (394, 520)), 0.3)
    canvas.stitch(bezier((400, 416), (388, 450), (392, 490), (402, 520)), contrasting(base, 0.25))
    draw_cup_sole(
        canvas,
        (243, 242, 238) if design.detail != "gum sole" else (196, 142, 86),
        stripe=None,
        top=500,
    )
