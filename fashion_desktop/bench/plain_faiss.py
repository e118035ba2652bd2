"""The replaced service's index: all vectors in an IndexFlatL2, the whole file written anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.weights import FEATURE_DIM
from fashion_desktop.storage.embedding_store import Vectors


class PlainFaiss:
    """FAISS called plainly. Positions count the vectors in the order in which they came."""

    def __init__(self, vectors: Vectors) -> None:
        import faiss

        self._faiss = faiss
        self._flat: Any = faiss.IndexFlatL2(FEATURE_DIM)
        self._flat.add(np.ascontiguousarray(vectors))

    def search(self, query: Vectors, wanted: int) -> tuple[Vectors, npt.NDArray[np.int64]]:
        """Return squared distances and positions of the nearest, nearest first."""
        distances, positions = self._flat.search(query[None], min(wanted, self._flat.ntotal))
        return distances[0], positions[0]

    def add(self, vector: Vectors, path: Path) -> None:
        """Append a vector and write the file."""
        self._flat.add(vector[None])
        self._write(path)

    def replace(self, position: int, vector: Vectors, path: Path) -> None:
        """Build the index anew with another vector at a position and write the file."""
        vectors = self._flat.reconstruct_n(0, self._flat.ntotal)
        vectors[position] = vector
        self._rebuild(vectors, path)

    def delete(self, position: int, path: Path) -> None:
        """Build the index anew without a vector and write the file."""
        vectors = self._flat.reconstruct_n(0, self._flat.ntotal)
        self._rebuild(np.delete(vectors, position, axis=0), path)

    def _rebuild(self, vectors: Vectors, path: Path) -> None:
        self._flat = self._faiss.IndexFlatL2(FEATURE_DIM)
        self._flat.add(vectors)
        self._write(path)

    def _write(self, path: Path) -> None:
        self._faiss.write_index(self._flat, str(path))
