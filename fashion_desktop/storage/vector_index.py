"""The FAISS index: exact squared L2 over the library's vectors, and its snapshot on disk.

SQLite is the truth. The index is a cache that is loaded from a snapshot, brought up to date
from SQLite, and rebuilt from there whenever the snapshot is missing or damaged.
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
import numpy.typing as npt

from fashion_desktop.domain.matches import Neighbour
from fashion_desktop.domain.weights import FEATURE_DIM
from fashion_desktop.storage.atomic_file import write_atomically
from fashion_desktop.storage.embedding_store import EmbeddingStore, Vectors

logger = logging.getLogger(__name__)

MAGIC = b"FDINDEX2"
_HEADER = struct.Struct("<8sI")


class VectorIndex:
    """Exact nearest neighbours by squared L2 distance; safe to use from several threads.

    Each row is known with the revision of its embedding, so that comparing with SQLite finds
    every row that differs, whatever happened in between. Vectors are replaced where they lie,
    and a removed one is overwritten by the last: FAISS's own removal moves the whole index.
    """

    def __init__(self) -> None:
        import faiss

        self._faiss = faiss
        self._lock = threading.RLock()
        self._flat: Any = faiss.IndexFlatL2(FEATURE_DIM)
        self._row_ids: list[int] = []
        self._positions: dict[int, int] = {}
        self._revisions: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._row_ids)

    def __contains__(self, row_id: int) -> bool:
        return row_id in self._positions

    def put(
        self, row_ids: Sequence[int], vectors: Vectors, revisions: Sequence[int] | None = None
    ) -> None:
        """Add vectors of shape (n, ``FEATURE_DIM``); rows already present are replaced."""
        with self._lock:
            known = [i for i, row_id in enumerate(row_ids) if row_id in self._positions]
            added = [i for i, row_id in enumerate(row_ids) if row_id not in self._positions]
            if known:
                self._stored()[[self._positions[row_ids[i]] for i in known]] = vectors[known]
            if added:
                self._flat.add(np.ascontiguousarray(vectors[added], dtype=np.float32))
                for i in added:
                    self._positions[row_ids[i]] = len(self._row_ids)
                    self._row_ids.append(row_ids[i])
            self._revisions.update(zip(row_ids, revisions or [0] * len(row_ids), strict=True))

    def remove(self, row_ids: Sequence[int]) -> None:
        """Forget these rows; unknown ones are ignored."""
        with self._lock:
            stored = self._stored()
            for row_id in row_ids:
                position = self._positions.pop(row_id, None)
                if position is None:
                    continue
                del self._revisions[row_id]
                last_row = self._row_ids.pop()
                if last_row != row_id:
                    stored[position] = stored[len(self._row_ids)]
                    self._row_ids[position] = last_row
                    self._positions[last_row] = position
            if len(self._row_ids) < self._flat.ntotal:
                self._flat.remove_ids(
                    self._faiss.IDSelectorRange(len(self._row_ids), self._flat.ntotal)
                )

    def search(self, vector: Vectors, candidates: int) -> list[Neighbour]:
        """Return the ``candidates`` nearest rows of a vector, nearest first."""
        with self._lock:
            wanted = min(candidates, len(self._row_ids))
            if wanted < 1:
                return []
            distances, positions = self._flat.search(
                np.ascontiguousarray(vector, dtype=np.float32).reshape(1, FEATURE_DIM), wanted
            )
            found = [
                Neighbour(self._row_ids[position], max(0.0, float(squared_l2)))
                for position, squared_l2 in zip(positions[0], distances[0], strict=True)
                if position >= 0
            ]
        # Where a vector lies depends on history; equally near ones come in a fixed order.
        return sorted(found, key=lambda neighbour: (neighbour.squared_l2, neighbour.row_id))

    def bring_up_to_date(self, store: EmbeddingStore, fingerprint: str) -> tuple[int, int]:
        """Make the index hold exactly the store's live embeddings of ``fingerprint``.

        Returns:
            How many rows were added or replaced, and how many dropped.
        """
        with self._lock:
            live = {key.row_id: key.revision for key in store.keys(fingerprint)}
            gone = [row_id for row_id in self._row_ids if row_id not in live]
            self.remove(gone)
            wanted = [row_id for row_id in live if self._revisions.get(row_id) != live[row_id]]
            added = 0
            for row_ids, revisions, vectors in store.live(wanted, fingerprint):
                self.put(row_ids, vectors, revisions)
                added += len(row_ids)
        return added, len(gone)

    def refresh(self, store: EmbeddingStore, fingerprint: str, row_ids: Sequence[int]) -> None:
        """Make these rows what the store says of them now, present or not."""
        with self._lock:
            found: set[int] = set()
            for present, revisions, vectors in store.live(row_ids, fingerprint):
                self.put(present, vectors, revisions)
                found.update(present)
            self.remove([row_id for row_id in row_ids if row_id not in found])

    def differences(self, store: EmbeddingStore, fingerprint: str) -> list[int]:
        """Return rows that only one side has, or whose vectors differ.

        A vector that is damaged in the store belongs to neither side.
        """
        with self._lock:
            live = [key.row_id for key in store.keys(fingerprint)]
            mine = self._stored()
            unmatched = set(self._row_ids)
            differing: set[int] = set()
            for row_ids, _revisions, vectors in store.live(live, fingerprint):
                for row_id, vector in zip(row_ids, vectors, strict=True):
                    position = self._positions.get(row_id)
                    # Bytes, not numbers: a vector that is not a number equals itself here.
                    if position is None or mine[position].tobytes() != vector.tobytes():
                        differing.add(row_id)
                unmatched.difference_update(row_ids)
        return sorted(differing | unmatched)

    def save(self, path: Path, *, library_id: str, fingerprint: str, revision: int) -> None:
        """Write a snapshot that says which library and weights it is of.

        Args:
            revision: the library's newest; a library with an older one is another.
        """
        with self._lock:
            revisions = [self._revisions[row_id] for row_id in self._row_ids]
            parts = (
                np.array(self._row_ids, dtype="<i8").tobytes(),
                np.array(revisions, dtype="<i8").tobytes(),
                self._faiss.serialize_index(self._flat).data,
            )
        digest = hashlib.sha256()
        for part in parts:
            digest.update(part)
        header = json.dumps(
            {
                "library": library_id,
                "fingerprint": fingerprint,
                "revision": revision,
                "rows": len(revisions),
                "sha256": digest.hexdigest(),
            }
        ).encode()
        write_atomically(path, _HEADER.pack(MAGIC, len(header)), header, *parts)

    def load(self, path: Path, *, library_id: str, fingerprint: str) -> int | None:
        """Load a snapshot of this library and these weights.

        Returns:
            The library's newest revision when it was written, or None when there is no
            snapshot that can be trusted; the index is empty then.
        """
        try:
            data = memoryview(path.read_bytes())
            magic, length = _HEADER.unpack_from(data)
            if magic != MAGIC:
                return None
            header = json.loads(bytes(data[_HEADER.size : _HEADER.size + length]))
            body = data[_HEADER.size + length :]
            if (
                header["library"] != library_id
                or header["fingerprint"] != fingerprint
                or header["sha256"] != hashlib.sha256(body).hexdigest()
            ):
                return None
            split = header["rows"] * 8
            row_ids = np.frombuffer(body[:split], dtype="<i8").tolist()
            revisions = np.frombuffer(body[split : 2 * split], dtype="<i8").tolist()
            flat: Any = self._faiss.deserialize_index(
                np.frombuffer(body[2 * split :], dtype=np.uint8)
            )
            revision = int(header["revision"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, struct.error, RuntimeError) as error:
            logger.warning("The stored search index is damaged; the embeddings are used instead.")
            logger.info("What is wrong with %s: %s", path, error)
            return None
        if flat.d != FEATURE_DIM or flat.ntotal != len(row_ids):
            return None
        with self._lock:
            self._flat = flat
            self._row_ids = row_ids
            self._positions = {row_id: position for position, row_id in enumerate(row_ids)}
            self._revisions = dict(zip(row_ids, revisions, strict=True))
        return revision

    def _stored(self) -> npt.NDArray[np.float32]:
        """Return FAISS's own memory, shape (n, ``FEATURE_DIM``); valid until vectors are added."""
        if not self._flat.ntotal:
            return np.empty((0, FEATURE_DIM), dtype=np.float32)
        flat: npt.NDArray[np.float32] = self._faiss.rev_swig_ptr(
            self._flat.get_xb(), self._flat.ntotal * FEATURE_DIM
        )
        return flat.reshape(self._flat.ntotal, FEATURE_DIM)


def snapshot_is_damaged(path: Path) -> bool:
    """Tell whether there is a snapshot whose content is not what was once written."""
    try:
        data = memoryview(path.read_bytes())
        magic, length = _HEADER.unpack_from(data)
        header = json.loads(bytes(data[_HEADER.size : _HEADER.size + length]))
        digest = hashlib.sha256(data[_HEADER.size + length :]).hexdigest()
        return bool(magic != MAGIC or header["sha256"] != digest)
    except FileNotFoundError:
        return False
    except (OSError, ValueError, KeyError, TypeError, struct.error):
        return True
