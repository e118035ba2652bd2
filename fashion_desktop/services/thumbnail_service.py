"""Pictures for the grid and the large preview, fetched when first looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fashion_desktop.domain.errors import FashionDesktopError, ItemError
from fashion_desktop.services.photo_fetcher import Photo, PhotoFetcher
from fashion_desktop.services.pictures import is_complete_jpeg, thumbnail_of_photo
from fashion_desktop.services.source_pool import SourcePool
from fashion_desktop.storage.catalogue_store import PhotoRecord
from fashion_desktop.storage.library import Library


class ThumbnailService:
    """Thumbnails and photos. Used in one event loop only; close it there.

    Args:
        keep_photos: asked before each photo whether the library shall keep it; the answer may
            change at any time.
    """

    def __init__(self, library: Library, keep_photos: Callable[[], bool]) -> None:
        self._library = library
        self._pool = SourcePool(library)
        self._keep_photos = keep_photos
        self._given_up: set[int] = set()

    async def thumbnail(self, row_id: int) -> bytes | None:
        """Return a JPEG whose longer edge is at most ``pictures.THUMBNAIL_EDGE`` pixels.

        The photo is fetched when it never was. None when it cannot be had; the product's
        failure then says why, and the photo is not asked for again by this service.
        """
        try:
            # In one go: a screenful of cards would otherwise change threads a hundred times.
            record, known = await asyncio.to_thread(self._known, row_id)
            if record is None or is_complete_jpeg(known):
                return known
            if record.failed and row_id in self._given_up:
                return None
            return await self._fetched(record)
        except FashionDesktopError:
            # The source or the disk is the trouble, not this product.
            return None

    async def _fetched(self, record: PhotoRecord) -> bytes | None:
        try:
            photo = await self._fetch(record)
            return await asyncio.to_thread(
                make_thumbnail, self._library, photo.data, photo.image_hash
            )
        except ItemError as error:
            self._given_up.add(record.row_id)
            await asyncio.to_thread(self._library.catalogue.set_failure, record.row_id, str(error))
            return None

    async def photo(self, row_id: int) -> bytes | None:
        """Return the photo's original bytes, or None when it cannot be had."""
        try:
            record = await asyncio.to_thread(self._record, row_id)
            return (await self._fetch(record)).data if record else None
        except FashionDesktopError:
            return None

    async def aclose(self) -> None:
        """Close the connections to sources."""
        await self._pool.aclose()

    async def _fetch(self, record: PhotoRecord) -> Photo:
        # A fetcher costs nothing to make; one made once would know the first answer only.
        fetcher = PhotoFetcher(self._library, self._pool, keep_photos=self._keep_photos())
        return await fetcher.fetch(record)

    def _known(self, row_id: int) -> tuple[PhotoRecord | None, bytes | None]:
        record = self._record(row_id)
        return record, self._library.thumbnails.read(record.image_hash) if record else None

    def _record(self, row_id: int) -> PhotoRecord | None:
        records = self._library.catalogue.photos([row_id])
        return records[0] if records else None


def make_thumbnail(library: Library, photo: bytes, image_hash: str) -> bytes:
    """Make and store the thumbnail of a photo.

    Raises:
        ImageError: the photo cannot be used.
        LibraryError: the thumbnail cannot be stored.
    """
    thumbnail = thumbnail_of_photo(photo)
    library.thumbnails.write(image_hash, thumbnail)
    return thumbnail
