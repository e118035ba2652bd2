"""The slider starts where the weights in use recommend, unless the user said otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from support.desk import Desk, in_window_loop

from fashion_desktop.domain.similarity import DEFAULT_THRESHOLD
from fashion_desktop.domain.weights import WeightsChoice
from fashion_desktop.embedding.weights_choice import BUNDLED_FILE
from fashion_desktop.embedding.weights_info import RECOMMENDED_THRESHOLD_KEY, read_info
from fashion_desktop.storage.resources import resource_path
from fashion_desktop.widgets.settings_dialog import SettingsDialog

RECOMMENDED = 0.0023


@pytest.fixture
def weights(tmp_path: Path) -> str:
    """The bundled weights, but with another recommendation."""
    from safetensors import safe_open
    from safetensors.numpy import load_file, save_file

    bundled = resource_path("weights", BUNDLED_FILE)
    with safe_open(bundled, "np") as file:
        metadata = {**file.metadata(), "name": "other", RECOMMENDED_THRESHOLD_KEY: str(RECOMMENDED)}
    save_file(load_file(bundled), tmp_path / "other.safetensors", metadata)
    return str(tmp_path / "other.safetensors")


@in_window_loop
async def test_what_the_weights_recommend_is_where_the_slider_starts(
    desk: Desk, weights: str
) -> None:
    await desk.open(weights=WeightsChoice.FILE, weights_file=weights)
    assert desk.panel.slider.threshold() == RECOMMENDED
    desk.panel.set_threshold(0.01)
    desk.panel.slider._track.reset_requested.emit()
    assert desk.panel.slider.threshold() == RECOMMENDED


@in_window_loop
async def test_the_user_has_the_last_word(desk: Desk, weights: str) -> None:
    await desk.open(weights=WeightsChoice.FILE, weights_file=weights, threshold=0.004)
    assert desk.panel.slider.threshold() == 0.004


async def use(desk: Desk, choice: WeightsChoice, file: str, name: str) -> None:
    """Choose weights in the settings."""
    desk.window.toolbar.settings_requested.emit()
    dialog = await desk.dialog_opens(SettingsDialog)
    await desk.until("those in use are described", dialog.weights_in_use.text)
    dialog.weights.file.set_text(file)
    dialog.weights.choose(choice)
    desk.click(dialog.save_button)
    labels = desk.window.status.findChildren(QLabel)
    await desk.until(
        "the others are in use", lambda: f"Weights: {name}" in [x.text() for x in labels]
    )


@in_window_loop
async def test_a_change_of_weights_moves_a_slider_that_nobody_moved(
    desk: Desk, weights: str
) -> None:
    await desk.open()
    slider = desk.panel.slider
    assert slider.threshold() == DEFAULT_THRESHOLD
    await use(desk, WeightsChoice.FILE, weights, "other")
    assert slider.threshold() == RECOMMENDED
    desk.panel.set_threshold(0.02)
    bundled = read_info(resource_path("weights", BUNDLED_FILE)).name
    await use(desk, WeightsChoice.BUNDLED, weights, bundled)
    assert slider.threshold() == 0.02
    slider._track.reset_requested.emit()
    assert slider.threshold() == DEFAULT_THRESHOLD
