"""The folder source on real folders."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from support.surroundings import refuse_to_look_up

from fashion_desktop.catalogue.folder import FolderSource, find_photos, natural_key
from fashion_desktop.catalogue.source import SourcePage
from fashion_desktop.domain.errors import ImageFetchError, SourceError

PHOTO = b"\xff\xd8 a photo"


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PHOTO)


async def read(source: FolderSource) -> SourcePage:
    pages = [page async for page in source.pages()]
    products = tuple(product for page in pages for product in page.products)
    return SourcePage(products, pages[0].total, pages[0].problems, pages[0].incomplete)


def test_photos_are_found_in_natural_order(tmp_path: Path) -> None:
    put(tmp_path, "shoe 10.jpg", "shoe 2.JPG", "Shoe 1.jpeg", "a/b/c.webp", "x.heic", "y.avif")
    put(tmp_path, "z.TIFF", "z.gif", "z.bmp", "z.jfif", "notes.txt", "clip.mp4", "noextension")
    put(tmp_path, ".hidden.jpg", "._shoe 2.jpg", ".cache/t.jpg", "@eaDir/t.jpg", "__MACOSX/t.jpg")
    put(tmp_path, "Thumbs.db")
    found = find_photos(tmp_path)
    assert found.problems == ()
    assert found.photos == (
        "a/b/c.webp", "Shoe 1.jpeg", "shoe 2.JPG", "shoe 10.jpg", "x.heic", "y.avif",
        "z.bmp", "z.gif", "z.jfif", "z.TIFF",
    )  # fmt: skip


def test_links_are_followed_without_going_round(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    folder = tmp_path / "folder"
    put(outside, "o.jpg")
    put(folder, "real/r.jpg")
    (folder / "a-link-back").symlink_to(folder, target_is_directory=True)
    (folder / "a-link-in").symlink_to(folder / "real", target_is_directory=True)
    (folder / "a-link-out").symlink_to(outside, target_is_directory=True)
    (folder / "dangling.jpg").symlink_to(folder / "nowhere.jpg")
    assert find_photos(folder).photos == ("a-link-out/o.jpg", "real/r.jpg")


@pytest.mark.skipif(sys.platform != "linux", reason="needs file names that are plain bytes")
async def test_names_that_are_no_text_are_problems(tmp_path: Path) -> None:
    put(tmp_path, "good.jpg")
    put(tmp_path, os.fsdecode(b"b\xe4d.jpg"))
    page = await read(FolderSource(tmp_path))
    assert [product.id for product in page.products] == ["good.jpg"]
    (problem,) = page.problems
    assert problem.product_id == "b\ufffdd.jpg"
    assert "Rename it" in problem.reason
    assert problem.reason.encode("utf-8")


async def test_a_folder_that_cannot_be_read_makes_the_list_incomplete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a.jpg", "locked/b.jpg")
    assert not (await read(FolderSource(tmp_path))).incomplete
    scandir = os.scandir

    def guarded(folder: Path) -> object:
        if Path(folder).name == "locked":
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", guarded)
    page = await read(FolderSource(tmp_path))
    assert page.incomplete
    assert [product.id for product in page.products] == ["a.jpg"]
    (problem,) = page.problems
    assert "The folder “locked” cannot be read" in problem.reason


async def test_one_bad_link_hides_nothing_else_of_its_folder(tmp_path: Path) -> None:
    put(tmp_path, "a.jpg", "z.jpg", "sub/y.jpg", "sub/x.jpg")
    for place in (tmp_path, tmp_path / "sub"):
        (place / "round").symlink_to(place / "round")
    page = await read(FolderSource(tmp_path))
    assert [product.id for product in page.products] == ["a.jpg", "sub/x.jpg", "sub/y.jpg", "z.jpg"]
    assert page.incomplete
    assert sorted(problem.product_id for problem in page.problems) == ["round", "sub/round"]
    assert all(problem.reason.endswith("where it leads.") for problem in page.problems)


def test_natural_order_with_digits_in_front() -> None:
    names = ["10.jpg", "9.jpg", "a.jpg", "1a.jpg", "a/2.jpg", "a/10.jpg"]
    assert sorted(names, key=natural_key) == [
        "1a.jpg", "9.jpg", "10.jpg", "a.jpg", "a/2.jpg", "a/10.jpg",
    ]  # fmt: skip


async def test_without_a_table_the_path_is_the_id(tmp_path: Path) -> None:
    put(tmp_path, "tops/red_summer-dress.jpg", "1163.jpg")
    page = await read(FolderSource(tmp_path))
    assert page.total == 2
    assert [(p.id, p.name, p.image_ref) for p in page.products] == [
        ("1163.jpg", "1163", "1163.jpg"),
        ("tops/red_summer-dress.jpg", "Red summer dress", "tops/red_summer-dress.jpg"),
    ]


async def test_a_table_describes_photos_by_file_or_by_id(tmp_path: Path) -> None:
    put(tmp_path, "images/1163.jpg", "images/b.JPG", "77.png", "images/sub/Ü.jpg", "plain.jpg")
    (tmp_path / "products.csv").write_text(
        "id,title,price,currency,colour,file\n"
        "1163,Jersey,110.1,EUR,blue,1163.jpg\n"
        "B-1,Bag,20,,,images/b\n"
        "77,Shoe,,,red,\n"
        "U,Umlaut,,,,images/sub/U\u0308.jpg\n"
        "404,Gone,,,,gone.jpg\n",
        encoding="utf-8",
    )
    (tmp_path / "other.csv").write_text("id\n1\n")
    source = FolderSource(tmp_path)
    page = await read(source)
    products = {product.image_ref: product for product in page.products}
    jersey = products["images/1163.jpg"]
    assert (jersey.id, jersey.name, jersey.price, jersey.currency) == (
        "1163", "Jersey", 110.1, "EUR",
    )  # fmt: skip
    assert jersey.attributes == {"colour": "blue"}
    assert products["images/b.JPG"].id == "B-1"
    assert products["77.png"].name == "Shoe"
    assert products["images/sub/Ü.jpg"].id == "U"
    assert products["plain.jpg"].id == "plain.jpg"
    assert page.problems == ()
    assert source.rows_without_photo == 1


async def test_a_table_cannot_reach_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    put(folder, "a.jpg")
    put(tmp_path, "secret.jpg")
    table = tmp_path / "table.csv"
    table.write_text(
        f"id,file\n1,../secret.jpg\n2,{tmp_path / 'secret.jpg'}\n3,{folder / 'a.jpg'}\n"
        "4,C:\\secret.jpg\n"
    )
    source = FolderSource(folder, table)
    page = await read(source)
    assert [(product.id, product.image_ref) for product in page.products] == [("3", "a.jpg")]
    assert [problem.product_id for problem in page.problems] == ["line 2", "line 3", "line 5"]
    assert "outside the folder" in page.problems[0].reason
    for ref in ("../secret.jpg", str(tmp_path / "secret.jpg")):
        assert source.local_path(ref) is None
        with pytest.raises(ImageFetchError, match="outside the folder"):
            await source.fetch_photo("1", ref)


async def test_ids_used_twice_lose_no_photo(tmp_path: Path) -> None:
    put(tmp_path, "a.jpg", "b.jpg", "c.jpg")
    (tmp_path / "t.csv").write_text("id,file\n1,a.jpg\n1,b.jpg\n2,a.jpg\nb.jpg,c.jpg\n")
    page = await read(FolderSource(tmp_path))
    assert len({product.id for product in page.products}) == len(page.products)
    assert {p.image_ref: p.id for p in page.products}["a.jpg"] == "1"
    assert {p.image_ref: p.id for p in page.products}["b.jpg"] == "b.jpg"
    reasons = " ".join(problem.reason for problem in page.problems)
    assert "used for two photos" in reasons
    assert "describes “a.jpg” once more" in reasons


async def test_two_tables_without_products_csv_are_left_alone(tmp_path: Path) -> None:
    put(tmp_path, "1.jpg")
    (tmp_path / "a.csv").write_text("id,title\n1,A\n")
    (tmp_path / "b.csv").write_text("id,title\n1,B\n")
    assert (await read(FolderSource(tmp_path))).products[0].name == "1"
    chosen = await read(FolderSource(tmp_path, tmp_path / "b.csv"))
    assert chosen.products[0].name == "B"


async def test_photos_are_read_once(tmp_path: Path) -> None:
    put(tmp_path, "a/b.jpg")
    source = FolderSource(tmp_path)
    photo = await source.fetch_photo("a/b.jpg", "a/b.jpg")
    assert photo.data == PHOTO
    again = await source.fetch_photo("a/b.jpg", "a/b.jpg", photo.validators)
    assert again.data is None
    (tmp_path / "a/b.jpg").write_bytes(PHOTO + b"!")
    changed = await source.fetch_photo("a/b.jpg", "a/b.jpg", photo.validators)
    assert changed.data == PHOTO + b"!"
    assert source.local_path("a/b.jpg") == tmp_path / "a" / "b.jpg"
    assert source.image_url("a/b.jpg") == str(tmp_path / "a" / "b.jpg")
    await source.aclose()


async def test_photos_and_folders_that_vanish(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    put(folder, "a.jpg")
    (folder / "empty.jpg").touch()
    source = FolderSource(folder)
    with pytest.raises(ImageFetchError, match="not there any more"):
        await source.fetch_photo("b", "b.jpg")
    with pytest.raises(ImageFetchError, match="is empty"):
        await source.fetch_photo("e", "empty.jpg")
    folder.rename(tmp_path / "elsewhere")
    words = "is not there any more. Reconnect the drive or choose another folder"
    with pytest.raises(SourceError, match=words):
        await source.fetch_photo("a", "a.jpg")
    with pytest.raises(SourceError, match=words):
        await read(source)
    assert source.local_path("a.jpg") is None


async def test_a_folder_that_may_not_be_looked_up_is_worded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a.jpg")
    source = FolderSource(tmp_path)
    assert source.local_path("x" * 300) is None
    refuse_to_look_up(monkeypatch, tmp_path / "a.jpg")
    assert source.local_path("a.jpg") is None
    refuse_to_look_up(monkeypatch, tmp_path)
    with pytest.raises(SourceError, match="Reconnect the drive"):
        await read(source)
    with pytest.raises(SourceError, match="Reconnect the drive"):
        await source.fetch_photo("a", "a.jpg")


async def test_many_photos_come_in_pages(tmp_path: Path) -> None:
    put(tmp_path, *(f"{number}.jpg" for number in range(230)))
    pages = [page async for page in FolderSource(tmp_path).pages()]
    assert [len(page.products) for page in pages] == [100, 100, 30]
    assert pages[0].products[10].id == "10.jpg"
