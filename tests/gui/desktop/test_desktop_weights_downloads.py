"""Weights to download, in the whole window: known once they are here, each with its own line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from support.desk import Desk, in_window_loop

from fashion_desktop.app import settings_controller
from fashion_desktop.domain.weights import WeightsChoice
from fashion_desktop.embedding.weights_choice import DOWNLOADABLE
from fashion_desktop.widgets.settings_dialog import SettingsDialog

V1, V2 = WeightsChoice.IMAGENET_V1, WeightsChoice.IMAGENET_V2
SIZE_BYTES = 98_000_000


class Mirror:
    """Sends the first megabyte at once, and the rest when a test says so."""

    def __init__(self) -> None:
        self.running: list[WeightsChoice] = []
        self.cancelled: list[WeightsChoice] = []
        self._rest = {choice: asyncio.Event() for choice in (V1, V2)}
        self._loop: asyncio.AbstractEventLoop | None = None

    async def download(
        self, choice: WeightsChoice, folder: Path, progress: Callable[[int, int | None], None]
    ) -> Path:
        self._loop = asyncio.get_running_loop()
        self.running.append(choice)
        progress(1_000_000, SIZE_BYTES)
        try:
            await self._rest[choice].wait()
        except asyncio.CancelledError:
            # What is said last may arrive when nobody waits for it any more.
            progress(2_000_000, SIZE_BYTES)
            self.cancelled.append(choice)
            raise
        return arrived(folder / DOWNLOADABLE[choice].file_name)

    def send_rest(self, choice: WeightsChoice) -> None:
        assert self._loop is not None, "nothing is being downloaded"
        self._loop.call_soon_threadsafe(self._rest[choice].set)


def arrived(file: Path) -> Path:
    """Make a file be there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"weights")
    return file


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mirror:
    made = Mirror()
    monkeypatch.setattr(settings_controller, "weights_cache_folder", lambda: tmp_path / "weights")
    monkeypatch.setattr(settings_controller, "download_weights", made.download)
    return made


async def weights_page(desk: Desk) -> SettingsDialog:
    """Open the settings where weights are chosen."""
    desk.window.toolbar.settings_requested.emit()
    dialog = await desk.dialog_opens(SettingsDialog)
    dialog.tabs.setCurrentIndex(1)
    return dialog


def words(dialog: SettingsDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


async def begin(desk: Desk, dialog: SettingsDialog, choice: WeightsChoice) -> None:
    """Press Download and wait until something has arrived."""
    before = words(dialog).count("1 MB of 98 MB")
    desk.click(dialog.weights.download_button(choice))
    await desk.until(
        "the first megabyte is here", lambda: words(dialog).count("1 MB of 98 MB") > before
    )


async def two_downloads(desk: Desk) -> SettingsDialog:
    """Open the settings and begin both."""
    await desk.open()
    dialog = await weights_page(desk)
    await begin(desk, dialog, V2)
    await begin(desk, dialog, V1)
    return dialog


@in_window_loop
async def test_weights_downloaded_once_can_be_chosen_ever_after(desk: Desk, mirror: Mirror) -> None:
    await desk.open()
    dialog = await weights_page(desk)
    await begin(desk, dialog, V2)
    mirror.send_rest(V2)
    await desk.until("they are here", lambda: "Downloaded and checked." in words(dialog))
    desk.click(dialog.cancel_button)

    dialog = await weights_page(desk)
    await desk.until("that is known", lambda: "Downloaded and checked." in words(dialog))
    assert words(dialog).count("Downloaded and checked.") == 1
    assert dialog.weights.download_button(V2).isHidden()
    dialog.weights.choose(V2)
    assert dialog.save_button.isEnabled()
    dialog.weights.choose(V1)
    assert not dialog.save_button.isEnabled()
    desk.click(dialog.cancel_button)


@in_window_loop
async def test_two_downloads_run_and_end_each_for_itself(desk: Desk, mirror: Mirror) -> None:
    dialog = await two_downloads(desk)
    assert mirror.running == [V2, V1]
    first, second = (dialog.weights.download_button(choice) for choice in (V2, V1))
    desk.click(first)
    await desk.until("the first has ended", lambda: mirror.cancelled)
    mirror.send_rest(V1)
    await desk.until("the second is here", second.isHidden)
    assert mirror.cancelled == [V2]
    assert first.text() == "Download"
    assert "Cancelled." in words(dialog)
    assert "MB of" not in words(dialog)
    desk.click(dialog.cancel_button)


@in_window_loop
async def test_closing_the_settings_ends_every_download(desk: Desk, mirror: Mirror) -> None:
    dialog = await two_downloads(desk)
    desk.click(dialog.cancel_button)
    await desk.until("both have ended", lambda: len(mirror.cancelled) == 2)
    assert set(mirror.cancelled) == {V1, V2}
    dialog = await weights_page(desk)
    assert {dialog.weights.download_button(c).text() for c in (V1, V2)} == {"Download"}
    desk.click(dialog.cancel_button)
