"""Draws product and result cards.

A finished card is kept as one picture, so that scrolling only copies pixels: shaping text,
scaling photos and rounding corners happen once per card and size.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from fashion_desktop.domain.products import EmbeddingState
from fashion_desktop.widgets.theme.fonts import BODY_PX, SECONDARY_PX, interface_font
from fashion_desktop.widgets.theme.icons import icon
from fashion_desktop.widgets.theme.scheme import Theme

GAP_PX = 12
LIFT_PX = 2
TILE_RADIUS_PX = 6
_PHOTO_RADIUS_PX = 3
_RING_PX = 2
_CAPTION_SPACE_PX = 7
_MARK_PX = 16
_MARK_INSET_PX = 5
_NO_PHOTO_PX = 24
_NO_PHOTO_TINT = "muted"
_CACHE_BYTES = 128 * 1024 * 1024
_SHADOW_MARGIN_PX = 6


@dataclass(frozen=True, slots=True)
class CardFace:
    """What one card says; equal faces look equal.

    Attributes:
        title: first line, elided in the middle.
        detail: start of the second line.
        note: end of the second line, quieter; elided first.
    """

    title: str
    detail: str = ""
    note: str = ""
    state: EmbeddingState | None = None


@dataclass(frozen=True, slots=True)
class CardLook:
    """How one card is shown at the moment; ``photo_opacity`` runs from 0 to 1."""

    hovered: bool = False
    selected: bool = False
    focused: bool = False
    photo_opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class CardMetrics:
    """Sizes of a card in device-independent pixels, all from the width of its tile."""

    tile_width: int

    @property
    def tile_height(self) -> int:
        """Upright, as most photographs of garments are."""
        return round(self.tile_width * 1.25)

    @property
    def mat(self) -> int:
        """Space between the tile's edge and the photograph."""
        return max(4, round(self.tile_width * 0.045))

    @property
    def card(self) -> QSize:
        """Tile and caption."""
        caption = _CAPTION_SPACE_PX + _line_px(BODY_PX) + _line_px(SECONDARY_PX)
        return QSize(self.tile_width, self.tile_height + caption)

    @property
    def cell(self) -> QSize:
        """The card with half a gap on every side."""
        return self.card + QSize(GAP_PX, GAP_PX)

    def tile_rect(self, cell: QRect) -> QRect:
        """Return the tile's place within a cell."""
        half = GAP_PX // 2
        return QRect(cell.x() + half, cell.y() + half, self.tile_width, self.tile_height)


def _line_px(font_px: int) -> int:
    return round(font_px * 1.4)


def _bytes_of(picture: QPixmap) -> int:
    return picture.width() * picture.height() * 4


def fitted_rect(photo: QSize, frame: QRectF) -> QRectF:
    """Return the largest centred rectangle of the photo's shape inside ``frame``."""
    if photo.isEmpty():
        return QRectF(frame.center(), frame.center())
    size = photo.toSizeF().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
    fitted = QRectF(0, 0, size.width(), size.height())
    fitted.moveCenter(frame.center())
    return fitted


def paint_state_mark(
    painter: QPainter, state: EmbeddingState, centre: QPointF, theme: Theme
) -> None:
    """Draw a state's mark, 8 px wide: dot, ring, triangle or cross."""
    colours = theme.colours
    x, y = centre.x(), centre.y()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(Qt.PenStyle.NoPen)
    if state is EmbeddingState.EMBEDDED:
        painter.setBrush(QColor(colours.secondary))
        painter.drawEllipse(centre, 3.5, 3.5)
    elif state is EmbeddingState.MISSING:
        painter.setPen(QPen(QColor(colours.secondary), 1.5))
        painter.drawEllipse(centre, 3.25, 3.25)
    elif state is EmbeddingState.STALE:
        painter.setBrush(QColor(colours.warning))
        corners = [QPointF(x, y - 4.5), QPointF(x + 4.5, y + 3.5), QPointF(x - 4.5, y + 3.5)]
        painter.drawPolygon(QPolygonF(corners))
    else:
        pen = QPen(QColor(colours.error), 2.0)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(x - 3, y - 3), QPointF(x + 3, y + 3))
        painter.drawLine(QPointF(x - 3, y + 3), QPointF(x + 3, y - 3))


class CardPainter:
    """Paints cards of one size for one view, and remembers the pictures of finished ones."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._metrics = CardMetrics(176)
        self._scale = 1.0
        self._title_font = interface_font(BODY_PX)
        self._detail_font = interface_font(SECONDARY_PX)
        self._cache: OrderedDict[tuple[CardFace | None, int, bool], QPixmap] = OrderedDict()
        self._cache_bytes = 0
        self._shadow: QPixmap | None = None

    @property
    def metrics(self) -> CardMetrics:
        """Sizes in force."""
        return self._metrics

    def set_metrics(self, metrics: CardMetrics) -> None:
        """Use other sizes from now on."""
        if metrics != self._metrics:
            self._metrics = metrics
            self.forget()

    def forget(self) -> None:
        """Drop every remembered picture, as after a change of theme or size."""
        self._cache.clear()
        self._cache_bytes = 0
        self._shadow = None

    def paint(
        self,
        painter: QPainter,
        cell: QRect,
        face: CardFace | None,
        photo: QPixmap | None,
        look: CardLook,
    ) -> None:
        """Paint one card into ``cell``; without a face the quiet placeholder of the same size."""
        scale = painter.device().devicePixelRatioF()
        if scale != self._scale:
            self._scale = scale
            self.forget()
        tile = self._metrics.tile_rect(cell)
        if look.hovered:
            self._paint_lifted(painter, tile, face, photo)
            tile.translate(0, -LIFT_PX)
        elif photo is not None and look.photo_opacity < 1.0:
            painter.drawPixmap(tile.topLeft(), self._picture(face, None))
            painter.setOpacity(look.photo_opacity)
            painter.drawPixmap(tile.topLeft(), self._picture(face, photo))
            painter.setOpacity(1.0)
        else:
            painter.drawPixmap(tile.topLeft(), self._picture(face, photo))
            if photo is not None:
                self._forget_plain(face)
        if look.selected or look.focused:
            self._paint_ring(painter, tile, look)

    def _paint_lifted(
        self, painter: QPainter, tile: QRect, face: CardFace | None, photo: QPixmap | None
    ) -> None:
        # Only the tile rises; a caption that moved would be harder to read.
        picture = self._picture(face, photo)
        top = round(tile.height() * self._scale)
        width, height = picture.width(), picture.height()
        caption = QPoint(tile.x(), tile.y() + tile.height())
        painter.drawPixmap(caption, picture, QRect(0, top, width, height - top))
        margin = _SHADOW_MARGIN_PX
        if self._shadow is None:
            self._shadow = self._drawn_shadow(tile.size(), margin)
        painter.drawPixmap(tile.topLeft() - QPoint(margin, margin), self._shadow)
        lifted = tile.topLeft() - QPoint(0, LIFT_PX)
        see_through = self._picture(face, photo, opaque=False)
        painter.drawPixmap(lifted, see_through, QRect(0, 0, width, top))

    def _drawn_shadow(self, tile: QSize, margin: int) -> QPixmap:
        shadow = self._blank(tile + QSize(2 * margin, 2 * margin), QColor(0, 0, 0, 0))
        painter = QPainter(shadow)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 26 if self._theme.colours.is_dark else 9))
        whole = QRectF(margin, margin, tile.width(), tile.height())
        for spread in range(margin):
            radius = TILE_RADIUS_PX + spread
            grown = whole.adjusted(-spread, 1 - spread, spread, spread)
            painter.drawRoundedRect(grown, radius, radius)
        painter.end()
        return shadow

    def _paint_ring(self, painter: QPainter, tile: QRect, look: CardLook) -> None:
        colours = self._theme.colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = _RING_PX / 2
        ring = QRectF(tile).adjusted(-half, -half, half, half)
        radius = TILE_RADIUS_PX + half
        colour = QColor(colours.accent if look.selected else colours.secondary)
        painter.setPen(QPen(colour, _RING_PX))
        painter.drawRoundedRect(ring, radius, radius)
        if look.selected and look.focused:
            halo = QColor(colours.accent)
            halo.setAlpha(90)
            painter.setPen(QPen(halo, _RING_PX))
            grown = ring.adjusted(-_RING_PX, -_RING_PX, _RING_PX, _RING_PX)
            painter.drawRoundedRect(grown, radius + _RING_PX, radius + _RING_PX)

    def _picture(
        self, face: CardFace | None, photo: QPixmap | None, *, opaque: bool = True
    ) -> QPixmap:
        # Copying an opaque picture is several times faster; only above a shadow it would show.
        key = (face, photo.cacheKey() if photo is not None else 0, opaque)
        picture = self._cache.get(key)
        if picture is not None:
            self._cache.move_to_end(key)
            return picture
        picture = self._drawn(face, photo, opaque=opaque)
        self._cache[key] = picture
        self._cache_bytes += _bytes_of(picture)
        while self._cache_bytes > _CACHE_BYTES and len(self._cache) > 1:
            self._cache_bytes -= _bytes_of(self._cache.popitem(last=False)[1])
        return picture

    def _forget_plain(self, face: CardFace | None) -> None:
        """Make room: what stood in for the photo is not needed any more."""
        plain = self._cache.pop((face, 0, True), None)
        if plain is not None:
            self._cache_bytes -= _bytes_of(plain)

    def _blank(self, size: QSize, colour: QColor) -> QPixmap:
        pixmap = QPixmap(size * self._scale)
        pixmap.setDevicePixelRatio(self._scale)
        pixmap.fill(colour)
        return pixmap

    def _drawn(self, face: CardFace | None, photo: QPixmap | None, *, opaque: bool) -> QPixmap:
        tile = QRectF(0, 0, self._metrics.tile_width, self._metrics.tile_height)
        plain = self._cache.get((face, 0, opaque))
        has_photo = photo is not None and not photo.isNull()
        failed = face is not None and face.state is EmbeddingState.FAILED
        if has_photo and plain is not None and not failed:
            # The card was on screen while its photo was loaded: its texts are set already.
            picture = plain.copy()
            painter = self._begun(picture)
            painter.fillRect(self._mark_rect(tile), QColor(self._theme.colours.tile))
        else:
            ground = QColor(self._theme.colours.ground) if opaque else QColor(0, 0, 0, 0)
            picture = self._blank(self._metrics.card, ground)
            painter = self._begun(picture)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.colours.tile))
            painter.drawRoundedRect(tile, TILE_RADIUS_PX, TILE_RADIUS_PX)
            if failed and not has_photo:
                self._draw_no_photo(painter, tile)
            if face is not None:
                self._draw_caption(painter, tile, face)
        if photo is not None and has_photo:
            self._draw_photo(painter, tile, photo)
        if face is not None and face.state is not None:
            self._draw_mark(painter, tile, face.state)
        painter.end()
        return picture

    def _begun(self, picture: QPixmap) -> QPainter:
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        return painter

    def _draw_photo(self, painter: QPainter, tile: QRectF, photo: QPixmap) -> None:
        mat = self._metrics.mat
        place = fitted_rect(photo.size(), tile.adjusted(mat, mat, -mat, -mat)).toAlignedRect()
        scaled = photo.scaled(
            place.size() * self._scale,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        scaled.setDevicePixelRatio(self._scale)
        painter.save()
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(place), _PHOTO_RADIUS_PX, _PHOTO_RADIUS_PX)
        painter.setClipPath(outline)
        painter.drawPixmap(place.topLeft(), scaled)
        painter.restore()

    def _draw_no_photo(self, painter: QPainter, tile: QRectF) -> None:
        place = QRect(0, 0, _NO_PHOTO_PX, _NO_PHOTO_PX)
        place.moveCenter(tile.center().toPoint())
        icon("photo", self._theme, tint=_NO_PHOTO_TINT).paint(painter, place)

    def _mark_rect(self, tile: QRectF) -> QRectF:
        corner = tile.bottomRight() - QPointF(_MARK_INSET_PX, _MARK_INSET_PX)
        return QRectF(corner - QPointF(_MARK_PX, _MARK_PX), corner)

    def _draw_mark(self, painter: QPainter, tile: QRectF, state: EmbeddingState) -> None:
        centre = self._mark_rect(tile).center()
        plate = QColor(self._theme.colours.tile)
        plate.setAlpha(225)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(plate)
        painter.drawEllipse(centre, _MARK_PX / 2, _MARK_PX / 2)
        paint_state_mark(painter, state, centre, self._theme)

    def _draw_caption(self, painter: QPainter, tile: QRectF, face: CardFace) -> None:
        colours = self._theme.colours
        width = round(tile.width()) - 2
        first = QRectF(1, tile.bottom() + _CAPTION_SPACE_PX, width, _line_px(BODY_PX))
        second = QRectF(1, first.bottom(), width, _line_px(SECONDARY_PX))
        start = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        end = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        middle = Qt.TextElideMode.ElideMiddle

        painter.setFont(self._title_font)
        painter.setPen(QColor(colours.text))
        metrics = QFontMetrics(self._title_font)
        painter.drawText(first, start, metrics.elidedText(face.title, middle, width))

        painter.setFont(self._detail_font)
        metrics = QFontMetrics(self._detail_font)
        detail = metrics.elidedText(face.detail, Qt.TextElideMode.ElideRight, width)
        painter.drawText(second, start, detail)
        used = metrics.horizontalAdvance(detail) + 8 if detail else 0
        painter.setPen(QColor(colours.secondary))
        note = metrics.elidedText(face.note, middle, width - used)
        # An id cut down to its first and last letter tells nobody anything.
        if note == face.note or len(note) > 6:
            painter.drawText(second, end if detail else start, note)
