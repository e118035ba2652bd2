"""Pictures for the grid and the large preview, fetched when first looked at."""

from __future__ import annotations

import asyncio

from fashion_desktop.domain.errors import FashionDesktopError, ItemError
from fashion_desktop.embedding.decode import decode_photo, thumbnail_jpeg
from fashion_desktop.services.photo_fetcher import PhotoFetcher
from fashion_desktop.services.source_pool import SourcePool
from fashion_desktop.storage.catalogue_store import PhotoRecord
from fashion_desktop.storage.library import Library

THUMBNAIL_EDGE = 384
"""Longer edge of a thumbnail in pixels: the largest card at twice the pixel density, nearly."""


class ThumbnailService:
    """Thumbnails and photos. Used in one event loop only; close it there."""

    def __init__(self, library: Library, *, keep_photos: bool) -> None:
        self._library = library
        self._pool = SourcePool(library)
        self._fetcher = PhotoFetcher(library, self._pool, keep_photos=keep_photos)

    async def thumbnail(self, row_id: int) -> bytes | None:
        """Return a JPEG whose longer edge is at most ``THUMBNAIL_EDGE`` pixels.

        The photo is fetched when it never was. None when it cannot be had; the product's
        failure then says why.
        """
        record = await asyncio.to_thread(self._record, row_id)
        if record is None:
            return None
        if record.image_hash:
            known = await asyncio.to_thread(self._library.thumbnails.read, record.image_hash)
            if known is not None:
                return known
        try:
            photo = await self._fetcher.fetch(record)
            return await asyncio.to_thread(
                make_thumbnail, self._library, photo.data, photo.image_hash
            )
        except ItemError as error:
            await asyncio.to_thread(self._library.catalogue.set_failure, row_id, str(error))
        except FashionDesktopError:
            # The source or the disk is the trouble, not this product.
            return None
        return None

    async def photo(self, row_id: int) -> bytes | None:
        """Return the photo's original bytes, or None when it cannot be had."""
        record = await asyncio.to_thread(self._record, row_id)
        if record is None:
            return None
        try:
            return (await self._fetcher.fetch(record)).data
        except FashionDesktopError:
            return None

    async def aclose(self) -> None:
        """Close the connections to sources."""
        await self._pool.aclose()

    def _record(self, row_id: int) -> PhotoRecord | None:
        records = self._library.catalogue.photos([row_id])
        return records[0] if records else None


def make_thumbnail(library: Library, photo: bytes, image_hash: str) -> bytes:
    """Make and store the thumbnail of a photo.

    Raises:
        ImageError: the photo cannot be used.
        LibraryError: the thumbnail cannot be stored.
    """
    image = decode_photo(photo, target=(THUMBNAIL_EDGE, THUMBNAIL_EDGE))
    thumbnail = thumbnail_jpeg(image, THUMBNAIL_EDGE)
    library.thumbnails.write(image_hash, thumbnail)
    return thumbnail
