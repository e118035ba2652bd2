"""A library: a folder with ``library.sqlite3``, ``vectors.*``, ``images/``, ``thumbnails/``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from filelock import FileLock, Timeout

from fashion_desktop.domain.errors import LibraryError, LibraryLockedError
from fashion_desktop.storage.catalogue_store import CatalogueStore
from fashion_desktop.storage.database import Database
from fashion_desktop.storage.embedding_store import EmbeddingStore
from fashion_desktop.storage.folder_access import may_write
from fashion_desktop.storage.job_store import JobStore
from fashion_desktop.storage.photo_journal import PhotoJournal
from fashion_desktop.storage.picture_store import PictureStore
from fashion_desktop.storage.product_store import ProductStore
from fashion_desktop.storage.reachable import reachable
from fashion_desktop.storage.sample_store import SampleStore
from fashion_desktop.storage.source_store import SourceStore
from fashion_desktop.storage.token_store import TokenStore

ROOM_FOR_FILES = 100
"""Characters that the longest path in a library has beyond its folder's: a thumbnail's."""


class Library:
    """Everything a library keeps on disk, opened by one writing process at a time.

    Args:
        fingerprint: returns the fingerprint of the weights in use.
        image_url: turns a source id and an image reference into what people can open.

    Raises:
        LibraryLockedError: another process is writing the library.
        LibraryError: the folder cannot be created, read or written.
    """

    def __init__(
        self,
        folder: Path,
        *,
        fingerprint: Callable[[], str],
        image_url: Callable[[int, str], str],
        writable: bool = True,
    ) -> None:
        self.folder = reachable(folder, ROOM_FOR_FILES)
        self._lock = _lock(self.folder) if writable else None
        try:
            self.database = Database(self.database_path, writable=writable)
        except BaseException:
            self._release()
            raise
        self.id = self.database.meta("library_id")
        self.products = ProductStore(self.database, fingerprint, image_url)
        self.catalogue = CatalogueStore(self.database)
        self.embeddings = EmbeddingStore(self.database)
        self.samples = SampleStore(self.database)
        self.jobs = JobStore(self.database)
        self.sources = SourceStore(self.database)
        self.tokens = TokenStore(self.id)
        self.photos = PictureStore(self.folder / "images", ".photo")
        self.thumbnails = PictureStore(self.folder / "thumbnails", ".jpg")
        self.found_photos = PhotoJournal(
            self.database, self.catalogue, (self.photos, self.thumbnails)
        )

    @property
    def database_path(self) -> Path:
        """Where the database lies."""
        return self.folder / "library.sqlite3"

    @property
    def snapshot_path(self) -> Path:
        """Where the snapshot of the index lies."""
        return self.folder / "vectors.faiss"

    def revision(self) -> int:
        """Return the number of the last committed batch of embeddings."""
        return int(self.database.meta("revision", "0"))

    def forget_pictures(self, image_hashes: Iterable[str]) -> None:
        """Remove the files of photos that no product and no embedding refers to any more."""
        self.found_photos.forget(image_hashes)

    def close(self) -> None:
        """Close the database and let other processes in."""
        self.database.close()
        self._release()

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()


def _lock(folder: Path) -> FileLock:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(
            f"The library folder “{folder}” cannot be created ({error.strerror}). "
            "Choose a folder that you may write to."
        ) from error
    if not may_write(folder):
        raise LibraryError(
            f"The library folder “{folder}” is read-only. Choose a folder that you may write to."
        )
    lock = FileLock(folder / "library.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise LibraryLockedError(
            f"The library “{folder}” is in use by another Fashion Desktop window or command. "
            "Close it first, or work in another library."
        ) from None
    except OSError as error:
        raise LibraryError(
            f"The library “{folder}” cannot be locked ({error.strerror}). "
            "Choose a folder on a disk of this computer."
        ) from error
    return lock
