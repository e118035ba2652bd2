"""A contact sheet: the worst queries with their first answers, as one picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.domain.similarity import score_from_squared_l2
from fashion_desktop.evaluation.labelled_photos import LabelledPhoto
from fashion_desktop.evaluation.worst import ANSWERS, Section, WorstQuery
from fashion_desktop.storage.resources import resource_path

CELL_WIDTH, CELL_HEIGHT = 164, 228
TITLE_HEIGHT = 48
MARGIN = 16
HEAD_HEIGHT = 64
_GAP_AFTER_QUERY = 20
_PHOTO = (148, 152)
_LINE_PX = 17
_FRAME_PX = 3
_DASH_PX = 6
_MARK_PX = 24

_PAPER, _INK, _QUIET = "#ffffff", "#1b1f24", "#5b6470"
_RIGHT, _WRONG, _PLATE = "#0b6e4f", "#a33b20", "#f1f3f5"


def sheet_size(sections: Sequence[Section]) -> tuple[int, int]:
    """Return the picture's size in pixels."""
    width = 2 * MARGIN + (1 + ANSWERS) * CELL_WIDTH + _GAP_AFTER_QUERY
    height = HEAD_HEIGHT + MARGIN
    height += sum(TITLE_HEIGHT + len(section.rows) * CELL_HEIGHT for section in sections)
    return width, height


def draw_sheet(sections: Sequence[Section], name: str) -> Image.Image:
    """Return the sheet.

    Right answers have a tick and an unbroken frame, wrong ones a cross and a broken one.

    Args:
        name: of what gave the answers.
    """
    sheet = Image.new("RGB", sheet_size(sections), _PAPER)
    canvas = ImageDraw.Draw(sheet)
    canvas.text((MARGIN, MARGIN), f"Worst answers of {name}", _INK, _font("SemiBold", 22))
    top = HEAD_HEIGHT
    for section in sections:
        canvas.text((MARGIN, top + 12), section.title, _INK, _font("SemiBold", 16))
        top += TITLE_HEIGHT
        for row in section.rows:
            _draw_row(sheet, section, row, top)
            top += CELL_HEIGHT
    return sheet


def write_sheet(sections: Sequence[Section], name: str, path: Path) -> None:
    """Store the sheet as a PNG file.

    Raises:
        FashionDesktopError: it cannot be written.
    """
    try:
        draw_sheet(sections, name).save(path, "PNG", optimize=True)
    except OSError as error:
        raise FashionDesktopError(
            f"The contact sheet {path} cannot be written: {error.strerror or error}. "
            "Choose another place."
        ) from error


def _draw_row(sheet: Image.Image, section: Section, row: WorstQuery, top: int) -> None:
    query_lines = [*_label_lines(row.photo), f"{row.matches} of 10 right"]
    _draw_cell(sheet, (MARGIN, top), section.queries.open(row.photo), query_lines)
    for number, answer in enumerate(row.answers):
        left = MARGIN + CELL_WIDTH * (number + 1) + _GAP_AFTER_QUERY
        lines = [
            *_label_lines(answer.photo),
            f"{score_from_squared_l2(answer.squared_l2):.4f}",
        ]
        box = _draw_cell(sheet, (left, top), section.gallery.open(answer.photo), lines)
        _mark(ImageDraw.Draw(sheet), box, right=answer.match)


def _draw_cell(
    sheet: Image.Image, corner: tuple[int, int], photo: Image.Image, lines: Sequence[str]
) -> tuple[int, int, int, int]:
    """Draw a photo with its lines below, and return the box around the photo."""
    left, top = corner
    width, height = _PHOTO
    canvas = ImageDraw.Draw(sheet)
    box = (left, top, left + width, top + height)
    canvas.rectangle(box, fill=_PLATE)
    scale = min((width - 2 * _FRAME_PX) / photo.width, (height - 2 * _FRAME_PX) / photo.height)
    size = (max(1, round(photo.width * scale)), max(1, round(photo.height * scale)))
    shown = photo.resize(size, Image.Resampling.BICUBIC)
    sheet.paste(shown, (left + (width - size[0]) // 2, top + (height - size[1]) // 2))
    for number, line in enumerate(lines):
        weight, colour = ("Medium", _INK) if number == 0 else ("Regular", _QUIET)
        font = _font(weight, 13)
        at = (left, top + height + 6 + number * _LINE_PX)
        canvas.text(at, _fitting(line, font, CELL_WIDTH - 10), colour, font)
    return box


def _mark(canvas: ImageDraw.ImageDraw, box: tuple[int, int, int, int], *, right: bool) -> None:
    left, top, far_right, bottom = box
    colour = _RIGHT if right else _WRONG
    if right:
        canvas.rectangle(box, outline=colour, width=_FRAME_PX)
    else:
        for x in range(left, far_right, 2 * _DASH_PX):
            for y in (top, bottom):
                canvas.line((x, y, min(x + _DASH_PX, far_right), y), colour, _FRAME_PX)
        for y in range(top, bottom, 2 * _DASH_PX):
            for x in (left, far_right):
                canvas.line((x, y, x, min(y + _DASH_PX, bottom)), colour, _FRAME_PX)
    x, y = far_right - _MARK_PX, top
    canvas.rectangle((x, y, far_right, y + _MARK_PX), fill=colour)
    if right:
        tick = [(x + 5, y + 12), (x + 10, y + 17), (x + 19, y + 7)]
        canvas.line(tick, _PAPER, _FRAME_PX, joint="curve")
    else:
        canvas.line((x + 6, y + 6, x + 18, y + 18), _PAPER, _FRAME_PX)
        canvas.line((x + 6, y + 18, x + 18, y + 6), _PAPER, _FRAME_PX)


def _label_lines(photo: LabelledPhoto) -> list[str]:
    labels = photo.labels
    if not labels.article_type:
        return [labels.garment or "unknown", "from home"]
    return [labels.article_type, f"{labels.colour or 'unknown colour'} · {photo.key}"]


def _fitting(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text}…"


def _font(weight: str, size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(resource_path("fonts", f"Inter-{weight}.otf")), size_px)
