"""The FAISS index of the open library: loaded when first needed, kept in step with SQLite."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from fashion_desktop.domain.errors import LibraryError
from fashion_desktop.domain.matches import Neighbour
from fashion_desktop.storage.embedding_store import Vectors
from fashion_desktop.storage.library import Library
from fashion_desktop.storage.vector_index import VectorIndex, snapshot_is_damaged

logger = logging.getLogger(__name__)

WORTH_SAVING = 0.01
"""Share of changed rows from which the snapshot is written."""
WORTH_LOADING = 256
"""Changed rows from which a snapshot is brought up to date although nobody has searched."""


class LiveIndex:
    """One index for the weights in use. Every method is thread-safe."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.RLock()
        self._index: VectorIndex | None = None
        self._fingerprint = ""
        self._unsaved_rows = 0

    def search(self, fingerprint: str, vector: Vectors, candidates: int) -> list[Neighbour]:
        """Return the nearest rows among the embeddings of ``fingerprint``, nearest first."""
        return self._loaded(fingerprint).search(vector, candidates)

    def size(self, fingerprint: str) -> int:
        """Return how many embeddings a search is compared with."""
        return len(self._loaded(fingerprint))

    def changed(self, row_ids: Sequence[int]) -> None:
        """Take over what SQLite has committed for these rows, whatever it was.

        The rows are read anew, so the order in which threads report their commits does not
        matter. While the index is not loaded there is nothing to do: loading reads SQLite.
        """
        if not row_ids:
            return
        with self._lock:
            self._unsaved_rows += len(row_ids)
            if self._index is not None:
                self._index.refresh(self._library.embeddings, self._fingerprint, row_ids)

    def save(self, fingerprint: Callable[[], str]) -> None:
        """Write the snapshot if enough has changed since it was written.

        What it lacks is read from SQLite at the next start, which for a few rows is quicker
        than writing all of them.

        Args:
            fingerprint: returns that of the weights in use, or "" while there are none.
        """
        with self._lock:
            try:
                index = self._worth_saving(fingerprint)
                if index is None:
                    return
                index.save(
                    self._library.snapshot_path,
                    library_id=self._library.id,
                    fingerprint=self._fingerprint,
                    revision=self._library.revision(),
                )
                self._unsaved_rows = 0
            except (OSError, LibraryError) as error:
                # Only a cache: the next start rebuilds it from SQLite.
                logger.warning("The index snapshot was not saved: %s", error)

    def rebuild(self, fingerprint: str) -> None:
        """Build the index anew from SQLite, whatever the snapshot says."""
        with self._lock:
            index = VectorIndex()
            index.bring_up_to_date(self._library.embeddings, fingerprint)
            self._index, self._fingerprint = index, fingerprint
            self._unsaved_rows = max(1, len(index))

    def is_stored_damaged(self) -> bool:
        """Tell whether the snapshot on disk is damaged; searches then do without it."""
        with self._lock:
            return snapshot_is_damaged(self._library.snapshot_path)

    def differences(self, fingerprint: str) -> list[int]:
        """Return rows whose vector in the index is not the one that SQLite has."""
        with self._lock:
            return self._loaded(fingerprint).differences(self._library.embeddings, fingerprint)

    def _worth_saving(self, fingerprint: Callable[[], str]) -> VectorIndex | None:
        if not self._unsaved_rows:
            return None
        if self._index is not None:
            enough = self._unsaved_rows >= len(self._index) * WORTH_SAVING
            return self._index if enough else None
        in_use = fingerprint() if self._unsaved_rows >= WORTH_LOADING else ""
        return self._loaded(in_use) if in_use else None

    def _loaded(self, fingerprint: str) -> VectorIndex:
        with self._lock:
            if self._index is None or self._fingerprint != fingerprint:
                index = self._from_snapshot(fingerprint)
                added, dropped = index.bring_up_to_date(self._library.embeddings, fingerprint)
                self._unsaved_rows = added + dropped
                self._index, self._fingerprint = index, fingerprint
            return self._index

    def _from_snapshot(self, fingerprint: str) -> VectorIndex:
        index = VectorIndex()
        revision = index.load(
            self._library.snapshot_path, library_id=self._library.id, fingerprint=fingerprint
        )
        if revision is not None and revision > self._library.revision():
            # The database was put back to an earlier state, whose revisions mean other vectors.
            return VectorIndex()
        return index
