"""Product source: a product feed (CSV, TSV and the like), from a file or a URL."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fashion_desktop.catalogue.feed_reader import (
    Table,
    checked_mapping,
    product_of_row,
    read_table,
    suggested_mapping,
)
from fashion_desktop.catalogue.http_body import HttpLimits
from fashion_desktop.catalogue.http_client import HttpClient
from fashion_desktop.catalogue.http_errors import HttpError, HttpProblem
from fashion_desktop.catalogue.local_files import (
    MAX_TABLE_BYTES,
    is_dir,
    is_file,
    path_inside,
    read_photo,
    read_table_file,
)
from fashion_desktop.catalogue.photo_http import get_photo
from fashion_desktop.catalogue.source import FetchedPhoto, SourcePage
from fashion_desktop.catalogue.urls import is_http_url, joined_url
from fashion_desktop.domain.errors import (
    ImageFetchError,
    SourceError,
    SourceRefusedError,
    SourceUnreachableError,
)
from fashion_desktop.domain.jobs import PAGE_SIZE, ItemFailure
from fashion_desktop.domain.products import CatalogueProduct
from fashion_desktop.domain.sources import ImageValidators

_PREVIEW_ROWS = 20
_IMAGES_FOLDER = "images"


@dataclass(frozen=True, slots=True)
class FeedPreview:
    """What a feed looks like, for choosing what its columns mean.

    Attributes:
        sample_rows: up to 20 rows, each with one value a column.
        suggested_mapping: column → field, by the columns' names.
        row_count: readable rows, the header not counted.
    """

    columns: tuple[str, ...]
    sample_rows: tuple[tuple[str, ...], ...]
    delimiter: str
    encoding: str
    suggested_mapping: Mapping[str, str]
    row_count: int


async def inspect_feed(location: str) -> FeedPreview:
    """Read a feed's columns and first rows.

    Raises:
        SourceError: the feed cannot be read or is not a table.
    """
    async with HttpClient() as client:
        table = await _read(location, client)
    return FeedPreview(
        columns=table.columns,
        sample_rows=tuple(row.values for row in table.rows[:_PREVIEW_ROWS]),
        delimiter=table.delimiter,
        encoding=table.encoding,
        suggested_mapping=suggested_mapping(table.columns),
        row_count=len(table.rows),
    )


class FeedSource:
    """A product feed; photos are URLs, or files beside the feed or in ``images`` beside it."""

    def __init__(
        self,
        location: str,
        mapping: Mapping[str, str] | None = None,
        limits: HttpLimits | None = None,
    ) -> None:
        """Prepare a source; nothing is read yet.

        Args:
            location: path or http(s) URL of the feed.
            mapping: column → field; empty means by the columns' names.
            limits: bounds of the HTTP client.
        """
        self._location = location
        self._mapping = dict(mapping or {})
        self._folder = None if is_http_url(location) else Path(location).absolute().parent
        self._client = HttpClient(limits=limits)

    async def pages(self) -> AsyncGenerator[SourcePage, None]:
        """Iterate over the rows; see ``ProductSource.pages``."""
        table = await _read(self._location, self._client)
        mapping = checked_mapping(table.columns, self._mapping)
        products, problems = await asyncio.to_thread(self._products, table, mapping)
        total = len(products)
        yield SourcePage(
            tuple(products[:PAGE_SIZE]),
            total,
            (*table.problems, *problems),
            # A row whose fields have shifted does not tell whose it is.
            incomplete=bool(table.problems),
        )
        for start in range(PAGE_SIZE, total, PAGE_SIZE):
            yield SourcePage(tuple(products[start : start + PAGE_SIZE]), total)

    async def fetch_photo(
        self, product_id: str, image_ref: str, validators: ImageValidators | None = None
    ) -> FetchedPhoto:
        """Return a photo; see ``ProductSource.fetch_photo``."""
        if not image_ref:
            raise ImageFetchError(
                f"The feed names no photo for product “{product_id}”. Add one to its row."
            )
        url = self._url(image_ref)
        if url is None:
            return await asyncio.to_thread(self._read_file, image_ref, validators)
        try:
            return await get_photo(self._client, url, validators)
        except HttpError as error:
            raise ImageFetchError(str(error)) from None

    def local_path(self, image_ref: str) -> Path | None:
        """Return the photo's file when the feed names a file that is there."""
        if self._folder is None or self._url(image_ref) is not None:
            return None
        for folder in (self._folder, self._folder / _IMAGES_FOLDER):
            for name in _spellings(image_ref):
                path = path_inside(folder, name)
                if path is not None and is_file(path):
                    return path
        return None

    def image_url(self, image_ref: str) -> str:
        """Return the photo's absolute URL or its path."""
        url = self._url(image_ref)
        if url is not None or self._folder is None:
            return url or image_ref
        path = self.local_path(image_ref) or path_inside(self._folder, image_ref)
        return image_ref if path is None else str(path)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    def _url(self, image_ref: str) -> str | None:
        """Return the URL that a reference means, or None for a file."""
        if is_http_url(image_ref):
            return image_ref
        return joined_url(self._location, image_ref) if self._folder is None else None

    def _read_file(self, image_ref: str, validators: ImageValidators | None) -> FetchedPhoto:
        if self._folder is not None and not is_dir(self._folder):
            raise SourceError(
                f"The folder “{self._folder}” is not there any more. "
                "Reconnect the drive, or choose another feed."
            )
        path = self.local_path(image_ref)
        if path is None:
            raise ImageFetchError(
                f"There is no file “{image_ref}” beside the feed. "
                "Put it there, or correct the row in the feed."
            )
        return read_photo(path, validators)

    def _products(
        self, table: Table, mapping: Mapping[str, str]
    ) -> tuple[list[CatalogueProduct], list[ItemFailure]]:
        products: dict[str, CatalogueProduct] = {}
        problems: list[ItemFailure] = []
        for row in table.rows:
            product = product_of_row(table.columns, row, mapping)
            place = f"line {row.line}"
            if not product.id:
                problems.append(
                    ItemFailure(place, f"Line {row.line} has no id. Add one in the feed.")
                )
            elif product.id not in products:
                products[product.id] = product
            elif product != products[product.id]:
                reason = (
                    f"Line {row.line} uses the id “{product.id}” again for another product; "
                    "the first one counts. Correct the id in the feed."
                )
                problems.append(ItemFailure(place, reason))
        return list(products.values()), problems


def _spellings(reference: str) -> Iterable[str]:
    """Return a reference as it is, and with accents as other systems store them."""
    forms = (unicodedata.normalize("NFC", reference), unicodedata.normalize("NFD", reference))
    return dict.fromkeys((reference, *forms))


async def _read(location: str, client: HttpClient) -> Table:
    if is_http_url(location):
        data = await _download(location, client)
    else:
        data = await asyncio.to_thread(read_table_file, Path(location))
    return await asyncio.to_thread(read_table, data)


async def _download(url: str, client: HttpClient) -> bytes:
    try:
        body = await client.get_bytes(url, max_bytes=MAX_TABLE_BYTES)
    except HttpError as error:
        if error.problem is HttpProblem.REFUSED:
            raise SourceRefusedError(str(error)) from None
        if error.problem in {HttpProblem.NOT_FOUND, HttpProblem.UNUSABLE, HttpProblem.TOO_LARGE}:
            raise SourceError(str(error)) from None
        raise SourceUnreachableError(str(error)) from None
    return body.data or b""
