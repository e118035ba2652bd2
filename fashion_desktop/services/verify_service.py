"""Do database, index and thumbnails agree? And if not, mend it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.services.live_index import LiveIndex
from fashion_desktop.services.network import Network
from fashion_desktop.services.photo_fetcher import PhotoFetcher
from fashion_desktop.services.pictures import is_complete_jpeg
from fashion_desktop.services.source_pool import SourcePool
from fashion_desktop.services.thumbnail_service import make_thumbnail
from fashion_desktop.storage.library import Library


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not agree.

    Attributes:
        kind: ``database``, ``vector``, ``index``, ``thumbnail`` or ``leftover``.
        product_id: the product concerned, or empty.
    """

    kind: str
    product_id: str
    text: str
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What was checked and what was found."""

    checked: int
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is left to repair."""
        return all(problem.repaired for problem in self.problems)


class VerifyService:
    """Checks a library and repairs what can be derived again."""

    def __init__(
        self,
        library: Library,
        network: Network,
        index: LiveIndex,
        keep_photos: Callable[[], bool],
    ) -> None:
        self._library = library
        self._network = network
        self._index = index
        self._keep_photos = keep_photos

    async def verify(self, *, repair: bool = False) -> VerifyReport:
        """Compare database, index and thumbnails.

        Args:
            repair: mend what is wrong. An unusable vector is deleted, so that its product
                counts as missing; index and thumbnails are made again.

        Raises:
            WeightsError: the weights in use cannot be used.
        """
        fingerprint = (await asyncio.to_thread(self._network.info)).fingerprint
        problems = await asyncio.to_thread(self._check_database)
        if problems:
            # What is read from a damaged file says nothing, and mending by it could do harm.
            return VerifyReport(0, tuple(problems))
        problems += await asyncio.to_thread(self._check_vectors, repair)
        problems += await asyncio.to_thread(self._check_index, fingerprint, repair)
        problems += await self._check_thumbnails(repair)
        problems += await asyncio.to_thread(self._check_leftovers, repair)
        checked = await asyncio.to_thread(self._library.products.counts)
        return VerifyReport(checked.products, tuple(problems))

    def _check_database(self) -> list[Problem]:
        found = self._library.database.problems()
        return [
            Problem("database", "", f"The database file is damaged: {text}. Restore a backup.")
            for text in found
        ]

    def _check_vectors(self, repair: bool) -> list[Problem]:
        damaged = self._library.embeddings.damaged()
        cards = self._library.products.cards(damaged)
        if repair and damaged:
            self._library.embeddings.delete(damaged, "repair")
            self._index.changed(damaged)
        return [
            Problem(
                "vector",
                card.id,
                "The stored embedding is damaged. Generate it again.",
                repaired=repair,
            )
            for card in cards
        ]

    def _check_index(self, fingerprint: str, repair: bool) -> list[Problem]:
        is_damaged = self._index.is_stored_damaged()
        differing = self._index.differences(fingerprint)
        if (differing or is_damaged) and repair:
            self._index.rebuild(fingerprint)
            self._index.save(lambda: fingerprint)
        damage = Problem("index", "", "The stored search index is damaged.", repaired=repair)
        cards = {card.row_id: card.id for card in self._library.products.cards(differing)}
        return [damage] * is_damaged + [
            Problem(
                "index",
                cards.get(row_id, ""),
                "The search index does not agree with the database.",
                repaired=repair,
            )
            for row_id in differing
        ]

    async def _check_thumbnails(self, repair: bool) -> list[Problem]:
        records = await asyncio.to_thread(self._without_thumbnail)
        problems = []
        async with SourcePool(self._library) as pool:
            fetcher = PhotoFetcher(self._library, pool, keep_photos=self._keep_photos())
            for row_id, product_id, image_hash in records:
                repaired = repair and await self._make_thumbnail(fetcher, row_id, image_hash)
                problems.append(
                    Problem(
                        "thumbnail", product_id, "The thumbnail is missing or damaged.", repaired
                    )
                )
        return problems

    def _without_thumbnail(self) -> list[tuple[int, str, str]]:
        """Return row id, product id and image hash of embedded products without thumbnail."""
        return [
            (row_id, product_id, image_hash)
            for row_id, product_id, image_hash in self._library.embeddings.photos()
            if not is_complete_jpeg(self._library.thumbnails.read(image_hash))
        ]

    async def _make_thumbnail(self, fetcher: PhotoFetcher, row_id: int, image_hash: str) -> bool:
        try:
            records = await asyncio.to_thread(self._library.catalogue.photos, [row_id])
            photo = await fetcher.fetch(records[0])
            if photo.image_hash == image_hash:
                await asyncio.to_thread(make_thumbnail, self._library, photo.data, image_hash)
        except FashionDesktopError:
            return False
        return photo.image_hash == image_hash

    def _check_leftovers(self, repair: bool) -> list[Problem]:
        problems = []
        for store, what in (
            (self._library.thumbnails, "thumbnail"),
            (self._library.photos, "photo"),
        ):
            stored = list(store.hashes())
            for image_hash in sorted(self._library.catalogue.unused(stored)):
                if repair:
                    store.remove(image_hash)
                problems.append(
                    Problem("leftover", "", f"A stored {what} belongs to no product.", repair)
                )
        return problems
