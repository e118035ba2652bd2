"""The index of the open library: loaded when first needed, kept in step with SQLite."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fashion_desktop.domain.errors import LibraryError
from fashion_desktop.domain.matches import Neighbour
from fashion_desktop.services.background import Background
from fashion_desktop.storage.embedding_store import RowIds, Vectors
from fashion_desktop.storage.index_build import IndexPlan, build_index
from fashion_desktop.storage.index_snapshot import SnapshotPlace, load_index, save_index
from fashion_desktop.storage.large_search import build_shortlist, is_ready, search_nearly
from fashion_desktop.storage.library import Library
from fashion_desktop.storage.page_cache import read_ahead
from fashion_desktop.storage.vector_index import VectorIndex

logger = logging.getLogger(__name__)

WORTH_SAVING = 0.01
"""Share of changed rows from which the snapshot is written."""
WORTH_LOADING = 256
"""Changed rows from which a snapshot is brought up to date although nobody has searched."""


@dataclass(frozen=True, slots=True)
class IndexState:
    """How searches are answered just now.

    Attributes:
        rows: how many embeddings they are compared with.
        is_exact: whether every answer is the true one.
        recall: where it may not be, the share of the nearest ten that searches found when it
            was measured.
        is_building: whether a better index is being built.
    """

    rows: int
    is_exact: bool
    recall: float | None
    is_building: bool


class LiveIndex:
    """One index for the weights in use. Every method is thread-safe.

    When the library has grown, a better index is built in the background while searches and
    changes go on with the present one.

    Args:
        is_exact_wanted: whether a very large library, too, is to be searched exactly.
    """

    def __init__(
        self,
        library: Library,
        plan: IndexPlan | None = None,
        is_exact_wanted: Callable[[], bool] = lambda: False,
    ) -> None:
        self._library = library
        self._plan = plan or IndexPlan()
        self._is_exact_wanted = is_exact_wanted
        self._lock = threading.RLock()
        self._current: tuple[str, VectorIndex] | None = None
        self._unsaved_rows = 0
        self._background = Background()
        self._is_building = False
        self._changed_meanwhile: set[int] = set()

    def search(
        self,
        fingerprint: str,
        vector: Vectors,
        candidates: int,
        among: RowIds | None = None,
    ) -> list[Neighbour]:
        """Return the nearest rows among the embeddings of ``fingerprint``, nearest first.

        In a very large library a few may be missed, unless the user wants it exact. The
        distances are exact everywhere.

        Args:
            among: only rows with these ids count; quickest as an array.
        """
        index = self._loaded(fingerprint)
        if self._is_exact(index):
            return index.search(vector, candidates, among)
        return search_nearly(index, vector, candidates, among)

    def size(self, fingerprint: str) -> int:
        """Return how many embeddings a search is compared with."""
        return len(self._loaded(fingerprint))

    def state(self, fingerprint: str) -> IndexState:
        """Return how searches are answered just now."""
        index = self._loaded(fingerprint)
        is_exact = self._is_exact(index)
        recall = None if is_exact or index.shortlist is None else index.shortlist.recall
        return IndexState(len(index), is_exact, recall, self._is_building)

    def changed(self, row_ids: Sequence[int]) -> None:
        """Take over what SQLite has committed for these rows, whatever it was.

        The rows are read anew, so the order in which threads report their commits does not
        matter. While the index is not loaded there is nothing to do: loading reads SQLite.
        """
        if not row_ids:
            return
        with self._lock:
            self._unsaved_rows += len(row_ids)
            if self._is_building:
                self._changed_meanwhile.update(row_ids)
            if self._current is not None:
                self._current[1].refresh(row_ids)
                self._improve()

    def save(self, fingerprint: Callable[[], str]) -> None:
        """Write the snapshot if enough has changed since it was written.

        What it lacks is read from SQLite at the next start, which for a few rows is quicker
        than writing all of them.

        Args:
            fingerprint: returns that of the weights in use, or "" while there are none.
        """
        with self._lock:
            try:
                current = self._worth_saving(fingerprint)
                if current is None:
                    return
                save_index(current[1], self._place(current[0]), self._library.revision())
                self._unsaved_rows = 0
            except (OSError, LibraryError) as error:
                # Only a cache: the next start rebuilds it from SQLite.
                logger.warning("The index snapshot was not saved: %s", error)

    def rebuild(self, fingerprint: str) -> None:
        """Build the index anew from SQLite, whatever the snapshot says."""
        with self._lock:
            index = build_index(self._library.embeddings, fingerprint, self._plan)
            self._current = fingerprint, index
            self._unsaved_rows = max(1, len(index))

    def is_stored_damaged(self) -> bool:
        """Tell whether the snapshot on disk is damaged; searches then do without it."""
        with self._lock:
            return self._place("").is_damaged()

    def differences(self, fingerprint: str) -> list[int]:
        """Return rows whose vector in the index is not the one that SQLite has."""
        with self._lock:
            return self._loaded(fingerprint).differences()

    def wish_changed(self) -> None:
        """Build what is missing now that the user lets searches be exact or not."""
        # In the background: whoever loads the index holds the lock for a while.
        self._background.start("index-wish", lambda _stopped: self._improve_soon())

    def settle(self) -> None:
        """Wait until nothing is being built in the background."""
        self._background.wait()

    def close(self) -> None:
        """End what runs in the background; what it was building is given up."""
        self._background.close()

    def _worth_saving(self, fingerprint: Callable[[], str]) -> tuple[str, VectorIndex] | None:
        if not self._unsaved_rows:
            return None
        if self._current is not None:
            enough = self._unsaved_rows >= len(self._current[1]) * WORTH_SAVING
            return self._current if enough else None
        in_use = fingerprint() if self._unsaved_rows >= WORTH_LOADING else ""
        return (in_use, self._loaded(in_use)) if in_use else None

    def _loaded(self, fingerprint: str) -> VectorIndex:
        # Without the lock: a search must not wait for a change that is being taken over.
        current = self._current
        if current is not None and current[0] == fingerprint:
            return current[1]
        with self._lock:
            if self._current is None or self._current[0] != fingerprint:
                self._current = fingerprint, self._load(fingerprint)
                self._improve()
            return self._current[1]

    def _load(self, fingerprint: str) -> VectorIndex:
        found = load_index(self._place(fingerprint), self._library.embeddings)
        # A revision of the future: the database was put back to an earlier state, whose
        # revisions mean other vectors.
        if found is None or found[1] > self._library.revision():
            index = build_index(self._library.embeddings, fingerprint, self._plan)
            self._unsaved_rows = len(index)
        else:
            index = found[0]
            self._unsaved_rows = sum(index.bring_up_to_date())
        self._background.start(
            "index-read-ahead", lambda stopped: read_ahead(self._library.database_path, stopped)
        )
        return index

    def _place(self, fingerprint: str) -> SnapshotPlace:
        return SnapshotPlace(self._library.snapshot_path, self._library.id, fingerprint)

    def _is_exact(self, index: VectorIndex) -> bool:
        return self._is_exact_wanted() or not is_ready(index.shortlist)

    def _improve_soon(self) -> None:
        with self._lock:
            self._improve()

    def _improve(self) -> None:
        """Start building what the library has outgrown. Called with the lock."""
        if self._current is None or self._is_building:
            return
        present = self._current
        if self._plan.is_due(present[1]):
            self._changed_meanwhile.clear()
            self._build(lambda stopped: self._replace(present, stopped))
        elif self._plan.wants_shortlist(present[1]) and not self._is_exact_wanted():
            self._build(lambda stopped: self._shortlist(present, stopped))

    def _build(self, work: Callable[[Callable[[], bool]], None]) -> None:
        def build(stopped: Callable[[], bool]) -> None:
            is_done = False
            try:
                work(stopped)
                is_done = not stopped()
            except LibraryError as error:
                logger.warning("The search index was not improved: %s", error)
            finally:
                with self._lock:
                    self._is_building = False
                    if is_done:
                        # What was built may want more: a basis a shortlist.
                        self._improve()

        self._is_building = self._background.start("index-build", build)

    def _replace(self, outgrown: tuple[str, VectorIndex], stopped: Callable[[], bool]) -> None:
        fingerprint = outgrown[0]
        index = build_index(self._library.embeddings, fingerprint, self._plan, stopped)
        with self._lock:
            if not stopped() and self._current is outgrown:
                index.refresh(sorted(self._changed_meanwhile))
                self._current = fingerprint, index
                self._unsaved_rows = len(index)

    def _shortlist(self, present: tuple[str, VectorIndex], stopped: Callable[[], bool]) -> None:
        build_shortlist(present[1], stopped)
        with self._lock:
            if not stopped() and self._current is present:
                self._unsaved_rows = len(present[1])
