import io
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from PIL import Image
from support.bench import GENERATE, SYNC, Bench, bench, image_requests, server
from support.drawn_photos import draw_photo
from support.product_api_server import Fault, ProductApiServer

from fashion_desktop.services.pictures import THUMBNAIL_EDGE
from fashion_desktop.services.session import LibrarySession
from fashion_desktop.services.thumbnail_service import ThumbnailService

__all__ = ["bench", "server"]


@pytest.fixture
async def pictures(bench: Bench, server: ProductApiServer) -> AsyncIterator[ThumbnailService]:
    await bench.connect(server)
    await bench.job(SYNC)
    server.clear_log()
    service = bench.session.thumbnails()
    yield service
    await service.aclose()


async def test_a_photo_never_seen_is_fetched_once(
    bench: Bench, server: ProductApiServer, pictures: ThumbnailService
) -> None:
    server.set_image(3, draw_photo(3, size=(900, 1200)))
    first = await pictures.thumbnail(bench.row_id(3))
    assert first is not None
    assert Image.open(io.BytesIO(first)).size == (288, THUMBNAIL_EDGE)
    assert await pictures.thumbnail(bench.row_id(3)) == first
    assert image_requests(server) == ["/api/products/3/image"]
    assert bench.state(3) == "missing"
    await bench.job(GENERATE)
    assert image_requests(server).count("/api/products/3/image") == 1


async def test_the_original_photo_is_there_for_the_preview(
    bench: Bench, pictures: ThumbnailService
) -> None:
    assert await pictures.photo(bench.row_id(3)) == draw_photo(3)
    assert await pictures.photo(999_999) is None
    assert await pictures.thumbnail(999_999) is None


async def test_a_photo_that_cannot_be_had_says_why_and_is_asked_for_once(
    bench: Bench, server: ProductApiServer, pictures: ThumbnailService
) -> None:
    server.fail_image(3, Fault(status=404), forever=True)
    server.set_image(4, b"\xff\xd8 no JPEG after all")
    for number in (3, 4, 3, 4):
        assert await pictures.thumbnail(bench.row_id(number)) is None
    assert sorted(image_requests(server)) == ["/api/products/3/image", "/api/products/4/image"]
    for number in (3, 4):
        card = bench.session.products.find(str(number))
        assert card is not None
        assert card.state == "failed"
        assert card.failure.endswith(".")


async def test_whether_photos_are_kept_may_change_at_any_time(
    bench: Bench, pictures: ThumbnailService
) -> None:
    def kept() -> int:
        return len(list((bench.folder / "images").glob("*/*.photo")))

    async def look_at(photo: int, thumbnail: int, *, keep_photos: bool) -> None:
        bench.session.use_settings(replace(bench.settings, keep_photos=keep_photos))
        assert await pictures.photo(bench.row_id(photo)) == draw_photo(photo)
        assert await pictures.thumbnail(bench.row_id(thumbnail)) is not None

    await look_at(3, 4, keep_photos=False)
    assert kept() == 0
    await look_at(3, 5, keep_photos=True)
    assert kept() == 2
    await look_at(6, 7, keep_photos=False)
    assert kept() == 2


async def test_a_damaged_thumbnail_is_made_again(bench: Bench, pictures: ThumbnailService) -> None:
    good = await pictures.thumbnail(bench.row_id(3))
    (file,) = (bench.folder / "thumbnails").glob("*/*.jpg")
    file.write_bytes(b"")
    assert await pictures.thumbnail(bench.row_id(3)) == good
    assert file.read_bytes() == good


async def test_a_changed_photo_has_another_thumbnail(
    bench: Bench, server: ProductApiServer, pictures: ThumbnailService
) -> None:
    before = await pictures.thumbnail(bench.row_id(3))
    server.set_image(3, draw_photo(903))
    await bench.job(SYNC)
    after = await pictures.thumbnail(bench.row_id(3))
    assert after is not None
    assert after != before
    assert len(list((bench.folder / "thumbnails").glob("*/*.jpg"))) == 1


async def test_a_server_that_is_down_is_no_fault_of_the_product(
    bench: Bench, server: ProductApiServer, pictures: ThumbnailService
) -> None:
    server.stop()
    assert await pictures.thumbnail(bench.row_id(3)) is None
    assert await pictures.photo(bench.row_id(3)) is None
    assert bench.state(3) == "missing"


async def test_a_library_that_is_only_read_gives_what_it_has(
    bench: Bench, server: ProductApiServer, pictures: ThumbnailService
) -> None:
    known = await pictures.thumbnail(bench.row_id(3))
    server.fail_image(4, Fault(status=404), forever=True)
    reader = LibrarySession.open(bench.folder, settings=bench.settings, writable=False)
    only_reading = reader.thumbnails()
    assert await only_reading.thumbnail(bench.row_id(3)) == known
    assert await only_reading.thumbnail(bench.row_id(4)) is None
    assert await only_reading.thumbnail(bench.row_id(5)) is None
    await only_reading.aclose()
    reader.close()
