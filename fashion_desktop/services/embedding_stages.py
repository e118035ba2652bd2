"""What is done to a photo, and to a batch of them, one stage after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fashion_desktop.embedding.engine import EmbeddingEngine
from fashion_desktop.embedding.preprocess import prepare
from fashion_desktop.services.network import Network
from fashion_desktop.services.photo_fetcher import Photo
from fashion_desktop.services.pictures import decode_for_network, thumbnail_of
from fashion_desktop.storage.catalogue_store import PhotoRecord
from fashion_desktop.storage.embedding_store import NewEmbedding, Vectors
from fashion_desktop.storage.library import Library


@dataclass(frozen=True, slots=True)
class Decoded:
    """A photo ready for the network: ``pixels`` as ``prepare`` returns them."""

    record: PhotoRecord
    image_hash: str
    pixels: npt.NDArray[np.uint8]


class EmbeddingStages:
    """The stages between a photo's bytes and its committed embedding.

    ``decode`` and ``commit`` are for threads; ``embed`` has a thread of its own.
    """

    def __init__(self, library: Library, network: Network, engine: EmbeddingEngine) -> None:
        self._library = library
        self._network = network
        self._engine = engine

    def decode(self, record: PhotoRecord, photo: Photo) -> Decoded:
        """Decode a photo, once for the network and for its thumbnail, and store the latter.

        Raises:
            ImageError: the photo cannot be used.
            LibraryError: the thumbnail cannot be stored.
        """
        preprocessing = self._engine.info.preprocessing
        image = decode_for_network(photo.data, preprocessing, fast=self._network.fast_decoding)
        if not self._library.thumbnails.exists(photo.image_hash):
            self._library.thumbnails.write(photo.image_hash, thumbnail_of(image))
        return Decoded(record, photo.image_hash, prepare(image, preprocessing))

    async def embed(self, batch: Sequence[Decoded]) -> Vectors:
        """Return the features of a batch, shape (n, ``FEATURE_DIM``).

        Raises:
            WeightsError: the weights cannot be used, or others were chosen in the meantime.
        """
        return await self._network.embed(self._engine, np.stack([item.pixels for item in batch]))

    def commit(self, batch: Sequence[Decoded], vectors: Vectors, job_id: str) -> list[int]:
        """Store the embeddings of a batch with the records of their photos; return the rows.

        Raises:
            LibraryError: the library cannot be written; nothing of the batch is stored then.
        """
        row_ids = [item.record.row_id for item in batch]
        replaced = self._library.embeddings.image_hashes(row_ids)
        with self._library.found_photos.written_with():
            self._library.embeddings.put(
                [
                    NewEmbedding(item.record.row_id, item.image_hash, vector)
                    for item, vector in zip(batch, vectors, strict=True)
                ],
                self._engine.info.fingerprint,
                job_id,
            )
        self._library.forget_pictures(replaced - {item.image_hash for item in batch})
        return row_ids
