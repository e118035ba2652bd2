"""Looking for new versions: when, where, and which one is offered."""

from __future__ import annotations

import asyncio
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from fashion_desktop import __version__
from fashion_desktop.catalogue.release_download import Progress, download_release
from fashion_desktop.catalogue.release_feed import fetch_releases, public_key
from fashion_desktop.domain.errors import UpdateError
from fashion_desktop.domain.releases import (
    DEFAULT_FEED_URL,
    Offer,
    best_offer,
    system_name,
    usable_kinds,
)
from fashion_desktop.storage.release_memory import ReleaseMemory, ReleaseMemoryStore
from fashion_desktop.storage.resources import resource_path
from fashion_desktop.storage.settings_store import Settings, downloads_folder

CHECK_EVERY_S = 24 * 3600.0


def key_file() -> Path:
    """Return where the key that releases are verified with ships."""
    return resource_path("release", "public-key.txt")


def feed_url_of(settings: Settings) -> str:
    """Return the address that is asked for new versions; empty when there is none."""
    return settings.release_feed or DEFAULT_FEED_URL


class UpdateService:
    """Asks a feed for releases, at most once a day unless the user wants to know now.

    Nothing here goes to the network by itself, and nothing that was downloaded is ever run.
    """

    def __init__(
        self,
        store: ReleaseMemoryStore,
        *,
        running: str = __version__,
        system: str = "",
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Prepare; nothing is read or asked yet.

        Args:
            store: remembers the last check and the version to skip.
            running: version of the running program.
            system: as feeds name systems; empty for this one.
            clock: seconds since 1970.
        """
        self.running = running
        self._store = store
        self._system = system
        self._clock = clock

    def key_problem(self) -> str:
        """Return why this copy cannot look for new versions, in a sentence; empty if it can."""
        try:
            public_key(key_file())
        except UpdateError as error:
            return str(error)
        return ""

    def checked_s(self) -> float:
        """Return when a server was last asked, in seconds since 1970; 0 for never."""
        return self._store.load().checked_s

    def is_due(self, settings: Settings) -> bool:
        """Tell whether to check now: switched on, an address, and the last time is a day ago."""
        if not settings.release_check or not feed_url_of(settings):
            return False
        # A clock that was set back must not put the next check off for years.
        return not 0 <= self._clock() - self.checked_s() < CHECK_EVERY_S

    async def check(self, feed_url: str, *, asked: bool = False) -> Offer | None:
        """Ask a feed and return what to offer, or None.

        Args:
            feed_url: https, or http on this computer.
            asked: the user wants to know now, and of a version they skipped, too.

        Raises:
            UpdateError: there is no answer that can be trusted.
        """
        key = await asyncio.to_thread(public_key, key_file())
        # Before the answer: a server that fails is not asked more often for it.
        memory = await asyncio.to_thread(self._remember_check)
        releases = await fetch_releases(feed_url, key)
        system = self._system or system_name(sys.platform, platform.machine())
        kinds = usable_kinds(system, Path(sys.executable))
        offer = best_offer(releases, self.running, system, kinds)
        if offer is None or (not asked and offer.version == memory.skipped):
            return None
        return offer

    def skip(self, version: str) -> None:
        """Do not offer this version any more."""
        self._store.save(replace(self._store.load(), skipped=version))

    async def download(self, offer: Offer, feed_url: str, progress: Progress) -> Path:
        """Download an offer into the user's folder for downloads and return where it lies.

        Raises:
            UpdateError: it cannot be had or stored, or is not what was announced.
        """
        folder = await asyncio.to_thread(downloads_folder)
        return await download_release(offer, feed_url, folder, progress)

    def _remember_check(self) -> ReleaseMemory:
        memory = replace(self._store.load(), checked_s=self._clock())
        self._store.save(memory)
        return memory
