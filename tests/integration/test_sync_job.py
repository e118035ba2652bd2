import asyncio
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from support.bench import (
    GENERATE,
    SYNC,
    UPDATE_STALE,
    Announced,
    Bench,
    Context,
    bench,
    drawn_products,
    image_requests,
    server,
    until,
)
from support.drawn_photos import draw_folder, draw_photo
from support.product_api_server import Fault, ProductApiServer

from fashion_desktop.domain.errors import EmptyLibraryError, UsageError
from fashion_desktop.domain.jobs import JobSpec, JobState
from fashion_desktop.domain.sources import SourceConfig, SourceKind

__all__ = ["bench", "server"]
REMOVE = replace(SYNC, remove_missing=True)
NO_PHOTO_CHECK = replace(SYNC, check_photos=False)


async def test_new_changed_and_unchanged_products_are_counted(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.connect(server)
    first = await bench.job(SYNC)
    assert first.preview is not None
    assert (first.state, first.done, first.preview.new) == (JobState.DONE, 24, 24)
    server.products["3"].fields["price"] = 999
    server.products["4"].fields["name"] = "Another name"
    server.add(drawn_products(1, first=100)[0])
    second = await bench.job(SYNC)
    assert second.preview is not None
    assert (second.preview.new, second.preview.changed, second.preview.unchanged) == (1, 2, 22)
    card = bench.session.products.find("4")
    assert card is not None
    assert card.name == "Another name"


async def test_gone_products_are_shown_first_and_removed_only_when_told(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.filled(server)
    server.remove(5)
    server.remove(6)
    shown = await bench.job(SYNC)
    assert shown.preview is not None
    assert shown.preview.gone_ids == ("5", "6")
    assert shown.preview.removed == 0
    assert bench.session.products.counts().products == 24

    assert bench.session.jobs.remove_products(shown.preview.gone_ids) == 2
    assert bench.session.products.counts().products == 22
    assert bench.session.products.find("5") is None


async def test_a_sync_may_remove_at_once(bench: Bench, server: ProductApiServer) -> None:
    await bench.filled(server)
    server.remove(5)
    outcome = await bench.job(REMOVE)
    assert outcome.preview is not None
    assert (outcome.preview.removed, outcome.preview.gone_ids) == (1, ())
    assert bench.session.products.counts().products == 23


async def test_a_product_that_comes_back_has_its_embedding_and_is_found(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.filled(server)
    before = bench.embeddings()["5"]
    product = server.products["5"]
    server.remove(5)
    await bench.job(REMOVE)
    answer = await bench.session.search.similar("6")
    assert "5" not in [match.product.id for match in answer.matches]

    server.add(product)
    back = await bench.job(SYNC)
    assert back.preview is not None
    assert back.preview.new == 1
    assert bench.state(5) == "embedded"
    assert bench.embeddings()["5"] == before
    answer = await bench.session.search.similar("6")
    assert "5" in [match.product.id for match in answer.matches]
    assert (await bench.session.verifier.verify()).problems == ()


async def test_a_product_that_comes_back_with_another_photo_is_stale(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.filled(server)
    product = server.products["5"]
    server.remove(5)
    await bench.job(REMOVE)
    product.image, product.modified_at = draw_photo(905), product.modified_at + 60
    server.add(product)
    outcome = await bench.job(SYNC)
    assert outcome.preview is not None
    assert outcome.preview.changed_photos == 1
    assert bench.state(5) == "stale"


@pytest.mark.parametrize("headers", ["etag", "last-modified", "neither"])
async def test_a_changed_photo_makes_exactly_its_embedding_stale(
    bench: Bench, server: ProductApiServer, headers: str
) -> None:
    server.etags = headers == "etag"
    server.last_modified = headers == "last-modified"
    await bench.filled(server)
    before = bench.embeddings()
    server.set_image(7, draw_photo(907))
    outcome = await bench.job(SYNC)
    assert outcome.preview is not None
    assert outcome.preview.changed_photos == 1
    counts = bench.session.products.counts()
    assert (counts.embedded, counts.stale) == (23, 1)
    assert bench.state(7) == "stale"
    assert bench.embeddings() == before

    assert (await bench.job(UPDATE_STALE)).done == 1
    after = bench.embeddings()
    assert after.pop("7") != before.pop("7")
    assert after == before
    assert (await bench.session.verifier.verify()).problems == ()


async def test_unchanged_photos_are_not_sent_again(bench: Bench, server: ProductApiServer) -> None:
    await bench.filled(server)
    server.clear_log()
    outcome = await bench.job(SYNC)
    assert outcome.preview is not None
    assert outcome.preview.changed_photos == 0
    asked = [r for r in server.requests if r.path.endswith("/image")]
    assert len(asked) == 24
    assert all("if-none-match" in request.headers for request in asked)


@pytest.mark.parametrize("spec", [SYNC, NO_PHOTO_CHECK])
async def test_a_photo_at_another_address_is_looked_at(
    bench: Bench, server: ProductApiServer, spec: JobSpec
) -> None:
    await bench.filled(server)
    server.set_image(7, draw_photo(907))
    server.products["7"].fields["image_url"] = "/storage/products/7.jpg"
    server.products["8"].fields["image_url"] = "/storage/products/8.jpg"
    server.clear_log()
    outcome = await bench.job(spec)
    assert outcome.preview is not None
    assert (outcome.preview.changed, outcome.preview.changed_photos) == (2, 1)
    assert (bench.state(7), bench.state(8)) == ("stale", "embedded")
    if spec is NO_PHOTO_CHECK:
        assert image_requests(server) == []


async def test_entries_that_make_no_sense_are_failed_items(
    bench: Bench, server: ProductApiServer
) -> None:
    server.products["3"].fields["id"] = None
    await bench.connect(server)
    outcome = await bench.job(SYNC)
    assert outcome.state is JobState.DONE
    assert [failure.product_id for failure in outcome.failures] == ["page 1, entry 3"]
    assert outcome.done == 23
    again = await bench.job(SYNC)
    assert len(again.failures) == 1


async def test_a_photo_that_cannot_be_checked_keeps_its_embedding(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.filled(server)
    server.fail_image(7, Fault(status=404), forever=True)
    context = Context()
    outcome = await bench.job(SYNC, context)
    assert outcome.state is JobState.DONE
    assert [failure.product_id for failure in outcome.failures] == ["7"]
    assert bench.state(7) == "embedded"
    assert all(done <= total for done, total, _ in context.reports if total is not None)


async def test_an_id_of_another_source_is_refused_and_nothing_overwritten(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.connect(server, "First shop")
    await bench.job(SYNC)
    with ProductApiServer(drawn_products(12, first=20), per_page=4) as other:
        for product in other.products.values():
            product.fields["name"] = "Of the other shop"
        await bench.connect(other, "Second shop")
        outcome = await bench.job(SYNC)
    assert outcome.state is JobState.DONE
    assert sorted(f.product_id for f in outcome.failures) == ["20", "21", "22", "23", "24"]
    assert "First shop" in outcome.failures[0].reason
    assert outcome.done == 24 + 7
    card = bench.session.products.find("20")
    assert card is not None
    assert card.name == "Product 20"
    assert bench.session.products.counts().products == 31


async def test_a_listing_that_breaks_off_makes_no_product_gone(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.filled(server)
    server.fail("/api/products?page=2", Fault(status=500), forever=True)
    outcome = await bench.job(REMOVE)
    assert outcome.state is JobState.FAILED
    assert outcome.error.endswith(".")
    assert bench.session.products.counts().products == 24


async def test_an_empty_answer_removes_nothing_by_itself(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.filled(server)
    server.products.clear()
    refused = await bench.job(REMOVE)
    assert refused.state is JobState.FAILED
    assert "nothing was removed" in refused.error
    assert bench.session.products.counts().products == 24
    shown = await bench.job(SYNC)
    assert shown.preview is not None
    assert len(shown.preview.gone_ids) == 24
    assert bench.session.products.counts().embedded == 24


async def test_several_sources_and_one_that_is_down(bench: Bench, server: ProductApiServer) -> None:
    with ProductApiServer(drawn_products(5, first=200)) as down:
        await bench.connect(down, "Down")
        await bench.connect(server, "Up")
        both = await bench.job(SYNC)
        assert both.done == 29
        server.add(drawn_products(1, first=100)[0])
    outcome = await bench.job(REMOVE)
    assert outcome.state is JobState.FAILED
    assert bench.session.products.find("100") is not None
    assert bench.session.products.counts().products == 30


@pytest.mark.parametrize("spec", [SYNC, REMOVE])
async def test_a_failed_sync_says_what_it_did_and_all_that_failed(
    bench: Bench, server: ProductApiServer, tmp_path: Path, spec: JobSpec
) -> None:
    lost = [draw_folder(tmp_path / name, 1) for name in ("summer", "winter")]
    for folder in lost:
        # Ids of two folders must not be the same.
        (folder / "photo-01.jpg").rename(folder / f"{folder.name}.jpg")
        await bench.connect_folder(folder)
    await bench.connect(server)
    assert (await bench.job(SYNC)).done == 26
    for folder in lost:
        folder.rename(folder.with_suffix(".lost"))
    server.remove(5)
    server.add(drawn_products(1, first=100)[0])
    outcome = await bench.job(spec)
    assert outcome.state is JobState.FAILED
    assert all(f"“{folder}” is not there any more." in outcome.error for folder in lost)
    record = bench.session.jobs.recent(1)[0]
    assert (record.state, record.error) == (JobState.FAILED, outcome.error)
    preview = outcome.preview
    assert preview is not None
    gone = ((), 1) if spec is REMOVE else (("5",), 0)
    assert (preview.new, preview.unchanged) == (1, 23)
    assert (preview.gone_ids, preview.removed) == gone
    assert bench.session.products.counts().products == 27 - preview.removed


async def test_one_of_several_sources_can_be_synced(bench: Bench, server: ProductApiServer) -> None:
    with ProductApiServer(drawn_products(5, first=200)) as other:
        await bench.connect(server)
        chosen = await bench.connect(other)
        outcome = await bench.job(replace(SYNC, source_id=chosen.id))
        assert outcome.done == 5
        assert image_requests(server) == []
        records = {record.name: record for record in bench.session.catalogue.sources()}
    assert bench.session.products.counts().products == 5
    assert any(record.last_synced_at for record in records.values())
    with pytest.raises(UsageError, match="no such source"):
        bench.session.jobs.create(replace(SYNC, source_id=99))


@pytest.mark.parametrize("slow", ["/api/products?page=2", "/api/products/7/image"])
async def test_cancel_stops_at_once_wherever_the_server_is_slow(
    bench: Bench, server: ProductApiServer, slow: str
) -> None:
    await bench.filled(server)
    server.fail(slow, Fault(delay_s=30.0), forever=True)
    server.clear_log()
    context = Context()

    async def cancel() -> float:
        await until(lambda: slow in server.paths())
        context.cancelled = True
        return time.monotonic()

    asked = asyncio.create_task(cancel())
    outcome = await bench.job(SYNC, context)
    assert time.monotonic() - await asked < 1.0
    assert outcome.state is JobState.CANCELLED
    assert bench.session.jobs.unfinished() == []
    assert bench.session.products.counts().products == 24


async def test_a_catalogue_disconnected_while_it_is_read_leaves_nothing_behind(
    bench: Bench, server: ProductApiServer
) -> None:
    source = await bench.connect(server)
    second_page = "/api/products?page=2"
    server.fail(second_page, Fault(delay_s=0.5))

    async def disconnect() -> None:
        await until(lambda: second_page in server.paths())
        await asyncio.to_thread(bench.session.catalogue.remove_source, source.id)

    asked = asyncio.create_task(disconnect())
    outcome = await bench.job(SYNC)
    await asked
    assert outcome.state is JobState.FAILED
    assert "“Shop” was disconnected" in outcome.error
    assert bench.session.products.counts().products == 0

    # The same shop at its right address.
    with ProductApiServer(drawn_products(24), per_page=10) as corrected:
        await bench.connect(corrected)
        again = await bench.job(SYNC)
    assert (again.state, again.done, again.failures) == (JobState.DONE, 24, ())


async def test_a_folder_whose_photo_is_removed_and_changed(bench: Bench, tmp_path: Path) -> None:
    folder = draw_folder(tmp_path / "photos", 6)
    await bench.connect_folder(folder)
    await bench.job(SYNC)
    assert (await bench.job(GENERATE)).done == 6
    (folder / "photo-02.jpg").unlink()
    (folder / "photo-03.jpg").write_bytes(draw_photo(903))
    outcome = await bench.job(SYNC)
    assert outcome.preview is not None
    assert outcome.preview.gone_ids == ("photo-02.jpg",)
    assert outcome.preview.changed_photos == 1
    assert bench.state("photo-03.jpg") == "stale"
    assert not (bench.folder / "images").exists()


async def test_a_subfolder_that_cannot_be_read_makes_no_product_gone(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = draw_folder(tmp_path / "photos", 3)
    draw_folder(folder / "locked", 2)
    await bench.connect_folder(folder)
    assert (await bench.job(SYNC)).done == 5
    scandir = os.scandir

    def guarded(place: Path) -> object:
        if Path(place).name == "locked":
            raise PermissionError(13, "Permission denied")
        return scandir(place)

    (folder / "photo-02.jpg").unlink()
    monkeypatch.setattr(os, "scandir", guarded)
    for spec in (REMOVE, SYNC):
        outcome = await bench.job(spec)
        assert outcome.state is JobState.DONE
        assert outcome.preview is not None
        assert (outcome.preview.removed, outcome.preview.gone_ids) == (0, ())
        reasons = {failure.product_id: failure.reason for failure in outcome.failures}
        assert set(reasons) == {"locked", "photos"}
        assert "3 products are not to be seen" in reasons["photos"]
        assert bench.session.products.counts().products == 5

    monkeypatch.undo()
    outcome = await bench.job(REMOVE)
    assert outcome.preview is not None
    assert (outcome.preview.removed, outcome.failures) == (1, ())


@pytest.mark.parametrize("kind", [SourceKind.FEED, SourceKind.FOLDER])
async def test_a_row_of_the_wrong_width_makes_no_product_gone(
    bench: Bench, tmp_path: Path, kind: SourceKind
) -> None:
    folder = draw_folder(tmp_path / "photos", 2)
    table = folder / "products.csv"
    table.write_text("id,name,file\nA,Dress,photo-01.jpg\nB,Coat,photo-02.jpg\n")
    location = table if kind is SourceKind.FEED else folder
    await bench.session.catalogue.add_source(SourceConfig(kind, str(location)), "Range")
    assert (await bench.job(SYNC)).done == 2
    table.write_text("id,name,file\nA,Dress,photo-01.jpg\nB,Coat, long,photo-02.jpg\n")
    outcome = await bench.job(REMOVE)
    assert outcome.state is JobState.DONE
    assert outcome.preview is not None
    assert (outcome.preview.removed, outcome.preview.gone_ids) == (0, ())
    assert {failure.product_id for failure in outcome.failures} == {"line 3", "Range"}
    assert bench.session.products.find("B") is not None


async def test_a_folder_that_vanished_has_its_sentence(bench: Bench, tmp_path: Path) -> None:
    folder = draw_folder(tmp_path / "photos", 3)
    await bench.connect_folder(folder)
    await bench.job(SYNC)
    folder.rename(tmp_path / "elsewhere")
    outcome = await bench.job(REMOVE)
    assert outcome.state is JobState.FAILED
    assert "is not there any more" in outcome.error
    assert bench.session.products.counts().products == 3


def test_without_sources_there_is_nothing_to_sync(bench: Bench) -> None:
    with pytest.raises(EmptyLibraryError, match="No catalogue is connected"):
        bench.session.jobs.create(SYNC)


async def test_new_and_changed_rows_are_announced(bench: Bench, server: ProductApiServer) -> None:
    await bench.filled(server)
    announced = Announced()
    bench.session.jobs.on_committed.append(announced)
    server.products["3"].fields["price"] = 999
    server.set_image(7, draw_photo(907))
    await bench.job(SYNC)
    assert announced.row_ids == {bench.row_id(3), bench.row_id(7)}
