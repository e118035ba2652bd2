"""The whole window on a real library: what a merchandiser does, and what goes wrong for them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit
from support.desk import Desk, in_window_loop, make_loop
from support.drawn_photos import draw_folder, draw_photo
from support.product_api_server import Fault, ProductApiServer, ServedProduct

from fashion_desktop.app.tasks import UNEXPECTED
from fashion_desktop.domain.jobs import JobKind, JobState
from fashion_desktop.domain.products import EmbeddingState
from fashion_desktop.domain.similarity import DEFAULT_THRESHOLD
from fashion_desktop.domain.weights import WeightsChoice
from fashion_desktop.services.catalogue_service import CatalogueService
from fashion_desktop.storage.resources import resource_path
from fashion_desktop.widgets.confirm_dialog import ConfirmDialog
from fashion_desktop.widgets.failures_dialog import FailuresDialog
from fashion_desktop.widgets.settings_dialog import SettingsDialog
from fashion_desktop.widgets.sync_preview_dialog import SyncPreviewDialog
from fashion_desktop.widgets.theme import DARK, LIGHT

PRODUCTS = 24


def products(count: int = PRODUCTS) -> list[ServedProduct]:
    colours = ("Blue", "Red", "Green")
    return [
        ServedProduct(
            number,
            draw_photo(number),
            {
                "name": f"{colours[number % 3]} garment {number}",
                "price": 10.0 + number,
                "baseColour": colours[number % 3],
            },
        )
        for number in range(1, count + 1)
    ]


def other_weights(folder: Path) -> Path:
    """Return a copy of the bundled weights that differs in one number."""
    (bundled,) = resource_path("weights").glob("*.safetensors")
    content = bytearray(bundled.read_bytes())
    content[-1] ^= 1
    other = folder / bundled.name
    other.write_bytes(content)
    return other


@pytest.fixture
def server() -> Iterator[ProductApiServer]:
    with ProductApiServer(products()) as running:
        yield running


@pytest.fixture
def desk(
    qapp: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> Iterator[Desk]:
    # Tests neither read nor write what belongs to the user.
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    loop = make_loop(qapp)
    yield Desk(tmp_path / "library", loop)
    loop.close()
    asyncio.set_event_loop(None)
    QGuiApplication.clipboard().clear()
    defects = [r.getMessage() for r in caplog.records if r.levelname in {"ERROR", "CRITICAL"}]
    assert not defects


# Starting, connecting, generating, looking up ------------------------------------------------


@in_window_loop
async def test_from_the_first_start_to_look_alikes(desk: Desk, server: ProductApiServer) -> None:
    await desk.open()
    assert desk.window.shows_connect_page
    assert not desk.window.toolbar.isVisible()

    await desk.fill(server.base_url)
    assert not desk.window.shows_connect_page
    assert desk.listed == [str(number) for number in range(1, PRODUCTS + 1)]
    assert f"{PRODUCTS} products" in desk.window.status.text

    outcome = await desk.generate()
    assert (outcome.state, outcome.done, outcome.failures) == (JobState.DONE, PRODUCTS, ())
    await desk.until(
        "the counts are true", lambda: f"{PRODUCTS} embedded" in desk.window.status.text
    )
    assert not desk.window.toolbar.generate_menu.missing_action.isEnabled()

    desk.click_card(4)
    await desk.answered("5")
    assert len(desk.matches) == len(set(desk.matches)) > 0
    assert "5" not in desk.matches
    assert "Green garment 5" in desk.texts(desk.panel)


@in_window_loop
async def test_products_are_found_while_others_are_still_generated(
    desk: Desk, server: ProductApiServer
) -> None:
    await desk.open(batch_size=4)
    await desk.fill(server.base_url)
    for number in range(13, PRODUCTS + 1):
        server.fail_image(number, Fault(delay_s=1.0))
    desk.click(desk.window.toolbar.generate_button)
    first = desk.desktop.products

    def embedded() -> list[str]:
        cards = [first.card_at(row) for row in range(first.rowCount())]
        return [c.id for c in cards if c is not None and c.state is EmbeddingState.EMBEDDED]

    await desk.until("some are embedded", lambda: len(embedded()) >= 4)
    assert desk.desktop.runner.active is not None
    desk.click_card(desk.listed.index(embedded()[0]))
    await desk.until("it is looked up", lambda: desk.query == embedded()[0])
    assert desk.desktop.runner.active is not None
    assert desk.searched < PRODUCTS
    # When the job ends the answer on show takes in what is new.
    await desk.settled(JobKind.GENERATE)
    await desk.until("all are compared", lambda: desk.searched == PRODUCTS)


@in_window_loop
async def test_the_slider_keeps_fewer_and_starts_where_the_settings_say(
    desk: Desk, server: ProductApiServer
) -> None:
    await desk.open()
    await desk.fill(server.base_url)
    await desk.generate()
    desk.click_card(0)
    await desk.answered("1")
    before = desk.desktop.matches.kept_count
    slider = desk.panel.slider
    slider.setFocus()
    desk.press(Qt.Key.Key_Right)
    await desk.until("one is left out", lambda: desk.desktop.matches.kept_count == before - 1)
    assert len(desk.matches) == min(before - 1, desk.desktop.matches.top_n)
    assert slider.threshold() != DEFAULT_THRESHOLD
    await desk.close()
    await desk.open()
    assert desk.panel.slider.threshold() == DEFAULT_THRESHOLD


@in_window_loop
async def test_no_embedding_is_made_on_the_spot(desk: Desk, server: ProductApiServer) -> None:
    await desk.open()
    await desk.fill(server.base_url)
    desk.click_card(2)
    await desk.until("that it is missing is said", lambda: "no embedding" in desk.texts(desk.panel))
    desk.click(desk.offers(desk.panel)["Generate now"])
    assert (await desk.settled(JobKind.GENERATE)).done == 1
    await desk.until("it is answered by itself", lambda: desk.query == "3")
    assert "Nothing to compare with yet" in desk.texts(desk.panel)


@in_window_loop
async def test_with_nothing_embedded_a_photo_leads_to_generate(
    desk: Desk, server: ProductApiServer, tmp_path: Path
) -> None:
    photo = tmp_path / "from the street.jpg"
    photo.write_bytes(draw_photo(7))
    await desk.open()
    await desk.fill(server.base_url)
    desk.drop(photo)
    await desk.until("that is said", lambda: "Nothing is embedded yet" in desk.texts(desk.panel))
    desk.click(desk.offers(desk.panel)["Generate all"])
    await desk.settled(JobKind.GENERATE)
    await desk.answered("from the street.jpg")
    assert desk.matches[0] == "7"


# Photos from outside -------------------------------------------------------------------------


@in_window_loop
async def test_photos_are_dropped_pasted_and_linked(
    desk: Desk, server: ProductApiServer, tmp_path: Path
) -> None:
    await desk.open()
    await desk.fill(server.base_url)
    await desk.generate()
    photos = draw_folder(tmp_path / "shots", 3)

    desk.drop(photos / "photo-02.jpg")
    await desk.answered("photo-02.jpg")
    assert desk.matches[0] == "2"
    assert "60 × 80 px" in desk.texts(desk.panel)

    desk.drop(*(photos / f"photo-0{n}.jpg" for n in (3, 1)))
    await desk.answered("photo-03.jpg")
    await desk.until(
        "both are in the strip",
        lambda: len([b for b in desk.panel.query_area.strip_buttons() if b.isVisible()]) == 2,
    )
    desk.click(desk.panel.query_area.strip_buttons()[1])
    await desk.answered("photo-01.jpg")
    assert desk.matches[0] == "1"

    QGuiApplication.clipboard().setImage(QImage.fromData(draw_photo(9)))
    desk.grid.setFocus()
    QTest.keyClick(desk.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    await desk.until("the pasted one is found", lambda: desk.matches[:1] == ["9"])

    link = f"{server.origin}/storage/products/4.jpg"
    desk.drop(link)
    await desk.answered(link)
    assert desk.matches[0] == "4"
    assert "4.jpg" in desk.texts(desk.panel)


@in_window_loop
async def test_back_and_forward_through_queries(desk: Desk, server: ProductApiServer) -> None:
    await desk.open()
    await desk.fill(server.base_url)
    await desk.generate()
    desk.click_card(0)
    await desk.answered("1")
    second = desk.matches[0]
    desk.double_click_card(0, desk.panel.results)
    await desk.answered(second)
    assert desk.panel.back_button.isEnabled()
    QTest.keyClick(desk.window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    await desk.answered("1")
    assert not desk.panel.back_button.isEnabled()
    desk.click(desk.panel.forward_button)
    await desk.answered(second)
    assert not desk.panel.forward_button.isEnabled()


@in_window_loop
async def test_a_damaged_photo_and_a_dead_link_have_their_sentences(
    desk: Desk, server: ProductApiServer, tmp_path: Path
) -> None:
    await desk.open()
    await desk.fill(server.base_url)
    await desk.generate()
    damaged = tmp_path / "damaged.jpg"
    damaged.write_bytes(draw_photo(1)[:400])
    desk.drop(damaged)
    await desk.until("that is said", lambda: "cannot be used" in desk.texts(desk.panel))
    desk.drop(f"{server.origin}/storage/products/none.jpg")
    await desk.until("that is said", lambda: "cannot be fetched" in desk.texts(desk.panel))
    await desk.until("there is a remedy", lambda: "Retry" in desk.offers(desk.panel))


@in_window_loop
async def test_a_job_changes_neither_the_query_nor_the_place(
    desk: Desk, server: ProductApiServer, tmp_path: Path
) -> None:
    photo = tmp_path / "dropped.jpg"
    photo.write_bytes(draw_photo(3))
    await desk.open()
    await desk.fill(server.base_url)
    await desk.generate()
    desk.click_card(0)
    await desk.answered("1")
    desk.drop(photo)
    await desk.answered("dropped.jpg")
    scroll_bar = desk.panel.results.verticalScrollBar()
    scroll_bar.setValue(90)
    answer = desk.desktop.matches.answer

    server.add(ServedProduct(900, draw_photo(900), {"name": "New in"}))
    desk.click(desk.window.toolbar.sync_button)
    await desk.settled(JobKind.SYNC)
    await desk.until("the new product is listed", lambda: "900" in desk.listed)
    await desk.until("it is looked up again", lambda: desk.desktop.matches.answer is not answer)
    await asyncio.sleep(0.4)
    assert desk.query == "dropped.jpg"
    assert scroll_bar.value() == 90
    assert desk.grid.selected_row_ids() == [1]

    # A click on the product that is selected all the time is a new choice.
    desk.click_card(0)
    await desk.answered("1")


@in_window_loop
async def test_a_panel_that_was_closed_stays_closed(desk: Desk, server: ProductApiServer) -> None:
    await desk.open()
    await desk.fill(server.base_url)
    await desk.generate()
    desk.click_card(0)
    await desk.answered("1")
    desk.click(desk.panel.close_button)
    desk.click(desk.window.toolbar.sync_button)
    await desk.settled(JobKind.SYNC)
    await asyncio.sleep(0.3)
    assert not desk.panel.isVisible()
    desk.double_click_card(1)
    await desk.answered("2")
    assert desk.panel.isVisible()


# Finding products ----------------------------------------------------------------------------


@in_window_loop
async def test_search_filters_and_finds_its_way_back(desk: Desk, server: ProductApiServer) -> None:
    await desk.open()
    await desk.fill(server.base_url)
    await desk.generate()
    QTest.keyClick(desk.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(desk.window.toolbar.search, "red")
    await desk.until("red ones are left", lambda: len(desk.listed) == PRODUCTS // 3)
    QTest.keyClicks(desk.window.toolbar.search, " hat")
    await desk.until("nothing is left", lambda: not desk.window.library.shows_grid)
    desk.click(desk.offers(desk.window.library)["Clear search"])
    await desk.until("all are back", lambda: len(desk.listed) == PRODUCTS)
    assert desk.window.library.shows_grid

    # A look-alike that the search hides can still be shown in the grid.
    desk.click_card(0)
    await desk.answered("1")
    QTest.keyClicks(desk.window.toolbar.search, "garment 1")
    hidden = next(m for m in desk.matches if not m.startswith("1"))
    await desk.until("it is hidden", lambda: hidden not in desk.listed)
    row_id = desk.desktop.matches.matches()[desk.matches.index(hidden)].product.row_id
    desk.panel.show_in_grid_requested.emit(row_id)
    await desk.until("it is shown", lambda: desk.grid.selected_row_ids() == [row_id])
    assert desk.window.toolbar.search.text() == ""


@in_window_loop
async def test_a_product_is_shown_large(desk: Desk, server: ProductApiServer) -> None:
    await desk.open()
    await desk.fill(server.base_url)
    desk.click_card(1)
    desk.press(Qt.Key.Key_Space)
    preview = desk.window.preview
    await desk.until(
        "it is open", lambda: preview.isVisible() and not preview.photo_rect().isEmpty()
    )
    assert "Green garment 2" in desk.texts(preview)
    QTest.keyClick(preview, Qt.Key.Key_Right)
    await desk.until("the next one is shown", lambda: preview.row_id == 3)
    QTest.keyClick(preview, Qt.Key.Key_Escape)
    await desk.until("it is closed", lambda: not preview.isVisible())
    assert desk.grid.selected_row_ids() == [3]


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
    assert "Spring range" in desk.window.toolbar.catalogue_button.text()

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


# Jobs ----------------------------------------------------------------------------------------


@in_window_loop
async def test_unreadable_photos_are_listed_and_tried_again(
    desk: Desk, server: ProductApiServer
) -> None:
    server.set_image(3, b"<html>not found</html>")
    server.fail_image(5, Fault(status=404), forever=True)
    await desk.open()
    await desk.fill(server.base_url)
    outcome = await desk.generate()
    assert {failure.product_id for failure in outcome.failures} == {"3", "5"}
    assert outcome.done == PRODUCTS - 2
    line = desk.window.jobs.lines[-1]
    desk.click(line._failures)
    dialog = await desk.dialog_opens(FailuresDialog)
    assert set(dialog.chosen_ids()) == {"3", "5"}

    server.set_image(3, draw_photo(3))
    server.fail_image(5)
    desk.click(dialog.retry_button)
    outcome = await desk.settled(JobKind.GENERATE)
    assert (outcome.done, outcome.failures) == (2, ())
    await desk.until("all are embedded", lambda: f"{PRODUCTS} embedded" in desk.window.status.text)


@in_window_loop
async def test_deleted_embeddings_come_back(desk: Desk, server: ProductApiServer) -> None:
    await desk.open()
    await desk.fill(server.base_url)
    await desk.generate()
    desk.click_card(0)
    desk.click_card(2, Qt.KeyboardModifier.ShiftModifier)
    desk.grid.setFocus()
    desk.press(Qt.Key.Key_Delete)
    dialog = await desk.dialog_opens(ConfirmDialog)
    desk.click(dialog.keep_button)
    await desk.until("it is closed", lambda: desk.dialog(ConfirmDialog) is None)
    desk.press(Qt.Key.Key_Delete)
    dialog = await desk.dialog_opens(ConfirmDialog)
    desk.click(dialog.action_button)
    assert (await desk.settled(JobKind.DELETE)).done == 3
    left = f"{PRODUCTS - 3} embedded"
    await desk.until("they are gone", lambda: left in desk.window.status.text)
    assert any("Deleted" in text for text in desk.jobs)

    desk.window.activateWindow()
    await desk.until("the window is in front again", desk.window.isActiveWindow)
    QTest.keyClick(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    await desk.until("they are back", lambda: f"{PRODUCTS} embedded" in desk.window.status.text)
    assert "3 embeddings brought back" in desk.window.messages.text
    assert not any("Deleted" in text for text in desk.jobs), "undo is offered no more"


@in_window_loop
async def test_quitting_during_a_job_leaves_it_to_go_on(
    desk: Desk, server: ProductApiServer
) -> None:
    await desk.open(batch_size=4)
    await desk.fill(server.base_url)
    for number in range(9, PRODUCTS + 1):
        server.fail_image(number, Fault(delay_s=20.0))
    desk.click(desk.window.toolbar.generate_button)
    handle = desk.desktop.jobs  # the window, while it is there
    await desk.until(
        "some are embedded",
        lambda: (
            handle._context.runner.active is not None
            and handle._context.runner.active.progress.done >= 4
        ),
    )
    active = desk.desktop.runner.active
    assert active is not None
    job_id = active.job_id
    await desk.close()

    for number in range(9, PRODUCTS + 1):
        server.fail_image(number)
    await desk.open()
    await desk.until("it is offered", lambda: desk.window.jobs.offers)
    (offer,) = desk.window.jobs.offers
    assert offer.record.id == job_id
    desk.click(offer.continue_button)
    outcome = await desk.settled(JobKind.GENERATE)
    assert (outcome.task_id, outcome.state) == (job_id, JobState.DONE)
    assert outcome.done == PRODUCTS
    assert not desk.window.jobs.offers


@in_window_loop
async def test_pause_resume_and_cancel(desk: Desk, server: ProductApiServer) -> None:
    server.latency_s = 0.02
    await desk.open(batch_size=2)
    await desk.fill(server.base_url)
    desk.click(desk.window.toolbar.generate_button)
    await desk.until("it runs", lambda: desk.window.jobs.lines[-1].handle.progress.done > 0)
    line = desk.window.jobs.lines[-1]
    desk.click(line._pause)
    await asyncio.sleep(0.5)
    held = line.handle.progress.done
    await asyncio.sleep(0.5)
    assert line.handle.progress.done == held < PRODUCTS
    assert "aused" in line.text
    desk.click(line._pause)
    await desk.until("it goes on", lambda: line.handle.progress.done > held)
    desk.click(line._cancel)
    outcome = await desk.settled(JobKind.GENERATE)
    assert outcome.state is JobState.CANCELLED
    assert not desk.desktop.window.jobs.offers


# Settings ------------------------------------------------------------------------------------


@in_window_loop
async def test_the_theme_changes_at_once(desk: Desk, server: ProductApiServer) -> None:
    await desk.open(theme="light")
    await desk.fill(server.base_url)
    assert desk.desktop.context.theme.colours is LIGHT
    QTest.keyClick(desk.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = await desk.dialog_opens(SettingsDialog)
    dialog.theme.setCurrentIndex(dialog.theme.findData("dark"))
    desk.click(dialog.save_button)
    assert desk.desktop.context.theme.colours is DARK
    await desk.until(
        "it is on screen",
        lambda: desk.window.grab().toImage().pixelColor(5, 5).lightness() < 60,
    )
    await desk.close()
    await desk.open()
    assert desk.desktop.context.theme.colours is DARK
    desk.desktop.context.theme.set_mode("light")


@in_window_loop
async def test_other_weights_make_embeddings_stale_and_updating_renews_them(
    desk: Desk, server: ProductApiServer, tmp_path: Path
) -> None:
    await desk.open()
    await desk.fill(server.base_url)
    await desk.generate()
    desk.click_card(0)
    await desk.answered("1")
    other = other_weights(tmp_path)
    desk.window.toolbar.settings_button.click()
    dialog = await desk.dialog_opens(SettingsDialog)
    dialog.weights.choose(WeightsChoice.FILE)
    dialog.weights.file.set_text(str(other))
    dialog.tabs.setCurrentIndex(1)
    assert "out of date" in desk.texts(dialog)
    desk.click(dialog.save_button)
    stale = f"{PRODUCTS} stale"
    await desk.until("they are stale", lambda: stale in desk.window.status.text)
    await desk.until("that is said", lambda: "out of date" in desk.texts(desk.panel))
    desk.click(desk.panel.update_button)
    outcome = await desk.settled(JobKind.UPDATE)
    assert outcome.done == PRODUCTS
    await desk.answered("1")
    assert len(desk.matches) > 0
