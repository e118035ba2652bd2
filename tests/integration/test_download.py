"""Downloads against a real server: whole, resumed, damaged."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.product_api_server import Fault, ProductApiServer

from fashion_desktop.catalogue.download import download_file
from fashion_desktop.catalogue.http_body import HttpLimits
from fashion_desktop.catalogue.retry import RetryPolicy
from fashion_desktop.domain.errors import WeightsError

CONTENT = bytes(range(256)) * 20_000
SHA256 = hashlib.sha256(CONTENT).hexdigest()
FAST = HttpLimits(
    max_concurrency=1, timeout_s=2.0, deadline_s=None, retry=RetryPolicy(retries=3, backoff_s=0.01)
)


@pytest.fixture
def server() -> Iterator[ProductApiServer]:
    with ProductApiServer() as running:
        running.raw_paths["/w.pth"] = ("application/octet-stream", CONTENT)
        yield running


class Seen:
    def __init__(self) -> None:
        self.calls: list[tuple[int, int | None]] = []

    def __call__(self, done: int, total: int | None) -> None:
        self.calls.append((done, total))


async def test_a_whole_download(server: ProductApiServer, tmp_path: Path) -> None:
    target = tmp_path / "new folder" / "w.pth"
    seen = Seen()
    await download_file(f"{server.origin}/w.pth", target, SHA256[:8].upper(), seen, FAST)
    assert target.read_bytes() == CONTENT
    assert not (target.parent / "w.pth.part").exists()
    assert seen.calls[0] == (0, len(CONTENT))
    assert seen.calls[-1] == (len(CONTENT), len(CONTENT))
    assert len(seen.calls) > 3
    assert seen.calls == sorted(seen.calls)


async def test_a_broken_connection_is_taken_up_again(
    server: ProductApiServer, tmp_path: Path
) -> None:
    target = tmp_path / "w.pth"
    server.fail("/w.pth", Fault(truncate=True), Fault(status=503), Fault(truncate=True))
    await download_file(f"{server.origin}/w.pth", target, SHA256, Seen(), FAST)
    assert target.read_bytes() == CONTENT
    ranges = [request.headers.get("range", "") for request in server.requests]
    assert ranges[0] == ""
    assert all(asked.startswith("bytes=") for asked in ranges[1:])


async def test_a_part_from_last_time_is_continued(server: ProductApiServer, tmp_path: Path) -> None:
    target = tmp_path / "w.pth"
    (tmp_path / "w.pth.part").write_bytes(CONTENT[:1_000_000])
    seen = Seen()
    await download_file(f"{server.origin}/w.pth", target, SHA256, seen, FAST)
    assert target.read_bytes() == CONTENT
    assert seen.calls[0] == (1_000_000, len(CONTENT))
    assert [request.headers["range"] for request in server.requests] == ["bytes=1000000-"]


@pytest.mark.parametrize("extra", [b"", b"more than the file"])
async def test_a_part_that_is_complete_or_too_long(
    server: ProductApiServer, tmp_path: Path, extra: bytes
) -> None:
    target = tmp_path / "w.pth"
    (tmp_path / "w.pth.part").write_bytes(CONTENT + extra)
    await download_file(f"{server.origin}/w.pth", target, SHA256, Seen(), FAST)
    assert target.read_bytes() == CONTENT
    assert len(server.requests) == (2 if extra else 1)


async def test_a_part_of_another_file_is_started_again(
    server: ProductApiServer, tmp_path: Path
) -> None:
    target = tmp_path / "w.pth"
    (tmp_path / "w.pth.part").write_bytes(b"something else")
    await download_file(f"{server.origin}/w.pth", target, SHA256, Seen(), FAST)
    assert target.read_bytes() == CONTENT


async def test_a_server_without_ranges(server: ProductApiServer, tmp_path: Path) -> None:
    server.ranges = False
    target = tmp_path / "w.pth"
    (tmp_path / "w.pth.part").write_bytes(CONTENT[:1000])
    await download_file(f"{server.origin}/w.pth", target, SHA256, Seen(), FAST)
    assert target.read_bytes() == CONTENT


async def test_the_wrong_file_is_not_kept(server: ProductApiServer, tmp_path: Path) -> None:
    target = tmp_path / "w.pth"
    target.write_bytes(b"the old one")
    with pytest.raises(WeightsError, match="not the expected one"):
        await download_file(f"{server.origin}/w.pth", target, "0" * 8, Seen(), FAST)
    assert target.read_bytes() == b"the old one"
    assert not (tmp_path / "w.pth.part").exists()


async def test_what_has_arrived_survives_an_error(server: ProductApiServer, tmp_path: Path) -> None:
    target = tmp_path / "w.pth"
    server.fail("/w.pth", Fault(truncate=True), Fault(status=404))
    with pytest.raises(WeightsError, match="has nothing at"):
        await download_file(f"{server.origin}/w.pth", target, SHA256, Seen(), FAST)
    assert not target.exists()
    part = (tmp_path / "w.pth.part").read_bytes()
    assert part
    assert CONTENT.startswith(part)


async def test_a_cancelled_download_can_go_on(server: ProductApiServer, tmp_path: Path) -> None:
    target = tmp_path / "w.pth"
    started = asyncio.Event()
    (tmp_path / "w.pth.part").write_bytes(CONTENT[:1000])
    server.fail("/w.pth", Fault(drip_s=0.01))

    def progress(done: int, total: int | None) -> None:
        assert (done, total) == (1000, len(CONTENT))
        started.set()

    task = asyncio.create_task(
        download_file(f"{server.origin}/w.pth", target, SHA256, progress, FAST)
    )
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await download_file(f"{server.origin}/w.pth", target, SHA256, Seen(), FAST)
    assert target.read_bytes() == CONTENT


async def test_a_folder_that_cannot_be_written(server: ProductApiServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    target = tmp_path / "file" / "w.pth"
    with pytest.raises(WeightsError, match="cannot be written"):
        await download_file(f"{server.origin}/w.pth", target, SHA256, Seen(), FAST)


async def test_a_hash_that_proves_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="8 digits"):
        await download_file("http://x", tmp_path / "w", "", Seen(), replace(FAST))
