"""Photos and vectors for all measurements, made once and kept in a folder they share."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fashion_desktop.bench.perturbed import NeighbourIds, neighbours_of, perturbed_pieces
from fashion_desktop.bench.photo_set import encode_once, find_photos, prepared_pixels
from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.domain.weights import FEATURE_DIM, WeightsChoice
from fashion_desktop.storage.embedding_store import Vectors
from fashion_desktop.storage.settings_store import weights_cache_folder

REAL_VECTORS_QUICK = 2_000
REAL_VECTORS_FULL = 40_000
PREPARED_QUICK = 600
PREPARED_FULL = 2_000
FEWEST_PHOTOS = 12
"""Fewer do not have the ten neighbours that vectors are perturbed with."""
_BATCH = 64
_DECODERS = 2


class PhotoInputs:
    """The :class:`~fashion_desktop.bench.context.Inputs` from a folder of photos.

    What is made is named by what it is made from, so that a kept cache never goes stale.

    Args:
        photos: any folder of photos; None for the pictures of the demo catalogue.
        cache: made if missing.
        report: told what takes a while.
    """

    def __init__(
        self, photos: Path | None, cache: Path, *, quick: bool, report: Callable[[str], None]
    ) -> None:
        self._cache = cache
        self._quick = quick
        self._report = report
        self._folder = photos
        self._found: list[Path] | None = None
        self._encoded: list[Path] = []
        self._tried = 0
        self._real_path: Path | None = None

    def prepare(self, *, vectors: bool) -> None:
        """Make what several measurements need, so that none is charged with its time or memory.

        Args:
            vectors: also those of the photos; photos alone need no network.

        Raises:
            FashionDesktopError: there are too few photos to measure with.
        """
        self.photos(PREPARED_QUICK if self._quick else PREPARED_FULL)
        if vectors:
            self._neighbours()

    def photos(self, count: int) -> list[Path]:
        """Return ``count`` JPEG files of 400 x 533 pixels; repeats when there are too few."""
        sources = self._sources()
        missing = min(count, len(sources)) - len(self._encoded)
        if missing > 0:
            self._report(f"Preparing {missing:,} photos")
        folder = self._cache / "photos"
        folder.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(_DECODERS) as pool:
            while len(self._encoded) < count and self._tried < len(sources):
                wanted = min(_BATCH, count - len(self._encoded))
                part = sources[self._tried : self._tried + wanted]
                self._tried += len(part)
                made = pool.map(lambda path: encode_once(path, folder), part)
                self._encoded += [path for path in made if path is not None]
        if not self._encoded:
            raise FashionDesktopError(
                "None of the photos to measure with can be read. Name another folder with --photos."
            )
        return [self._encoded[number % len(self._encoded)] for number in range(count)]

    def vectors(self, count: int) -> Vectors:
        """Return vectors of shape (count, 2048): of real photos first, then perturbed ones."""
        vectors = np.empty((count, FEATURE_DIM), dtype=np.float32)
        done = 0
        for piece in self.vector_pieces(count):
            vectors[done : done + len(piece)] = piece
            done += len(piece)
        return vectors

    def vector_pieces(self, count: int, piece: int = 20_000) -> Iterator[Vectors]:
        """Yield the same as ``vectors`` in pieces, for counts that do not fit into memory."""
        real, _ = self._real()
        neighbours = self._neighbours() if count > len(real) else None
        yield from perturbed_pieces(real, neighbours, count, piece)

    def _sources(self) -> list[Path]:
        if self._found is None:
            self._found = find_photos(self._folder, self._cache, self._quick, self._report)
        return self._found

    def _real(self) -> tuple[Vectors, Path]:
        """Return the vectors of the photos, mapped from the cache's file, and that file."""
        if self._real_path is None:
            limit = REAL_VECTORS_QUICK if self._quick else REAL_VECTORS_FULL
            self._real_path = self._embedded(self._sources()[:limit])
        vectors: Vectors = np.load(self._real_path, mmap_mode="r")
        return vectors, self._real_path

    def _embedded(self, sources: list[Path]) -> Path:
        """Return the file of the photos' vectors; makes it if it is missing."""
        from fashion_desktop.embedding.engine import EmbeddingEngine
        from fashion_desktop.embedding.weights_choice import resolve_weights

        weights = resolve_weights(WeightsChoice.BUNDLED, None, weights_cache_folder())
        with contextlib.closing(EmbeddingEngine(weights)) as engine:
            path = self._cache / f"vectors-{_key(sources, engine.info.fingerprint)}.npy"
            if path.is_file():
                return path
            self._report(f"Embedding {len(sources):,} photos to measure with")
            preprocessing = engine.info.preprocessing
            parts = []
            with ThreadPoolExecutor(_DECODERS) as pool:
                for start in range(0, len(sources), _BATCH):
                    part = sources[start : start + _BATCH]
                    pixels = pool.map(lambda photo: prepared_pixels(photo, preprocessing), part)
                    readable = [array for array in pixels if array is not None]
                    if readable:
                        parts.append(engine.embed(np.stack(readable)))
        if sum(map(len, parts)) < FEWEST_PHOTOS:
            raise FashionDesktopError(
                f"Measuring needs at least {FEWEST_PHOTOS} readable photos. "
                "Name a folder with more of them with --photos."
            )
        _save(path, np.concatenate(parts))
        return path

    def _neighbours(self) -> NeighbourIds:
        real, path = self._real()
        ids_path = path.with_name(path.name.replace("vectors", "neighbours"))
        if not ids_path.is_file():
            self._report(f"Finding the neighbours of {len(real):,} vectors")
            _save(ids_path, neighbours_of(np.array(real)))
        ids: NeighbourIds = np.load(ids_path)
        return ids


def _key(sources: list[Path], fingerprint: str) -> str:
    digest = hashlib.sha256(fingerprint.encode())
    for path in sources:
        status = path.stat()
        digest.update(f"\n{path.name} {status.st_size} {status.st_mtime_ns}".encode())
    return digest.hexdigest()[:16]


def _save(path: Path, array: npt.NDArray[Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part.npy")
    np.save(temporary, array)
    temporary.replace(path)
