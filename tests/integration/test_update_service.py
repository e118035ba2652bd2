"""When new versions are asked for, and what is offered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.product_api_server import ProductApiServer
from support.releases import CONTENT, SYSTEM, Publisher, release

from fashion_desktop.domain.errors import UpdateError
from fashion_desktop.services import update_service
from fashion_desktop.services.update_service import CHECK_EVERY_S, UpdateService, feed_url_of
from fashion_desktop.storage.release_memory import ReleaseMemoryStore
from fashion_desktop.storage.settings_store import Settings

NOW_S = 1_800_000_000.0
ON = Settings(release_check=True, release_feed="https://shop.example/releases.json")


class Clock:
    def __init__(self) -> None:
        self.now_s = NOW_S

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def publisher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    with ProductApiServer() as server:
        result = Publisher(server)
        result.write_public_key(tmp_path / "key.txt")
        monkeypatch.setattr(update_service, "key_file", lambda: tmp_path / "key.txt")
        monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(tmp_path / "Downloads"))
        yield result


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(tmp_path: Path, clock: Clock) -> UpdateService:
    store = ReleaseMemoryStore(tmp_path / "releases.json")
    return UpdateService(store, running="0.1.0", system=SYSTEM, clock=clock)


def test_off_by_default(service: UpdateService) -> None:
    assert not Settings().release_check
    assert feed_url_of(Settings()) == ""
    assert not service.is_due(Settings())
    assert not service.is_due(Settings(release_feed=ON.release_feed))
    assert not service.is_due(Settings(release_check=True))
    assert service.is_due(ON)


def test_the_address_that_a_build_brings(
    service: UpdateService, monkeypatch: pytest.MonkeyPatch
) -> None:
    built_in = "https://makers.example/releases.json"
    monkeypatch.setattr(update_service, "DEFAULT_FEED_URL", built_in)
    assert feed_url_of(Settings()) == built_in
    assert feed_url_of(ON) == ON.release_feed
    assert not service.is_due(Settings())
    assert service.is_due(Settings(release_check=True))


async def test_once_a_day_and_over_restarts(
    publisher: Publisher, service: UpdateService, clock: Clock, tmp_path: Path
) -> None:
    publisher.announce()
    assert await service.check(publisher.feed_url) is None
    again = UpdateService(ReleaseMemoryStore(tmp_path / "releases.json"), clock=clock)
    for one in (service, again):
        assert one.checked_s() == NOW_S
        assert not one.is_due(ON)
    clock.now_s += CHECK_EVERY_S - 1
    assert not again.is_due(ON)
    clock.now_s += 1
    assert again.is_due(ON)
    clock.now_s = NOW_S - 1000 * CHECK_EVERY_S
    assert again.is_due(ON), "the clock was set back"


async def test_a_check_that_fails_counts(publisher: Publisher, service: UpdateService) -> None:
    with pytest.raises(UpdateError):
        await service.check(publisher.feed_url)
    assert not service.is_due(ON)


async def test_an_older_or_the_same_version_is_no_news(
    publisher: Publisher, service: UpdateService
) -> None:
    old = [release(version, publisher.put_file("f")) for version in ("0.0.9", "0.1.0")]
    publisher.announce(*old)
    assert await service.check(publisher.feed_url, asked=True) is None


async def test_a_skipped_version_is_offered_only_when_asked(
    publisher: Publisher, service: UpdateService
) -> None:
    file = publisher.put_file("f.tar.xz")
    publisher.announce(release("0.2.0", file))
    offer = await service.check(publisher.feed_url)
    assert offer is not None
    service.skip(offer.version)
    assert service.checked_s() == NOW_S
    assert await service.check(publisher.feed_url) is None
    assert await service.check(publisher.feed_url, asked=True) == offer
    publisher.announce(release("0.2.0", file), release("0.2.1", file))
    newer = await service.check(publisher.feed_url)
    assert newer is not None
    assert newer.version == "0.2.1"


async def test_the_offered_file_lands_in_the_downloads(
    publisher: Publisher, service: UpdateService, tmp_path: Path
) -> None:
    publisher.announce(release("0.2.0", publisher.put_file("f.tar.xz")))
    offer = await service.check(publisher.feed_url)
    assert offer is not None
    path = await service.download(offer, publisher.feed_url, lambda _done: None)
    assert path == tmp_path / "Downloads" / "fashion-desktop-0.2.0-linux-x86_64.tar.xz"
    assert path.read_bytes() == CONTENT


async def test_a_copy_without_a_key_asks_nobody(
    publisher: Publisher, service: UpdateService, tmp_path: Path
) -> None:
    publisher.announce(release("0.2.0", publisher.put_file("f.tar.xz")))
    assert service.key_problem() == ""
    (tmp_path / "key.txt").write_text("# none\n")
    assert "no key" in service.key_problem()
    with pytest.raises(UpdateError, match="no key"):
        await service.check(publisher.feed_url, asked=True)
    assert publisher.server.requests == []
