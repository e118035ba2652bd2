"""Drawings as SVG text, and as PNG through Qt."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.storage.atomic_file import write_atomically
from fashion_desktop.storage.resources import resource_path

FONT = "Inter, Helvetica, Arial, sans-serif"
PNG_SCALE = 2
_NARROW = frozenset("ijl.,:;'’|!()[]tfrI ")
_WIDE = frozenset("mwMW@%—×≥≤")


class Drawing:
    """A picture of shapes and text; coordinates in pixels from the upper left corner."""

    def __init__(self, width: float) -> None:
        self.width = width
        self.height = 0.0
        self._parts: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """Add a filled rectangle."""
        self._parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
            f'fill="{fill}"/>'
        )

    def line(
        self, start: tuple[float, float], end: tuple[float, float], stroke: str, width: float = 1
    ) -> None:
        """Add a straight line."""
        self._parts.append(
            f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" '
            f'stroke="{stroke}" stroke-width="{width}"/>'
        )

    def path(self, points: Sequence[tuple[float, float]], stroke: str, *, dashed: bool) -> None:
        """Add a line through points."""
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dashes = ' stroke-dasharray="5,4"' if dashed else ""
        self._parts.append(
            f'<polyline points="{joined}" fill="none" stroke="{stroke}" stroke-width="2"{dashes}/>'
        )

    def dot(self, x: float, y: float, radius: float, fill: str) -> None:
        """Add a filled circle."""
        self._parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{fill}"/>')

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 13,
        fill: str = "#1A1A1A",
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """Add a line of text; ``y`` is its base line, ``anchor`` start, middle or end."""
        weight = "600" if bold else "400"
        self._parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-family={quoteattr(FONT)} font-size="{size}" '
            f'font-weight="{weight}" fill="{fill}" text-anchor="{anchor}">{escape(text)}</text>'
        )

    def svg(self) -> str:
        """Return the picture as an SVG document on white."""
        size = f'width="{self.width:.0f}" height="{self.height:.0f}"'
        view = f'viewBox="0 0 {self.width:.0f} {self.height:.0f}"'
        body = "\n".join(self._parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view}>\n'
            f'<rect {size} fill="#FFFFFF"/>\n{body}\n</svg>\n'
        )

    def write(self, path: Path) -> None:
        """Write the picture, as PNG or SVG by the file's name.

        Raises:
            FashionDesktopError: the file cannot be written.
        """
        data = self.svg().encode()
        if path.suffix.lower() == ".png":
            data = _png(data)
        try:
            write_atomically(path, data)
        except OSError as error:
            raise FashionDesktopError(
                f"The plot cannot be written to “{path}”: {error.strerror}. Name another file."
            ) from None


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is, rather more than less."""
    return size * sum(
        0.33 if char in _NARROW else 0.9 if char in _WIDE else 0.7 if char.isupper() else 0.58
        for char in text
    )


def shortened(text: str, width: float, size: float) -> str:
    """Return the text, its end cut off where it is wider than ``width``."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip(" ,.·(") + "…"


def _png(svg: bytes) -> bytes:
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QFontDatabase, QGuiApplication, QImage, QImageWriter, QPainter
    from PySide6.QtSvg import QSvgRenderer

    # Fonts need an application; drawing into a picture needs no screen.
    application = QGuiApplication.instance() or QGuiApplication(["plot", "-platform", "offscreen"])
    for weight in ("Regular", "SemiBold"):
        QFontDatabase.addApplicationFont(str(resource_path("fonts", f"Inter-{weight}.otf")))
    renderer = QSvgRenderer(QByteArray(svg.replace(quoteattr(FONT).encode(), b'"Inter"')))
    image = QImage(renderer.defaultSize() * PNG_SCALE, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    data = bytes(buffer.data().data())
    del application
    return data
