"""The photo of a product: from the library if it is there, else from its source."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from fashion_desktop.catalogue.source import FetchedPhoto, ProductSource
from fashion_desktop.domain.errors import ImageFetchError
from fashion_desktop.services.source_pool import SourcePool
from fashion_desktop.services.tasks import finish_in_thread
from fashion_desktop.storage.catalogue_store import FoundPhoto, PhotoRecord
from fashion_desktop.storage.library import Library
from fashion_desktop.storage.picture_store import hash_of
from fashion_desktop.storage.reachable import reachable


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo's bytes, the hash that names them, and whether they are news to the library."""

    data: bytes
    image_hash: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Arrived:
    """A photo's bytes as they came, not looked at yet.

    Attributes:
        source, answer: where they are from, and what was said of them; None for the library's
            own copy, which is known to be whole.
    """

    record: PhotoRecord
    data: bytes
    source: ProductSource | None = None
    answer: FetchedPhoto | None = None


class PhotoFetcher:
    """Fetches photos and records what is known of them."""

    def __init__(self, library: Library, pool: SourcePool, *, keep_photos: bool) -> None:
        self._library = library
        self._pool = pool
        self._keep_photos = keep_photos

    async def fetch(self, record: PhotoRecord, *, refresh: bool = False) -> Photo:
        """Return a product's photo; it is stored and recorded.

        Args:
            refresh: ask the source whether the photo has changed, even when it is known. A
                photo that failed before is asked for in any case: it may have been repaired.

        Raises:
            ImageFetchError: this photo cannot be had.
            SourceError: the source as a whole cannot be used.
            LibraryError: the photo cannot be stored.
        """
        arrived = await self.arrive(record, refresh=refresh)
        return await finish_in_thread(self._take_over_at_once, arrived)

    async def arrive(self, record: PhotoRecord, *, refresh: bool = False) -> Arrived:
        """Return a product's photo as it comes; ``take_over`` stores and notes it.

        Raises:
            ImageFetchError: this photo cannot be had.
            SourceError: the source as a whole cannot be used.
        """
        ask = refresh or record.failed
        if not ask:
            kept = await self.kept(record)
            if kept is not None:
                return kept
        arrived = await self._from_source(record, conditional=ask)
        if arrived is None:
            known = await asyncio.to_thread(self._known, record)
            if known is not None:
                return Arrived(record, known)
            arrived = await self._from_source(record, conditional=False)
        if arrived is None:
            raise ImageFetchError(
                "The source says that the photo has not changed, but did not send it. "
                "Try again later."
            )
        return arrived

    async def kept(self, record: PhotoRecord) -> Arrived | None:
        """Return the library's own copy of a product's photo, if it has one; asks no source."""
        if not record.image_hash:
            return None
        known = await asyncio.to_thread(self._stored, record)
        return None if known is None else Arrived(record, known)

    def take_over(self, arrived: Arrived) -> Photo:
        """Store a photo and note it in the library's journal. Call it from a thread.

        Raises:
            LibraryError: the photo cannot be stored.
        """
        record, data, answer = arrived.record, arrived.data, arrived.answer
        if arrived.source is None or answer is None:
            return Photo(data, record.image_hash, changed=False)
        image_hash = hash_of(data)
        changed = image_hash != record.image_hash
        if changed or answer.validators != record.validators:
            self._library.found_photos.note(
                FoundPhoto(
                    record.row_id,
                    record.image_ref,
                    image_hash,
                    answer.validators,
                    record.image_hash if changed else "",
                )
            )
        if (
            self._keep_photos
            and arrived.source.local_path(record.image_ref) is None
            and (changed or self._stored(record) is None)
        ):
            self._library.photos.write(image_hash, data)
        return Photo(data, image_hash, changed)

    async def changed(self, record: PhotoRecord) -> bool:
        """Ask the source whether a known photo has changed; store the new one if so."""
        arrived = await self._from_source(record, conditional=True)
        if arrived is None:
            return False
        return (await finish_in_thread(self._take_over_at_once, arrived)).changed

    def _take_over_at_once(self, arrived: Arrived) -> Photo:
        photo = self.take_over(arrived)
        self._library.found_photos.write()
        return photo

    async def _from_source(self, record: PhotoRecord, *, conditional: bool) -> Arrived | None:
        if not record.image_ref:
            raise ImageFetchError(
                "The catalogue names no photo for this product. Add one there, then sync."
            )
        source = self._pool.opened(record.source_id)
        if source is None:
            source = await asyncio.to_thread(self._pool.get, record.source_id)
        validators = record.validators if conditional and record.image_hash else None
        answer = await source.fetch_photo(record.product_id, record.image_ref, validators)
        if answer.data is None:
            return None
        return Arrived(record, answer.data, source, answer)

    def _stored(self, record: PhotoRecord) -> bytes | None:
        """Return the library's own copy of the photo, unless a failing disk has changed it."""
        data = self._library.photos.read(record.image_hash)
        return data if data is not None and hash_of(data) == record.image_hash else None

    def _known(self, record: PhotoRecord) -> bytes | None:
        stored = self._stored(record)
        path = self._pool.get(record.source_id).local_path(record.image_ref)
        if stored is not None or path is None:
            return stored
        try:
            data = reachable(path).read_bytes()
        except OSError:
            # The source says why when it is asked for the photo itself.
            return None
        return data if hash_of(data) == record.image_hash else None
