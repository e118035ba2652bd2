"""The whole window on a real library: starting, looking up, finding."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from support.desk import EVERYTHING_ALIKE, Desk, in_window_loop
from support.drawn_photos import draw_folder, draw_photo
from support.product_api_server import Fault, ProductApiServer, ServedProduct
from support.shop import PRODUCTS

from fashion_desktop.domain.jobs import JobKind, JobState
from fashion_desktop.domain.products import EmbeddingState

# Starting, connecting, generating, looking up ------------------------------------------------


@in_window_loop
async def test_from_the_first_start_to_look_alikes(desk: Desk, server: ProductApiServer) -> None:
    await desk.open(threshold=EVERYTHING_ALIKE)
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
    await desk.open(threshold=EVERYTHING_ALIKE)
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
    assert slider.threshold() != EVERYTHING_ALIKE
    await desk.close()
    await desk.open(threshold=EVERYTHING_ALIKE)
    assert desk.panel.slider.threshold() == EVERYTHING_ALIKE


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
    await desk.until("there is a remedy", lambda: "Generate all" in desk.offers(desk.panel))
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
    await desk.open(threshold=EVERYTHING_ALIKE)
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
    await desk.open(threshold=EVERYTHING_ALIKE)
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
    await desk.open(threshold=EVERYTHING_ALIKE)
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
