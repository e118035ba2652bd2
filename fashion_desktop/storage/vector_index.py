"""The FAISS index: exact squared L2 over the library's vectors, and its snapshot on disk.

SQLite is the truth. The index is a cache that is loaded from a snapshot, brought up to date
from SQLite, and rebuilt from there whenever the snapshot is missing, older or damaged.
"""

from __future__ import annotations

import hashlib
import json
import logging
import struct
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from fashion_desktop.domain.matches import Neighbour
from fashion_desktop.domain.weights import FEATURE_DIM
from fashion_desktop.storage.atomic_file import write_atomically
from fashion_desktop.storage.embedding_store import EmbeddingStore, Vectors

logger = logging.getLogger(__name__)

MAGIC = b"FDINDEX1"
_HEADER = struct.Struct("<8sI")


class VectorIndex:
    """Exact nearest neighbours by squared L2 distance; safe to use from several threads."""

    def __init__(self) -> None:
        import faiss

        self._faiss = faiss
        self._lock = threading.RLock()
        self._index: Any = faiss.IndexIDMap2(faiss.IndexFlatL2(FEATURE_DIM))
        self._row_ids: set[int] = set()

    def __len__(self) -> int:
        return len(self._row_ids)

    def __contains__(self, row_id: int) -> bool:
        return row_id in self._row_ids

    def put(self, row_ids: Sequence[int], vectors: Vectors) -> None:
        """Add vectors of shape (n, ``FEATURE_DIM``); rows already present are replaced."""
        with self._lock:
            self.remove(row_ids)
            self._index.add_with_ids(
                np.ascontiguousarray(vectors, dtype=np.float32),
                np.asarray(row_ids, dtype=np.int64),
            )
            self._row_ids.update(row_ids)

    def remove(self, row_ids: Sequence[int]) -> None:
        """Forget these rows; unknown ones are ignored."""
        with self._lock:
            present = [row_id for row_id in row_ids if row_id in self._row_ids]
            if present:
                self._index.remove_ids(np.asarray(present, dtype=np.int64))
                self._row_ids.difference_update(present)

    def search(self, vector: Vectors, candidates: int) -> list[Neighbour]:
        """Return the ``candidates`` nearest rows of a vector, nearest first."""
        with self._lock:
            wanted = min(candidates, len(self._row_ids))
            if wanted < 1:
                return []
            distances, row_ids = self._index.search(
                np.ascontiguousarray(vector, dtype=np.float32).reshape(1, FEATURE_DIM), wanted
            )
        return [
            Neighbour(int(row_id), max(0.0, float(squared_l2)))
            for row_id, squared_l2 in zip(row_ids[0], distances[0], strict=True)
            if row_id >= 0
        ]

    def bring_up_to_date(
        self, store: EmbeddingStore, fingerprint: str, revision: int = 0
    ) -> tuple[int, int]:
        """Make the index hold exactly the store's live embeddings of ``fingerprint``.

        Args:
            revision: rows whose embedding is newer than this are read again.

        Returns:
            How many rows were added or replaced, and how many dropped.
        """
        with self._lock:
            keys = store.keys(fingerprint)
            live = {key.row_id for key in keys}
            gone = sorted(self._row_ids - live)
            self.remove(gone)
            wanted = [
                key.row_id
                for key in keys
                if key.revision > revision or key.row_id not in self._row_ids
            ]
            for row_ids, vectors in store.vectors(wanted):
                self.put(row_ids, vectors)
        return len(wanted), len(gone)

    def differences(self, store: EmbeddingStore, fingerprint: str) -> list[int]:
        """Return rows that only one side has, or whose vectors differ."""
        with self._lock:
            live = {key.row_id for key in store.keys(fingerprint)}
            differing = live ^ self._row_ids
            for row_ids, vectors in store.vectors(sorted(live & self._row_ids)):
                mine = self._index.reconstruct_batch(np.asarray(row_ids, dtype=np.int64))
                same = (mine == vectors).all(axis=1)
                differing.update(row for row, equal in zip(row_ids, same, strict=True) if not equal)
        return sorted(differing)

    def save(self, path: Path, *, library_id: str, fingerprint: str, revision: int) -> None:
        """Write a snapshot that says which library, weights and revision it is of."""
        with self._lock:
            payload = self._faiss.serialize_index(self._index).data
        header = json.dumps(
            {
                "library": library_id,
                "fingerprint": fingerprint,
                "revision": revision,
                "sha256": hashlib.sha256(payload).hexdigest(),
            }
        ).encode()
        write_atomically(path, _HEADER.pack(MAGIC, len(header)), header, payload)

    def load(self, path: Path, *, library_id: str, fingerprint: str) -> int | None:
        """Load a snapshot of this library and these weights.

        Returns:
            The revision up to which the snapshot is complete, or None when there is no
            snapshot that can be trusted; the index is empty then.
        """
        try:
            data = memoryview(path.read_bytes())
            magic, length = _HEADER.unpack_from(data)
            header = json.loads(bytes(data[_HEADER.size : _HEADER.size + length]))
            payload = data[_HEADER.size + length :]
            if (
                magic != MAGIC
                or header["library"] != library_id
                or header["fingerprint"] != fingerprint
                or header["sha256"] != hashlib.sha256(payload).hexdigest()
            ):
                return None
            index: Any = self._faiss.deserialize_index(np.frombuffer(payload, dtype=np.uint8))
            row_ids = self._faiss.vector_to_array(index.id_map).tolist()
            revision = int(header["revision"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, struct.error, RuntimeError) as error:
            logger.warning("The index snapshot cannot be used and is rebuilt: %s", error)
            return None
        if index.d != FEATURE_DIM or len(set(row_ids)) != len(row_ids):
            return None
        with self._lock:
            self._index = index
            self._row_ids = set(row_ids)
        return revision
