"""Draws the icon files of all systems from ``resources/icons/app.svg`` and ``app-small.svg``.

    python -m packager.icons [FOLDER]

The files are kept in the repository, so that packaging needs no drawing.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageFilter
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from fashion_desktop import EXECUTABLE_NAME
from packager.icon_containers import ICNS_SIZES_PX, icns_bytes, ico_bytes, png_bytes

ROOT = Path(__file__).resolve().parents[2]
ICONS = ROOT / "build_spec" / "icons"
DRAWING = ROOT / "resources" / "icons" / "app.svg"
SMALL_DRAWING = ROOT / "resources" / "icons" / "app-small.svg"
SMALL_UP_TO_PX = 32
HICOLOR_SIZES_PX = (16, 22, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES_PX = (16, 20, 24, 32, 40, 48, 64, 256)
_DRAWING_BODY = QRectF(8, 8, 240, 240)
"""The tile in ``app.svg``, without its margin."""
# macOS lines icons up by the tile: 824 of 1024 pixels, with a soft shadow around it.
_MACOS_TILE = 824 / 1024
_MACOS_SMALL_MARGIN = 1 / 16
_SHADOW_OFFSET, _SHADOW_BLUR, _SHADOW_STRENGTH = 12 / 1024, 14 / 1024, 0.3


def draw(size_px: int) -> Image.Image:
    """Return the icon as desktops other than macOS show it, RGBA."""
    drawing = SMALL_DRAWING if size_px <= SMALL_UP_TO_PX else DRAWING
    return _rendered(QSvgRenderer(str(drawing)), size_px, QRectF(0, 0, size_px, size_px))


def draw_for_macos(size_px: int) -> Image.Image:
    """Return the icon with the margin and the shadow that macOS expects, RGBA."""
    if size_px <= SMALL_UP_TO_PX:
        margin = size_px * _MACOS_SMALL_MARGIN
        return _rendered(QSvgRenderer(str(SMALL_DRAWING)), size_px, _inset(size_px, margin))
    renderer = QSvgRenderer(str(DRAWING))
    renderer.setViewBox(_DRAWING_BODY)
    tile = _rendered(renderer, size_px, _inset(size_px, size_px * (1 - _MACOS_TILE) / 2))
    shadow = Image.new("RGBA", tile.size)
    dark = tile.getchannel("A").point([round(alpha * _SHADOW_STRENGTH) for alpha in range(256)])
    shadow.putalpha(dark.filter(ImageFilter.GaussianBlur(size_px * _SHADOW_BLUR)))
    below = Image.new("RGBA", tile.size)
    below.paste(shadow, (0, round(size_px * _SHADOW_OFFSET)))
    return Image.alpha_composite(below, tile)


def write_icons(folder: Path) -> list[Path]:
    """Write the icon files into a folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {
        hicolor_file(size_px, folder): png_bytes(draw(size_px)) for size_px in HICOLOR_SIZES_PX
    }
    contents[folder / f"{EXECUTABLE_NAME}.ico"] = ico_bytes([draw(px) for px in ICO_SIZES_PX])
    contents[folder / f"{EXECUTABLE_NAME}.icns"] = icns_bytes(
        {size_px: draw_for_macos(size_px) for size_px in ICNS_SIZES_PX}
    )
    for path, data in contents.items():
        path.write_bytes(data)
    return list(contents)


def hicolor_file(size_px: int, folder: Path = ICONS) -> Path:
    """Return where the PNG file of this size is."""
    return folder / f"{EXECUTABLE_NAME}-{size_px}.png"


def main(argv: Sequence[str] | None = None) -> int:
    """Write the icon files."""
    parser = argparse.ArgumentParser(prog="packager.icons", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=ICONS)
    for path in write_icons(parser.parse_args(argv).folder):
        sys.stdout.write(f"{path}\n")
    return 0


def _inset(size_px: int, margin_px: float) -> QRectF:
    side_px = size_px - 2 * margin_px
    return QRectF(margin_px, margin_px, side_px, side_px)


def _rendered(renderer: QSvgRenderer, size_px: int, place: QRectF) -> Image.Image:
    canvas = QImage(size_px, size_px, QImage.Format.Format_ARGB32_Premultiplied)
    canvas.fill(Qt.GlobalColor.transparent)
    painter = QPainter(canvas)
    renderer.render(painter, place)
    painter.end()
    straight = canvas.convertToFormat(QImage.Format.Format_RGBA8888)
    return Image.frombytes("RGBA", (size_px, size_px), bytes(straight.constBits()))


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main())
