"""Thumbnails: at once or in the background, newest first, within bounds."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image
from PySide6.QtCore import QThread
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot
from support.cards import answer, card

from fashion_desktop.jobs.lane import Lane
from fashion_desktop.viewmodels.match_list_model import MatchListModel
from fashion_desktop.viewmodels.roles import ProductRole
from fashion_desktop.viewmodels.thumbnail_decoding import decode_thumbnail
from fashion_desktop.viewmodels.thumbnail_provider import ThumbnailProvider

RED = (200, 30, 30)


def jpeg(width: int, height: int, colour: tuple[int, int, int] = RED) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


class FakeThumbnails:
    """Stands for ThumbnailService: one picture for all, and a record of what was asked."""

    def __init__(self) -> None:
        self.data: dict[int, bytes | None] = {}
        self.asked: list[int] = []
        self.cancelled: list[int] = []
        self.at_a_time = 0
        self.most_at_a_time = 0
        self.threads: set[str] = set()
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.error: Exception | None = None
        self._plain = jpeg(300, 384)

    async def _until_allowed(self) -> None:
        # A test allows it from another thread.
        for _ in range(2_500):
            if self.may_answer.is_set():
                return
            await asyncio.sleep(0.002)

    async def thumbnail(self, row_id: int) -> bytes | None:
        self.asked.append(row_id)
        self.threads.add(threading.current_thread().name)
        self.at_a_time += 1
        self.most_at_a_time = max(self.most_at_a_time, self.at_a_time)
        try:
            await asyncio.sleep(0)
            await self._until_allowed()
        except asyncio.CancelledError:
            self.cancelled.append(row_id)
            raise
        finally:
            self.at_a_time -= 1
        if self.error is not None:
            raise self.error
        return self.data.get(row_id, self._plain)


@pytest.fixture
def thumbnails() -> FakeThumbnails:
    return FakeThumbnails()


MakeProvider = Callable[..., ThumbnailProvider]


@pytest.fixture
def make_provider(thumbnails: FakeThumbnails, lane: Lane) -> MakeProvider:
    def make(**options: object) -> ThumbnailProvider:
        return ThumbnailProvider(thumbnails, lane, **options)

    return make


def load(qtbot: QtBot, provider: ThumbnailProvider, *row_ids: int, size_px: int = 100) -> None:
    def all_here() -> bool:
        pixmaps = [provider.pixmap(row_id, "h", size_px) for row_id in row_ids]
        return None not in pixmaps

    qtbot.waitUntil(all_here, timeout=5_000)


def test_a_thumbnail_is_loaded_once_and_then_there_at_once(
    qtbot: QtBot, make_provider: MakeProvider, thumbnails: FakeThumbnails
) -> None:
    provider = make_provider()
    with qtbot.waitSignal(provider.ready, timeout=3_000) as ready:
        assert provider.pixmap(7, "h", 100) is None
    assert ready.args == [[7]]
    pixmap = provider.pixmap(7, "h", 100)
    assert pixmap is not None
    assert (pixmap.width(), pixmap.height()) == (78, 100)
    assert thumbnails.asked == [7]
    assert thumbnails.threads == {"test"}


def test_pixmaps_are_made_in_the_windows_thread_and_pictures_decoded_elsewhere(
    qtbot: QtBot, make_provider: MakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded_in: set[str] = set()
    ready_in: set[object] = set()

    def decode(data: bytes, edge_px: int) -> QImage | None:
        decoded_in.add(threading.current_thread().name)
        return decode_thumbnail(data, edge_px)

    monkeypatch.setattr("fashion_desktop.viewmodels.thumbnail_provider.decode_thumbnail", decode)
    provider = make_provider()
    provider.ready.connect(lambda _ids: ready_in.add(QThread.currentThread()))
    load(qtbot, provider, 1, 2)
    assert ready_in == {QThread.currentThread()}
    assert all(name.startswith("test-worker") for name in decoded_in)


def test_the_newest_screenful_is_loaded_first(
    qtbot: QtBot, make_provider: MakeProvider, thumbnails: FakeThumbnails
) -> None:
    provider = make_provider(concurrency=1)
    thumbnails.may_answer.clear()
    for row_id in (1, 2, 3):
        provider.pixmap(row_id, "h", 100)
    qtbot.waitUntil(lambda: thumbnails.asked == [1], timeout=3_000)
    for row_id in (10, 11):
        provider.pixmap(row_id, "h", 100)
    thumbnails.may_answer.set()
    qtbot.waitUntil(lambda: len(thumbnails.asked) == 5, timeout=3_000)
    assert thumbnails.asked == [1, 10, 11, 2, 3]


def test_no_more_than_the_bound_are_loaded_at_a_time(
    qtbot: QtBot, make_provider: MakeProvider, thumbnails: FakeThumbnails
) -> None:
    load(qtbot, make_provider(concurrency=3), *range(40))
    assert thumbnails.most_at_a_time == 3
    assert sorted(thumbnails.asked) == list(range(40))


def test_what_scrolled_away_is_not_loaded_and_what_is_loading_is_stopped(
    qtbot: QtBot, make_provider: MakeProvider, thumbnails: FakeThumbnails
) -> None:
    provider = make_provider(concurrency=2)
    thumbnails.may_answer.clear()
    for row_id in range(20):
        provider.pixmap(row_id, "h", 100)
    qtbot.waitUntil(lambda: thumbnails.asked == [0, 1], timeout=3_000)
    provider.set_visible([1, 5], "grid")
    provider.set_visible([6], "similar")
    provider.set_visible([1, 5, 30], "grid")
    assert provider.waiting == 1
    qtbot.waitUntil(lambda: thumbnails.cancelled == [0], timeout=3_000)
    thumbnails.may_answer.set()
    load(qtbot, provider, 1, 5)
    assert thumbnails.asked == [0, 1, 5]
    load(qtbot, provider, 0)


def test_memory_stays_within_its_bound(
    qtbot: QtBot, make_provider: MakeProvider, thumbnails: FakeThumbnails
) -> None:
    one = 78 * 100 * 4
    provider = make_provider(capacity_bytes=5 * one)
    for row_id in range(12):
        load(qtbot, provider, row_id)
        assert provider.used_bytes <= 5 * one
    assert provider.used_bytes == 5 * one
    thumbnails.asked.clear()
    load(qtbot, provider, 11, 7)
    assert thumbnails.asked == []
    assert provider.pixmap(0, "h", 100) is None


def test_what_cannot_be_had_is_told_and_not_tried_again_until_forgotten(
    qtbot: QtBot, make_provider: MakeProvider, thumbnails: FakeThumbnails
) -> None:
    provider = make_provider()
    thumbnails.data = {1: None, 2: b"no picture at all"}
    told: list[int] = []
    provider.ready.connect(told.extend)
    for row_id in (1, 2):
        assert provider.pixmap(row_id, "h", 100) is None
    qtbot.waitUntil(lambda: sorted(told) == [1, 2], timeout=3_000)
    assert provider.has_failed(1, "h")
    for _ in range(10):
        assert provider.pixmap(1, "h", 100) is None
        qtbot.wait(2)
    assert sorted(thumbnails.asked) == [1, 2]
    thumbnails.data = {}
    provider.forget([1])
    load(qtbot, provider, 1)
    assert not provider.has_failed(1, "h")
    assert provider.pixmap(2, "h", 100) is None


def test_a_failure_is_tried_again_after_a_while(
    qtbot: QtBot, make_provider: MakeProvider, thumbnails: FakeThumbnails
) -> None:
    provider = make_provider(retry_after_s=0.05)
    thumbnails.data = {1: None}
    with qtbot.waitSignal(provider.ready, timeout=3_000):
        provider.pixmap(1, "h", 100)
    thumbnails.data = {}
    load(qtbot, provider, 1)


def test_an_exception_of_the_service_is_a_logged_failure(
    qtbot: QtBot,
    make_provider: MakeProvider,
    thumbnails: FakeThumbnails,
    caplog: pytest.LogCaptureFixture,
) -> None:
    provider = make_provider(concurrency=1)
    thumbnails.error = OSError("disk is gone")
    with qtbot.waitSignal(provider.ready, timeout=3_000):
        provider.pixmap(1, "h", 100)
    assert provider.has_failed(1, "h")
    assert "disk is gone" in caplog.text
    thumbnails.error = None
    load(qtbot, provider, 2)


def test_another_photo_or_size_is_loaded_while_the_old_one_is_shown(
    qtbot: QtBot, make_provider: MakeProvider, thumbnails: FakeThumbnails
) -> None:
    provider = make_provider()
    load(qtbot, provider, 1)
    thumbnails.data = {1: jpeg(384, 384)}
    with qtbot.waitSignal(provider.ready, timeout=3_000):
        old = provider.pixmap(1, "another photo", 100)
        assert old is not None
        assert old.width() == 78
    new = provider.pixmap(1, "another photo", 100)
    assert new is not None
    assert new.width() == 100
    with qtbot.waitSignal(provider.ready, timeout=3_000):
        assert provider.pixmap(1, "another photo", 200) is not None
    larger = provider.pixmap(1, "another photo", 200)
    assert larger is not None
    assert larger.width() == 200
    assert len(thumbnails.asked) == 3


def test_invalidated_thumbnails_are_loaded_anew_even_while_loading(
    qtbot: QtBot, make_provider: MakeProvider, thumbnails: FakeThumbnails
) -> None:
    provider = make_provider()
    load(qtbot, provider, 1)
    provider.invalidate([1])
    assert provider.used_bytes == 0
    thumbnails.may_answer.clear()
    assert provider.pixmap(1, "h", 100) is None
    qtbot.waitUntil(lambda: len(thumbnails.asked) == 2, timeout=3_000)
    provider.invalidate([1])
    thumbnails.data = {1: jpeg(384, 384)}
    assert provider.pixmap(1, "h", 100) is None
    thumbnails.may_answer.set()
    load(qtbot, provider, 1)
    pixmap = provider.pixmap(1, "h", 100)
    assert pixmap is not None
    assert pixmap.width() == 100


def test_fine_screens_get_finer_pixmaps_of_the_same_size(
    qtbot: QtBot, make_provider: MakeProvider
) -> None:
    provider = make_provider()
    load(qtbot, provider, 1)
    provider.set_device_pixel_ratio(2.0)
    load(qtbot, provider, 1)
    pixmap = provider.pixmap(1, "h", 100)
    assert pixmap is not None
    assert pixmap.height() == 200
    assert pixmap.deviceIndependentSize().height() == 100


def test_ready_comes_in_bundles(
    qtbot: QtBot, make_provider: MakeProvider, thumbnails: FakeThumbnails
) -> None:
    provider = make_provider(concurrency=200)
    thumbnails.may_answer.clear()
    bundles: list[list[int]] = []
    provider.ready.connect(bundles.append)
    for row_id in range(200):
        provider.pixmap(row_id, "h", 32)
    qtbot.waitUntil(lambda: len(thumbnails.asked) == 200, timeout=3_000)
    thumbnails.may_answer.set()
    qtbot.waitUntil(lambda: sum(map(len, bundles)) == 200, timeout=5_000)
    assert sorted(row_id for bundle in bundles for row_id in bundle) == list(range(200))
    assert len(bundles) < 100


def test_after_the_lane_has_stopped_there_is_simply_nothing(
    qtbot: QtBot, make_provider: MakeProvider, lane: Lane
) -> None:
    provider = make_provider()
    assert lane.stop(5.0)
    assert provider.pixmap(1, "h", 100) is None
    qtbot.wait(20)
    assert provider.waiting == 0


def test_clearing_forgets_everything(qtbot: QtBot, make_provider: MakeProvider) -> None:
    provider = make_provider()
    load(qtbot, provider, 1, 2)
    provider.clear()
    assert provider.used_bytes == 0
    assert provider.pixmap(1, "h", 100) is None


def test_a_list_repaints_the_rows_whose_thumbnails_came(
    qtbot: QtBot, make_provider: MakeProvider
) -> None:
    model = MatchListModel(make_provider())
    model.set_answer(answer(1.0, 2.0, 3.0))
    model.set_thumbnail_size(64)
    with qtbot.waitSignal(model.dataChanged, timeout=3_000) as changed:
        assert model.data(model.index(1), ProductRole.THUMBNAIL) is None
    first, last, roles = changed.args
    assert (first.row(), last.row(), roles) == (1, 1, [ProductRole.THUMBNAIL])
    assert model.data(model.index(1), ProductRole.THUMBNAIL).height() == 64


def test_a_product_without_photo_is_not_asked_for(
    qtbot: QtBot, make_provider: MakeProvider, thumbnails: FakeThumbnails
) -> None:
    provider = make_provider()
    model = MatchListModel(provider)
    plain = answer(1.0)
    bare = replace(plain.matches[0], product=card(1, image_hash="", image_url=""))
    model.set_answer(replace(plain, matches=(bare,)))
    assert model.data(model.index(0), ProductRole.THUMBNAIL) is None
    qtbot.wait(20)
    assert thumbnails.asked == []


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [(384, 300, (100, 78)), (60, 80, (75, 100)), (3_000, 10, (100, 1)), (1, 1, (100, 100))],
)
def test_pictures_of_any_shape_fit_the_square(
    width: int, height: int, expected: tuple[int, int]
) -> None:
    image = decode_thumbnail(jpeg(width, height), 100)
    assert image is not None
    assert (image.width(), image.height()) == expected
    assert image.pixelColor(0, 0).red() == pytest.approx(RED[0], abs=4)


@pytest.mark.qt_log_ignore("JPEG", extend=True)
def test_what_is_not_a_picture_is_none() -> None:
    assert decode_thumbnail(b"", 100) is None
    assert decode_thumbnail(b"GIF89a", 100) is None
    assert decode_thumbnail(jpeg(100, 100)[:40], 100) is None
