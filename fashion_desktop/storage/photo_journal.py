"""Which photos were fetched: written to SQLite in groups, and their files kept meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from fashion_desktop.storage.catalogue_store import CatalogueStore, FoundPhoto
from fashion_desktop.storage.database import Database
from fashion_desktop.storage.picture_store import PictureStore

LONGEST_WAIT = 32
"""Photos that may wait to be written: what a crash costs is fetching these anew."""


class PhotoJournal:
    """Photos noted one by one, written together. Thread-safe.

    What waits is written with the next embeddings at the latest, in the same transaction: an
    embedding without the record of its photo is never seen. The file of a waiting photo
    counts as used although nothing in SQLite refers to it yet.
    """

    def __init__(
        self, database: Database, catalogue: CatalogueStore, stores: Sequence[PictureStore]
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._stores = stores
        self._waiting: dict[int, FoundPhoto] = {}
        # Taken inside a transaction, never the other way round.
        self._lock = threading.Lock()

    def note(self, photo: FoundPhoto) -> None:
        """Keep a photo in mind. Call it before its file is written; writes when many wait.

        Raises:
            LibraryError: the library cannot be written.
        """
        with self._lock:
            self._waiting[photo.row_id] = photo
            many = len(self._waiting) >= LONGEST_WAIT
        if many:
            self.write()

    def write(self) -> None:
        """Write all that waits.

        Raises:
            LibraryError: the library cannot be written; what waits goes on waiting.
        """
        with self._lock:
            nothing_waits = not self._waiting
        if nothing_waits:
            return
        with self.written_with():
            pass

    @contextmanager
    def written_with(self) -> Iterator[None]:
        """Write all that waits in one transaction with what the block writes.

        Raises:
            LibraryError: the library cannot be written; what waits goes on waiting.
        """
        with self._database.write():
            with self._lock:
                photos = list(self._waiting.values())
            if photos:
                self._catalogue.set_photos(photos)
            yield
        with self._lock:
            for photo in photos:
                if self._waiting.get(photo.row_id) is photo:
                    del self._waiting[photo.row_id]
        self.forget(photo.replaced_hash for photo in photos)

    def forget(self, image_hashes: Iterable[str]) -> None:
        """Remove the files of photos that nothing refers to any more."""
        asked = {image_hash for image_hash in image_hashes if image_hash}
        if not asked:
            return
        with self._lock:
            asked -= {photo.image_hash for photo in self._waiting.values()}
            for image_hash in self._catalogue.unused(asked):
                for store in self._stores:
                    store.remove(image_hash)
