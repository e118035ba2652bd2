"""Connecting product sources to a library."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from fashion_desktop.catalogue.factory import SourceSummary, check_source, validate_config
from fashion_desktop.catalogue.feed import FeedPreview, inspect_feed
from fashion_desktop.catalogue.http_client import checked_token
from fashion_desktop.catalogue.urls import origin_of
from fashion_desktop.domain.errors import UsageError
from fashion_desktop.domain.sources import SourceConfig, SourceKind, SourceRecord
from fashion_desktop.storage.file_identity import identity_of
from fashion_desktop.storage.home_folder import with_home
from fashion_desktop.storage.library import Library


class CatalogueService:
    """The sources of a library."""

    def __init__(self, library: Library, on_removed: Callable[[Sequence[int]], None]) -> None:
        self._library = library
        self._on_removed = on_removed
        self._unsaved_tokens: set[int] = set()

    def sources(self) -> list[SourceRecord]:
        """Return the connected sources in the order they were added."""
        return self._library.sources.all()

    async def add_source(
        self, config: SourceConfig, name: str = "", token: str = ""
    ) -> SourceRecord:
        """Connect a source; its products arrive with the next sync.

        Args:
            token: kept in the system's keyring, never in the library.

        Raises:
            UsageError: the description makes no sense, or the source is connected already.
            SourceError: the source is not there.
        """
        return await asyncio.to_thread(self._add, config, name, token)

    async def check(self, config: SourceConfig, token: str = "") -> SourceSummary:
        """Try a source without connecting it.

        Raises:
            SourceError: the source cannot be used; the message names the remedy.
        """
        return await check_source(config, token or None)

    async def inspect_feed(self, location: str) -> FeedPreview:
        """Return a feed's columns, first rows and a suggested mapping.

        Raises:
            SourceError: the feed cannot be read.
        """
        return await inspect_feed(location)

    def remove_source(self, source_id: int) -> None:
        """Disconnect a source. Its products are set aside, their embeddings kept."""
        # In one transaction: a sync that is under way must not store more in between.
        with self._library.database.write():
            product_ids = self._library.catalogue.ids_of_source(source_id)
            row_ids = self._library.catalogue.set_removed(product_ids)
            self._library.sources.set_removed(source_id)
        self._library.tokens.set(source_id, "")
        self._on_removed(row_ids)

    def set_token(self, source_id: int, token: str) -> None:
        """Replace the token of a source.

        Raises:
            UsageError: the token holds characters that cannot be sent; the old one stays.
        """
        if self._library.tokens.set(source_id, checked_token(token)):
            self._unsaved_tokens.discard(source_id)
        else:
            self._unsaved_tokens.add(source_id)

    def token_notice(self, source_id: int) -> str:
        """Return a sentence when a token could not be kept, else an empty text."""
        if source_id not in self._unsaved_tokens:
            return ""
        return (
            "This system has no keyring, so the token is forgotten when the program ends. "
            "To keep it, put it into an environment variable and connect the catalogue with "
            "“fashion-desktop source add api”."
        )

    def _add(self, config: SourceConfig, name: str, token: str) -> SourceRecord:
        config = _with_whole_paths(config)
        validate_config(config)
        token = checked_token(token)
        for known in self._library.sources.all():
            if _identity(known.config) == _identity(config):
                raise UsageError(
                    f"This catalogue is connected already, as “{known.name}”. "
                    "Sync it to see what is new."
                )
        record = self._library.sources.add(name or _default_name(config), config)
        if token:
            self.set_token(record.id, token)
        return record


def _with_whole_paths(config: SourceConfig) -> SourceConfig:
    """Return a description that means the same wherever the program is started next."""
    if config.kind is SourceKind.FOLDER or _is_file(config):
        return replace(
            config,
            location=_whole_path(config.location),
            attributes_csv=_whole_path(config.attributes_csv),
        )
    location = config.location.strip()
    if config.kind is SourceKind.API:
        # What follows is never sent, and could hold a key that must not be stored in the open.
        location = location.partition("#")[0].partition("?")[0]
    return replace(config, location=location)


def _whole_path(path: str) -> str:
    return str(with_home(path).absolute()) if path else ""


def _is_file(config: SourceConfig) -> bool:
    return config.kind is SourceKind.FEED and "://" not in config.location


def _identity(config: SourceConfig) -> tuple[str, ...]:
    """Return what is equal for two descriptions of one catalogue."""
    if config.kind is SourceKind.FOLDER or _is_file(config):
        return config.kind, identity_of(Path(config.location))
    if config.kind is not SourceKind.API:
        return config.kind, config.location
    parts = urlsplit(config.location)
    path = parts.path.rstrip("/").removesuffix("/products").removesuffix("/api")
    return config.kind, *map(str, origin_of(config.location) or ()), path


def _default_name(config: SourceConfig) -> str:
    if config.kind is SourceKind.DEMO:
        return "Demo catalogue"
    if config.kind is SourceKind.API:
        return urlsplit(config.location).hostname or config.location
    if config.kind is SourceKind.FOLDER or _is_file(config):
        return Path(config.location).stem or config.location
    # Names are shown everywhere, and what follows the path is likely to hold a key.
    parts = urlsplit(config.location)
    return PurePosixPath(parts.path.partition(";")[0]).stem or parts.hostname or "Feed"
