"""Dragging over a window: the overlay says what will happen and passes on what was dropped."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QListView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from fashion_desktop.widgets.drop_overlay import DropOverlay
from fashion_desktop.widgets.theme import install_theme

ACTIONS = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
NOTHING = (Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)


@dataclass
class Window:
    widget: QWidget
    view: QListView
    field: QLineEdit
    overlay: DropOverlay


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Window:
    theme = install_theme(qapp, "light")
    widget = QWidget()
    view, field = QListView(), QLineEdit()
    # The most grasping view there is: without the overlay it would take every drag.
    view.setAcceptDrops(True)
    view.setDragDropMode(QListView.DragDropMode.DragDrop)
    layout = QVBoxLayout(widget)
    layout.addWidget(field)
    layout.addWidget(view)
    widget.resize(640, 480)
    overlay = DropOverlay(widget, theme)
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    return Window(widget, view, field, overlay)


def enter(target: object, mime: QMimeData) -> QDragEnterEvent:
    event = QDragEnterEvent(QPoint(320, 300), ACTIONS, mime, *NOTHING)
    QApplication.sendEvent(target, event)
    return event


def move(target: object, mime: QMimeData) -> QDragMoveEvent:
    event = QDragMoveEvent(QPoint(330, 310), ACTIONS, mime, *NOTHING)
    QApplication.sendEvent(target, event)
    return event


def drop(target: object, mime: QMimeData) -> QDropEvent:
    event = QDropEvent(QPointF(330, 310), ACTIONS, mime, *NOTHING)
    QApplication.sendEvent(target, event)
    return event


def files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def test_the_overlay_covers_the_window_and_says_what_will_happen(
    window: Window, tmp_path: Path
) -> None:
    mime = files(tmp_path / "a.jpg")
    assert enter(window.widget, mime).isAccepted()
    assert window.overlay.isVisible()
    assert window.overlay.geometry() == window.widget.rect()
    assert window.overlay.text == "Find look-alikes of this photo"


@pytest.mark.parametrize("target", ["native", "widget"])
def test_dropped_photos_are_passed_on(
    window: Window, qtbot: QtBot, tmp_path: Path, target: str
) -> None:
    receiver = window.widget.windowHandle() if target == "native" else window.widget
    mime = files(tmp_path / "a.jpg", tmp_path / "b.png")
    enter(receiver, mime)
    assert move(receiver, mime).isAccepted()
    with qtbot.waitSignal(window.overlay.photos_dropped) as caught:
        event = drop(receiver, mime)
    assert event.isAccepted()
    assert event.dropAction() == Qt.DropAction.CopyAction
    assert [photo.label for photo in caught.args[0]] == ["a.jpg", "b.png"]
    assert not window.overlay.isVisible()


def test_a_view_that_takes_drops_itself_does_not_swallow_a_real_drag(
    window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    handle = window.widget.windowHandle()
    mime = files(tmp_path)
    enter(handle, mime)
    with qtbot.waitSignal(window.overlay.folder_dropped) as caught:
        drop(handle, mime)
    assert caught.args == [str(tmp_path)]


def test_a_drag_over_the_viewport_of_an_ordinary_view_reaches_the_window(
    window: Window, tmp_path: Path
) -> None:
    window.view.setDragDropMode(QListView.DragDropMode.NoDragDrop)
    assert enter(window.view.viewport(), files(tmp_path / "a.jpg")).isAccepted()
    assert window.overlay.isVisible()


def test_feed_and_link_and_raw_picture(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    handle = window.widget.windowHandle()
    with qtbot.waitSignal(window.overlay.feed_dropped) as feed:
        drop(handle, files(tmp_path / "feed.csv"))
    link_mime = QMimeData()
    link_mime.setUrls([QUrl("https://cdn.example/7.jpg")])
    with qtbot.waitSignal(window.overlay.link_dropped) as link:
        drop(handle, link_mime)
    raw_mime = QMimeData()
    raw_mime.setData("image/webp", QByteArray(b"RIFFxxxxWEBP"))
    with qtbot.waitSignal(window.overlay.photos_dropped) as photo:
        drop(handle, raw_mime)
    assert feed.args == [str(tmp_path / "feed.csv")]
    assert link.args == ["https://cdn.example/7.jpg"]
    assert photo.args[0][0].data == b"RIFFxxxxWEBP"


def test_leaving_hides_the_overlay(window: Window, tmp_path: Path) -> None:
    handle = window.widget.windowHandle()
    enter(handle, files(tmp_path / "a.jpg"))
    QApplication.sendEvent(handle, QDragLeaveEvent())
    assert not window.overlay.isVisible()


def test_what_cannot_be_used_is_refused_politely(
    window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    handle = window.widget.windowHandle()
    mime = files(tmp_path / "contract.pdf")
    assert not enter(handle, mime).isAccepted()
    assert window.overlay.text == "Only photos, folders and CSV files can be dropped here"
    with qtbot.assertNotEmitted(window.overlay.photos_dropped):
        assert not drop(handle, mime).isAccepted()
    assert not window.overlay.isVisible()


def test_a_refusal_goes_away_even_when_the_drag_never_leaves(
    window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    enter(window.widget, files(tmp_path / "contract.pdf"))
    qtbot.waitUntil(lambda: not window.overlay.isVisible(), timeout=4000)
    assert window.overlay.text == ""


def test_words_still_fall_into_a_text_field(window: Window) -> None:
    mime = QMimeData()
    mime.setText("blue dress")
    assert enter(window.field, mime).isAccepted()
    assert not window.overlay.isVisible()
    drop(window.field, mime)
    assert window.field.text() == "blue dress"


def test_a_dialog_in_front_keeps_the_window_quiet(
    window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = QDialog(window.widget)
    qtbot.addWidget(dialog)
    dialog.open()
    enter(window.widget.windowHandle(), files(tmp_path / "a.jpg"))
    assert not window.overlay.isVisible()


def test_the_overlay_follows_the_window_size(window: Window, tmp_path: Path) -> None:
    enter(window.widget, files(tmp_path / "a.jpg"))
    window.widget.resize(800, 500)
    assert window.overlay.geometry() == window.widget.rect()


def test_pasting_takes_the_same_ways(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(window.overlay.photos_dropped) as caught:
        assert window.overlay.take(files(tmp_path / "a.jpg"))
    assert caught.args[0][0].path == str(tmp_path / "a.jpg")


def test_pasting_nothing_useful_says_what_to_do(window: Window, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.overlay.refused) as caught:
        assert not window.overlay.take(QMimeData())
    assert caught.args == ["There is no photo to paste. Copy a photo or its link first."]
