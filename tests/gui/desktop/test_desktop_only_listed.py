"""Look-alikes in the current list only, and settings that take effect at once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from support.desk import EVERYTHING_ALIKE, Desk, in_window_loop
from support.drawn_photos import draw_photo
from support.product_api_server import ProductApiServer
from support.shop import PRODUCTS

from fashion_desktop.widgets.settings_dialog import SettingsDialog

RED = {str(number) for number in range(1, PRODUCTS + 1) if number % 3 == 1}
BLUE = {str(number) for number in range(1, PRODUCTS + 1) if number % 3 == 0}


async def shop(desk: Desk, server: ProductApiServer) -> None:
    await desk.open(threshold=EVERYTHING_ALIKE)
    await desk.fill(server.base_url)
    await desk.generate()


def search_for(desk: Desk, text: str) -> None:
    desk.window.toolbar.search.selectAll()
    QTest.keyClicks(desk.window.toolbar.search, text)


async def found(desk: Desk, wanted: set[str]) -> None:
    await desk.until(f"{sorted(wanted)} are found", lambda: set(desk.matches) == wanted)


@in_window_loop
async def test_look_alikes_follow_the_list(desk: Desk, server: ProductApiServer) -> None:
    await shop(desk, server)
    box, everything = desk.panel.only_listed, {str(n) for n in range(1, PRODUCTS + 1)}
    desk.click_card(1)
    await desk.answered("2")
    assert set(desk.matches) == everything - {"2"}
    assert not box.isEnabled()

    search_for(desk, "red")
    await desk.until("the box can be used", box.isEnabled)
    assert set(desk.matches) == everything - {"2"}
    desk.click(box)
    await found(desk, RED)
    assert f"among {len(RED)} listed products" in desk.texts(desk.panel)
    assert desk.query == "2"
    nearest_red = list(desk.matches)

    # Another list renews the answer, the whole list brings all of them back.
    search_for(desk, "blue")
    await found(desk, BLUE)
    desk.window.toolbar.search.clear()
    await found(desk, everything - {"2"})
    assert "among" not in desk.texts(desk.panel)
    assert [m for m in desk.matches if m in RED] == nearest_red

    # The box is remembered, also for choices of the filter panel and for other queries.
    assert box.isChecked()
    assert not box.isEnabled()
    section = desk.window.library.filters.facet_section("baseColour")
    section.row_for("Red").box.click()
    await found(desk, RED)
    assert list(desk.matches) == nearest_red
    desk.click_card(0)
    await desk.answered("1")
    assert set(desk.matches) == RED - {"1"}
    desk.click(box)
    await found(desk, everything - {"1"})


@in_window_loop
async def test_photos_and_links_are_looked_for_in_the_list(
    desk: Desk, server: ProductApiServer, tmp_path: Path
) -> None:
    await shop(desk, server)
    search_for(desk, "red")
    await desk.until("the box can be used", desk.panel.only_listed.isEnabled)
    desk.double_click_card(0)
    await desk.answered("1")
    desk.click(desk.panel.only_listed)
    photo = tmp_path / "three.jpg"
    photo.write_bytes(draw_photo(3))
    desk.drop(photo)
    await desk.answered("three.jpg")
    assert set(desk.matches) == RED
    link = f"{server.origin}/storage/products/4.jpg"
    desk.drop(link)
    await desk.answered(link)
    assert set(desk.matches) == RED
    assert desk.matches[0] == "4"
    search_for(desk, "blue")
    await found(desk, BLUE)
    assert desk.query == link


@in_window_loop
async def test_an_empty_list_says_what_to_do(desk: Desk, server: ProductApiServer) -> None:
    await shop(desk, server)
    desk.click_card(1)
    await desk.answered("2")
    search_for(desk, "red")
    await desk.until("the box can be used", desk.panel.only_listed.isEnabled)
    desk.click(desk.panel.only_listed)
    await found(desk, RED)
    search_for(desk, "hat")
    await desk.until("it is said", lambda: "The list is empty" in desk.texts(desk.panel))
    await desk.until("there is a remedy", lambda: "Look everywhere" in desk.offers(desk.panel))
    desk.click(desk.offers(desk.panel)["Look everywhere"])
    await desk.until("all are found", lambda: len(desk.matches) == PRODUCTS - 1)
    assert not desk.panel.only_listed.isChecked()


@in_window_loop
async def test_a_closed_panel_stays_closed_when_the_list_changes(
    desk: Desk, server: ProductApiServer
) -> None:
    await shop(desk, server)
    search_for(desk, "red")
    await desk.until("the box can be used", desk.panel.only_listed.isEnabled)
    desk.double_click_card(0)
    await desk.answered("1")
    desk.click(desk.panel.only_listed)
    await found(desk, RED - {"1"})
    desk.click(desk.panel.close_button)
    search_for(desk, "blue")
    await desk.until("blue ones are listed", lambda: set(desk.listed) == BLUE)
    assert not desk.panel.isVisible()
    desk.double_click_card(0)
    await desk.answered("3")
    assert set(desk.matches) == BLUE - {"3"}


@in_window_loop
async def test_speed_settings_take_effect_at_once(desk: Desk, server: ProductApiServer) -> None:
    await shop(desk, server)
    desk.click_card(1)
    await desk.answered("2")
    answer = desk.desktop.matches.answer
    session = desk.desktop.context.session
    desk.window.toolbar.settings_requested.emit()
    dialog = await desk.dialog_opens(SettingsDialog)
    dialog.tabs.setCurrentIndex(2)
    await desk.until(
        "this library is described",
        lambda: f"({PRODUCTS} embeddings): every search is exact now" in desk.texts(dialog),
    )
    QTest.keyClick(dialog.search, Qt.Key.Key_Down)
    QTest.keyClick(dialog.decoding, Qt.Key.Key_Down)
    desk.click(dialog.save_button)
    assert (session.settings.search, session.settings.decoding) == ("exact", "full")
    await desk.until("it is looked up again", lambda: desk.desktop.matches.answer is not answer)
    assert desk.query == "2"
    await desk.close()
    await desk.open()
    assert desk.desktop.context.session.settings.search == "exact"
    assert desk.desktop.context.session.settings.decoding == "full"
