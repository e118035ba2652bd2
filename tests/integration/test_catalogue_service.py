import os
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from support.bench import GENERATE, SYNC, Announced, Bench, bench, drawn_products, server
from support.drawn_photos import draw_folder
from support.fake_keyring import MemoryKeyring, no_keyring
from support.product_api_server import ProductApiServer

from fashion_desktop.catalogue.product_api import ProductApiSource
from fashion_desktop.catalogue.source import ProductSource
from fashion_desktop.domain.errors import SourceError, UsageError
from fashion_desktop.domain.jobs import JobState
from fashion_desktop.domain.sources import SourceConfig, SourceKind
from fashion_desktop.services.source_pool import SourcePool

__all__ = ["bench", "server"]
TOKEN = "t0ken-that-must-not-lie-around"


def api(location: str) -> SourceConfig:
    return SourceConfig(SourceKind.API, location)


@pytest.fixture
def use_keyring() -> Iterator[Callable[[KeyringBackend], None]]:
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


async def test_a_source_is_remembered(bench: Bench, server: ProductApiServer) -> None:
    added = await bench.session.catalogue.add_source(api(server.base_url))
    assert (added.name, added.products, added.last_synced_at) == ("127.0.0.1", 0, None)
    await bench.job(SYNC)
    bench.reopen()
    (known,) = bench.session.catalogue.sources()
    assert (known.id, known.config, known.products) == (added.id, api(server.base_url), 24)
    assert known.last_synced_at is not None


@pytest.mark.parametrize("again", ["{base}", "{base}/", "{origin}", "{base}/products", " {base} "])
async def test_the_same_catalogue_is_not_connected_twice(
    bench: Bench, server: ProductApiServer, again: str
) -> None:
    await bench.connect(server, "Our shop")
    spelling = again.format(base=server.base_url, origin=server.origin)
    with pytest.raises(UsageError, match="Our shop"):
        await bench.session.catalogue.add_source(api(spelling))
    assert len(bench.session.catalogue.sources()) == 1


async def test_a_folder_is_known_by_where_it_is(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_folder(tmp_path / "photos", 3)
    monkeypatch.chdir(tmp_path)
    added = await bench.connect_folder(Path("photos"))
    assert added.config.location == str(tmp_path / "photos")
    with pytest.raises(UsageError):
        await bench.connect_folder(tmp_path / "photos" / ".." / "photos")
    monkeypatch.chdir("/")
    assert (await bench.job(SYNC)).done == 3


async def test_disconnecting_sets_products_aside_and_reconnecting_brings_them_back(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.filled(server)
    (source,) = bench.session.catalogue.sources()
    before = bench.embeddings()
    await bench.session.search.warm_up()
    bench.session.catalogue.remove_source(source.id)
    assert bench.session.catalogue.sources() == []
    assert bench.session.products.counts().products == 0
    assert bench.session.products.facets() == {}

    again = await bench.connect(server)
    assert again.id == source.id
    announced = Announced()
    bench.session.jobs.on_committed.append(announced)
    outcome = await bench.job(SYNC)
    assert outcome.preview is not None
    assert outcome.preview.new == 24
    assert bench.session.products.counts().embedded == 24
    assert bench.embeddings() == before
    assert (await bench.session.search.similar("1")).searched == 24
    assert len(announced.row_ids) == 24


@pytest.mark.parametrize(
    "config",
    [
        api(""),
        api("not an address"),
        api("ftp://shop.example/api"),
        api("https://user:password@shop.example/api"),
        SourceConfig(SourceKind.FOLDER, ""),
        SourceConfig(SourceKind.FOLDER, "/no/such/folder"),
        SourceConfig(SourceKind.FEED, "/no/such/feed.csv"),
    ],
)
async def test_descriptions_that_make_no_sense_are_refused(
    bench: Bench, config: SourceConfig
) -> None:
    with pytest.raises((UsageError, SourceError)):
        await bench.session.catalogue.add_source(config)
    assert bench.session.catalogue.sources() == []


async def test_a_key_in_an_address_is_not_stored(bench: Bench, server: ProductApiServer) -> None:
    location = f"{server.base_url}?api_key={TOKEN}#top"
    source = await bench.session.catalogue.add_source(api(location))
    assert source.config.location == server.base_url


@pytest.mark.parametrize(
    ("location", "name"),
    [
        ("https://shop.example/out/export.csv?token={key}", "export"),
        ("https://shop.example/export?token={key}#{key}", "export"),
        ("https://shop.example/?token={key}", "shop.example"),
        ("https://shop.example?token={key}/{key}.csv", "shop.example"),
        ("https://shop.example/export;key={key}", "export"),
    ],
)
async def test_a_key_in_a_feeds_address_does_not_show_in_its_name(
    bench: Bench, location: str, name: str
) -> None:
    config = SourceConfig(SourceKind.FEED, location.format(key=TOKEN))
    source = await bench.session.catalogue.add_source(config)
    assert source.name == name


async def test_a_folder_goes_by_its_whole_name(bench: Bench, tmp_path: Path) -> None:
    draw_folder(tmp_path / "summer #2;b", 1)
    assert (await bench.connect_folder(tmp_path / "summer #2;b")).name == "summer #2;b"


async def test_a_source_can_be_tried_first(bench: Bench, server: ProductApiServer) -> None:
    server.token = TOKEN
    summary = await bench.session.catalogue.check(api(server.base_url), TOKEN)
    assert summary.total == 24
    assert summary.first_names[0] == "Product 1"
    with pytest.raises(SourceError, match="token"):
        await bench.session.catalogue.check(api(server.base_url), "wrong")
    assert bench.session.catalogue.sources() == []


async def test_a_token_lies_in_the_keyring_and_nowhere_in_the_library(
    bench: Bench, server: ProductApiServer, use_keyring: Callable[[KeyringBackend], None]
) -> None:
    backend = MemoryKeyring()
    use_keyring(backend)
    server.token = TOKEN
    source = await bench.session.catalogue.add_source(api(server.base_url), "Shop", TOKEN)
    assert bench.session.catalogue.token_notice(source.id) == ""
    assert list(backend.passwords.values()) == [TOKEN]
    assert (await bench.job(SYNC)).done == 24
    bench.reopen()
    assert (await bench.job(SYNC)).state is JobState.DONE
    for folder, _, names in os.walk(bench.folder):
        for name in names:
            assert TOKEN.encode() not in (Path(folder) / name).read_bytes()

    bench.session.catalogue.set_token(source.id, "another")
    refused = await bench.job(SYNC)
    assert refused.state is JobState.FAILED
    assert "token" in refused.error
    bench.session.catalogue.remove_source(source.id)
    assert backend.passwords == {}


async def test_without_a_keyring_a_token_is_kept_until_the_end_and_that_is_said(
    bench: Bench, server: ProductApiServer, use_keyring: Callable[[KeyringBackend], None]
) -> None:
    use_keyring(no_keyring())
    server.token = TOKEN
    source = await bench.session.catalogue.add_source(api(server.base_url), "Shop", TOKEN)
    assert "environment variable" in bench.session.catalogue.token_notice(source.id)
    assert (await bench.job(SYNC)).done == 24
    bench.reopen()
    assert (await bench.job(SYNC)).state is JobState.FAILED
    bench.session.catalogue.set_token(source.id, "")
    assert bench.session.catalogue.token_notice(source.id) == ""


async def test_pictures_are_asked_for_with_the_token_as_it_is_now(
    bench: Bench, server: ProductApiServer, use_keyring: Callable[[KeyringBackend], None]
) -> None:
    use_keyring(MemoryKeyring())
    server.token = TOKEN
    catalogue = bench.session.catalogue
    source = await catalogue.add_source(api(server.base_url), "Shop", TOKEN)
    await bench.job(SYNC)
    pictures = bench.session.thumbnails()
    assert await pictures.thumbnail(bench.row_id(1)) is not None

    server.token = "newer"
    assert await pictures.thumbnail(bench.row_id(2)) is None
    catalogue.set_token(source.id, "newer")
    assert await pictures.thumbnail(bench.row_id(2)) is not None

    # Disconnecting forgets the token; connecting again may bring another one.
    catalogue.remove_source(source.id)
    server.token = "newest"
    await catalogue.add_source(api(server.base_url), "Shop", "newest")
    await bench.job(SYNC)
    assert await pictures.thumbnail(bench.row_id(3)) is not None
    await pictures.aclose()


async def test_sources_are_opened_anew_for_another_token_only_and_all_are_closed(
    bench: Bench,
    server: ProductApiServer,
    use_keyring: Callable[[KeyringBackend], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use_keyring(MemoryKeyring())
    closed: list[ProductSource] = []

    async def close(source: ProductApiSource) -> None:
        closed.append(source)

    monkeypatch.setattr(ProductApiSource, "aclose", close)
    source = await bench.session.catalogue.add_source(api(server.base_url), "Shop", "old")
    library = bench.session._library
    async with SourcePool(library) as pool:
        assert pool.opened(source.id) is None
        first = pool.get(source.id)
        library.tokens.set(source.id + 1, "of another source")
        assert pool.get(source.id) is first
        assert pool.opened(source.id) is first
        bench.session.catalogue.set_token(source.id, "new")
        assert pool.opened(source.id) is None
        second = pool.get(source.id)
        assert second is not first
        assert pool.opened(source.id) is second
        assert closed == []
    assert closed == [first, second]


async def test_a_token_that_cannot_be_sent_fails_its_own_catalogue_only(
    bench: Bench, server: ProductApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ProductApiServer(drawn_products(2, first=200)) as other:
        monkeypatch.setenv("SHOP_TOKEN", "usable")
        config = SourceConfig(SourceKind.API, other.base_url, token_env="SHOP_TOKEN")
        await bench.session.catalogue.add_source(config, "Badly copied")
        assert (await bench.job(SYNC)).done == 2
        monkeypatch.setenv("SHOP_TOKEN", "two words")
        await bench.connect(server)
        outcome = await bench.job(SYNC)
        generated = await bench.job(GENERATE)
    assert (outcome.state, outcome.done) == (JobState.FAILED, 24)
    assert (generated.state, generated.done) == (JobState.FAILED, 24)
    for error in (outcome.error, generated.error):
        assert error == (
            "“Badly copied” cannot be asked. "
            "The token holds spaces or special characters. Copy it again."
        )


async def test_a_token_that_cannot_be_sent_is_not_stored(
    bench: Bench, server: ProductApiServer, use_keyring: Callable[[KeyringBackend], None]
) -> None:
    backend = MemoryKeyring()
    use_keyring(backend)
    catalogue = bench.session.catalogue
    with pytest.raises(UsageError, match="Copy it again"):
        await catalogue.add_source(api(server.base_url), "Shop", "two words")
    assert catalogue.sources() == []
    source = await catalogue.add_source(api(server.base_url), "Shop", f" {TOKEN}\n")
    with pytest.raises(UsageError, match="Copy it again"):
        catalogue.set_token(source.id, "two words")
    assert list(backend.passwords.values()) == [TOKEN]
