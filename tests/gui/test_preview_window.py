"""The large preview."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from support.cards import card

from fashion_desktop.domain.products import EmbeddingState
from fashion_desktop.widgets.preview_window import PreviewWindow
from fashion_desktop.widgets.theme import install_theme

Key = Qt.Key


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    result = QWidget()
    qtbot.addWidget(result)
    result.resize(1000, 700)
    with qtbot.waitExposed(result):
        result.show()
    return result


@pytest.fixture
def preview(window: QWidget, qapp: QApplication) -> PreviewWindow:
    return PreviewWindow(install_theme(qapp, "light"), window)


def image(width: int, height: int) -> QImage:
    result = QImage(width, height, QImage.Format.Format_RGB32)
    result.fill(QColor("#336699"))
    return result


def test_it_covers_the_window_and_follows_its_size(window: QWidget, preview: PreviewWindow) -> None:
    preview.show_product(card(3), position=3, total=10)
    assert preview.isVisible()
    assert preview.row_id == 3
    window.resize(800, 500)
    assert preview.geometry() == window.rect()


@pytest.mark.parametrize("key", [Key.Key_Escape, Key.Key_Space])
def test_escape_and_space_close_it(qtbot: QtBot, preview: PreviewWindow, key: Qt.Key) -> None:
    preview.show_product(card(3))
    with qtbot.waitSignal(preview.closed, timeout=1_000):
        QTest.keyClick(preview, key)
    assert preview.isHidden()
    assert preview.row_id is None


def test_arrows_step_but_not_beyond_the_ends(preview: PreviewWindow) -> None:
    steps: list[int] = []
    preview.step_requested.connect(steps.append)
    preview.show_product(card(1), position=1, total=2)
    QTest.keyClick(preview, Key.Key_Left)
    QTest.keyClick(preview, Key.Key_Right)
    preview.show_product(card(2), position=2, total=2)
    QTest.keyClick(preview, Key.Key_Right)
    QTest.keyClick(preview, Key.Key_Left)
    assert steps == [1, -1]


def test_enter_asks_for_look_alikes(qtbot: QtBot, preview: PreviewWindow) -> None:
    preview.show_product(card(3))
    with qtbot.waitSignal(preview.look_alikes_requested, timeout=1_000) as caught:
        QTest.keyClick(preview, Key.Key_Return)
    assert caught.args == [3]
    assert preview.isHidden()


@pytest.mark.parametrize("size", [(4000, 3000), (300, 4000), (60, 80)])
def test_the_photo_is_fitted_and_a_small_one_not_blown_up(
    preview: PreviewWindow, size: tuple[int, int]
) -> None:
    preview.show_product(card(3))
    QApplication.processEvents()
    preview.set_image(image(*size))
    place = preview.photo_rect()
    assert place.width() / place.height() == pytest.approx(size[0] / size[1], rel=0.02)
    assert place.width() <= min(preview.width(), size[0] * 4)
    assert place.height() <= preview.height()
    assert preview.grab().toImage().pixelColor(preview.rect().center()).isValid()


def test_a_thumbnail_stands_in_until_the_photo_comes(preview: PreviewWindow) -> None:
    preview.show_product(card(3), thumbnail=QPixmap.fromImage(image(60, 80)))
    assert not preview.photo_rect().isEmpty()
    preview.set_image(None)
    assert not preview.photo_rect().isEmpty()
    preview.show_product(card(4))
    assert preview.photo_rect().isEmpty()


def test_it_says_what_is_known(preview: PreviewWindow) -> None:
    preview.show_product(card(3, state=EmbeddingState.STALE), {"baseColour": "Blue", "empty": ""})
    assert preview.facts == "p3 · €39.90 · Stale · Base colour: Blue"
    preview.set_image(image(600, 800))
    preview.set_image(image(600, 800))
    assert preview.facts == "p3 · €39.90 · Stale · Base colour: Blue · Photo 600 by 800 px"
