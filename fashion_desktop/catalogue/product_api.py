"""Product source: a paginated product API."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from urllib.parse import quote, urlsplit, urlunsplit

from fashion_desktop.catalogue.http_body import HttpLimits
from fashion_desktop.catalogue.http_client import HttpClient
from fashion_desktop.catalogue.http_errors import HttpError, HttpProblem
from fashion_desktop.catalogue.paging import following_pages, page_url
from fashion_desktop.catalogue.photo_http import get_photo
from fashion_desktop.catalogue.product_json import ListPage, parse_entry, parse_list_page
from fashion_desktop.catalogue.source import FetchedPhoto, SourcePage
from fashion_desktop.catalogue.urls import joined_url, origin_of, shown_host, shown_url
from fashion_desktop.domain.errors import (
    ImageFetchError,
    SourceError,
    SourceRefusedError,
    SourceUnreachableError,
)
from fashion_desktop.domain.jobs import ItemFailure
from fashion_desktop.domain.products import CatalogueProduct
from fashion_desktop.domain.sources import ImageValidators

_IDLE_PAGES_ALLOWED = 1
"""Further pages in a row without any new product before a server counts as going round."""
_API_PHOTO_PATH = re.compile(r"/products/[^/]+/image$")


class _NoListError(SourceError):
    """There is an answer, but no list of products in it."""


class ProductApiSource:
    """The product API of a shop.

    An image reference on the API's own origin is stored as its path (``/api/products/7/image``),
    so that it stays valid when the host or the port of the base URL changes; any other is an
    absolute URL.
    """

    def __init__(
        self,
        base_url: str,
        token: str | None = None,
        limits: HttpLimits | None = None,
        *,
        token_variable: str = "",
    ) -> None:
        """Prepare a source; nothing is requested yet.

        Args:
            base_url: with or without ``/api``, ``/products`` or a trailing slash.
            token: bearer token; sent to the origin of ``base_url`` only.
            limits: bounds of the HTTP client.
            token_variable: environment variable that the token is from, or empty.

        Raises:
            UsageError: the token holds characters that cannot be sent.
        """
        self._token_variable = token_variable
        self._given_base = _trimmed(base_url)
        self._own_origin = origin_of(self._given_base)
        self._answering_base = ""
        self._client = HttpClient(token, base_url, limits)

    async def pages(self) -> AsyncGenerator[SourcePage, None]:
        """Iterate over the whole catalogue; see ``ProductSource.pages``."""
        page = await self._first_page()
        list_url = f"{self._answering_base}/products"
        seen: set[str] = set()
        yield self._source_page(page, 1, seen)
        number, idle, previous = 1, 0, page
        async with aclosing(following_pages(list_url, page, self._list_page)) as pages:
            async for page in pages:
                number += 1
                known = len(seen)
                found = self._source_page(page, number, seen)
                is_repeated = page.entries == previous.entries or not found.problems
                idle = idle + 1 if len(seen) == known and is_repeated else 0
                if idle and page.says_nothing_of_others:
                    return
                if idle > _IDLE_PAGES_ALLOWED and _more_to_come(page, number):
                    raise SourceUnreachableError(
                        f"The server {shown_host(list_url)} sends the same products again and "
                        "again, so its catalogue cannot be read to the end. "
                        "Ask whoever runs the server to correct this."
                    )
                previous = page
                yield found

    async def fetch_photo(
        self, product_id: str, image_ref: str, validators: ImageValidators | None = None
    ) -> FetchedPhoto:
        """Return a photo; see ``ProductSource.fetch_photo``.

        When a photo is not to be had on another host, the API's own
        ``/products/{id}/image`` is asked once.
        """
        url = self.image_url(image_ref)
        try:
            return await get_photo(self._client, url, validators)
        except HttpError as error:
            if self._is_own(url):
                raise self._photo_error(error, url) from None
            if error.problem not in {
                HttpProblem.NOT_FOUND,
                HttpProblem.REFUSED,
                HttpProblem.FORBIDDEN,
            }:
                raise ImageFetchError(str(error)) from None
            first_error = error
        base = await self._base()
        own_url = f"{base}/products/{quote(product_id, safe='')}/image"
        try:
            # A date alone could belong to the other host's photo; an ETag cannot.
            known = validators if validators is not None and validators.etag else None
            return await get_photo(self._client, own_url, known)
        except HttpError as own_error:
            if own_error.problem is HttpProblem.UNREACHABLE:
                raise self._photo_error(own_error, own_url) from None
            raise ImageFetchError(str(first_error)) from None

    def local_path(self, image_ref: str) -> None:
        """Return None: photos of an API are never on this machine already."""

    def image_url(self, image_ref: str) -> str:
        """Return the absolute URL of a stored image reference."""
        base = self._answering_base or self._given_base
        return joined_url(f"{base}/", image_ref) or image_ref

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    # Finding the API

    async def _base(self) -> str:
        if not self._answering_base:
            await self._first_page()
        return self._answering_base

    async def _first_page(self) -> ListPage:
        """Return page 1 and remember the base URL that gave it: as given, or with ``/api``.

        Raises:
            SourceError: neither gives a list of products.
        """
        bases = [self._answering_base or self._given_base]
        if not bases[0].endswith("/api"):
            bases.append(f"{bases[0]}/api")
        errors: list[SourceError] = []
        for base in bases:
            try:
                page = await self._list_page(page_url(f"{base}/products", 1))
            except (SourceRefusedError, _NoListError) as error:
                errors.append(error)
            else:
                self._answering_base = base
                return page
        refusals = [error for error in errors if isinstance(error, SourceRefusedError)]
        if refusals or len(errors) == 1:
            raise (refusals or errors)[0]
        raise SourceError(
            f"No product API answers at {shown_url(bases[0])} or {shown_url(bases[1])}. "
            "Check the address."
        )

    async def _list_page(self, url: str) -> ListPage:
        try:
            page = parse_list_page(await self._client.get_json(url))
        except HttpError as error:
            if error.problem in {HttpProblem.REFUSED, HttpProblem.FORBIDDEN}:
                raise self._refused(error, url) from None
            if error.problem in {HttpProblem.NOT_FOUND, HttpProblem.UNUSABLE}:
                raise _NoListError(str(error)) from None
            raise SourceUnreachableError(str(error)) from None
        if page is None:
            raise _NoListError(
                f"The answer from {shown_url(url)} holds no list of products. "
                "Check the address; a product API's usually ends in /api."
            )
        return page

    # Entries

    def _source_page(self, page: ListPage, number: int, seen: set[str]) -> SourcePage:
        """Return the products of a page that were not seen before.

        While a catalogue shifts under the reader, a product can come on two pages: the
        first one counts.
        """
        products: list[CatalogueProduct] = []
        problems: list[ItemFailure] = []
        for position, raw in enumerate(page.entries, start=1):
            entry = parse_entry(raw)
            if isinstance(entry, str):
                place = f"page {number}, entry {position}"
                problems.append(ItemFailure(place, f"The entry {entry}. Correct it in the shop."))
                continue
            product = entry.product
            if product.id in seen:
                continue
            seen.add(product.id)
            page_address = joined_url(f"{self._answering_base}/", entry.page) if entry.page else ""
            image_ref = self._stored_ref(product.id, entry.image)
            products.append(replace(product, image_ref=image_ref, page_url=page_address or ""))
        return SourcePage(tuple(products), page.total, tuple(problems))

    def _stored_ref(self, product_id: str, image: str) -> str:
        url = joined_url(f"{self._answering_base}/", image) if image else None
        if url is None:
            url = f"{self._answering_base}/products/{quote(product_id, safe='')}/image"
        if not self._is_own(url):
            return url
        parts = urlsplit(url)
        # Two slashes in front would be read as another host's name when the path is used.
        start = "/." if parts.path.startswith("//") else ""
        return urlunsplit(("", "", start + (parts.path or "/"), parts.query, ""))

    def _is_own(self, url: str) -> bool:
        return origin_of(url) == self._own_origin

    def _photo_error(self, error: HttpError, url: str) -> ImageFetchError | SourceError:
        """Tell apart what concerns one photo from what concerns the API as a whole."""
        if error.problem is HttpProblem.UNREACHABLE:
            return SourceUnreachableError(str(error))
        if error.problem is HttpProblem.REFUSED and _API_PHOTO_PATH.search(urlsplit(url).path):
            return self._refused(error, url)
        return ImageFetchError(str(error))

    def _refused(self, error: HttpError, url: str) -> SourceRefusedError:
        if not self._token_variable or error.problem is HttpProblem.FORBIDDEN:
            return SourceRefusedError(str(error))
        return SourceRefusedError(
            f"The server {shown_host(url)} does not accept the token. "
            f"Set the environment variable {self._token_variable} to a valid one."
        )


def _trimmed(base_url: str) -> str:
    """Return a base URL without what people leave at its end: ``/products``, query, slash."""
    parts = urlsplit(base_url.strip())
    path = parts.path.rstrip("/").removesuffix("/products").rstrip("/")
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def _more_to_come(page: ListPage, number: int) -> bool:
    return bool(page.next_url) or (page.last_page is not None and number < page.last_page)
