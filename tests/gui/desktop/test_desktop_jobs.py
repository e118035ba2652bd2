"""Generating, updating, deleting and settings in the whole window."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from support.desk import Desk, in_window_loop
from support.drawn_photos import draw_photo
from support.product_api_server import Fault, ProductApiServer
from support.shop import PRODUCTS

from fashion_desktop.domain.jobs import JobKind, JobScope, JobSpec, JobState
from fashion_desktop.domain.weights import WeightsChoice
from fashion_desktop.embedding.weights_choice import BUNDLED_FILE
from fashion_desktop.storage.resources import resource_path
from fashion_desktop.widgets.confirm_dialog import ConfirmDialog
from fashion_desktop.widgets.failures_dialog import FailuresDialog
from fashion_desktop.widgets.settings_dialog import SettingsDialog
from fashion_desktop.widgets.theme import DARK, LIGHT


def other_weights(folder: Path) -> Path:
    """Return a copy of the bundled weights that differs in one number."""
    bundled = resource_path("weights", BUNDLED_FILE)
    content = bytearray(bundled.read_bytes())
    content[-1] ^= 1
    other = folder / bundled.name
    other.write_bytes(content)
    return other


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
async def test_what_a_sync_could_not_take_is_read_again(
    desk: Desk, server: ProductApiServer
) -> None:
    await desk.open()
    await desk.fill(server.base_url)
    jobs = desk.desktop.jobs
    handle = jobs.start(JobSpec(JobKind.SYNC, JobScope.ALL, remove_missing=True))
    await desk.settled(JobKind.SYNC)
    server.remove(5)
    desk.window.jobs.retry_requested.emit(handle, ("page 1, entry 3",))
    outcome = await desk.settled(JobKind.SYNC)
    assert outcome.failures == ()
    assert outcome.preview is not None
    assert (outcome.preview.gone_ids, outcome.preview.removed) == (("5",), 0)


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
    await desk.open(batch_size=2)
    await desk.fill(server.base_url)
    # However fast the rest is, the job does not end by itself.
    server.fail_image(list(server.products)[-1], Fault(delay_s=60.0), forever=True)
    desk.click(desk.window.toolbar.generate_button)
    line = desk.window.jobs.lines[-1]
    assert line.handle.spec.kind is JobKind.GENERATE
    await desk.until("it can be paused", line._pause.isVisible)
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
