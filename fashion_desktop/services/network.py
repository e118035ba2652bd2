"""The network in use: which weights, on which device, one computation at a time."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.domain.weights import WeightsInfo
from fashion_desktop.embedding.engine import EmbeddingEngine
from fashion_desktop.embedding.weights_choice import resolve_weights
from fashion_desktop.storage.embedding_store import Vectors
from fashion_desktop.storage.settings_store import Settings, weights_cache_folder


class Network:
    """Owns the embedding engine; every computation runs on one thread of its own.

    Torch is loaded by the first computation, not before.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._engine: EmbeddingEngine | None = None
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

    def info(self) -> WeightsInfo:
        """Return the identity of the weights in use.

        Raises:
            WeightsError: the weights are missing, damaged or of the wrong kind.
        """
        return self.engine.info

    def fingerprint(self) -> str:
        """Return the fingerprint of the weights in use, or "" while they cannot be used."""
        try:
            return self.info().fingerprint
        except WeightsError:
            return ""

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
        await asyncio.get_running_loop().run_in_executor(self._executor, engine.load)

    async def embed(self, engine: EmbeddingEngine, batch: npt.NDArray[np.uint8]) -> Vectors:
        """Return the features of prepared photos: (n, height, width, 3) → (n, 2048)."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, engine.embed, batch)

    def close(self) -> None:
        """Wait for a running computation and free the network."""
        self._executor.shutdown(wait=True, cancel_futures=True)
        if self._engine is not None:
            self._engine.close()
