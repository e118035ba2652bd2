"""From configurations to sources, and trying them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.product_api_server import Fault, ProductApiServer, make_products
from support.surroundings import refuse_to_look_up

from fashion_desktop.catalogue.factory import check_source, open_source, validate_config
from fashion_desktop.catalogue.feed import FeedSource
from fashion_desktop.catalogue.folder import FolderSource
from fashion_desktop.catalogue.product_api import ProductApiSource
from fashion_desktop.domain.errors import SourceError, SourceRefusedError, UsageError
from fashion_desktop.domain.sources import SourceConfig, SourceKind


def test_every_kind_has_its_source(tmp_path: Path) -> None:
    kinds = {
        SourceKind.API: ProductApiSource,
        SourceKind.FOLDER: FolderSource,
        SourceKind.FEED: FeedSource,
    }
    for kind, source_class in kinds.items():
        config = SourceConfig(kind, "https://shop.example" if kind == "api" else str(tmp_path))
        assert isinstance(open_source(config, None), source_class)


@pytest.mark.parametrize(
    ("kind", "location", "words"),
    [
        (SourceKind.API, "", "Enter the address"),
        (SourceKind.API, "shop.example/api", "is not a web address"),
        (SourceKind.API, "ftp://shop.example", "is not a web address"),
        (SourceKind.API, "https://ann:pw@shop.example/", "stored in the open"),
        (SourceKind.FOLDER, "", "Choose the folder"),
        (SourceKind.FEED, "", "Choose the file"),
        (SourceKind.FEED, "ftp://shop.example/feed.csv", "is not a web address"),
    ],
)
def test_configurations_that_make_no_sense(kind: SourceKind, location: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        validate_config(SourceConfig(kind, location))


def test_what_is_not_there(tmp_path: Path) -> None:
    gone = str(tmp_path / "gone")
    for config in (
        SourceConfig(SourceKind.FOLDER, gone),
        SourceConfig(SourceKind.FOLDER, str(tmp_path), attributes_csv=gone),
        SourceConfig(SourceKind.FEED, gone),
    ):
        with pytest.raises(SourceError, match="Reconnect the drive"):
            validate_config(config)


def test_what_may_not_be_looked_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "closed"
    refuse_to_look_up(monkeypatch, closed)
    for location in (str(closed), str(tmp_path / ("x" * 300))):
        for kind in (SourceKind.FOLDER, SourceKind.FEED):
            with pytest.raises(SourceError, match="is not there"):
                validate_config(SourceConfig(kind, location))


def test_good_configurations(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.touch()
    for config in (
        SourceConfig(SourceKind.API, " https://shop.example/api "),
        SourceConfig(SourceKind.FOLDER, str(tmp_path), attributes_csv=str(table)),
        SourceConfig(SourceKind.FEED, str(table)),
        SourceConfig(SourceKind.FEED, "https://shop.example/feed.csv"),
        SourceConfig(SourceKind.DEMO),
    ):
        validate_config(config)


async def test_trying_an_api() -> None:
    with ProductApiServer(make_products(150), token="tok3n") as server:
        config = SourceConfig(SourceKind.API, server.origin)
        summary = await check_source(config, "tok3n")
        assert summary.total == 150
        assert summary.first_names[:2] == ("Product 1", "Product 2")
        assert summary.note == "The first photo loads."
        server.fail_image(1, Fault(status=404))
        assert "does not load" in (await check_source(config, "tok3n")).note
        with pytest.raises(SourceRefusedError):
            await check_source(config, None)


async def test_trying_an_empty_api() -> None:
    with ProductApiServer() as server:
        summary = await check_source(SourceConfig(SourceKind.API, server.base_url), None)
    assert summary.total == 0
    assert "no products" in summary.note


async def test_trying_a_folder_and_a_feed(tmp_path: Path) -> None:
    (tmp_path / "1.jpg").write_bytes(b"\xff\xd8 x")
    feed = tmp_path / "t.csv"
    feed.write_text("id,title,file\n1,Shirt,1.jpg\n2,Skirt,2.jpg\n,,3.jpg\n")
    folder = await check_source(SourceConfig(SourceKind.FOLDER, str(tmp_path)), None)
    assert (folder.total, folder.first_names) == (1, ("Shirt",))
    assert folder.note == "The first photo loads. 2 rows of the table name no photo in the folder."
    summary = await check_source(SourceConfig(SourceKind.FEED, str(feed)), None)
    assert (summary.total, summary.first_names) == (2, ("Shirt", "Skirt"))
    assert summary.note == (
        "The first photo loads. 1 entry cannot be read. Line 4 has no id. Add one in the feed."
    )
