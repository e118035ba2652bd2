"""Line icons, tinted with the colours of the current theme and sharp at every scale."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from shiboken6 import Shiboken

from fashion_desktop.widgets.theme.colours import Colours
from fashion_desktop.widgets.theme.svg import svg_source, tinted_svg

if TYPE_CHECKING:
    from fashion_desktop.widgets.theme.scheme import Theme

_TINTS = frozenset(field.name for field in fields(Colours)) - {"is_dark"}
_clones: list[QIconEngine] = []
_APP_ICON_SIZES_PX = (16, 20, 22, 24, 32, 48, 64, 128, 256)
_SMALL_UP_TO_PX = 32


def icon(name: str, theme: Theme, *, tint: str = "text") -> QIcon:
    """Return the icon ``resources/icons/<name>.svg`` in the colours of ``theme``.

    The icon asks the theme for its colour whenever it is painted, so it follows a change of
    scheme by itself. A disabled icon is grey; a checked one takes the accent colour.

    Args:
        name: file name without the ending, such as ``"search"``.
        theme: whose colours to use.
        tint: field of ``Colours`` that tints the normal state.

    Raises:
        ValueError: there is no such icon, or no such colour.
    """
    svg_source(name)
    if tint not in _TINTS:
        raise ValueError(f"there is no colour named {tint!r}")
    return QIcon(_TintedIconEngine(name, theme, tint))


def app_icon() -> QIcon:
    """Return the program's own icon, in full colour, at the sizes that desktops ask for."""
    result = QIcon()
    for size_px in _APP_ICON_SIZES_PX:
        drawing = "app-small" if size_px <= _SMALL_UP_TO_PX else "app"
        result.addPixmap(_render(svg_source(drawing), QSize(size_px, size_px)))
    return result


def _render(svg: str, size: QSize) -> QPixmap:
    """Draw ``svg`` as large as it fits, centred on a transparent pixmap of ``size`` pixels."""
    pixmap = QPixmap(size)
    pixmap.fill(Qt.GlobalColor.transparent)
    side_px = min(size.width(), size.height())
    left_px, top_px = (size.width() - side_px) / 2, (size.height() - side_px) / 2
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg.encode())).render(
        painter, QRectF(left_px, top_px, side_px, side_px)
    )
    painter.end()
    return pixmap


class _TintedIconEngine(QIconEngine):
    """Paints one SVG in the theme's colour for the asked mode and state."""

    def __init__(self, name: str, theme: Theme, tint: str) -> None:
        super().__init__()
        self._name = name
        self._theme = theme
        self._tint = tint

    def clone(self) -> QIconEngine:
        copy = _TintedIconEngine(self._name, self._theme, self._tint)
        # The copy belongs to Qt, but PySide would free it together with its last reference.
        _clones[:] = [engine for engine in _clones if Shiboken.isValid(engine)]
        _clones.append(copy)
        return copy

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        scale = painter.device().devicePixelRatio()
        painter.drawPixmap(rect, self.pixmap((rect.size().toSizeF() * scale).toSize(), mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the icon at ``size`` device pixels."""
        colour = self._colour(mode, state)
        key = f"fashion-icon/{self._name}/{colour}/{size.width()}x{size.height()}"
        pixmap = QPixmap()
        if not QPixmapCache.find(key, pixmap):
            pixmap = _render(tinted_svg(self._name, colour), size)
            QPixmapCache.insert(key, pixmap)
        return pixmap

    def _colour(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        colours = self._theme.colours
        if mode == QIcon.Mode.Disabled:
            return colours.disabled
        if state == QIcon.State.On and self._tint == "text":
            return colours.accent
        return str(getattr(colours, self._tint))
