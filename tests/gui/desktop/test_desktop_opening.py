"""The whole window, with photos opened from outside: by the system, or by another start."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest
from support.desk import Desk, in_window_loop
from support.drawn_photos import draw_photo
from support.product_api_server import ProductApiServer

from fashion_desktop.app.open_request import MAX_PHOTOS, OpenRequest
from fashion_desktop.app.opening_controller import CONNECT_FIRST


def photo_file(folder: Path, name: str, number: int = 5) -> str:
    path = folder / name
    path.write_bytes(draw_photo(number))
    return str(path)


async def open_before_the_window_is_there(desk: Desk, *requests: OpenRequest) -> None:
    opening = asyncio.ensure_future(desk.open())
    await asyncio.sleep(0)
    assert not desk.window.isVisible()
    for request in requests:
        desk.desktop.opening.open(request)
    await opening


@in_window_loop
async def test_opened_photos_are_looked_up_in_the_window_that_is_open(
    desk: Desk, server: ProductApiServer, tmp_path: Path
) -> None:
    await desk.open()
    await desk.fill(server.base_url)
    await desk.generate()
    photo = photo_file(tmp_path, "från\nnågon annan.jpg")
    desk.window.showMinimized()
    desk.desktop.opening.open(OpenRequest.of([photo]))
    assert not desk.window.isMinimized()
    await desk.answered("från någon annan.jpg")
    assert desk.matches[0] == "5"
    # A request without photos only brings the window to the front.
    desk.window.showMinimized()
    desk.desktop.opening.open(OpenRequest())
    assert not desk.window.isMinimized()
    assert desk.query == "från någon annan.jpg"


@in_window_loop
async def test_photos_opened_while_the_program_starts_are_looked_up_together(
    desk: Desk, server: ProductApiServer, tmp_path: Path
) -> None:
    await desk.open()
    await desk.fill(server.base_url)
    await desk.generate()
    await desk.close()
    photos = [photo_file(tmp_path, f"{number}.jpg", number) for number in (7, 8)]
    requests = [OpenRequest.of([photo]) for photo in (*photos, photos[0])]
    await open_before_the_window_is_there(desk, OpenRequest(), *requests)
    await desk.answered("7.jpg")
    assert desk.matches[0] == "7"
    buttons = desk.panel.query_area.strip_buttons()
    assert [button.accessibleName() for button in buttons] == ["7.jpg", "8.jpg"]


@in_window_loop
async def test_without_a_catalogue_it_says_what_is_missing(desk: Desk, tmp_path: Path) -> None:
    request = OpenRequest.of([photo_file(tmp_path, "a.jpg")])
    await open_before_the_window_is_there(desk, request)
    assert desk.window.shows_connect_page
    assert desk.window.messages.text == CONNECT_FIRST


@in_window_loop
async def test_the_connect_page_makes_way_when_there_is_a_library(
    desk: Desk, server: ProductApiServer, tmp_path: Path
) -> None:
    await desk.open()
    await desk.fill(server.base_url)
    await desk.generate()
    desk.desktop.catalogue.show_page()
    desk.desktop.opening.open(OpenRequest.of([photo_file(tmp_path, "a.jpg")]))
    await desk.answered("a.jpg")
    assert not desk.window.shows_connect_page


@in_window_loop
async def test_what_is_no_photo_has_its_sentence(
    desk: Desk, server: ProductApiServer, tmp_path: Path
) -> None:
    await desk.open()
    await desk.fill(server.base_url)
    await desk.generate()
    (tmp_path / "notes.txt").write_text("Trousers: 3")
    (tmp_path / "summer").mkdir()
    words = {
        "notes.txt": "This is not a photo: it looks like a text file",
        "gone.jpg": "gone.jpg” cannot be read",
        "summer": "summer” is a folder",
    }
    if sys.platform == "linux":
        os.mkfifo(tmp_path / "pipe.jpg")
        words["pipe.jpg"] = "pipe.jpg” is not a file"
        words[os.fsdecode(b"\xff.jpg")] = "?.jpg” cannot be read"
    for name, sentence in words.items():
        desk.desktop.opening.open(OpenRequest.of([str(tmp_path / name)]))
        await desk.until(
            f"{name!r} is refused", lambda text=sentence: text in desk.texts(desk.panel)
        )
    # The other photos of a request are not lost with the first.
    request = OpenRequest.of([str(tmp_path / "gone.jpg"), photo_file(tmp_path, "a.jpg")])
    desk.desktop.opening.open(request)
    buttons = desk.panel.query_area.strip_buttons
    await desk.until("both are offered", lambda: [b.isVisible() for b in buttons()] == [True] * 2)
    assert "gone.jpg” cannot be read" in desk.texts(desk.panel)
    desk.click(buttons()[1])
    await desk.answered("a.jpg")


@in_window_loop
async def test_of_very_many_photos_the_first_are_opened_and_that_is_said(
    desk: Desk, server: ProductApiServer, tmp_path: Path
) -> None:
    await desk.open()
    await desk.fill(server.base_url)
    await desk.generate()
    photo = photo_file(tmp_path, "0.jpg")
    others = [str(tmp_path / f"{number}.jpg") for number in range(1, 1000)]
    desk.desktop.opening.open(OpenRequest.of([photo, *others]))
    await desk.answered("0.jpg")
    assert len(desk.panel.query_area.strip_buttons()) == MAX_PHOTOS
    assert desk.window.messages.text.startswith(f"The first {MAX_PHOTOS} photos are opened.")
    assert "900" in desk.window.messages.text


@pytest.mark.parametrize("requests", [3, 250])
@in_window_loop
async def test_many_requests_during_the_start_are_bounded_too(
    desk: Desk, tmp_path: Path, requests: int
) -> None:
    names = [OpenRequest.of([str(tmp_path / f"{number}.jpg")]) for number in range(requests)]
    await open_before_the_window_is_there(desk, *names)
    assert desk.window.messages.text == CONNECT_FIRST
