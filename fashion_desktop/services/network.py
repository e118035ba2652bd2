"""The network in use: which weights, on which device, one computation at a time."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.domain.weights import WeightsInfo
from fashion_desktop.embedding.engine import EmbeddingEngine
from fashion_desktop.embedding.weights_choice import resolve_weights
from fashion_desktop.embedding.weights_info import read_info
from fashion_desktop.storage.embedding_store import Vectors
from fashion_desktop.storage.settings_store import Settings, weights_cache_folder


class TriedNetwork:
    """Weights that are tried out; close it afterwards.

    Args:
        engine: the weights.
        owner: whose engine it is; None when nobody else uses it.
    """

    def __init__(self, engine: EmbeddingEngine, owner: Network | None = None) -> None:
        self._engine = engine
        self._owner = owner
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tried-network")
        self.info = engine.info

    async def load(self) -> None:
        """Load the weights onto the device.

        Raises:
            WeightsError: the weights or the device cannot be used.
        """
        if self._owner is not None:
            await self._owner.load()
        else:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._executor, self._engine.load)

    async def embed(self, batch: npt.NDArray[np.uint8]) -> Vectors:
        """Return the features of prepared photos: (n, height, width, 3) → (n, 2048).

        Raises:
            WeightsError: the weights cannot be used, or others were chosen in the meantime.
        """
        if self._owner is not None:
            return await self._owner.embed(self._engine, batch)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, self._engine.embed, batch)

    def close(self) -> None:
        """Free the weights after what is being computed; does not wait for that."""
        if self._owner is None:
            self._executor.submit(self._engine.close)
        self._executor.shutdown(wait=False)


class Network:
    """Owns the embedding engine; every computation runs on one thread of its own.

    What computes it is loaded by the first computation, not before.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._engine: EmbeddingEngine | None = None
        # Several jobs and searches share the one network: each gets its turn.
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="network")

    @property
    def engine(self) -> EmbeddingEngine:
        """The engine of the weights in use; reads the weights file's identity the first time.

        Raises:
            WeightsError: the weights are missing, damaged or of the wrong kind.
        """
        with self._lock:
            if self._engine is None:
                chosen = self._settings.weights_file
                path = resolve_weights(
                    self._settings.weights,
                    Path(chosen) if chosen else None,
                    weights_cache_folder(),
                )
                self._engine = EmbeddingEngine(path, device=self._settings.device)
            return self._engine

    @property
    def fast_decoding(self) -> bool:
        """Whether photos much larger than needed are decoded at a fraction of their size."""
        return self._settings.decoding == "fast"

    def info(self) -> WeightsInfo:
        """Return the identity of the weights in use.

        Raises:
            WeightsError: the weights are missing, damaged or of the wrong kind.
        """
        return self.engine.info

    def usable_info(self) -> WeightsInfo | None:
        """Return the identity of the weights in use, or None while they cannot be used."""
        with contextlib.suppress(WeightsError):
            return self.info()
        return None

    def fingerprint(self) -> str:
        """Return the fingerprint of the weights in use, or "" while they cannot be used."""
        info = self.usable_info()
        return info.fingerprint if info is not None else ""

    def use(self, settings: Settings) -> bool:
        """Apply settings; return whether the network has changed."""
        with self._lock:
            before, self._settings = self._settings, settings
            changed = (before.weights, before.weights_file, before.device) != (
                settings.weights,
                settings.weights_file,
                settings.device,
            )
            old = self._engine if changed else None
            if changed:
                self._engine = None
        if old is not None:
            self._executor.submit(old.close)
        return changed

    async def load(self) -> None:
        """Load the weights onto the device in the background.

        Raises:
            WeightsError: the weights or the device cannot be used.
        """
        engine = await asyncio.to_thread(lambda: self.engine)
        await asyncio.get_running_loop().run_in_executor(self._executor, self._load, engine)

    async def embed(self, engine: EmbeddingEngine, batch: npt.NDArray[np.uint8]) -> Vectors:
        """Return the features of prepared photos: (n, height, width, 3) → (n, 2048).

        Computed in parts, so that a search in between, or stopping, need not wait for all.

        Raises:
            WeightsError: the weights cannot be used, or others were chosen in the meantime.
        """
        loop = asyncio.get_running_loop()
        step = engine.photos_a_part
        parts = [
            await loop.run_in_executor(
                self._executor, self._compute, engine, batch[start : start + step]
            )
            for start in range(0, len(batch), step)
        ]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _compute(self, engine: EmbeddingEngine, part: npt.NDArray[np.uint8]) -> Vectors:
        self._require_current(engine)
        return engine.embed(part)

    def _load(self, engine: EmbeddingEngine) -> None:
        self._require_current(engine)
        engine.load()

    def _require_current(self, engine: EmbeddingEngine) -> None:
        # The engine of earlier settings is closed on this same thread, after this.
        with self._lock:
            if engine is not self._engine:
                raise WeightsError(
                    "Other weights or another device were chosen in the meantime. Start again; "
                    "everything committed so far is kept."
                )

    def try_out(self, path: Path) -> TriedNetwork:
        """Open weights beside those in use, without changing what is in use.

        Raises:
            WeightsError: the file is missing or no weights file.
        """
        wanted = read_info(path).fingerprint
        with contextlib.suppress(WeightsError):
            # Read once: others may be chosen at any time.
            in_use = self.engine
            if in_use.info.fingerprint == wanted:
                return TriedNetwork(in_use, self)
        with self._lock:
            device = self._settings.device
        return TriedNetwork(EmbeddingEngine(path, device=device))

    def close(self) -> None:
        """Wait for a running computation and free the network."""
        self._executor.shutdown(wait=True, cancel_futures=True)
        with self._lock:
            engine, self._engine = self._engine, None
        if engine is not None:
            engine.close()
