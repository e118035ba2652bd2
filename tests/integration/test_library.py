import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support.library_fixtures import add_source, open_library, product

from fashion_desktop.domain.errors import LibraryError, LibraryLockedError
from fashion_desktop.domain.jobs import ItemFailure, JobKind, JobScope, JobSpec, JobState
from fashion_desktop.domain.products import ProductQuery
from fashion_desktop.storage import database
from fashion_desktop.storage.library import Library


def store(library: Library, count: int) -> None:
    library.catalogue.store_page(add_source(library), [product(i) for i in range(count)], 0)


def test_two_writers_are_refused(tmp_path: Path) -> None:
    library = open_library(tmp_path)
    with pytest.raises(LibraryLockedError, match="in use"):
        open_library(tmp_path)
    library.close()
    open_library(tmp_path).close()


def test_a_reader_may_look_while_another_writes(tmp_path: Path) -> None:
    writer = open_library(tmp_path)
    writer.catalogue.store_page(add_source(writer), [product(1)], 0)
    reader = open_library(tmp_path, writable=False)
    assert reader.products.counts().products == 1
    with pytest.raises(LibraryError):
        reader.catalogue.set_removed(["1"])
    reader.close()
    writer.close()


def test_reading_needs_a_library(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no library"):
        open_library(tmp_path / "nothing", writable=False)


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite3").write_bytes(b"not a database, but somebody's letter" * 50)
    before = (tmp_path / "library.sqlite3").read_bytes()
    with pytest.raises(LibraryError, match=r"library\.sqlite3.*not a database"):
        open_library(tmp_path)
    assert (tmp_path / "library.sqlite3").read_bytes() == before


def test_a_library_that_another_program_holds_is_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_library(tmp_path).close()
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.01)
    holder = sqlite3.connect(tmp_path / "library.sqlite3", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(LibraryError, match=r"library\.sqlite3.*locked.*other program") as caught:
        open_library(tmp_path)
    assert "backup" not in str(caught.value)
    holder.close()
    open_library(tmp_path).close()


def test_a_library_that_is_damaged_from_its_start_is_called_damaged(tmp_path: Path) -> None:
    open_library(tmp_path).close()
    file = tmp_path / "library.sqlite3"
    content = bytearray(file.read_bytes())
    content[100:4096] = b"\x5a" * 3996
    file.write_bytes(content)
    with pytest.raises(LibraryError, match=r"library\.sqlite3.*malformed.*backup"):
        open_library(tmp_path)


def test_damage_that_shows_while_reading_is_worded(tmp_path: Path) -> None:
    library = open_library(tmp_path)
    store(library, 400)
    library.close()
    file = tmp_path / "library.sqlite3"
    content = bytearray(file.read_bytes())
    content[8 * 4096 :] = b"\x5a" * (len(content) - 8 * 4096)
    file.write_bytes(content)
    damaged = open_library(tmp_path, writable=False)
    with pytest.raises(LibraryError, match=r"library\.sqlite3.*damaged"):
        damaged.products.cards(damaged.products.row_ids(ProductQuery()))
    assert damaged.database.problems()
    damaged.close()


def test_an_empty_library_file_is_no_library_to_read(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite3").touch()
    with pytest.raises(LibraryError, match="no library"):
        open_library(tmp_path, writable=False)


def test_a_library_in_a_read_only_folder_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = open_library(tmp_path)
    store(library, 3)
    library.close()
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    before = sorted(path.name for path in tmp_path.iterdir())
    reader = open_library(tmp_path, writable=False)
    assert reader.products.counts().products == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    reader.close()


def test_a_read_only_library_that_was_not_closed_is_not_misread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = open_library(tmp_path)
    store(library, 3)
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    with pytest.raises(LibraryError, match="Copy it"):
        open_library(tmp_path, writable=False)
    library.close()


def test_a_library_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    open_library(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "library.sqlite3")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LibraryError, match="newer version"):
        open_library(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryError, match="cannot be created"):
        open_library(tmp_path / "file" / "library")


def test_an_error_rolls_the_whole_transaction_back(tmp_path: Path) -> None:
    library = open_library(tmp_path)
    source = add_source(library)

    def store_and_fail() -> None:
        with library.database.write():
            library.catalogue.store_page(source, [product(1)], 0)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        store_and_fail()
    assert library.products.counts().products == 0
    library.close()


def test_many_threads_read_and_write(tmp_path: Path) -> None:
    library = open_library(tmp_path)
    source = add_source(library)

    def work(start: int) -> None:
        for number in range(start, start + 20):
            library.catalogue.store_page(source, [product(number)], number)
            assert library.products.find(str(number)) is not None

    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(work, n * 100) for n in range(4)]:
            done.result()
    assert library.products.counts().products == 80
    library.close()


def test_jobs_are_remembered(tmp_path: Path) -> None:
    library = open_library(tmp_path)
    spec = JobSpec(JobKind.UPDATE, JobScope.SELECTED, product_ids=("a", "b"), batch_size=8)
    job = library.jobs.create(spec)
    library.jobs.set_state(job.id, JobState.RUNNING)
    library.jobs.set_progress(job.id, 1, 2)
    library.jobs.add_failures(job.id, [ItemFailure("b", "The file is empty.", 2)])
    library.close()

    again = open_library(tmp_path)
    (unfinished,) = again.jobs.unfinished()
    assert unfinished.spec == spec
    assert (unfinished.done, unfinished.total, unfinished.failed) == (1, 2, 1)
    assert again.jobs.failures(job.id) == [ItemFailure("b", "The file is empty.", 2)]
    again.jobs.set_state(job.id, JobState.DONE)
    assert again.jobs.unfinished() == []
    assert again.jobs.recent(5)[0].state is JobState.DONE
    again.close()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(LibraryError, match="read-only"):
        open_library(tmp_path)
    tmp_path.chmod(0o700)
