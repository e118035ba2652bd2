"""The feed source on real files and a real server."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.product_api_server import ProductApiServer
from support.surroundings import refuse_to_look_up

from fashion_desktop.catalogue.feed import FeedSource, inspect_feed
from fashion_desktop.catalogue.http_body import HttpLimits
from fashion_desktop.catalogue.retry import RetryPolicy
from fashion_desktop.catalogue.source import SourcePage
from fashion_desktop.domain.errors import ImageFetchError, SourceError

FAST = HttpLimits(timeout_s=2.0, deadline_s=5.0, retry=RetryPolicy(retries=1, backoff_s=0.01))
PHOTO = b"\xff\xd8 a photo"


async def read(source: FeedSource) -> list[SourcePage]:
    try:
        return [page async for page in source.pages()]
    finally:
        await source.aclose()


async def test_rows_become_products_and_bad_rows_problems(tmp_path: Path) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_text(
        "id;title;image_link;price;colour\n"
        "1;Tee, blue;https://i.example/1.jpg;39,90 €;blue\n"
        ";no id;https://i.example/2.jpg;1;red\n"
        "1;Tee, blue;https://i.example/1.jpg;39,90 €;blue\n"
        "1;Another;https://i.example/3.jpg;5;green\n"
        "4;short\n"
        "5;Shirt;;;\n",
        encoding="cp1252",
    )
    (page,) = await read(FeedSource(str(feed)))
    assert [product.id for product in page.products] == ["1", "5"]
    assert page.total == 2
    assert page.products[0].name == "Tee, blue"
    assert page.products[0].price == 39.9
    assert page.products[0].attributes == {"colour": "blue"}
    reasons = {problem.product_id: problem.reason for problem in page.problems}
    assert set(reasons) == {"line 3", "line 5", "line 6"}
    assert "Line 3 has no id" in reasons["line 3"]
    assert "uses the id “1” again" in reasons["line 5"]


async def test_a_mapping_by_hand(tmp_path: Path) -> None:
    feed = tmp_path / "feed.tsv"
    feed.write_text("Nummer\tBezeichnung\tBild\n7\tHemd\tx.jpg\n")
    source = FeedSource(str(feed), {"Nummer": "id", "Bild": "image"})
    (page,) = await read(source)
    assert page.products[0].id == "7"
    assert page.products[0].image_ref == "x.jpg"
    assert page.products[0].attributes == {"Bezeichnung": "Hemd"}


async def test_many_rows_come_in_pages(tmp_path: Path) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_text("id,title\n" + "".join(f"{n},T{n}\n" for n in range(250)))
    pages = await read(FeedSource(str(feed)))
    assert [len(page.products) for page in pages] == [100, 100, 50]
    assert {page.total for page in pages} == {250}


async def test_photos_beside_the_feed_and_in_images(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "beside.jpg").write_bytes(PHOTO)
    (tmp_path / "images" / "below.jpg").write_bytes(PHOTO)
    secret = tmp_path.parent / f"{tmp_path.name}-secret.jpg"
    secret.write_bytes(PHOTO)
    feed = tmp_path / "feed.csv"
    feed.write_text("id,file\n1,beside.jpg\n")
    source = FeedSource(str(feed))
    for ref in ("beside.jpg", "below.jpg", "images/below.jpg", "images\\below.jpg"):
        photo = await source.fetch_photo("1", ref)
        assert photo.data == PHOTO
        assert (await source.fetch_photo("1", ref, photo.validators)).data is None
        path = source.local_path(ref)
        assert path is not None
        assert path.read_bytes() == PHOTO
        assert source.image_url(ref) == str(path)
    for ref in (f"../{secret.name}", str(secret), "missing.jpg", "images", "..", "\0"):
        assert source.local_path(ref) is None
        with pytest.raises(ImageFetchError, match="no file"):
            await source.fetch_photo("1", ref)
    with pytest.raises(ImageFetchError, match="names no photo"):
        await source.fetch_photo("1", "")
    await source.aclose()


@pytest.mark.parametrize("reference", ["x" * 300, f"data:image/png;base64,{'A' * 5000}"])
async def test_a_reference_that_no_disk_could_hold_means_no_file(
    tmp_path: Path, reference: str
) -> None:
    source = FeedSource(str(tmp_path / "feed.csv"))
    assert source.local_path(reference) is None
    assert source.image_url(reference) == str(tmp_path / reference)
    with pytest.raises(ImageFetchError, match="no file"):
        await source.fetch_photo("1", reference)
    await source.aclose()


async def test_a_photo_that_may_not_be_looked_up_means_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.jpg").write_bytes(PHOTO)
    refuse_to_look_up(monkeypatch, tmp_path / "a.jpg")
    source = FeedSource(str(tmp_path / "feed.csv"))
    assert source.local_path("a.jpg") is None
    assert source.image_url("a.jpg") == str(tmp_path / "a.jpg")
    refuse_to_look_up(monkeypatch, tmp_path)
    with pytest.raises(SourceError, match="Reconnect the drive"):
        await source.fetch_photo("1", "a.jpg")
    await source.aclose()


async def test_a_feed_on_a_server_with_photos_there_and_elsewhere() -> None:
    with ProductApiServer() as server, ProductApiServer() as images:
        images.raw_paths["/b.jpg"] = ("image/jpeg", PHOTO + b" b")
        server.raw_paths["/shop/img/a.jpg"] = ("image/jpeg", PHOTO)
        server.raw_paths["/shop/feed.csv"] = (
            "text/csv",
            f"id,image_link\n1,img/a.jpg\n2,{images.origin}/b.jpg\n3,img/c.jpg\n".encode(),
        )
        source = FeedSource(f"{server.origin}/shop/feed.csv", limits=FAST)
        products = (await anext(source.pages())).products
        assert (await source.fetch_photo("1", products[0].image_ref)).data == PHOTO
        assert source.image_url(products[0].image_ref) == f"{server.origin}/shop/img/a.jpg"
        assert (await source.fetch_photo("2", products[1].image_ref)).data == PHOTO + b" b"
        assert source.local_path(products[0].image_ref) is None
        with pytest.raises(ImageFetchError, match="has nothing at"):
            await source.fetch_photo("3", products[2].image_ref)
        await source.aclose()


async def test_feeds_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="Reconnect the drive"):
        await read(FeedSource(str(tmp_path / "gone.csv")))
    with ProductApiServer() as server, pytest.raises(SourceError, match="has nothing at"):
        await read(FeedSource(f"{server.origin}/gone.csv", limits=FAST))


async def test_the_preview_for_the_mapping_page(tmp_path: Path) -> None:
    feed = tmp_path / "feed.txt"
    rows = "".join(f"{n}|Tee {n}|{n}.jpg\n" for n in range(30))
    feed.write_text(f"id|title|file\n{rows}")
    preview = await inspect_feed(str(feed))
    assert preview.columns == ("id", "title", "file")
    assert preview.sample_rows[0] == ("0", "Tee 0", "0.jpg")
    assert len(preview.sample_rows) == 20
    assert preview.row_count == 30
    assert (preview.delimiter, preview.encoding) == ("|", "utf-8")
    assert preview.suggested_mapping == {"id": "id", "title": "name", "file": "image"}
