"""Building blocks for tests on a real library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.products import CatalogueProduct
from fashion_desktop.domain.sources import ImageValidators, SourceConfig, SourceKind
from fashion_desktop.domain.weights import FEATURE_DIM
from fashion_desktop.storage.embedding_store import NewEmbedding
from fashion_desktop.storage.library import Library

FINGERPRINT = "0123456789abcdef"


def open_library(folder: Path, *, fingerprint: str = FINGERPRINT, writable: bool = True) -> Library:
    """Open a library whose weights have this fingerprint."""
    return Library(
        folder,
        fingerprint=lambda: fingerprint,
        image_url=lambda _source, ref: ref,
        writable=writable,
    )


def add_source(library: Library, name: str = "Shop", location: str = "https://shop.example") -> int:
    """Connect a source and return its id."""
    return library.sources.add(name, SourceConfig(SourceKind.API, location)).id


def product(number: int, **changes: object) -> CatalogueProduct:
    """Return a product; equal numbers give equal products."""
    values: dict[str, Any] = {
        "id": str(number),
        "name": f"Product {number}",
        "price": float(number),
        "currency": "EUR",
        "image_ref": f"products/{number}/image",
        "attributes": {"baseColour": ["Blue", "Red"][number % 2]},
    }
    return CatalogueProduct(**(values | changes))


def vectors(count: int, seed: int = 0) -> npt.NDArray[np.float32]:
    """Return random vectors, shape (count, 2048)."""
    return np.random.default_rng(seed).random((count, FEATURE_DIM), dtype=np.float32)


def embed(
    library: Library, row_ids: list[int], seed: int = 0, job_id: str = "job"
) -> npt.NDArray[np.float32]:
    """Store random vectors for these rows, as made from the photos "hash-ROW"."""
    made = vectors(len(row_ids), seed)
    for row_id in row_ids:
        library.catalogue.set_photo(row_id, f"hash-{row_id}", ImageValidators())
    library.embeddings.put(
        [NewEmbedding(r, f"hash-{r}", v) for r, v in zip(row_ids, made, strict=True)],
        library.database.meta("test_fingerprint", FINGERPRINT),
        job_id,
    )
    return made
