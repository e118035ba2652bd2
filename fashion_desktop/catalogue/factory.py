"""From a stored configuration to a source, and checks before one is stored."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

from fashion_desktop.catalogue.demo_source import DemoSource
from fashion_desktop.catalogue.feed import FeedSource
from fashion_desktop.catalogue.folder import FolderSource
from fashion_desktop.catalogue.local_files import is_dir, is_file
from fashion_desktop.catalogue.product_api import ProductApiSource
from fashion_desktop.catalogue.source import ProductSource, SourcePage
from fashion_desktop.catalogue.urls import is_http_url, split_http_url
from fashion_desktop.domain.errors import ImageFetchError, SourceError, UsageError
from fashion_desktop.domain.sources import SourceConfig, SourceKind
from fashion_desktop.domain.wording import counted

_NAMES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """What a source answered when it was tried.

    Attributes:
        total: products in it as far as it says so, or None.
        first_names: names (or ids) of its first products.
        note: what else was noticed, in sentences.
    """

    total: int | None
    first_names: tuple[str, ...]
    note: str


def open_source(config: SourceConfig, token: str | None) -> ProductSource:
    """Return the source of a configuration; nothing is read, requested or checked yet.

    Args:
        config: as ``validate_config`` accepted it.
        token: bearer token of a product API; ignored by other kinds.

    Raises:
        UsageError: the token holds characters that cannot be sent.
    """
    match config.kind:
        case SourceKind.API:
            return ProductApiSource(config.location, token, token_variable=config.token_env)
        case SourceKind.FOLDER:
            return FolderSource(config.location, config.attributes_csv)
        case SourceKind.FEED:
            return FeedSource(config.location, config.column_mapping)
        case SourceKind.DEMO:
            return DemoSource()


def validate_config(config: SourceConfig) -> None:
    """Check a configuration without going to the network.

    Raises:
        UsageError: the configuration makes no sense.
        SourceError: the folder or file it names is not there.
    """
    match config.kind:
        case SourceKind.API:
            _require_url(config.location)
        case SourceKind.FOLDER:
            _require_folder(config.location)
            if config.attributes_csv:
                _require_file(config.attributes_csv)
        case SourceKind.FEED if "://" in config.location:
            _require_url(config.location)
        case SourceKind.FEED:
            _require_file(config.location)
        case SourceKind.DEMO:
            return


def _require_url(location: str) -> None:
    if not location.strip():
        raise UsageError("Enter the address, for example https://shop.example/api.")
    if not is_http_url(location.strip()):
        raise UsageError(
            f"“{location}” is not a web address. It should look like https://shop.example/api."
        )
    parts = split_http_url(location.strip())
    if parts is not None and (parts.username or parts.password):
        raise UsageError(
            "The address holds a user name or password, which would be stored in the open. "
            "Leave them out; a token has a field of its own."
        )


def _require_folder(location: str) -> None:
    if not location:
        raise UsageError("Choose the folder that holds the photos.")
    if not is_dir(Path(location)):
        raise SourceError(
            f"The folder “{location}” is not there. Reconnect the drive or choose another folder."
        )


def _require_file(location: str) -> None:
    if not location:
        raise UsageError("Choose the file that lists the products.")
    if not is_file(Path(location)):
        raise SourceError(
            f"The file “{location}” is not there. Reconnect the drive, or choose another file."
        )


async def check_source(config: SourceConfig, token: str | None) -> SourceSummary:
    """Try a source: read its first products, and fetch the first photo.

    Raises:
        UsageError, SourceError: it cannot be used; the message says why.
    """
    validate_config(config)
    source = open_source(config, token)
    try:
        page = await _first_page(source)
        names = tuple(product.name or product.id for product in page.products[:_NAMES_SHOWN])
        return SourceSummary(page.total, names, await _note(source, page))
    finally:
        await source.aclose()


async def _first_page(source: ProductSource) -> SourcePage:
    pages = source.pages()
    try:
        async for page in pages:
            return page
        return SourcePage((), 0)
    finally:
        if isinstance(pages, AsyncGenerator):
            await pages.aclose()


async def _note(source: ProductSource, page: SourcePage) -> str:
    notes: list[str] = []
    if page.products:
        first = page.products[0]
        try:
            await source.fetch_photo(first.id, first.image_ref)
        except ImageFetchError as error:
            notes.append(f"The first photo does not load: {error}")
        else:
            notes.append("The first photo loads.")
    elif not page.problems:
        notes.append("There are no products in it yet.")
    if page.problems:
        entries = counted(len(page.problems), "entry cannot", "entries cannot")
        notes.append(f"{entries} be read. {page.problems[0].reason}")
    if isinstance(source, FolderSource) and source.rows_without_photo:
        rows = counted(
            source.rows_without_photo, "row of the table names", "rows of the table name"
        )
        notes.append(f"{rows} no photo in the folder.")
    return " ".join(notes)
