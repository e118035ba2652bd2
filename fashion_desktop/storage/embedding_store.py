"""The truth about embeddings: a committed row here is an embedding, everything else is derived."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.weights import FEATURE_DIM
from fashion_desktop.storage.database import Database

Vectors = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]
RowIds = Sequence[int] | Ids
"""Row ids in any form; arrays are quickest."""

ROWS_PER_READ = 2000
VECTOR_BYTES = FEATURE_DIM * 4


@dataclass(frozen=True, slots=True)
class NewEmbedding:
    """One vector (float32, ``FEATURE_DIM``) and the photo it was computed from."""

    row_id: int
    image_hash: str
    vector: Vectors


class EmbeddingStore:
    """One embedding a product; generating twice replaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, embeddings: Sequence[NewEmbedding], fingerprint: str, job_id: str) -> int:
        """Store a batch in one transaction and return its revision number."""
        with self._database.write() as connection:
            revision = self._next_revision()
            now = time.time()
            connection.executemany(
                "INSERT INTO embeddings (row_id, fingerprint, image_hash, revision, job_id, "
                "created_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (row_id) DO UPDATE SET "
                "fingerprint = excluded.fingerprint, image_hash = excluded.image_hash, "
                "revision = excluded.revision, job_id = excluded.job_id, "
                "created_at = excluded.created_at",
                [(e.row_id, fingerprint, e.image_hash, revision, job_id, now) for e in embeddings],
            )
            connection.executemany(
                "INSERT INTO vectors (row_id, vector) VALUES (?, ?) "
                "ON CONFLICT (row_id) DO UPDATE SET vector = excluded.vector",
                [(e.row_id, to_blob(e.vector)) for e in embeddings],
            )
            connection.executemany(
                "UPDATE products SET failure = '', attempts = 0 WHERE row_id = ?",
                [(e.row_id,) for e in embeddings],
            )
        return revision

    def delete(self, row_ids: Sequence[int], job_id: str) -> list[int]:
        """Set the embeddings of these rows aside under ``job_id``; return the rows that had one."""
        listed = json.dumps(list(row_ids))
        with self._database.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO set_aside "
                "SELECT ?, e.row_id, e.fingerprint, e.image_hash, v.vector, ? "
                "FROM embeddings e JOIN vectors v ON v.row_id = e.row_id "
                "WHERE e.row_id IN (SELECT value FROM json_each(?))",
                (job_id, time.time(), listed),
            )
            deleted = connection.execute(
                "DELETE FROM embeddings WHERE row_id IN (SELECT value FROM json_each(?)) "
                "RETURNING row_id",
                (listed,),
            ).fetchall()
        return [row[0] for row in deleted]

    def restore(self, job_id: str) -> list[int]:
        """Bring back what ``delete`` set aside, unless there is a newer one; return the rows."""
        with self._database.write() as connection:
            revision = self._next_revision()
            restored = [
                row[0]
                for row in connection.execute(
                    "INSERT INTO embeddings (row_id, fingerprint, image_hash, revision, job_id, "
                    "created_at) SELECT row_id, fingerprint, image_hash, ?, job_id, ? "
                    "FROM set_aside WHERE job_id = ? "
                    "AND row_id IN (SELECT row_id FROM products) "
                    "ON CONFLICT (row_id) DO NOTHING RETURNING row_id",
                    (revision, time.time(), job_id),
                ).fetchall()
            ]
            connection.execute(
                "INSERT INTO vectors (row_id, vector) SELECT row_id, vector FROM set_aside "
                "WHERE job_id = ? AND row_id IN (SELECT value FROM json_each(?))",
                (job_id, json.dumps(restored)),
            )
            connection.execute("DELETE FROM set_aside WHERE job_id = ?", (job_id,))
        return restored

    def forget_set_aside(self, older_than_s: float) -> set[str]:
        """Drop embeddings deleted longer ago than this; their undo has lapsed.

        Returns:
            The photos that they were computed from.
        """
        with self._database.write() as connection:
            dropped = connection.execute(
                "DELETE FROM set_aside WHERE deleted_at < ? RETURNING image_hash",
                (time.time() - older_than_s,),
            ).fetchall()
        return {row[0] for row in dropped}

    def revisions(self, fingerprint: str) -> tuple[Ids, Ids]:
        """Return the row ids of all live embeddings of these weights, and their revisions."""
        found = (
            self._database.read()
            .execute(
                "SELECT e.row_id, e.revision FROM embeddings e "
                "CROSS JOIN products p ON p.row_id = e.row_id "
                "WHERE e.fingerprint = ? AND p.removed = 0 ORDER BY e.row_id",
                (fingerprint,),
            )
            .fetchall()
        )
        columns = np.array(found, dtype=np.int64).reshape(len(found), 2).T.copy()
        return columns[0], columns[1]

    def photos(self) -> list[tuple[int, str, str]]:
        """Return row id, product id and image hash of embedded products.

        Those whose photo has changed since are left out: their new photo is to come.
        """
        return (
            self._database.read()
            .execute(
                "SELECT e.row_id, p.id, e.image_hash FROM embeddings e "
                "JOIN products p ON p.row_id = e.row_id "
                "WHERE p.removed = 0 AND e.image_hash = p.image_hash ORDER BY e.row_id"
            )
            .fetchall()
        )

    def image_hashes(self, row_ids: Sequence[int]) -> set[str]:
        """Return the photos that the embeddings of these rows were computed from."""
        return {
            row[0]
            for row in self._database.read().execute(
                "SELECT image_hash FROM embeddings "
                "WHERE row_id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(row_ids)),),
            )
        }

    def rows_of_job(self, job_id: str) -> set[int]:
        """Return the rows whose embedding was committed by this job."""
        return {
            row[0]
            for row in self._database.read().execute(
                "SELECT row_id FROM embeddings WHERE job_id = ?", (job_id,)
            )
        }

    def set_aside_by(self, job_id: str) -> set[int]:
        """Return the rows whose embedding this job has deleted."""
        return {
            row[0]
            for row in self._database.read().execute(
                "SELECT row_id FROM set_aside WHERE job_id = ?", (job_id,)
            )
        }

    def live(
        self, row_ids: Sequence[int], fingerprint: str
    ) -> Iterator[tuple[list[int], list[int], Vectors]]:
        """Yield row ids, revisions and vectors of live embeddings of these weights.

        Rows without one, or with a damaged one, are left out. Comes in bounded pieces.
        """
        for listed in _pieces(row_ids):
            rows = (
                self._database.read()
                .execute(
                    "SELECT e.row_id, e.revision, v.vector FROM json_each(?) AS asked "
                    "CROSS JOIN embeddings e ON e.row_id = asked.value "
                    "CROSS JOIN products p ON p.row_id = e.row_id "
                    "CROSS JOIN vectors v ON v.row_id = e.row_id "
                    "WHERE e.fingerprint = ? AND p.removed = 0 AND length(v.vector) = ?",
                    (listed, fingerprint, VECTOR_BYTES),
                )
                .fetchall()
            )
            if rows:
                yield [r[0] for r in rows], [r[1] for r in rows], from_blobs([r[2] for r in rows])

    def vectors(self, row_ids: Sequence[int]) -> Iterator[tuple[list[int], Vectors]]:
        """Yield row ids and their vectors, shape (n, ``FEATURE_DIM``), in bounded pieces.

        Rows without a vector, or with one of the wrong length, are left out.
        """
        for listed in _pieces(row_ids):
            rows = (
                self._database.read()
                .execute(
                    "SELECT row_id, vector FROM vectors WHERE length(vector) = ? "
                    "AND row_id IN (SELECT value FROM json_each(?)) ORDER BY row_id",
                    (VECTOR_BYTES, listed),
                )
                .fetchall()
            )
            if rows:
                yield [row[0] for row in rows], from_blobs([row[1] for row in rows])

    def exact(self, row_ids: Ids, fingerprint: str) -> tuple[Ids, Vectors]:
        """Return those of a few rows that have a vector of these weights, and the vectors."""
        found = (
            self._database.read()
            .execute(
                "SELECT v.row_id, v.vector FROM json_each(?) AS asked "
                "CROSS JOIN embeddings e ON e.row_id = asked.value "
                "CROSS JOIN vectors v ON v.row_id = e.row_id "
                "WHERE e.fingerprint = ? AND length(v.vector) = ?",
                (json.dumps(np.sort(row_ids).tolist()), fingerprint, VECTOR_BYTES),
            )
            .fetchall()
        )
        return np.array([row[0] for row in found], dtype=np.int64), from_blobs(
            [row[1] for row in found]
        )

    def vector(self, row_id: int, fingerprint: str) -> Vectors | None:
        """Return a product's vector if it was computed with these weights."""
        row = (
            self._database.read()
            .execute(
                "SELECT v.vector FROM vectors v JOIN embeddings e ON e.row_id = v.row_id "
                "WHERE e.row_id = ? AND e.fingerprint = ? AND length(v.vector) = ?",
                (row_id, fingerprint, VECTOR_BYTES),
            )
            .fetchone()
        )
        return from_blobs([row[0]])[0] if row else None

    def damaged(self) -> list[int]:
        """Return rows whose vector is absent, of the wrong length or not finite."""
        connection = self._database.read()
        wrong = [
            row[0]
            for row in connection.execute(
                "SELECT e.row_id FROM embeddings e LEFT JOIN vectors v ON v.row_id = e.row_id "
                "WHERE v.row_id IS NULL OR length(v.vector) <> ?",
                (VECTOR_BYTES,),
            )
        ]
        everything = [row[0] for row in connection.execute("SELECT row_id FROM embeddings")]
        for row_ids, vectors in self.vectors(everything):
            finite = np.isfinite(vectors)
            wrong.extend(row for row, good in zip(row_ids, finite, strict=True) if not good.all())
        return sorted(wrong)

    def _next_revision(self) -> int:
        with self._database.write() as connection:
            row = connection.execute(
                "INSERT INTO meta (key, value) VALUES ('revision', '1') "
                "ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1 "
                "RETURNING value"
            ).fetchone()
        return int(row[0])


def _pieces(row_ids: Iterable[int]) -> Iterator[str]:
    """Yield row ids, each once, as JSON lists whose vectors can be read at once."""
    listed = list(dict.fromkeys(row_ids))
    for start in range(0, len(listed), ROWS_PER_READ):
        yield json.dumps(listed[start : start + ROWS_PER_READ])


def to_blob(vector: Vectors) -> bytes:
    """Return a vector as little-endian float32 bytes."""
    return np.ascontiguousarray(vector, dtype="<f4").tobytes()


def from_blobs(blobs: Sequence[bytes]) -> Vectors:
    """Return vectors stored by ``to_blob`` as one array of shape (n, ``FEATURE_DIM``).

    It may be read-only.
    """
    joined = np.frombuffer(b"".join(blobs), dtype="<f4")
    # Copied only where the machine's byte order is another one.
    return joined.astype(np.float32, copy=False).reshape(len(blobs), FEATURE_DIM)
