"""Everything that works on one open library."""

from __future__ import annotations

from pathlib import Path

from fashion_desktop.catalogue.factory import open_source
from fashion_desktop.catalogue.source import ProductSource
from fashion_desktop.domain.weights import WeightsInfo
from fashion_desktop.services.catalogue_service import CatalogueService
from fashion_desktop.services.job_service import JobService
from fashion_desktop.services.live_index import IndexState, LiveIndex
from fashion_desktop.services.network import Network
from fashion_desktop.services.search_service import SearchService
from fashion_desktop.services.shadow_comparison import ShadowComparisonService
from fashion_desktop.services.thumbnail_service import ThumbnailService
from fashion_desktop.services.verify_service import VerifyService
from fashion_desktop.storage.library import Library
from fashion_desktop.storage.product_store import ProductStore
from fashion_desktop.storage.settings_store import Settings, SettingsStore, default_library_folder

UNDO_KEPT_S = 30 * 24 * 3600.0
"""How long deleted embeddings can be brought back."""


class LibrarySession:
    """An open library with its services. Open with ``open``, end with ``close``."""

    def __init__(self, folder: Path, settings: Settings, *, writable: bool) -> None:
        self.settings = settings
        self._writable = writable
        self._address_sources: dict[int, ProductSource] = {}
        self._network = Network(settings)
        self._library = Library(
            folder,
            fingerprint=self._network.fingerprint,
            image_url=self._image_url,
            writable=writable,
        )
        self._index = LiveIndex(
            self._library, is_exact_wanted=lambda: self.settings.search == "exact"
        )
        self.catalogue = CatalogueService(self._library, self._index.changed)
        self.search = SearchService(self._library, self._network, self._index)
        self.comparison = ShadowComparisonService(self._library, self._network)
        self.jobs = JobService(
            self._library, self._network, self._index, lambda: self.settings.keep_photos
        )
        self.verifier = VerifyService(
            self._library, self._network, self._index, lambda: self.settings.keep_photos
        )
        if writable:
            lapsed = self._library.embeddings.forget_set_aside(UNDO_KEPT_S)
            self._library.forget_pictures(lapsed)

    @classmethod
    def open(
        cls,
        folder: Path | None = None,
        *,
        settings: Settings | None = None,
        writable: bool = True,
    ) -> LibrarySession:
        """Open a library, creating it when it is new. Loads neither torch nor FAISS.

        Args:
            folder: None for the per-user default library.
            settings: None for the user's settings file.
            writable: False to only read, beside a process that may be writing.

        Raises:
            LibraryLockedError: another process is writing the library.
            LibraryError: the folder cannot be used.
        """
        return cls(
            folder or default_library_folder(),
            settings or SettingsStore().load(),
            writable=writable,
        )

    @property
    def folder(self) -> Path:
        """Where the library lies."""
        return self._library.folder

    @property
    def products(self) -> ProductStore:
        """The read side of the products."""
        return self._library.products

    def thumbnails(self) -> ThumbnailService:
        """Return a thumbnail service for one event loop."""
        return ThumbnailService(self._library, lambda: self.settings.keep_photos)

    def weights(self) -> WeightsInfo:
        """Return the identity of the weights in use.

        Raises:
            WeightsError: they are missing, damaged or of the wrong kind.
        """
        return self._network.info()

    def device_name(self) -> str:
        """Return the device that embeds, for people; empty before the network is loaded.

        Raises:
            WeightsError: the weights are missing, damaged or of the wrong kind.
        """
        return self._network.engine.device_name

    def index_state(self) -> IndexState:
        """Return how searches are answered just now; loads the index.

        Raises:
            WeightsError: the weights in use cannot be used.
        """
        return self._index.state(self._network.info().fingerprint)

    def use_settings(self, settings: Settings) -> None:
        """Apply changed settings. With other weights, present embeddings become stale."""
        before, self.settings = self.settings, settings
        self._network.use(settings)
        if settings.search != before.search:
            self._index.wish_changed()

    def save(self) -> None:
        """Write the index snapshot if it has changed."""
        if self._writable:
            self._index.save(self._network.fingerprint)

    def close(self) -> None:
        """Save the index snapshot, close the database, let other processes in."""
        try:
            self._index.close()
            self.save()
            self._network.close()
        finally:
            self._library.close()

    def _image_url(self, source_id: int, image_ref: str) -> str:
        # These sources only word addresses: nothing is opened, so nothing needs closing.
        if source_id not in self._address_sources:
            self._address_sources[source_id] = open_source(
                self._library.sources.config(source_id), None
            )
        return self._address_sources[source_id].image_url(image_ref) if image_ref else ""
