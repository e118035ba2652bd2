import shutil
from collections import Counter

import numpy as np
from support.bench import GENERATE, SYNC, Bench, bench, server
from support.drawn_photos import draw_photo
from support.product_api_server import Fault, ProductApiServer

from fashion_desktop.domain.jobs import JobKind, JobScope, JobSpec
from fashion_desktop.services.verify_service import VerifyReport

__all__ = ["bench", "server"]


def kinds(report: VerifyReport) -> dict[str, int]:
    return Counter(problem.kind for problem in report.problems)


async def repaired(bench: Bench) -> VerifyReport:
    """Verify, repair, and check that nothing is left to be repaired."""
    found = await bench.session.verifier.verify()
    assert not found.ok
    mended = await bench.session.verifier.verify(repair=True)
    assert mended.ok
    assert kinds(mended) == kinds(found)
    assert (await bench.session.verifier.verify()).problems == ()
    return found


async def test_a_library_in_use_is_in_order(bench: Bench, server: ProductApiServer) -> None:
    await bench.filled(server)
    server.set_image(3, draw_photo(903))
    server.remove(4)
    await bench.job(JobSpec(JobKind.SYNC, remove_missing=True))
    assert (await bench.session.verifier.verify()).problems == ()
    await bench.job(JobSpec(JobKind.UPDATE, JobScope.STALE))
    await bench.job(JobSpec(JobKind.DELETE, JobScope.SELECTED, product_ids=("5",)))
    report = await bench.session.verifier.verify()
    assert (report.checked, report.problems, report.ok) == (23, (), True)
    bench.reopen()
    assert (await bench.session.verifier.verify()).problems == ()


async def test_damaged_vectors_are_found_and_dropped(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.filled(server)
    one, two, three = (bench.row_id(number) for number in (1, 2, 3))
    bench.sql("UPDATE vectors SET vector = x'0011' WHERE row_id = ?", one)
    bench.sql("DELETE FROM vectors WHERE row_id = ?", two)
    broken = np.full(2048, np.nan, "<f4").tobytes()
    bench.sql("UPDATE vectors SET vector = ? WHERE row_id = ?", broken, three)
    bench.reopen()
    answer = await bench.session.search.similar("9")
    assert len(answer.matches) == 23 - 3
    found = await repaired(bench)
    assert kinds(found) == {"vector": 3}
    assert sorted(problem.product_id for problem in found.problems) == ["1", "2", "3"]
    assert bench.session.products.counts().missing == 3
    assert (await bench.job(GENERATE)).done == 3
    assert (await bench.session.verifier.verify()).problems == ()


async def test_an_index_that_went_its_own_way_is_rebuilt(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.filled(server)
    await bench.session.search.warm_up()
    other = np.ones(2048, "<f4").tobytes()
    bench.sql("UPDATE vectors SET vector = ? WHERE row_id = ?", other, bench.row_id(1))
    bench.sql("DELETE FROM embeddings WHERE row_id = ?", bench.row_id(2))
    bench.sql("DELETE FROM vectors WHERE row_id = ?", bench.row_id(2))
    found = await repaired(bench)
    assert kinds(found) == {"index": 2}
    assert sorted(problem.product_id for problem in found.problems) == ["1", "2"]
    assert (await bench.session.search.similar("1")).searched == 23


async def test_a_damaged_snapshot_is_found_and_written_anew(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.filled(server)
    await bench.session.search.warm_up()
    bench.session.save()
    bench.reopen()
    snapshot = bench.folder / "vectors.faiss"
    snapshot.write_bytes(snapshot.read_bytes()[:-100])
    assert kinds(await repaired(bench)) == {"index": 1}
    snapshot.write_bytes(b"no snapshot")
    assert kinds(await repaired(bench)) == {"index": 1}


async def test_a_snapshot_older_than_the_database_is_no_problem(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.filled(server)
    await bench.session.search.warm_up()
    bench.session.save()
    snapshot = bench.folder / "vectors.faiss"
    older = snapshot.read_bytes()
    await bench.job(JobSpec(JobKind.DELETE, JobScope.SELECTED, product_ids=("1", "2")))
    server.set_image(3, draw_photo(903))
    await bench.job(JobSpec(JobKind.UPDATE, JobScope.SELECTED, product_ids=("3",)))
    bench.session.close()
    assert snapshot.read_bytes() != older
    snapshot.write_bytes(older)
    again = Bench(bench.folder)
    report = await again.session.verifier.verify()
    answer = await again.session.search.lookup(draw_photo(903), "photo")
    again.session.close()
    assert report.problems == ()
    assert answer.matches[0].product.id == "3"
    assert answer.searched == 22


async def test_missing_and_damaged_thumbnails_are_made_again(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.filled(server)
    files = sorted((bench.folder / "thumbnails").glob("*/*.jpg"))
    files[0].unlink()
    files[1].write_bytes(files[1].read_bytes()[:100])
    found = await repaired(bench)
    assert kinds(found) == {"thumbnail": 2}
    assert sorted((bench.folder / "thumbnails").glob("*/*.jpg")) == files


async def test_a_thumbnail_whose_photo_is_nowhere_stays_a_problem(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.filled(server)
    card = bench.session.products.find("3")
    assert card is not None
    shutil.rmtree(bench.folder / "images")
    (bench.folder / "thumbnails" / card.image_hash[:2] / f"{card.image_hash}.jpg").unlink()
    server.fail_image(3, Fault(status=404), forever=True)
    report = await bench.session.verifier.verify(repair=True)
    (problem,) = report.problems
    assert (problem.kind, problem.product_id, problem.repaired) == ("thumbnail", "3", False)
    assert not report.ok


async def test_files_that_belong_to_nothing_are_removed(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.filled(server)
    for folder, suffix in (("images", ".photo"), ("thumbnails", ".jpg")):
        stray = bench.folder / folder / "ab" / f"ab{'0' * 62}{suffix}"
        stray.parent.mkdir(parents=True, exist_ok=True)
        stray.write_bytes(b"stray")
    found = await repaired(bench)
    assert kinds(found) == {"leftover": 2}
    assert len(list((bench.folder / "images").glob("*/*"))) == 24


async def test_a_damaged_database_is_reported_and_left_alone(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.connect(server)
    await bench.job(SYNC)
    # An index that lacks a row: what a failing disk leaves behind.
    with_index = bench.sql("SELECT rootpage FROM sqlite_master WHERE name = 'products_by_photo'")
    assert with_index
    file = bench.folder / "library.sqlite3"
    bench.session.close()
    page_size = bench.sql("PRAGMA page_size")[0][0]
    assert isinstance(page_size, int)
    root = with_index[0][0]
    assert isinstance(root, int)
    data = bytearray(file.read_bytes())
    start = (root - 1) * page_size
    data[start + page_size // 2 : start + page_size] = bytes(page_size - page_size // 2)
    file.write_bytes(data)
    again = Bench(bench.folder)
    report = await again.session.verifier.verify(repair=True)
    again.session.close()
    assert not report.ok
    assert kinds(report)["database"] >= 1
    assert "Restore a backup" in report.problems[0].text
