"""Photos and thumbnails as files named by the SHA-256 of the photo's bytes."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path

from fashion_desktop.domain.errors import LibraryError
from fashion_desktop.storage.atomic_file import write_atomically


def hash_of(photo: bytes) -> str:
    """Return the SHA-256 of a photo's bytes, in hexadecimal."""
    return hashlib.sha256(photo).hexdigest()


class PictureStore:
    """A folder of files keyed by image hash: ``ab/abcdef….suffix``."""

    def __init__(self, folder: Path, suffix: str) -> None:
        self._folder = folder
        self._suffix = suffix

    def path(self, image_hash: str) -> Path:
        """Return where the file of this hash lies, or would lie."""
        return self._folder / image_hash[:2] / f"{image_hash}{self._suffix}"

    def read(self, image_hash: str) -> bytes | None:
        """Return the stored bytes, or None when there are none that can be read."""
        if not image_hash:
            return None
        try:
            return self.path(image_hash).read_bytes()
        except OSError:
            return None

    def write(self, image_hash: str, data: bytes) -> None:
        """Store bytes under this hash.

        Raises:
            LibraryError: the folder cannot be written or the disk is full.
        """
        try:
            write_atomically(self.path(image_hash), data, durable=False)
        except OSError as error:
            raise LibraryError(
                f"A photo cannot be written to “{self._folder}” ({error.strerror}). "
                "Free some disk space, then go on; everything committed so far is safe."
            ) from error

    def exists(self, image_hash: str) -> bool:
        """Whether there is a file for this hash."""
        return bool(image_hash) and self.path(image_hash).is_file()

    def remove(self, image_hash: str) -> None:
        """Remove the file of this hash, if there is one and it can be."""
        with contextlib.suppress(OSError):
            self.path(image_hash).unlink()

    def hashes(self) -> Iterator[str]:
        """Yield the hash of every stored file."""
        for file in self._folder.glob(f"??/*{self._suffix}"):
            yield file.name.removesuffix(self._suffix)
