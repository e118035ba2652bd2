"""The window answers at once, whatever runs behind it."""

from __future__ import annotations

import asyncio
import csv
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from support.desk import Desk, in_window_loop, make_loop
from support.drawn_photos import draw_photo
from support.stall_meter import StallMeter, can_tell_starvation

from fashion_desktop.app.window_first import window_first
from fashion_desktop.domain.jobs import JobKind, JobState

LONGEST_STALL_S = 0.050
PHOTOS = 400
ROUNDS = 5
FRAME_S = 1 / 60
SERVER = Path(__file__).parents[1] / "support" / "product_api_server.py"


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    loop = make_loop(qapp)
    yield Desk(tmp_path / "library", loop)
    loop.close()
    asyncio.set_event_loop(None)


@pytest.fixture
def server_url(tmp_path: Path) -> Iterator[str]:
    """A shop in a process of its own, as shops are."""
    folder = tmp_path / "photos"
    folder.mkdir()
    with (tmp_path / "products.csv").open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(("id", "name", "price", "baseColour", "file"))
        for number in range(1, PHOTOS + 1):
            name = f"{number}.jpg"
            (folder / name).write_bytes(draw_photo(number, size=(300, 400)))
            colour = ("Blue", "Red", "Green")[number % 3]
            rows.writerow((number, f"{colour} garment {number}", number, colour, name))
    command = [sys.executable, str(SERVER), "--port", "0", "--images", str(folder)]
    command += ["--csv", str(tmp_path / "products.csv")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
        process.terminate()


def use_like_a_merchandiser(desk: Desk) -> Callable[[int], None]:
    """Return what to do in each frame: scroll, slide, search, look at another product."""
    bar = desk.grid.verticalScrollBar()
    search = desk.window.toolbar.search

    def act(frame: int) -> None:
        bar.setValue((frame * 40) % max(1, bar.maximum()))
        if frame % 3 == 0:
            key = Qt.Key.Key_Right if (frame // 60) % 2 else Qt.Key.Key_Left
            QTest.keyClick(desk.panel.slider.focusProxy(), key)
        if frame % 100 == 40:
            QTest.keyClicks(search, "red")
        if frame % 100 == 70:
            search.clear()
        if frame % 50 == 30:
            desk.click_card(frame % 7)

    return act


async def stalls_during(desk: Desk, start: Callable[[], None], kind: JobKind) -> StallMeter:
    """Start a job, use the window until it has ended, and return what was measured."""
    act = use_like_a_merchandiser(desk)
    with StallMeter().measuring(LONGEST_STALL_S) as meter:
        start()
        frame = 0
        while not any(outcome.kind is kind for outcome in desk.outcomes):
            act(frame)
            frame += 1
            await asyncio.sleep(FRAME_S)
        await asyncio.sleep(0.3)
    outcome = await desk.settled(kind)
    assert (outcome.state, outcome.done) == (JobState.DONE, PHOTOS)
    assert len(meter.own_s) > 100
    sys.stdout.write(f"{kind}: {meter.summary()}\n")
    return meter


@in_window_loop
async def test_no_stall_while_a_job_runs(
    desk: Desk, server_url: str, record_property: Callable[[str, object], None]
) -> None:
    with window_first():
        await desk.open()
        await desk.fill(server_url)
        toolbar = desk.window.toolbar
        await desk.until("there is something to do", toolbar.generate_button.isEnabled)
        meter = await stalls_during(
            desk, lambda: desk.click(toolbar.generate_button), JobKind.GENERATE
        )
        # A stall of the window's own making comes back; one that a busy machine makes, because
        # it stops a thread that holds Python's lock, comes and goes.
        for _ in range(ROUNDS - 1):
            if not meter.stalls:
                break
            meter = await stalls_during(
                desk, lambda: desk.trigger(toolbar.update_all), JobKind.UPDATE
            )
        record_property("responsiveness", meter.summary())
        assert not meter.stalls, "\n".join(map(str, meter.stalls))


# That this would be noticed ------------------------------------------------------------------


def _sleep() -> None:
    time.sleep(0.06)


def _compute() -> None:
    end_s = time.thread_time() + 0.06
    while time.thread_time() < end_s:
        pass


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("blocking_call", [_sleep, _compute])
def test_a_blocking_call_of_60_ms_is_noticed(blocking_call: Callable[[], None]) -> None:
    with StallMeter().measuring(LONGEST_STALL_S) as meter:
        QTimer.singleShot(50, blocking_call)
        QTest.qWait(200)
    assert len(meter.stalls) == 1
    assert blocking_call.__name__ in meter.stalls[0].stack


@pytest.mark.usefixtures("qapp")
@pytest.mark.skipif(not can_tell_starvation(), reason="the system does not tell")
def test_what_other_processes_take_is_not_held_against_the_window() -> None:
    hogs = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(6)]
    try:
        with StallMeter().measuring(LONGEST_STALL_S) as meter:
            end_s = time.monotonic() + 1.0
            while time.monotonic() < end_s:
                QCoreApplication.processEvents()
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()
    assert not meter.stalls, "\n".join(map(str, meter.stalls))
    assert max(meter.late_s) > max(meter.own_s)
