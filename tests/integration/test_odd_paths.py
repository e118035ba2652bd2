"""Libraries and photos in folders with names that not every system likes."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from support.library_fixtures import add_source, embed, open_library, product

from fashion_desktop.catalogue.feed import FeedSource
from fashion_desktop.catalogue.folder import FolderSource, find_photos
from fashion_desktop.catalogue.source import SourcePage
from fashion_desktop.domain.errors import LibraryLockedError, UsageError
from fashion_desktop.domain.sources import SourceConfig, SourceKind
from fashion_desktop.services.catalogue_service import CatalogueService
from fashion_desktop.storage import folder_access
from fashion_desktop.storage.index_snapshot import SnapshotPlace, load_index, save_index
from fashion_desktop.storage.vector_index import VectorIndex

PHOTO = b"\xff\xd8 a photo"
NAMES = [
    "Größe & é",
    "日本 👗",
    unicodedata.normalize("NFD", "Été"),
    "50 % off? #1",
    "a+b=c;d",
    "'quoted' name",
    " spaces and a dot .",
]


async def read(source: FolderSource) -> SourcePage:
    pages = [page async for page in source.pages()]
    products = tuple(product for page in pages for product in page.products)
    return SourcePage(products, pages[0].total, pages[0].problems)


def use_library(folder: Path) -> None:
    """Write, read, index, save, reopen."""
    library = open_library(folder)
    library.catalogue.store_page(add_source(library), [product(1), product(2)], 0)
    embed(library, [1, 2])
    library.photos.write("ab" * 32, PHOTO)
    index = VectorIndex(library.embeddings, "0123456789abcdef")
    index.bring_up_to_date()
    place = SnapshotPlace(library.snapshot_path, library.id, "0123456789abcdef")
    save_index(index, place, library.revision())
    library.close()

    reader = open_library(folder, writable=False)
    assert reader.products.counts().products == 2
    assert reader.photos.read("ab" * 32) == PHOTO
    loaded = load_index(place, reader.embeddings)
    assert loaded is not None
    assert len(loaded[0]) == 2
    reader.close()
    assert (folder / "library.sqlite3").is_file()


@pytest.mark.parametrize("name", NAMES)
def test_a_library_lives_in_a_folder_of_any_name(name: str, tmp_path: Path) -> None:
    use_library(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_library_lives_far_down(tmp_path: Path) -> None:
    folder = tmp_path.joinpath(*["Frühjahr und Sommer"] * 20)
    assert len(str(folder)) > 300
    use_library(folder)


def test_the_database_is_named_without_a_server_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    r"""SQLite takes what follows ``file://`` for a server and refuses it."""
    open_library(tmp_path).close()
    opened: list[str] = []
    connect = sqlite3.connect

    def noted(address: str, **options: Any) -> Any:
        opened.append(address)
        return connect(address, **options)

    monkeypatch.setattr(sqlite3, "connect", noted)
    open_library(tmp_path).close()
    assert opened
    assert not any("/" in address or "\\" in address for address in opened)


def test_two_spellings_of_a_library_are_one_library(tmp_path: Path) -> None:
    library = open_library(tmp_path / "Library")
    (tmp_path / "LIBRARY").symlink_to("Library")
    with pytest.raises(LibraryLockedError):
        open_library(tmp_path / "LIBRARY")
    library.close()


async def test_a_folder_is_connected_once_however_it_is_spelt(tmp_path: Path) -> None:
    (tmp_path / "Photos").mkdir()
    (tmp_path / "photos").symlink_to("Photos")
    library = open_library(tmp_path / "library")
    service = CatalogueService(library, lambda _rows: None)
    await service.add_source(SourceConfig(SourceKind.FOLDER, str(tmp_path / "Photos")))
    with pytest.raises(UsageError, match="connected already"):
        await service.add_source(SourceConfig(SourceKind.FOLDER, str(tmp_path / "photos")))
    library.close()


def test_a_folder_that_only_seems_writable_is_read_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows only trying tells whether a folder can be written to."""
    library = open_library(tmp_path)
    library.catalogue.store_page(add_source(library), [product(1)], 0)
    library.close()
    monkeypatch.setattr(folder_access, "_TELLS", False)
    monkeypatch.setattr(os, "access", lambda _path, _mode: True)

    def denied(**_options: object) -> object:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(tempfile, "TemporaryFile", denied)
    before = sorted(path.name for path in tmp_path.iterdir())
    reader = open_library(tmp_path, writable=False)
    assert reader.products.counts().products == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    reader.close()


async def test_photos_are_found_far_down_and_under_any_name(tmp_path: Path) -> None:
    deep = tmp_path.joinpath("Photos", *["Frühjahr und Sommer"] * 20)
    deep.mkdir(parents=True)
    (deep / "Ärmelloses Kleid 👗.jpg").write_bytes(PHOTO)
    source = FolderSource(tmp_path / "Photos")
    page = await read(source)
    (found,) = page.products
    assert found.name == "Ärmelloses Kleid 👗"
    fetched = await source.fetch_photo(found.id, found.image_ref)
    assert fetched.data == PHOTO
    assert source.local_path(found.image_ref) == deep / "Ärmelloses Kleid 👗.jpg"


async def test_a_photo_keeps_its_id_when_a_mac_has_copied_it(tmp_path: Path) -> None:
    """Macs write é as e and an accent; who types or lists it elsewhere writes one character."""
    ids = []
    for form in ("NFC", "NFD"):
        folder = tmp_path / form
        folder.mkdir()
        stored = unicodedata.normalize(form, "robe d’été.jpg")
        (folder / stored).write_bytes(PHOTO)
        (found,) = (await read(FolderSource(folder))).products
        assert found.image_ref == stored
        assert found.name == "Robe d’été"
        ids.append(found.id)
    assert ids[0] == ids[1]


async def test_two_photos_that_only_seem_to_have_one_name_are_both_there(tmp_path: Path) -> None:
    for form in ("NFC", "NFD"):
        (tmp_path / unicodedata.normalize(form, "é.jpg")).write_bytes(PHOTO)
    products = (await read(FolderSource(tmp_path))).products
    assert len({product.id for product in products}) == len(products) == 2


@pytest.mark.parametrize("form", ["NFC", "NFD"])
async def test_a_feed_names_photos_whatever_way_accents_are_stored(
    form: str, tmp_path: Path
) -> None:
    (tmp_path / "feed.csv").write_text("id,image\n1,été.jpg\n", encoding="utf-8")
    (tmp_path / unicodedata.normalize(form, "été.jpg")).write_bytes(PHOTO)
    source = FeedSource(str(tmp_path / "feed.csv"))
    fetched = await source.fetch_photo("1", "été.jpg")
    assert fetched.data == PHOTO
    await source.aclose()


def test_drives_that_number_nothing_are_walked_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b/c"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "photo.jpg").write_bytes(PHOTO)
    stat = Path.stat

    def unnumbered(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        found = list(stat(path, follow_symlinks=follow_symlinks))
        found[1] = 0
        return os.stat_result(found)

    monkeypatch.setattr(Path, "stat", unnumbered)
    assert find_photos(tmp_path).photos == ("a/photo.jpg", "b/c/photo.jpg")
