"""Downloads of releases: the announced file, or a plain sentence and nothing left behind."""

from __future__ import annotations

import asyncio
import errno
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.product_api_server import Fault, ProductApiServer
from support.releases import CONTENT, Publisher

from fashion_desktop.catalogue import release_download
from fashion_desktop.catalogue.http_body import HttpLimits
from fashion_desktop.catalogue.release_download import download_release
from fashion_desktop.catalogue.retry import RetryPolicy
from fashion_desktop.domain.errors import UpdateError
from fashion_desktop.domain.releases import Offer

FAST = HttpLimits(
    max_concurrency=1, timeout_s=0.5, deadline_s=None, retry=RetryPolicy(retries=2, backoff_s=0.01)
)
NAME = "fashion-desktop-9.0-linux-x86_64.tar.xz"
PATH = "/new.tar.xz"


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with ProductApiServer() as server:
        yield Publisher(server)


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def download(publisher: Publisher, offer: Offer, folder: Path, **knobs: Any) -> Path:
    progress = knobs.pop("progress", lambda _done: None)
    return await download_release(offer, publisher.feed_url, folder, progress, FAST)


async def test_the_announced_file_arrives(publisher: Publisher, tmp_path: Path) -> None:
    seen: list[int] = []
    folder = tmp_path / "Downloads"
    path = await download(publisher, publisher.offer(), folder, progress=seen.append)
    assert path == folder / NAME
    assert path.read_bytes() == CONTENT
    assert names(folder) == [NAME]
    assert seen == sorted(seen)
    assert seen[-1] == len(CONTENT)
    assert not path.stat().st_mode & 0o111


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(status=404), "does not have version 9.0 any more"),
        (Fault(status=500), "fault of its own"),
        (Fault(drop=True), "broke off"),
        (Fault(declared_length=len(CONTENT) + 1), "not of the announced size"),
        (Fault(declared_length=100), "not of the announced size"),
        (Fault(endless=True), "larger than announced"),
        (Fault(delay_s=5), "takes too long"),
        (Fault(status=302, location="http://shop.example/new.tar.xz"), "not safe"),
        (Fault(status=302, location="http://10.0.0.1/new.tar.xz"), "not safe"),
        (Fault(status=302, location="ftp://127.0.0.1/new.tar.xz"), "leads nowhere"),
        (Fault(status=302, location=PATH), "leads nowhere"),
        (Fault(status=416), "cannot go on"),
    ],
)
async def test_servers_that_lie_or_fail(
    publisher: Publisher, tmp_path: Path, fault: Fault, words: str
) -> None:
    offer = publisher.offer()
    publisher.server.fail(PATH, fault, forever=True)
    with pytest.raises(UpdateError, match=words):
        await download(publisher, offer, tmp_path)
    assert names(tmp_path) == []


async def test_another_file_of_the_same_size(publisher: Publisher, tmp_path: Path) -> None:
    offer = publisher.offer()
    publisher.put_file("new.tar.xz", CONTENT[:-1] + b"!")
    with pytest.raises(UpdateError, match=r"its content is another one\. It was deleted"):
        await download(publisher, offer, tmp_path)
    assert names(tmp_path) == []


async def test_an_answer_that_ends_early_without_having_said_its_length(
    publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = publisher.offer(size=len(CONTENT) + 1)
    monkeypatch.setattr(release_download._Part, "require_length", lambda *_args: None)
    with pytest.raises(UpdateError, match="smaller than announced"):
        await download(publisher, offer, tmp_path)
    assert names(tmp_path) == []


async def test_a_server_that_stalls_in_the_middle(publisher: Publisher, tmp_path: Path) -> None:
    offer = publisher.offer()
    # The head and one byte, and then nothing for longer than anybody waits.
    publisher.server.fail(PATH, Fault(drip_s=5.0), forever=True)
    with pytest.raises(UpdateError, match="takes too long"):
        await download(publisher, offer, tmp_path)
    assert names(tmp_path) == []


async def test_a_broken_connection_is_taken_up_where_it_broke(
    publisher: Publisher, tmp_path: Path
) -> None:
    offer = publisher.offer()
    publisher.server.fail(PATH, Fault(truncate=True))
    path = await download(publisher, offer, tmp_path)
    assert path.read_bytes() == CONTENT
    asked = [request.headers.get("range", "") for request in publisher.server.requests]
    assert asked[0] == ""
    assert asked[1].startswith("bytes=")


async def test_a_server_that_cannot_go_on_begins_again(
    publisher: Publisher, tmp_path: Path
) -> None:
    offer = publisher.offer()
    publisher.server.ranges = False
    publisher.server.fail(PATH, Fault(truncate=True))
    assert (await download(publisher, offer, tmp_path)).read_bytes() == CONTENT


async def test_a_cancelled_download_leaves_nothing(
    publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = publisher.offer()
    publisher.server.fail(PATH, Fault(drip_s=0.2), forever=True)
    begun = asyncio.Event()
    fetch = release_download._fetch

    async def told(*args: Any) -> None:
        begun.set()
        await fetch(*args)

    monkeypatch.setattr(release_download, "_fetch", told)
    task = asyncio.create_task(download(publisher, offer, tmp_path))
    await begun.wait()
    assert [name.rpartition(".")[2] for name in names(tmp_path)] == ["part"]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert names(tmp_path) == []


async def test_files_of_the_user_are_never_replaced(publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("mine")
    path = await download(publisher, publisher.offer(), tmp_path)
    assert path.name == "fashion-desktop-9.0-linux-x86_64 (2).tar.xz"
    assert (tmp_path / NAME).read_text() == "mine"


async def test_what_was_downloaded_before_is_taken(publisher: Publisher, tmp_path: Path) -> None:
    first = await download(publisher, publisher.offer(), tmp_path)
    publisher.server.clear_log()
    assert await download(publisher, publisher.offer(), tmp_path) == first
    assert publisher.server.requests == []


async def test_too_little_space_is_said_before_anything_is_asked(
    publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type(shutil.disk_usage(tmp_path))(10**9, 10**9 - 5, 5)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    with pytest.raises(UpdateError, match=r"not enough space in .* for the download of 1 MB"):
        await download(publisher, publisher.offer(), tmp_path)
    assert publisher.server.requests == []


async def test_a_disk_that_fills_up_meanwhile(
    publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_part: object, _chunk: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(release_download._Part, "add", full)
    with pytest.raises(UpdateError, match="not enough space"):
        await download(publisher, publisher.offer(), tmp_path)
    assert names(tmp_path) == []


async def test_a_folder_that_cannot_be_written(publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UpdateError, match="cannot be written"):
        await download(publisher, publisher.offer(), tmp_path / "file")


async def test_an_address_of_a_feed_over_https_may_not_be_http(
    publisher: Publisher, tmp_path: Path
) -> None:
    with pytest.raises(UpdateError, match="not safe"):
        await download_release(
            publisher.offer(), "https://x.example/r.json", tmp_path, lambda _done: None, FAST
        )
    assert publisher.server.requests == []
