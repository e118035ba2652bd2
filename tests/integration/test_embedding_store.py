from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support.library_fixtures import FINGERPRINT, add_source, embed, open_library, product, vectors

from fashion_desktop.storage.embedding_store import NewEmbedding
from fashion_desktop.storage.library import Library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = open_library(tmp_path / "library")
    library.catalogue.store_page(add_source(library), [product(n) for n in range(1, 11)], 0)
    yield library
    library.close()


def rows(library: Library, *numbers: int) -> list[int]:
    found = library.products.row_ids_of([str(n) for n in numbers])
    return [found[str(n)] for n in numbers]


def test_vectors_come_back_bit_by_bit(library: Library) -> None:
    made = embed(library, rows(library, 1, 2, 3))
    read = dict(
        pair
        for row_ids, part in library.embeddings.vectors(rows(library, 1, 2, 3))
        for pair in zip(row_ids, part, strict=True)
    )
    for row_id, vector in zip(rows(library, 1, 2, 3), made, strict=True):
        np.testing.assert_array_equal(read[row_id], vector)


def test_generating_twice_replaces(library: Library) -> None:
    embed(library, rows(library, 1), seed=1)
    second = embed(library, rows(library, 1), seed=2)
    assert len(library.embeddings.revisions(FINGERPRINT)[0]) == 1
    stored = library.embeddings.vector(rows(library, 1)[0], FINGERPRINT)
    np.testing.assert_array_equal(stored, second[0])


def test_deleted_embeddings_can_be_brought_back(library: Library) -> None:
    made = embed(library, rows(library, 1, 2))
    assert library.embeddings.delete(rows(library, 1, 3), "delete-1") == rows(library, 1)
    assert library.embeddings.vector(rows(library, 1)[0], FINGERPRINT) is None
    assert library.embeddings.restore("delete-1") == rows(library, 1)
    stored = library.embeddings.vector(rows(library, 1)[0], FINGERPRINT)
    np.testing.assert_array_equal(stored, made[0])
    assert library.embeddings.restore("delete-1") == []


def test_undo_does_not_overwrite_a_newer_embedding(library: Library) -> None:
    embed(library, rows(library, 1), seed=1)
    library.embeddings.delete(rows(library, 1), "delete-1")
    newer = embed(library, rows(library, 1), seed=2)
    assert library.embeddings.restore("delete-1") == []
    stored = library.embeddings.vector(rows(library, 1)[0], FINGERPRINT)
    np.testing.assert_array_equal(stored, newer[0])


def test_the_undo_lapses(library: Library) -> None:
    embed(library, rows(library, 1))
    library.embeddings.delete(rows(library, 1), "delete-1")
    library.embeddings.forget_set_aside(older_than_s=-1.0)
    assert library.embeddings.restore("delete-1") == []


def test_a_batch_is_stored_whole_or_not_at_all(library: Library) -> None:
    import sqlite3

    first, second = vectors(2)
    with pytest.raises(sqlite3.IntegrityError):
        library.embeddings.put(
            [
                NewEmbedding(rows(library, 1)[0], "hash", first),
                NewEmbedding(999_999, "hash", second),
            ],
            FINGERPRINT,
            "job",
        )
    assert len(library.embeddings.revisions(FINGERPRINT)[0]) == 0


def test_damaged_vectors_are_found(library: Library) -> None:
    one, two, three, four = rows(library, 1, 2, 3, 4)
    embed(library, [one, two, three, four])
    with library.database.write() as connection:
        connection.execute("UPDATE vectors SET vector = x'00' WHERE row_id = ?", (one,))
        connection.execute("DELETE FROM vectors WHERE row_id = ?", (two,))
        broken = np.full(2048, np.nan, dtype="<f4").tobytes()
        connection.execute("UPDATE vectors SET vector = ? WHERE row_id = ?", (broken, three))
    assert library.embeddings.damaged() == [one, two, three]
