"""What is measured in the program's own window, at small sizes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot
from support.drawn_photos import draw_folder

from fashion_desktop.bench.context import BenchContext
from fashion_desktop.bench.inputs import PhotoInputs
from fashion_desktop.bench.measurements import scroll, slider, start
from fashion_desktop.bench.window import FrameMeter, choose_platform

HOMES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BenchContext]:
    for name in HOMES:
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.delenv("FASHION_DESKTOP_WEIGHTS", raising=False)
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    photos = draw_folder(tmp_path / "drawn", 12)
    inputs = PhotoInputs(photos, tmp_path / "cache", quick=True, report=lambda _: None)
    yield BenchContext(True, workspace, inputs, lambda _: None)
    asyncio.set_event_loop(None)


def test_scrolling_is_measured_for_each_library(context: BenchContext) -> None:
    figures = list(scroll.measure_sizes(context, [60, 300]))
    names = [figure.name for figure in figures]
    frames = [f"scroll.{way}.{how}.p95" for way in ("page", "drag") for how in ("cold", "warm")]
    assert names == [*frames, *frames, "scroll.memory"]
    assert [figure.size for figure in figures] == [60] * 4 + [300] * 5
    assert all(figure.ours > 0 for figure in figures[:-1])
    assert [figure.target.bound for figure in figures[:4] if figure.target] == [50, 16, 50, 16]
    assert not (context.workspace / "home" / "fashion-desktop" / "settings.json").exists()


def test_moving_the_threshold_is_measured(context: BenchContext) -> None:
    (figure,) = slider.measure_moves(context, products=120, moves=20)
    assert figure.name == "slider.move.p95"
    assert "119 candidates" in figure.what
    assert figure.ours > 0
    assert figure.target is not None


def test_the_start_is_measured_and_torch_is_not_part_of_it(context: BenchContext) -> None:
    figures = {f.name: f for f in start.measure_sizes(context, [60], rounds=1)}
    assert list(figures)[:3] == ["start.painted", "start.answered", "start.photo_answered"]
    times = [figures[f"start.{name}"].ours for name in ("painted", "answered", "photo_answered")]
    assert 0 < times[0] < times[1] < times[2]
    assert [figures[f"start.{n}"].size for n in ("painted", "answered")] == [60, 60]
    if Path("/proc/self/maps").exists():
        assert figures["start.painted"].note == "torch is not loaded"
        assert figures["start.answered"].note.startswith("torch is not loaded")
        assert figures["start.idle_memory"].ours > 0


def test_without_a_screen_the_window_is_drawn_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    bare: dict[str, str] = {}
    choose_platform(bare)
    assert bare == {"QT_QPA_PLATFORM": "offscreen"}
    with_screen = {"DISPLAY": ":0"}
    choose_platform(with_screen)
    assert with_screen == {"DISPLAY": ":0"}


def test_a_frame_is_all_that_was_done_for_it(qtbot: QtBot) -> None:
    view = QListView()
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    qtbot.wait(50)
    meter = FrameMeter(view)

    def work_and_paint() -> None:
        end_s = time.perf_counter() + 0.03
        while time.perf_counter() < end_s:
            pass
        view.viewport().update()

    QTimer.singleShot(20, work_and_paint)
    qtbot.wait(150)
    QTimer.singleShot(20, lambda: time.sleep(0.03))
    qtbot.wait(100)
    meter.stop()
    assert len(meter.frames_s) == 1
    assert 0.03 <= meter.frames_s[0] < 0.1
