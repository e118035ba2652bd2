"""A change of weights in the whole window: said at once, compared, updated or kept."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from support.desk import Desk, in_window_loop
from support.product_api_server import ProductApiServer
from support.shop import PRODUCTS
from support.trial_weights import write_trial_weights

from fashion_desktop.app.comparison_controller import ComparisonController
from fashion_desktop.domain.jobs import JobKind, JobState
from fashion_desktop.domain.weights import WeightsChoice
from fashion_desktop.services.shadow_vectors import ShadowVectors
from fashion_desktop.widgets.comparison_window import ComparisonWindow
from fashion_desktop.widgets.settings_dialog import SettingsDialog

NOTICE = f"{PRODUCTS} products were embedded with other weights and are not searched. Update?"


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_trial_weights(tmp_path_factory.mktemp("weights") / "trial.safetensors")


def notice(desk: Desk) -> dict[str, QPushButton]:
    return {button.text(): button for button in desk.window.notice.action_buttons()}


async def filled_and_changed(desk: Desk, server: ProductApiServer, trial: Path) -> None:
    """Embed everything with the bundled weights, then start with the trial ones."""
    await desk.open()
    await desk.fill(server.base_url)
    await desk.generate()
    assert not desk.window.notice.isVisible()
    await desk.close()
    await desk.open(weights=WeightsChoice.FILE, weights_file=str(trial))
    await desk.until("it is said", desk.window.notice.isVisible)


def copy(file: Path, target: Path, but: int = 0) -> None:
    """Copy a file, but for so many bytes at its end."""
    content = file.read_bytes()
    target.write_bytes(content[: len(content) - but])


async def answered(desk: Desk) -> ComparisonWindow:
    window = await desk.dialog_opens(ComparisonWindow)
    await desk.until("answers are there", lambda: "the same" in window.text)
    return window


def embedded_with(desk: Desk) -> dict[str, int]:
    return desk.desktop.context.session._library.samples.fingerprints()


@in_window_loop
async def test_a_change_is_said_at_the_start_compared_and_then_made(
    desk: Desk, server: ProductApiServer, trial: Path
) -> None:
    await filled_and_changed(desk, server, trial)
    assert desk.window.notice.text == NOTICE
    before = embedded_with(desk)
    desk.click_card(4)
    await desk.until("it is looked up", lambda: "out of date" in desk.texts(desk.panel))
    chosen = desk.listed[4]

    desk.click(notice(desk)["Compare first…"])
    window = await answered(desk)
    assert desk.window.notice.isVisible(), "it is as true as before"
    assert "of 6 the same" in window.text
    assert f"median of {PRODUCTS} products" in window.text
    assert window.answers.query.card is not None
    assert window.answers.query.card.id == chosen
    await desk.until("the update is offered", window.update_button.isVisible)
    assert window.update_button.text() == f"Update all {PRODUCTS} products"
    assert embedded_with(desk) == before
    jobs = desk.desktop.context.session.jobs.recent()
    assert JobKind.UPDATE not in {record.spec.kind for record in jobs}

    desk.click(window.update_button)
    assert (await desk.settled(JobKind.UPDATE)).done == PRODUCTS
    await desk.until("it is said no more", lambda: not desk.window.notice.isVisible())
    assert desk.dialog(ComparisonWindow) is None
    present = desk.desktop.context.session.weights().fingerprint
    assert embedded_with(desk) == {present: PRODUCTS}
    compare = desk.window.toolbar.compare_action
    await desk.until("nothing is left to compare", lambda: not compare.isEnabled())


@in_window_loop
async def test_keeping_changes_nothing_and_what_is_dismissed_can_be_reached_again(
    desk: Desk, server: ProductApiServer, trial: Path
) -> None:
    await filled_and_changed(desk, server, trial)
    before = embedded_with(desk)
    desk.click(notice(desk)["Compare first…"])
    window = await answered(desk)
    await desk.until("keeping is offered", window.keep_button.isVisible)
    desk.click(window.keep_button)
    await desk.until("it is closed", lambda: desk.dialog(ComparisonWindow) is None)
    assert embedded_with(desk) == before

    desk.click(desk.window.notice._close)
    assert not desk.window.notice.isVisible()
    desk.desktop.browse.refresh()
    await desk.until("numbers are read", desk.window.toolbar.compare_action.isEnabled)
    assert not desk.window.notice.isVisible()
    desk.trigger(desk.window.toolbar.compare_action)
    window = await answered(desk)
    window.close()


@in_window_loop
async def test_updating_from_the_notice(desk: Desk, server: ProductApiServer, trial: Path) -> None:
    await filled_and_changed(desk, server, trial)
    desk.click(notice(desk)["Update"])
    await desk.until("it is under way", lambda: not desk.window.notice.isVisible())
    assert (await desk.settled(JobKind.UPDATE)).state is JobState.DONE
    await desk.until("all are embedded", lambda: f"{PRODUCTS} embedded" in desk.window.status.text)
    assert not desk.window.notice.isVisible()


@in_window_loop
async def test_weights_are_compared_before_they_are_chosen(
    desk: Desk, server: ProductApiServer, trial: Path
) -> None:
    await desk.open()
    await desk.fill(server.base_url)
    await desk.generate()
    before = embedded_with(desk)
    desk.click_card(2)
    await desk.answered("3")
    desk.window.toolbar.settings_button.click()
    dialog = await desk.dialog_opens(SettingsDialog)
    dialog.tabs.setCurrentIndex(1)
    compare = dialog.weights.compare_button
    assert not compare.isEnabled(), "they are in use"
    dialog.weights.choose(WeightsChoice.FILE)
    assert not compare.isEnabled(), "no file is chosen"
    dialog.weights.file.set_text(str(trial))
    desk.click(compare)
    window = await answered(desk)
    assert dialog.isVisible()
    assert window.answers.query.card is not None
    assert window.answers.query.card.id == "3", "what was looked up comes first"
    await desk.until("how to use them is said", lambda: "save them in settings" in window.text)
    assert not window.update_button.isVisible()
    assert embedded_with(desk) == before
    assert f"{PRODUCTS} embedded" in desk.window.status.text

    desk.click(dialog.save_button)
    await desk.until("the update is offered", window.update_button.isVisible)
    await desk.until("it is said", desk.window.notice.isVisible)
    desk.press(Qt.Key.Key_Escape)
    window.close()


@in_window_loop
async def test_a_damaged_file_is_said_and_can_be_tried_again(
    desk: Desk, server: ProductApiServer, trial: Path, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.safetensors"
    copy(trial, damaged, but=5000)
    await desk.open()
    await desk.fill(server.base_url)
    await desk.generate()
    desk.window.toolbar.settings_button.click()
    dialog = await desk.dialog_opens(SettingsDialog)
    dialog.tabs.setCurrentIndex(1)
    dialog.weights.choose(WeightsChoice.FILE)
    dialog.weights.file.set_text(str(damaged))
    desk.click(dialog.weights.compare_button)
    window = await desk.dialog_opens(ComparisonWindow)
    await desk.until("it is said", lambda: "damaged" in desk.texts(window))
    copy(trial, damaged)
    desk.click(desk.offers(window)["Try again"])
    await answered(desk)
    window.close()
    dialog.reject()


@in_window_loop
async def test_closing_or_cancelling_ends_the_work(
    desk: Desk, server: ProductApiServer, trial: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled_and_changed(desk, server, trial)
    held = Held(monkeypatch)
    comparison: ComparisonController = desk.desktop.comparison
    desk.click(notice(desk)["Compare first…"])
    window = await desk.dialog_opens(ComparisonWindow)
    await desk.until("photos are waited for", lambda: held.waiting)
    desk.click(window.cancel_button)
    await desk.until("that is said", lambda: "Cancelled" in desk.texts(window))
    await desk.until("the work has ended", lambda: comparison._task and comparison._task.done())
    assert "Nothing was changed." in desk.texts(window)

    held.waiting = 0
    desk.click(desk.offers(window)["Try again"])
    await desk.until("photos are waited for", lambda: held.waiting)
    window.close()
    await desk.until("the work has ended", lambda: comparison._task and comparison._task.done())
    assert comparison.window is None

    held.waiting = 0
    desk.click(notice(desk)["Compare first…"])
    await desk.until("photos are waited for", lambda: held.waiting)
    await desk.close()


class Held:
    """Photos for a comparison that never come."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.waiting = 0

        async def wait(_vectors: ShadowVectors, *_args: object) -> None:
            self.waiting += 1
            await asyncio.Event().wait()

        monkeypatch.setattr(ShadowVectors, "_pixels", wait)
