"""Connecting, syncing and disconnecting in the whole window, and what goes wrong."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QLineEdit, QPushButton
from support.desk import EVERYTHING_ALIKE, Desk, in_window_loop
from support.drawn_photos import draw_folder
from support.product_api_server import Fault, ProductApiServer
from support.shop import PRODUCTS, products

from fashion_desktop.app.tasks import UNEXPECTED
from fashion_desktop.domain.jobs import JobKind, JobState
from fashion_desktop.domain.sources import SourceRecord
from fashion_desktop.services.catalogue_service import CatalogueService
from fashion_desktop.widgets.confirm_dialog import ConfirmDialog
from fashion_desktop.widgets.sync_preview_dialog import SyncPreviewDialog

# Catalogues ----------------------------------------------------------------------------------


@in_window_loop
async def test_a_refused_token_is_said_and_mended(desk: Desk, server: ProductApiServer) -> None:
    server.token = "s3cret"
    await desk.open()
    form = desk.window.connect_page.api_form
    await desk.connect_api(server.base_url, "wrong")
    await desk.until("that is said", lambda: "refuses the token" in form.status.text)
    form.token.selectAll()
    QTest.keyClicks(form.token, "s3cret")
    desk.click(form.connect_button)
    assert (await desk.settled(JobKind.SYNC)).state is JobState.DONE
    await desk.until("products are listed", lambda: len(desk.listed) == PRODUCTS)

    # The shop hands out another token.
    server.token = "newer"
    desk.click(desk.window.toolbar.sync_button)
    assert (await desk.settled(JobKind.SYNC)).state is JobState.FAILED
    await desk.until("that is said", lambda: "refuses the token" in desk.window.messages.text)
    desk.trigger(desk.window.toolbar.catalogue_menu.actions()[-1])
    desk.click(desk.offers(desk.window.connect_page)["Change token…"])
    dialog = await desk.dialog_opens(QInputDialog)
    (field,) = dialog.findChildren(QLineEdit)
    QTest.keyClicks(field, "newer")
    desk.click(desk.offers(dialog)["Save token"])
    assert (await desk.settled(JobKind.SYNC)).state is JobState.DONE
    await desk.until("it is forgiven", lambda: "refuses" not in desk.window.messages.text)
    assert not desk.window.shows_connect_page


@in_window_loop
async def test_an_empty_library_says_why_and_what_to_do(desk: Desk) -> None:
    with ProductApiServer(products(6)) as server:
        page_one = "/api/products"
        await desk.open()
        await desk.connect_api(server.base_url)
        server.fail(page_one, Fault(delay_s=0.5), Fault(status=500), forever=True)
        await desk.until("it is told to wait", lambda: "Reading the" in desk.texts(desk.window))
        assert (await desk.settled(JobKind.SYNC)).state is JobState.FAILED
        empty = desk.window.library.empty
        await desk.until("that is said", lambda: "cannot be read" in desk.texts(empty))
        desk.click(desk.offers(empty)["Check the connection"])
        assert desk.window.shows_connect_page
        desk.press(Qt.Key.Key_Escape)
        assert not desk.window.shows_connect_page
        server.fail(page_one)
        desk.click(desk.offers(empty)["Try again"])
        assert (await desk.settled(JobKind.SYNC)).state is JobState.DONE
        await desk.until("products are listed", lambda: len(desk.listed) == 6)


@in_window_loop
async def test_a_server_that_is_gone_is_tried_again(desk: Desk) -> None:
    with ProductApiServer(products(6)) as server:
        await desk.open()
        await desk.fill(server.base_url)
        port = server.port
    desk.click(desk.window.toolbar.sync_button)
    assert (await desk.settled(JobKind.SYNC)).state is JobState.FAILED
    await desk.until("there is a remedy", lambda: "Retry" in desk.offers(desk.window.messages))
    assert len(desk.listed) == 6, "what is known stays"
    with ProductApiServer(products(8), port=port):
        desk.click(desk.offers(desk.window.messages)["Retry"])
        assert (await desk.settled(JobKind.SYNC)).state is JobState.DONE
        await desk.until("the new ones are listed", lambda: len(desk.listed) == 8)
        assert desk.window.messages.text == ""


@in_window_loop
async def test_a_dropped_folder_is_connected_and_may_vanish(desk: Desk, tmp_path: Path) -> None:
    folder = draw_folder(tmp_path / "Spring range", 5)
    await desk.open()
    desk.drop(folder)
    form = desk.window.connect_page.files_form
    await desk.until("the form is filled in", lambda: form.folder.text() == str(folder))
    desk.click(form.action)
    assert (await desk.settled(JobKind.SYNC)).done == 5
    await desk.until("products are listed", lambda: len(desk.listed) == 5)
    catalogue = desk.window.toolbar.catalogue_button
    await desk.until("the catalogue is named", lambda: "Spring range" in catalogue.text())

    folder.rename(tmp_path / "elsewhere")
    desk.click(desk.window.toolbar.sync_button)
    outcome = await desk.settled(JobKind.SYNC)
    assert outcome.state is JobState.FAILED
    await desk.until("the folder is named", lambda: str(folder) in desk.window.messages.text)
    assert len(desk.listed) == 5


@in_window_loop
async def test_products_that_are_gone_are_kept_until_the_user_says_so(
    desk: Desk, server: ProductApiServer
) -> None:
    await desk.open()
    await desk.fill(server.base_url)
    await desk.generate()
    for number in (1, 2):
        server.remove(number)
    desk.click(desk.window.toolbar.sync_button)
    dialog = await desk.dialog_opens(SyncPreviewDialog)
    assert "2 products" in dialog.windowTitle()
    desk.click(dialog.keep_button)
    await asyncio.sleep(0.2)
    assert len(desk.listed) == PRODUCTS

    desk.click(desk.window.toolbar.sync_button)
    dialog = await desk.dialog_opens(SyncPreviewDialog)
    desk.click(dialog.action_button)
    await desk.until("they are gone", lambda: len(desk.listed) == PRODUCTS - 2)
    await desk.until("that is said", lambda: "2 products removed" in desk.window.messages.text)


@in_window_loop
async def test_what_is_gone_is_asked_about_although_another_catalogue_is_down(
    desk: Desk, server: ProductApiServer, tmp_path: Path
) -> None:
    folder = draw_folder(tmp_path / "Spring range", 3)
    await desk.open()
    await desk.fill(server.base_url)
    desk.drop(folder)
    desk.click(desk.window.connect_page.files_form.action)
    assert (await desk.settled(JobKind.SYNC)).done == 3
    await desk.until("all are listed", lambda: len(desk.listed) == PRODUCTS + 3)
    folder.rename(tmp_path / "elsewhere")
    server.remove(1)
    desk.click(desk.window.toolbar.sync_button)
    assert (await desk.settled(JobKind.SYNC)).state is JobState.FAILED
    await desk.until("the folder is named", lambda: str(folder) in desk.window.messages.text)
    dialog = await desk.dialog_opens(SyncPreviewDialog)
    assert "1 product " in dialog.windowTitle()
    desk.click(dialog.action_button)
    await desk.until("it is gone", lambda: len(desk.listed) == PRODUCTS + 2)
    assert "1" not in desk.listed


@in_window_loop
async def test_the_last_catalogue_can_be_disconnected(desk: Desk, server: ProductApiServer) -> None:
    await desk.open()
    await desk.fill(server.base_url)
    desk.desktop.catalogue.show_page()
    desk.click(desk.offers(desk.window.connect_page)["Disconnect…"])
    dialog = await desk.dialog_opens(ConfirmDialog)
    desk.click(dialog.action_button)
    await desk.until("it is a first start again", lambda: not desk.window.toolbar.isVisible())
    assert desk.window.shows_connect_page
    assert not desk.window.connect_page.close_button.isVisible()


@in_window_loop
async def test_disconnecting_ends_the_sync_of_the_catalogue(desk: Desk) -> None:
    with ProductApiServer(products(), per_page=10) as server:
        second_page = "/api/products?page=2"
        server.fail(second_page, Fault(delay_s=2.0))
        await desk.open()
        await desk.connect_api(server.base_url)
        await desk.until("it is being read", lambda: second_page in server.paths())
        page = desk.window.connect_page
        await desk.until("the library is shown", lambda: not desk.window.shows_connect_page)
        await desk.until("it is known", lambda: not page.source_list.isHidden())
        desk.desktop.catalogue.show_page()
        # A sync of all catalogues, of which there is only this one, waits for its turn.
        desk.click(desk.window.toolbar.sync_button)
        desk.click(desk.offers(page)["Disconnect…"])
        dialog = await desk.dialog_opens(ConfirmDialog)
        desk.click(dialog.action_button)
        for _ in range(2):
            assert (await desk.settled(JobKind.SYNC)).state is JobState.CANCELLED
    await desk.until("it is a first start again", lambda: not desk.window.toolbar.isVisible())
    assert desk.window.messages.text == ""
    assert desk.desktop.context.session.products.counts().products == 0


@in_window_loop
async def test_look_alikes_of_a_disconnected_catalogue_leave_the_panel(
    desk: Desk, tmp_path: Path
) -> None:
    with ProductApiServer(products(4)) as server:
        await desk.open(threshold=EVERYTHING_ALIKE)
        await desk.fill(server.base_url)
        desk.drop(draw_folder(tmp_path / "Spring range", 3))
        desk.click(desk.window.connect_page.files_form.action)
        assert (await desk.settled(JobKind.SYNC)).done == 3
        await desk.until("all are listed", lambda: len(desk.listed) == 7)
        await desk.generate()
        desk.click_card(0)
        await desk.answered("1")
        assert len(desk.matches) == 6
        desk.desktop.catalogue.show_page()
        rows = desk.window.connect_page.source_list.findChildren(QPushButton)
        (button,) = (b for b in rows if b.accessibleName() == "Disconnect Spring range")
        desk.click(button)
        dialog = await desk.dialog_opens(ConfirmDialog)
        desk.click(dialog.action_button)
        await desk.until("they are gone", lambda: set(desk.matches) == {"2", "3", "4"})


# Going back while the page waits ---------------------------------------------------------------


def _feed(name: str) -> tuple[str, bytes]:
    return "text/csv", f"id,image,name\n1,1.jpg,{name}\n".encode()


@in_window_loop
async def test_a_late_feed_does_not_take_the_place_of_another(
    desk: Desk, server: ProductApiServer
) -> None:
    server.raw_paths = {"/a.csv": _feed("Late hat"), "/b.csv": _feed("Blue dress")}
    server.fail("/a.csv", Fault(delay_s=0.7))
    await desk.open()
    page = desk.window.connect_page
    for name in ("/a.csv", "/b.csv"):
        desk.click(page.files_card)
        page.files_form.feed_choice.setChecked(True)
        page.files_form.feed.set_text(f"{server.origin}{name}")
        desk.click(page.files_form.action)
        await desk.until("it is asked for", lambda name=name: name in server.paths())
        if name == "/a.csv":
            desk.click(page.back_button)
    await desk.until("the columns are shown", page.mapping_page.isVisible)
    await asyncio.sleep(1.0)
    assert page.mapping_page.table.item(0, 2).text() == "Blue dress"


@pytest.mark.parametrize("status", [0, 404])
@in_window_loop
async def test_a_catalogue_backed_out_of_is_neither_connected_nor_complained_about(
    desk: Desk, server: ProductApiServer, status: int
) -> None:
    server.fail("/api/products", Fault(delay_s=0.7, status=status), forever=True)
    await desk.open()
    page = desk.window.connect_page
    await desk.connect_api(server.base_url)
    await desk.until("it is asked", server.paths)
    desk.press(Qt.Key.Key_Escape)
    desk.click(page.files_card)
    await asyncio.sleep(1.5)
    assert desk.window.shows_connect_page
    assert page.files_form.status.text == ""
    assert desk.desktop.context.session.catalogue.sources() == []


@in_window_loop
async def test_a_catalogue_backed_out_of_while_it_is_stored_is_taken_back(
    desk: Desk, server: ProductApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on, stored = threading.Event(), threading.Event()
    add = CatalogueService._add

    def slow_add(*args: Any) -> SourceRecord:
        record = add(*args)
        stored.set()
        # As a keyring does that asks for its password.
        may_go_on.wait(10.0)
        return record

    monkeypatch.setattr(CatalogueService, "_add", slow_add)
    await desk.open()
    catalogue = desk.desktop.context.session.catalogue
    await desk.connect_api(server.base_url)
    await desk.until("it is stored", stored.is_set)
    desk.click(desk.window.connect_page.back_button)
    may_go_on.set()
    await desk.until("it is taken back", lambda: not catalogue.sources())
    assert desk.window.shows_connect_page
    assert desk.outcomes == []


@in_window_loop
async def test_a_defect_leaves_the_connect_page_usable(
    desk: Desk,
    server: ProductApiServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def broken(*_args: object) -> None:
        raise ZeroDivisionError

    await desk.open()
    with monkeypatch.context() as patch:
        patch.setattr(CatalogueService, "check", broken)
        await desk.connect_api(server.base_url)
        form = desk.window.connect_page.api_form
        await desk.until("that is said", lambda: form.status.text == UNEXPECTED)
    caplog.clear()
    desk.click(form.connect_button)
    assert (await desk.settled(JobKind.SYNC)).state is JobState.DONE


@in_window_loop
async def test_the_demo_is_one_click_away(desk: Desk) -> None:
    await desk.open()
    desk.click(desk.window.connect_page.demo_card)
    outcome = await desk.settled(JobKind.SYNC)
    assert outcome.state is JobState.DONE
    assert outcome.done >= 240
    await desk.until("it is listed", lambda: desk.desktop.products.rowCount() == outcome.done)
