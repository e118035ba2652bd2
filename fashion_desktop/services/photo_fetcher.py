"""The photo of a product: from the library if it is there, else from its source."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from fashion_desktop.catalogue.source import FetchedPhoto, ProductSource
from fashion_desktop.domain.errors import ImageFetchError
from fashion_desktop.services.source_pool import SourcePool
from fashion_desktop.services.tasks import finish_in_thread
from fashion_desktop.storage.catalogue_store import PhotoRecord
from fashion_desktop.storage.library import Library
from fashion_desktop.storage.picture_store import hash_of


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo's bytes, the hash that names them, and whether they are news to the library."""

    data: bytes
    image_hash: str
    changed: bool


class PhotoFetcher:
    """Fetches photos and records what is known of them."""

    def __init__(self, library: Library, pool: SourcePool, *, keep_photos: bool) -> None:
        self._library = library
        self._pool = pool
        self._keep_photos = keep_photos

    async def fetch(self, record: PhotoRecord, *, refresh: bool = False) -> Photo:
        """Return a product's photo.

        Args:
            refresh: ask the source whether the photo has changed, even when it is known. A
                photo that failed before is asked for in any case: it may have been repaired.

        Raises:
            ImageFetchError: this photo cannot be had.
            SourceError: the source as a whole cannot be used.
            LibraryError: the photo cannot be stored.
        """
        ask = refresh or record.failed
        if not ask:
            known = await asyncio.to_thread(self._stored, record)
            if known is not None:
                return Photo(known, record.image_hash, changed=False)
        photo = await self._from_source(record, conditional=ask)
        if photo is None:
            known = await asyncio.to_thread(self._known, record)
            if known is not None:
                return Photo(known, record.image_hash, changed=False)
            photo = await self._from_source(record, conditional=False)
        if photo is None:
            raise ImageFetchError(
                "The source says that the photo has not changed, but did not send it. "
                "Try again later."
            )
        return photo

    async def changed(self, record: PhotoRecord) -> bool:
        """Ask the source whether a known photo has changed; store the new one if so."""
        photo = await self._from_source(record, conditional=True)
        return photo is not None and photo.changed

    async def _from_source(self, record: PhotoRecord, *, conditional: bool) -> Photo | None:
        if not record.image_ref:
            raise ImageFetchError(
                "The catalogue names no photo for this product. Add one there, then sync."
            )
        source = await asyncio.to_thread(self._pool.get, record.source_id)
        validators = record.validators if conditional and record.image_hash else None
        fetched = await source.fetch_photo(record.product_id, record.image_ref, validators)
        if fetched.data is None:
            return None
        return await finish_in_thread(self._take_over, record, source, fetched, fetched.data)

    def _take_over(
        self, record: PhotoRecord, source: ProductSource, fetched: FetchedPhoto, data: bytes
    ) -> Photo:
        image_hash = hash_of(data)
        changed = image_hash != record.image_hash
        if (
            self._keep_photos
            and source.local_path(record.image_ref) is None
            and (changed or self._stored(record) is None)
        ):
            self._library.photos.write(image_hash, data)
        if changed or fetched.validators != record.validators:
            self._library.catalogue.set_photo(record.row_id, image_hash, fetched.validators)
        if changed and record.image_hash:
            self._library.forget_pictures([record.image_hash])
        return Photo(data, image_hash, changed)

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
            data = path.read_bytes()
        except OSError:
            # The source says why when it is asked for the photo itself.
            return None
        return data if hash_of(data) == record.image_hash else None
