"""The whole window, with photos given to it in every way: answered where it can be seen."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from support.desk import Desk, in_window_loop
from support.drawn_photos import draw_folder, draw_photo
from support.product_api_server import ProductApiServer

from fashion_desktop.app.open_request import MAX_PHOTOS, OpenRequest
from fashion_desktop.app.opening_controller import CONNECT_FIRST
from fashion_desktop.app.tasks import UNEXPECTED
from fashion_desktop.services.search_service import SearchService
from fashion_desktop.widgets.query_area import QueryArea

ENTRANCES = ("dropped", "pasted", "linked", "chosen")


def photo_file(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(draw_photo(5))
    return path


async def give(desk: Desk, entrance: str, server: ProductApiServer, photo: Path) -> str:
    """Hand a photo to the window; return what its look-alikes will be called."""
    control = Qt.KeyboardModifier.ControlModifier
    match entrance:
        case "dropped":
            desk.drop(photo)
        case "pasted":
            QGuiApplication.clipboard().setImage(QImage.fromData(draw_photo(5)))
            QTest.keyClick(desk.window, Qt.Key.Key_V, control)
            return "Pasted photo"
        case "linked":
            link = f"{server.origin}/storage/products/4.jpg"
            desk.drop(link)
            return link
        case _:
            QTest.keyClick(desk.window, Qt.Key.Key_O, control)
            dialog = await desk.dialog_opens(QFileDialog)
            dialog.selectFile(str(photo))
            dialog.accept()
    return photo.name


async def shop(desk: Desk, server: ProductApiServer) -> None:
    await desk.open()
    await desk.fill(server.base_url)
    await desk.generate()


# Where the answer is to be seen --------------------------------------------------------------


@pytest.mark.parametrize("entrance", ENTRANCES)
@in_window_loop
async def test_at_the_first_start_it_says_what_is_missing(
    desk: Desk, server: ProductApiServer, tmp_path: Path, entrance: str
) -> None:
    await desk.open()
    await give(desk, entrance, server, photo_file(tmp_path, "a.jpg"))
    await desk.until("that is said", lambda: desk.window.messages.text == CONNECT_FIRST)
    assert desk.window.shows_connect_page


@in_window_loop
async def test_the_connect_page_makes_way_for_every_photo(
    desk: Desk, server: ProductApiServer, tmp_path: Path
) -> None:
    await shop(desk, server)
    for entrance in ENTRANCES:
        desk.desktop.catalogue.show_page()
        query = await give(desk, entrance, server, photo_file(tmp_path, f"{entrance}.jpg"))
        await desk.answered(query)
        assert desk.panel.isVisible(), entrance


@in_window_loop
async def test_the_large_preview_makes_way_for_every_photo(
    desk: Desk, server: ProductApiServer, tmp_path: Path
) -> None:
    await shop(desk, server)
    preview = desk.window.preview
    for entrance in ENTRANCES:
        desk.click_card(0)
        QTest.keyClick(desk.grid, Qt.Key.Key_Space)
        await desk.until("the preview is open", preview.isVisible)
        query = await give(desk, entrance, server, photo_file(tmp_path, f"{entrance}.jpg"))
        await desk.answered(query)
        assert not preview.isVisible(), entrance


@in_window_loop
async def test_the_large_preview_makes_way_for_a_folder(
    desk: Desk, server: ProductApiServer, tmp_path: Path
) -> None:
    await shop(desk, server)
    desk.click_card(0)
    QTest.keyClick(desk.grid, Qt.Key.Key_Space)
    await desk.until("the preview is open", desk.window.preview.isVisible)
    desk.drop(draw_folder(tmp_path / "shots", 3))
    await desk.until("the folder is offered", lambda: desk.window.shows_connect_page)
    assert not desk.window.preview.isVisible()


# Very many photos ----------------------------------------------------------------------------


@in_window_loop
async def test_of_very_many_dropped_photos_the_first_are_looked_up_and_that_is_said(
    desk: Desk, server: ProductApiServer, tmp_path: Path
) -> None:
    await shop(desk, server)
    photo_file(tmp_path, "0.jpg")
    desk.drop(*(tmp_path / f"{number}.jpg" for number in range(MAX_PHOTOS + 50)))
    await desk.answered("0.jpg")
    assert len(desk.panel.query_area.strip_buttons()) == MAX_PHOTOS
    assert desk.window.messages.text.startswith(f"The first {MAX_PHOTOS} photos are opened.")
    assert "other 50 in smaller groups" in desk.window.messages.text


@in_window_loop
async def test_a_small_picture_that_arrives_leaves_the_others_alone(
    desk: Desk, server: ProductApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_queries, offered = QueryArea.set_queries, []

    def counted(area: QueryArea, queries: Sequence[Any], current: int = 0) -> None:
        offered.append(len(queries))
        set_queries(area, queries, current)

    def is_painted(thumb: Any) -> bool:
        return not thumb._pixmap.isNull()

    await shop(desk, server)
    photos = sorted(draw_folder(tmp_path / "shots", 12).iterdir())
    monkeypatch.setattr(QueryArea, "set_queries", counted)
    desk.drop(*photos)
    thumbs = desk.panel.query_area.strip_buttons
    await desk.until("all are there", lambda: thumbs() and all(map(is_painted, thumbs())))
    assert [thumb.accessibleName() for thumb in thumbs()] == [photo.name for photo in photos]
    assert len(offered) < len(photos)


# What goes wrong -----------------------------------------------------------------------------


@in_window_loop
async def test_a_photo_in_a_closed_folder_has_its_sentence(
    desk: Desk, server: ProductApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stat = Path.stat

    def refused(path: Path, **options: bool) -> os.stat_result:
        if path.name == "closed.jpg":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return stat(path, **options)

    await shop(desk, server)
    monkeypatch.setattr(Path, "stat", refused)
    desk.desktop.opening.open(OpenRequest.of([str(tmp_path / "closed.jpg")]))
    sentence = "closed.jpg” cannot be read (Permission denied). Choose another file."
    await desk.until("that is said", lambda: sentence in desk.texts(desk.panel))


@in_window_loop
async def test_a_defect_does_not_leave_the_photo_being_looked_at(
    desk: Desk,
    server: ProductApiServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def broken(*_args: object, **_options: object) -> None:
        raise ZeroDivisionError

    await shop(desk, server)
    photo = photo_file(tmp_path, "a.jpg")
    with monkeypatch.context() as patch:
        patch.setattr(SearchService, "lookup", broken)
        desk.drop(photo)
        await desk.until("that is said", lambda: UNEXPECTED in desk.texts(desk.panel))
    await desk.until("there is a remedy", lambda: "Retry" in desk.offers(desk.panel))
    caplog.clear()
    desk.click(desk.offers(desk.panel)["Retry"])
    await desk.answered("a.jpg")


@in_window_loop
async def test_a_defect_after_the_answer_leaves_it_on_show(
    desk: Desk,
    server: ProductApiServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_args: object) -> None:
        raise ZeroDivisionError

    await shop(desk, server)
    photos = sorted(draw_folder(tmp_path / "shots", 2).iterdir())
    monkeypatch.setattr(QueryArea, "renew_query", broken)
    desk.drop(*photos)
    await desk.until("that is said", lambda: desk.window.messages.text == UNEXPECTED)
    caplog.clear()
    assert desk.query == photos[0].name
    assert UNEXPECTED not in desk.texts(desk.panel)
