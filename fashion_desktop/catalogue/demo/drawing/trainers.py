"""Trainers: runner, court, high-top, slip-on and chunky, seen from the side, toe to the right."""

from collections.abc import Callable

import numpy as np

from fashion_desktop.catalogue.demo.design import Design
from fashion_desktop.catalogue.demo.drawing.canvas import Canvas
from fashion_desktop.catalogue.demo.drawing.curves import (
    Points,
    between,
    bezier,
    cut,
    ellipse,
    join,
    line,
    offset,
    ribbon,
    spline,
)
from fashion_desktop.catalogue.demo.drawing.fabrics import Fabric
from fashion_desktop.catalogue.demo.drawing.palette import COLOURS, RGB, contrasting, darker, lighter, mix
from fashion_desktop.catalogue.demo.drawing.relief import Form, fold

FLOOR_Y = 560.0


def draw_trainer(design: Design) -> Canvas:
    """Trainer in one of five cuts."""
    drawers: dict[str, Callable[[Canvas, Design], None]] = {
        "runner": _runner,
        "court": _court,
        "high-top": _high_top,
        "slip-on": _slip_on,
        "chunky": _chunky,
    }
    canvas = Canvas(design.seed)
    drawers[design.cut](canvas, design)
    return canvas


def _sole(canvas: Canvas, top: Points, bottom: Points, colour: RGB, *, gloss: float = 0.05) -> None:
    canvas.part(join(top, bottom[::-1]), Fabric(colour, weave="smooth", gloss=gloss), Form(round_px=16, rim_px=6, wrinkle_px=0, volume=0.9), cast=0.3, cast_px=5)


def _laces(canvas: Canvas, left: Points, right: Points, colour: RGB, count: int) -> None:
    """Laces across the eyestay, from its inner row of eyelets to its outer one."""
    for k in range(count):
        share = (k + 0.5) / count
        a = left[int(share * (len(left) - 1))]
        b = right[int(share * (len(right) - 1))]
        ax, ay, bx, by = float(a[0]), float(a[1]), float(b[0]), float(b[1])
        canvas.fill(ellipse(ax, ay, 4.6, 4.6), (60, 60, 64), 0.9)
        run = bezier((ax, ay), (ax + (bx - ax) * 0.3 + 4, ay - 9), (ax + (bx - ax) * 0.7 + 5, by - 9), (bx + 3, by), 16)
        canvas.part(ribbon(run, 9), Fabric(colour, weave="canvas"), Form(round_px=4, rim_px=2.5, wrinkle_px=0), cast=0.45, cast_px=3)


def _runner(canvas: Canvas, design: Design) -> None:
    base, accent = COLOURS[design.colour], COLOURS[design.accent]
    mesh = Fabric(base, weave="mesh")
    _tongue(canvas, (220, 362), (252, 268), (286, 286), (300, 372), darker(base, 0.14))
    upper = join(
        bezier((66, 500), (60, 450), (74, 400), (82, 352)),
        bezier((82, 352), (76, 326), (84, 306), (106, 304)),
        bezier((106, 304), (120, 340), (160, 372), (204, 356)),
        bezier((204, 356), (226, 344), (238, 326), (246, 306)),
        bezier((246, 306), (300, 350), (360, 400), (424, 424)),
        bezier((424, 424), (486, 438), (532, 462), (544, 506)),
        line((544, 520), (66, 520)),
    )
    canvas.part(upper, mesh, Form(round_px=34, volume=1.1), cast=0.2, bow_px=0)
    _collar_lining(canvas, darker(base, 0.35), join(bezier((102, 306), (120, 340), (160, 372), (204, 356)), bezier((204, 356), (224, 346), (236, 328), (244, 310))))
    skin = Fabric(accent, weave="smooth", gloss=0.1)
    thin = Form(round_px=14, rim_px=4, wrinkle_px=0, volume=0.8)
    heel = join(bezier((64, 500), (60, 450), (72, 400), (84, 356)), bezier((84, 356), (118, 386), (136, 430), (176, 500)), line((176, 520), (64, 520)))
    canvas.part(heel, skin, thin, cast=0.3, cast_px=4, clipped=True)
    toe = join(bezier((430, 520), (436, 468), (470, 446), (496, 446)), bezier((496, 446), (526, 456), (540, 480), (546, 520)))
    canvas.part(toe, Fabric(mix(base, accent, 0.35) if design.detail != "tonal" else darker(base, 0.12), weave="smooth"), thin, cast=0.3, cast_px=4, clipped=True)
    stay = join(bezier((232, 338), (276, 376), (330, 416), (392, 436)), bezier((392, 436), (380, 452), (360, 452), (344, 448)), bezier((344, 448), (290, 430), (246, 400), (212, 362)))
    for k in range(3):
        x = 250 + 52 * k
        rib = bezier((x, 392 + 20 * k), (x - 16, 430 + 12 * k), (x - 44, 470), (x - 66, 512))
        canvas.part(ribbon(rib, 19, 26), skin, thin, cast=0.28, cast_px=4, clipped=True)
    canvas.part(stay, skin, thin, cast=0.3, cast_px=4)
    canvas.stitch(offset(bezier((344, 448), (290, 430), (246, 400), (212, 362)), 5), contrasting(accent, 0.25), opacity=0.6)
    inner = bezier((254, 352), (290, 384), (334, 412), (376, 430))
    outer = bezier((276, 330), (312, 360), (356, 392), (402, 414))
    _laces(canvas, inner, outer, COLOURS["White"] if design.accent != "White" else base, 5)
    canvas.part(ribbon(bezier((86, 352), (80, 334), (82, 306), (92, 288)), 13), skin, Form(round_px=6, rim_px=3, wrinkle_px=0), cast=0.3, cast_px=3)
    sole_top = join(bezier((52, 492), (80, 506), (150, 510), (240, 506)), bezier((240, 506), (340, 500), (460, 490), (556, 486)))
    sole_low = join(bezier((60, 556), (120, 566), (190, 552), (250, 550)), bezier((250, 550), (360, 564), (480, 566), (560, 514)))
    _sole(canvas, sole_top, sole_low, (244, 243, 240))
    middle = between(sole_top, sole_low, 0.45)
    canvas.part(ribbon(cut(middle, 0.02, 0.55), 13, 3), Fabric(accent if design.accent != "White" else base, weave="smooth"), Form(volume=0.5, round_px=6, rim_px=3, wrinkle_px=0), cast=0, clipped=True)
    canvas.part(join(between(sole_top, sole_low, 0.84), sole_low[::-1]), Fabric(darker(accent if design.accent != "White" else base, 0.35), weave="smooth"), Form(volume=0.6, round_px=6, rim_px=3, wrinkle_px=0), cast=0, clipped=True)


def _tongue(canvas: Canvas, a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float], colour: RGB) -> None:
    canvas.part(spline(a, b, ((b[0] + c[0]) / 2 + 6, (b[1] + c[1]) / 2 - 12), c, d, closed=True), Fabric(colour, weave="canvas"), Form(round_px=16), cast=0)


def _collar_lining(canvas: Canvas, colour: RGB, edge: Points) -> None:
    canvas.part(ribbon(edge + (1, 3), 13), Fabric(colour, weave="canvas"), Form(round_px=6, rim_px=4), cast=0.2, cast_px=3)


def _low_upper() -> Points:
    return join(
        bezier((76, 512), (66, 460), (78, 400), (84, 356)),
        bezier((84, 356), (84, 336), (96, 324), (116, 324)),
        bezier((116, 324), (132, 356), (170, 382), (214, 364)),
        bezier((214, 364), (232, 354), (240, 338), (248, 322)),
        bezier((248, 322), (296, 366), (350, 412), (416, 430)),
        bezier((416, 430), (482, 440), (528, 462), (538, 512)),
        line((538, 524), (76, 524)),
    )


def _cup_sole(canvas: Canvas, colour: RGB, *, stripe: RGB | None = None, top: float = 496, lift: float = 0) -> None:
    sole_top = bezier((66, top - 2), (180, top + 8), (400, top + 8), (550, top - 6))
    sole_low = join(bezier((70, 548), (90, 562), (150, 560), (250, 558)), bezier((250, 558), (380, 560), (500, 562), (546, 540 - lift)))
    sole_low = _matched(sole_low, len(sole_top))
    _sole(canvas, sole_top, sole_low, colour)
    canvas.stitch(between(sole_top, sole_low, 0.17), contrasting(colour, 0.2), dash_px=6, gap_px=3)
    if stripe is not None:
        canvas.ink(between(sole_top, sole_low, 0.52), stripe, 5, 0.95)
    canvas.seam(between(sole_top, sole_low, 0.84), 0.3)


def _matched(run: Points, count: int) -> Points:
    at = np.linspace(0, len(run) - 1, count)
    index = np.arange(len(run))
    return np.stack([np.interp(at, index, run[:, 0]), np.interp(at, index, run[:, 1])], axis=1)


def _court(canvas: Canvas, design: Design) -> None:
    base, accent = COLOURS[design.colour], COLOURS[design.accent]
    hide = Fabric(base, weave="leather", gloss=0.08)
    thin = Form(round_px=14, rim_px=4, wrinkle_px=0, volume=0.7)
    thread = contrasting(base, 0.22)
    _tongue(canvas, (226, 372), (252, 286), (288, 300), (310, 386), darker(base, 0.06))
    canvas.part(_low_upper(), hide, Form(round_px=34, volume=1.0), cast=0.2)
    _collar_lining(canvas, darker(base, 0.2) if design.detail != "heel tab" else accent, join(bezier((114, 328), (132, 358), (170, 384), (214, 366)), bezier((214, 366), (230, 356), (238, 340), (246, 326))))
    vamp = join(bezier((388, 430), (372, 452), (372, 490), (384, 520)), line((540, 524), (538, 505)), bezier((538, 505), (528, 466), (480, 440), (414, 430)))
    canvas.part(vamp, hide, Form(round_px=26, volume=0.8), cast=0.22, cast_px=4, clipped=True)
    canvas.stitch(bezier((394, 438), (381, 456), (380, 490), (392, 514)), thread)
    for k in range(4):
        for j in range(3):
            canvas.fill(ellipse(428 + 19 * j + 6 * k, 452 + 11 * k - j, 2.5, 2.5), darker(base, 0.6), 0.75)
    quarter = join(bezier((216, 368), (250, 404), (320, 440), (372, 456)), bezier((372, 456), (352, 470), (340, 476), (322, 470)), bezier((322, 470), (270, 452), (222, 424), (190, 386)))
    canvas.part(quarter, hide, thin, cast=0.26, cast_px=4)
    canvas.stitch(offset(bezier((322, 470), (270, 452), (222, 424), (190, 386)), 5), thread)
    heel = join(bezier((74, 512), (66, 460), (78, 410), (84, 370)), bezier((84, 370), (112, 380), (128, 400), (132, 430)), bezier((132, 430), (140, 470), (150, 490), (160, 520)))
    canvas.part(heel, Fabric(accent if design.detail == "heel tab" else base, weave="leather", gloss=0.08), thin, cast=0.26, cast_px=4, clipped=True)
    if design.detail == "side stripes":
        for k in range(3):
            bar = line((214 + 34 * k, 432 + 12 * k), (190 + 36 * k, 506))
            canvas.part(ribbon(bar, 15), Fabric(accent, weave="leather"), Form(volume=0.5, round_px=6, rim_px=3, wrinkle_px=0), cast=0.24, cast_px=3, clipped=True)
    elif design.detail == "wave":
        wave = bezier((134, 494), (210, 410), (260, 520), (366, 470))
        canvas.part(ribbon(wave, 18, 8), Fabric(accent, weave="leather"), Form(volume=0.5, round_px=6, rim_px=3, wrinkle_px=0), cast=0.24, cast_px=3, clipped=True)
    _laces(canvas, bezier((246, 372), (282, 404), (326, 428), (368, 442)), bezier((272, 348), (308, 376), (352, 404), (398, 424)), COLOURS["White"], 5)
    _cup_sole(canvas, (242, 240, 234) if design.detail != "gum sole" else (196, 142, 86))


def _high_top(canvas: Canvas, design: Design) -> None:
    base, accent = COLOURS[design.colour], COLOURS[design.accent]
    cloth = Fabric(base, accent, design.pattern, "canvas")
    _tongue(canvas, (226, 300), (216, 196), (264, 200), (286, 330), darker(base, 0.1))
    upper = join(
        bezier((80, 512), (72, 440), (84, 340), (78, 238)),
        bezier((78, 238), (120, 250), (170, 246), (212, 226)),
        bezier((212, 226), (226, 290), (254, 352), (300, 388)),
        bezier((300, 388), (348, 424), (400, 430), (438, 434)),
        bezier((438, 434), (496, 444), (528, 466), (536, 512)),
        line((536, 524), (80, 524)),
    )
    folds = (fold((96, 356), (140, 376), (196, 360), width=20, depth=-4), fold((94, 386), (150, 408), (216, 398), width=20, depth=4))
    canvas.part(upper, cloth, Form(round_px=34, folds=folds), cast=0.2, turn_deg=8)
    thread = contrasting(base, 0.3)
    canvas.stitch(bezier((84, 248), (120, 258), (170, 254), (208, 236)), thread)
    canvas.seam(bezier((206, 236), (196, 330), (190, 420), (206, 512)), 0.3)
    stay = join(bezier((210, 230), (224, 294), (252, 354), (300, 392)), bezier((300, 392), (330, 414), (352, 424), (378, 430)), bezier((378, 430), (360, 452), (330, 450), (310, 440)), bezier((310, 440), (240, 400), (204, 320), (186, 240)))
    canvas.part(stay, cloth.plain(), Form(round_px=14, rim_px=4, volume=0.7), cast=0.24, cast_px=4)
    canvas.stitch(offset(bezier((310, 440), (240, 400), (204, 320), (186, 240)), 5), thread)
    canvas.part(ribbon(bezier((84, 512), (78, 440), (88, 340), (83, 244)), 18), Fabric(accent, weave="canvas"), Form(round_px=7, rim_px=3), cast=0.2, cast_px=3, clipped=True)
    if design.detail == "patch":
        canvas.part(ellipse(146, 318, 32, 32), Fabric((244, 243, 238), weave="canvas"), Form(volume=0.3, round_px=8), cast=0.3, cast_px=3)
        canvas.ink(ellipse(146, 318, 26, 26), accent if accent != COLOURS["White"] else base, 2.6, closed=True)
        canvas.fill(line((146, 300), (162, 330), (130, 330)), accent if accent != COLOURS["White"] else base)
    cap = join(bezier((424, 520), (430, 470), (462, 446), (490, 448)), bezier((490, 448), (524, 458), (538, 484), (540, 520)))
    canvas.part(cap, Fabric((244, 243, 238), weave="smooth", gloss=0.1), Form(round_px=20), cast=0.3, cast_px=4, clipped=True)
    inner = join(bezier((196, 258), (208, 310), (232, 364), (280, 404)), bezier((280, 404), (306, 422), (330, 432), (352, 436)))
    outer = join(bezier((224, 240), (240, 296), (268, 344), (312, 374)), bezier((312, 374), (340, 398), (366, 410), (392, 420)))
    _laces(canvas, inner, outer, COLOURS["White"] if design.accent == "White" or design.colour != "White" else (238, 236, 230), 8)
    _cup_sole(canvas, (243, 242, 238), stripe=accent if accent != COLOURS["White"] else base)


def _slip_on(canvas: Canvas, design: Design) -> None:
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
    inside = spline((106, 378), (160, 364), (236, 358), (300, 376), (290, 398), (210, 414), (140, 402), closed=True)
    canvas.part(inside, Fabric(darker(base, 0.45), weave="canvas"), Form(volume=0.6), cast=0)
    canvas.part(upper, cloth, Form(round_px=34), cast=0.2, turn_deg=6)
    gore = join(bezier((220, 404), (250, 404), (276, 396), (300, 384)), bezier((300, 384), (304, 410), (296, 440), (280, 462)), bezier((280, 462), (252, 446), (232, 426), (220, 404)))
    canvas.part(gore, Fabric(darker(base, 0.35), weave="rib"), Form(volume=0.5, round_px=12), cast=0.2, cast_px=3, clipped=True)
    canvas.stitch(bezier((306, 384), (312, 412), (304, 446), (286, 468)), contrasting(base, 0.25))
    edge = join(bezier((120, 372), (150, 404), (220, 412), (288, 386)), bezier((288, 386), (318, 376), (350, 384), (380, 400)))
    _collar_lining(canvas, accent if design.pattern == "plain" else darker(base, 0.1), edge)
    canvas.seam(bezier((392, 414), (380, 450), (384, 490), (394, 520)), 0.3)
    canvas.stitch(bezier((400, 416), (388, 450), (392, 490), (402, 520)), contrasting(base, 0.25))
    _cup_sole(canvas, (243, 242, 238) if design.detail != "gum sole" else (196, 142, 86), stripe=None, top=500)


def _chunky(canvas: Canvas, design: Design) -> None:
    base, accent = COLOURS[design.colour], COLOURS[design.accent]
    thin = Form(round_px=14, rim_px=4, wrinkle_px=0, volume=0.8)
    _tongue(canvas, (226, 350), (240, 250), (284, 262), (306, 370), lighter(base, 0.08))
    canvas.part(_low_upper() + (0, -26), Fabric(base, weave="mesh"), Form(round_px=34), cast=0.2)
    _collar_lining(canvas, darker(base, 0.3), join(bezier((114, 302), (132, 332), (170, 358), (214, 340)), bezier((214, 340), (230, 330), (238, 314), (246, 300))))
    layer = Fabric(mix(base, (255, 255, 255), 0.28) if design.detail != "tonal" else darker(base, 0.1), weave="leather", gloss=0.08)
    swoop = join(bezier((76, 430), (130, 420), (200, 380), (236, 344)), bezier((236, 344), (300, 400), (360, 430), (430, 440)), bezier((430, 440), (360, 500), (200, 470), (76, 500)))
    canvas.part(swoop, layer, thin, cast=0.28, cast_px=4, clipped=True)
    colour = Fabric(accent, weave="leather", gloss=0.08)
    canvas.part(ribbon(bezier((92, 474), (180, 470), (260, 440), (300, 400)), 9, 20), colour, thin, cast=0.28, cast_px=4, clipped=True)
    canvas.part(ribbon(bezier((150, 490), (230, 484), (310, 466), (352, 426)), 9, 16), colour, thin, cast=0.28, cast_px=4, clipped=True)
    heel = join(bezier((70, 490), (66, 430), (78, 380), (84, 340)), bezier((84, 340), (120, 350), (132, 372), (128, 400)), bezier((128, 400), (120, 440), (110, 470), (112, 490)))
    canvas.part(heel, colour, thin, cast=0.28, cast_px=4, clipped=True)
    toe = join(bezier((404, 500), (416, 440), (460, 418), (490, 422)), bezier((490, 422), (524, 436), (540, 460), (546, 500)))
    canvas.part(toe, layer, thin, cast=0.28, cast_px=4, clipped=True)
    _laces(canvas, bezier((246, 346), (282, 378), (326, 402), (368, 416)), bezier((272, 322), (308, 350), (352, 378), (398, 398)), COLOURS["White"] if design.colour != "White" else accent, 5)
    sole_top = bezier((52, 458), (180, 492), (400, 486), (560, 462))
    sole_low = _matched(spline((56, 540), (90, 560), (170, 560), (240, 550), (330, 560), (460, 562), (540, 546), (566, 506)), len(sole_top))
    _sole(canvas, sole_top, sole_low, (240, 238, 232))
    for share, shade in ((0.34, 0.3), (0.66, 0.3)):
        wave = between(sole_top, sole_low, share)
        wave = wave + np.stack([np.zeros(len(wave)), 5 * np.sin(np.linspace(0, 12, len(wave)))], axis=1)
        canvas.seam(wave, shade, 2.2)
    canvas.part(join(cut(between(sole_top, sole_low, 0.4), 0, 0.34), cut(between(sole_top, sole_low, 0.64), 0, 0.34)[::-1]), colour, Form(volume=0.6, round_px=8, rim_px=3, wrinkle_px=0), cast=0.2, cast_px=3, clipped=True)
    canvas.part(join(between(sole_top, sole_low, 0.86), sole_low[::-1]), Fabric(darker(accent, 0.45), weave="smooth"), Form(volume=0.6, round_px=6, rim_px=3, wrinkle_px=0), cast=0)
