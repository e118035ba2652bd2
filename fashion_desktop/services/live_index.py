"""The FAISS index of the open library: loaded when first needed, kept in step with SQLite."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from fashion_desktop.domain.matches import Neighbour
from fashion_desktop.storage.embedding_store import Vectors
from fashion_desktop.storage.library import Library
from fashion_desktop.storage.vector_index import VectorIndex

logger = logging.getLogger(__name__)


class LiveIndex:
    """One index for the weights in use. Every method is thread-safe."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.RLock()
        self._index: VectorIndex | None = None
        self._fingerprint = ""
        self._changed = False

    def search(self, fingerprint: str, vector: Vectors, candidates: int) -> list[Neighbour]:
        """Return the nearest rows among the embeddings of ``fingerprint``, nearest first."""
        return self._loaded(fingerprint).search(vector, candidates)

    def size(self, fingerprint: str) -> int:
        """Return how many embeddings a search is compared with."""
        return len(self._loaded(fingerprint))

    def committed(self, fingerprint: str, row_ids: Sequence[int], vectors: Vectors) -> None:
        """Take over a batch that SQLite has just committed.

        While the index is not loaded there is nothing to do: loading reads SQLite.
        """
        with self._lock:
            self._changed = True
            if self._index is not None and fingerprint == self._fingerprint:
                self._index.put(row_ids, vectors)

    def removed(self, row_ids: Sequence[int]) -> None:
        """Forget rows whose embedding or product is gone."""
        with self._lock:
            self._changed = True
            if self._index is not None:
                self._index.remove(row_ids)

    def restored(self) -> None:
        """Read again what came back in SQLite."""
        with self._lock:
            self._changed = True
            if self._index is not None:
                self._index.bring_up_to_date(
                    self._library.embeddings, self._fingerprint, self._library.revision()
                )

    def save(self) -> None:
        """Write the snapshot if anything has changed since it was read."""
        with self._lock:
            if self._index is None or not self._changed:
                return
            try:
                self._index.save(
                    self._library.snapshot_path,
                    library_id=self._library.id,
                    fingerprint=self._fingerprint,
                    revision=self._library.revision(),
                )
                self._changed = False
            except OSError as error:
                # Only a cache: the next start rebuilds it from SQLite.
                logger.warning("The index snapshot was not saved: %s", error)

    def rebuild(self, fingerprint: str) -> None:
        """Build the index anew from SQLite, whatever the snapshot says."""
        with self._lock:
            index = VectorIndex()
            index.bring_up_to_date(self._library.embeddings, fingerprint)
            self._index, self._fingerprint, self._changed = index, fingerprint, True

    def differences(self, fingerprint: str) -> list[int]:
        """Return rows whose vector in the index is not the one that SQLite has."""
        with self._lock:
            return self._loaded(fingerprint).differences(self._library.embeddings, fingerprint)

    def _loaded(self, fingerprint: str) -> VectorIndex:
        with self._lock:
            if self._index is None or self._fingerprint != fingerprint:
                index = VectorIndex()
                revision = index.load(
                    self._library.snapshot_path,
                    library_id=self._library.id,
                    fingerprint=fingerprint,
                )
                added, dropped = index.bring_up_to_date(
                    self._library.embeddings, fingerprint, revision or 0
                )
                self._changed = revision is None or bool(added or dropped)
                self._index, self._fingerprint = index, fingerprint
            return self._index
