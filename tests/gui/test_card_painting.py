"""What cards look like, pixel by pixel where it matters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from fashion_desktop.domain.products import EmbeddingState
from fashion_desktop.widgets.card_painting import (
    CardFace,
    CardLook,
    CardMetrics,
    CardPainter,
    fitted_rect,
    paint_state_mark,
)
from fashion_desktop.widgets.theme import Theme, install_theme

FACE = CardFace("Blue denim shirt", "€39.90", "1163", EmbeddingState.EMBEDDED)
PLAIN = CardLook()
GROUND_NEVER_PAINTED = "#808080"


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Theme]:
    yield install_theme(qapp, request.param)
    install_theme(qapp, "light")


def filled(width: int, height: int, colour: str) -> QPixmap:
    pixmap = QPixmap(width, height)
    pixmap.fill(QColor(colour))
    return pixmap


def painted(
    painter: CardPainter,
    photo: QPixmap | None,
    look: CardLook = PLAIN,
    face: CardFace | None = FACE,
    scale: float = 1.0,
) -> QImage:
    size = painter.metrics.cell
    image = QImage(size * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(QColor(GROUND_NEVER_PAINTED))
    qpainter = QPainter(image)
    painter.paint(qpainter, QRect(QPoint(0, 0), size), face, photo, look)
    qpainter.end()
    return image


def colours_in(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


def centre_of_tile(painter: CardPainter) -> QPoint:
    return painter.metrics.tile_rect(QRect(QPoint(0, 0), painter.metrics.cell)).center()


def test_a_white_photo_stays_white(theme: Theme) -> None:
    painter = CardPainter(theme)
    image = painted(painter, filled(60, 80, "#ffffff"))
    assert image.pixelColor(centre_of_tile(painter)).name() == "#ffffff"


@pytest.mark.parametrize("size", [(60, 80), (300, 100), (100, 400), (5000, 7000)])
def test_photos_are_fitted_not_cropped_or_stretched(theme: Theme, size: tuple[int, int]) -> None:
    frame = QRectF(6, 6, 160, 200)
    place = fitted_rect(QSize(*size), frame)
    assert frame.contains(place)
    assert place.width() / place.height() == pytest.approx(size[0] / size[1], rel=0.02)
    assert place.width() == pytest.approx(160) or place.height() == pytest.approx(200)
    assert place.center() == frame.center()
    assert theme.colours is not None


def test_all_four_edges_of_a_photo_can_be_seen(theme: Theme) -> None:
    photo = filled(60, 80, "#00ff00")
    qpainter = QPainter(photo)
    for edge, colour in (
        (QRect(0, 0, 60, 6), "#ff0000"),
        (QRect(0, 74, 60, 6), "#0000ff"),
        (QRect(0, 10, 6, 60), "#ff00ff"),
        (QRect(54, 10, 6, 60), "#00ffff"),
    ):
        qpainter.fillRect(edge, QColor(colour))
    qpainter.end()
    assert {"#ff0000", "#0000ff", "#ff00ff", "#00ffff"} <= colours_in(
        painted(CardPainter(theme), photo)
    )


def test_the_placeholder_has_the_final_size(theme: Theme) -> None:
    painter = CardPainter(theme)
    without, with_photo = painted(painter, None), painted(painter, filled(60, 80, "#123456"))
    corner = painter.metrics.tile_rect(QRect(QPoint(0, 0), painter.metrics.cell)).topLeft()
    inside = corner + QPoint(8, 2)
    assert without.pixelColor(inside) == with_photo.pixelColor(inside)
    assert without.pixelColor(inside).name() == theme.colours.tile.lower()


def test_twice_the_scale_shows_twice_the_detail(theme: Theme) -> None:
    photo = filled(320, 400, "#ffffff")
    qpainter = QPainter(photo)
    for x in range(0, 320, 2):
        qpainter.fillRect(x, 0, 1, 400, QColor("#000000"))
    qpainter.end()
    painter = CardPainter(theme)
    inner = painter.metrics.tile_width - 2 * painter.metrics.mat
    assert inner == 160
    line = painted(painter, photo, scale=2.0)
    row = centre_of_tile(painter).y() * 2
    centre = centre_of_tile(painter).x() * 2
    shades = [line.pixelColor(x, row).lightness() for x in range(centre - 20, centre + 20)]
    assert min(shades) < 60
    assert max(shades) > 195


def test_selection_draws_a_ring_of_two_pixels_in_accent(theme: Theme) -> None:
    painter = CardPainter(theme)
    image = painted(painter, None, CardLook(selected=True))
    tile = painter.metrics.tile_rect(QRect(QPoint(0, 0), painter.metrics.cell))
    y = tile.center().y()
    row = [image.pixelColor(x, y).name() for x in range(tile.left())]
    assert row.count(theme.colours.accent.lower()) == 2
    assert row[-2:] == [theme.colours.accent.lower()] * 2


def test_keyboard_focus_can_be_seen_with_and_without_selection(theme: Theme) -> None:
    painter = CardPainter(theme)
    looks = (
        PLAIN,
        CardLook(selected=True),
        CardLook(focused=True),
        CardLook(selected=True, focused=True),
    )
    images = [painted(painter, None, look) for look in looks]
    assert all(a != b for i, a in enumerate(images) for b in images[i + 1 :])


def test_hovering_lifts_the_tile_and_leaves_the_caption(theme: Theme) -> None:
    painter = CardPainter(theme)
    photo = filled(60, 80, "#ff0000")
    flat, lifted = painted(painter, photo), painted(painter, photo, CardLook(hovered=True))
    x = centre_of_tile(painter).x()

    def top_of_photo(image: QImage) -> int:
        return next(y for y in range(image.height()) if image.pixelColor(x, y).name() == "#ff0000")

    assert top_of_photo(flat) - top_of_photo(lifted) == 2
    tile = painter.metrics.tile_rect(QRect(QPoint(0, 0), painter.metrics.cell))
    caption = QRect(tile.left(), tile.bottom() + 8, tile.width(), 20)
    assert lifted.copy(caption) == flat.copy(caption)


def test_half_faded_in_lies_between_placeholder_and_photo(theme: Theme) -> None:
    painter = CardPainter(theme)
    photo = filled(60, 80, "#ff0000")
    centre = centre_of_tile(painter)
    reds = [
        painted(painter, look_photo, look).pixelColor(centre).green()
        for look_photo, look in (
            (None, PLAIN),
            (photo, CardLook(photo_opacity=0.5)),
            (photo, PLAIN),
        )
    ]
    assert reds[0] > reds[1] > reds[2] == 0


def test_marks_differ_in_shape_not_only_in_colour(theme: Theme) -> None:
    shapes = []
    for state in EmbeddingState:
        image = QImage(16, 16, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        qpainter = QPainter(image)
        paint_state_mark(qpainter, state, QPointF(8, 8), theme)
        qpainter.end()
        shapes.append(
            tuple(image.pixelColor(x, y).alpha() > 127 for x in range(16) for y in range(16))
        )
    assert len(set(shapes)) == len(EmbeddingState)
    assert all(any(shape) for shape in shapes)


def test_a_long_name_and_a_long_id_stay_inside_the_card(theme: Theme) -> None:
    painter = CardPainter(theme)
    painter.set_metrics(CardMetrics(96))
    long = CardFace("Name " * 60, "€1,234,567.00", "id-" * 60, EmbeddingState.FAILED)
    image = painted(painter, None, face=long)
    width = painter.metrics.cell.width()
    edge = {image.pixelColor(width - 2, y).name() for y in range(image.height())}
    assert edge == {GROUND_NEVER_PAINTED}


def test_an_unknown_card_is_a_quiet_tile(theme: Theme) -> None:
    painter = CardPainter(theme)
    image = painted(painter, None, face=None)
    assert image.pixelColor(centre_of_tile(painter)).name() == theme.colours.tile.lower()
    assert theme.colours.text.lower() not in colours_in(image)


@pytest.mark.parametrize("state", [None, *EmbeddingState])
def test_a_photo_that_comes_later_looks_like_one_that_was_there(
    theme: Theme, state: EmbeddingState | None
) -> None:
    face = CardFace("Blue denim shirt", "€39.90", "1163", state)
    photo = filled(90, 300, "#a03040")
    late = CardPainter(theme)
    painted(late, None, face=face)
    fading = CardLook(photo_opacity=0.5)
    painted(late, photo, fading, face=face)
    assert painted(late, photo, face=face) == painted(CardPainter(theme), photo, face=face)
