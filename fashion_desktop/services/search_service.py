"""Look-alikes of a product of the library, or of any photo."""

from __future__ import annotations

import asyncio

from fashion_desktop.catalogue.lookup import fetch_image_url
from fashion_desktop.domain.errors import (
    AllStaleError,
    EmptyLibraryError,
    NoEmbeddingError,
    ProductNotFoundError,
)
from fashion_desktop.domain.matches import Match, Neighbour, SearchAnswer
from fashion_desktop.domain.products import EmbeddingState
from fashion_desktop.domain.similarity import CANDIDATES_PER_QUERY
from fashion_desktop.services.live_index import LiveIndex
from fashion_desktop.services.network import Network
from fashion_desktop.services.pictures import network_input
from fashion_desktop.storage.embedding_store import RowIds, Vectors
from fashion_desktop.storage.library import Library


class SearchService:
    """Exact nearest neighbours by squared L2. Usable from any event loop."""

    def __init__(self, library: Library, network: Network, index: LiveIndex) -> None:
        self._library = library
        self._network = network
        self._index = index

    async def similar(
        self,
        product_id: str,
        *,
        candidates: int = CANDIDATES_PER_QUERY,
        include_self: bool = False,
        among: RowIds | None = None,
    ) -> SearchAnswer:
        """Return the look-alikes of a product of the library.

        Args:
            among: look only among the products with these row ids; quickest as an array.

        Raises:
            ProductNotFoundError: there is no such product.
            NoEmbeddingError: it has no embedding of the weights in use.
            WeightsError: the weights in use cannot be used.
        """
        return await asyncio.to_thread(self._similar, product_id, candidates, include_self, among)

    async def lookup(
        self,
        photo: bytes,
        label: str,
        *,
        candidates: int = CANDIDATES_PER_QUERY,
        among: RowIds | None = None,
    ) -> SearchAnswer:
        """Return the products that look like a photo.

        Args:
            among: look only among the products with these row ids; quickest as an array.

        Raises:
            ImageError: the photo cannot be used.
            EmptyLibraryError: nothing is embedded yet.
            WeightsError: the weights in use cannot be used.
        """
        engine = await asyncio.to_thread(lambda: self._network.engine)
        await asyncio.to_thread(self._require_embeddings, engine.info.fingerprint)
        pixels = await asyncio.to_thread(
            network_input,
            photo,
            engine.info.preprocessing,
            fast=self._network.fast_decoding,
        )
        vectors = await self._network.embed(engine, pixels[None])
        return await asyncio.to_thread(
            self._answer, label, engine.info.fingerprint, vectors[0], candidates, among
        )

    async def lookup_url(
        self,
        url: str,
        *,
        candidates: int = CANDIDATES_PER_QUERY,
        among: RowIds | None = None,
    ) -> tuple[bytes, SearchAnswer]:
        """Fetch the photo behind a link; return it and the products that look like it.

        Args:
            among: look only among the products with these row ids; quickest as an array.

        Raises:
            ImageFetchError: the photo cannot be fetched.
            FashionDesktopError: as ``lookup``.
        """
        photo = await fetch_image_url(url)
        return photo, await self.lookup(photo, url, candidates=candidates, among=among)

    async def warm_up(self) -> None:
        """Load the index and the network, so that the first answer comes at once."""
        await asyncio.to_thread(lambda: self._index.size(self._network.info().fingerprint))
        await self._network.load()

    def _similar(
        self,
        product_id: str,
        candidates: int,
        include_self: bool,
        among: RowIds | None,
    ) -> SearchAnswer:
        product = self._library.products.find(product_id)
        if product is None:
            raise ProductNotFoundError(product_id)
        fingerprint = self._network.info().fingerprint
        vector = self._library.embeddings.vector(product.row_id, fingerprint)
        if vector is None:
            raise NoEmbeddingError(product_id, stale=product.state is EmbeddingState.STALE)
        answer = self._answer(product_id, fingerprint, vector, candidates + 1, among)
        # Said, not searched for: of many equal photos, others may fill all the places.
        itself = (Match(product, 0.0),) if include_self else ()
        others = tuple(m for m in answer.matches if m.product.row_id != product.row_id)
        kept = itself + others
        return SearchAnswer(product_id, kept[:candidates], answer.searched, fingerprint)

    def _answer(
        self,
        query: str,
        fingerprint: str,
        vector: Vectors,
        candidates: int,
        among: RowIds | None,
    ) -> SearchAnswer:
        neighbours = self._index.search(fingerprint, vector, candidates, among)
        matches = self._matches(neighbours)
        return SearchAnswer(query, matches, self._index.size(fingerprint), fingerprint)

    def _matches(self, neighbours: list[Neighbour]) -> tuple[Match, ...]:
        cards = {
            card.row_id: card
            for card in self._library.products.cards([n.row_id for n in neighbours])
        }
        return tuple(Match(cards[n.row_id], n.squared_l2) for n in neighbours if n.row_id in cards)

    def _require_embeddings(self, fingerprint: str) -> None:
        if self._index.size(fingerprint):
            return
        if self._library.products.counts().stale:
            raise AllStaleError(
                "All embeddings are out of date: they were made with other weights. Update them."
            )
        raise EmptyLibraryError(
            "Nothing is embedded yet, so there is nothing to compare with. "
            "Generate embeddings first."
        )
