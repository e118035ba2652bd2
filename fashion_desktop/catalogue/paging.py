"""Reading a paginated list to its end, and not a request further."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from urllib.parse import urlsplit

from fashion_desktop.catalogue.product_json import ListPage
from fashion_desktop.catalogue.urls import joined_url, origin_of, shown_host
from fashion_desktop.domain.errors import SourceUnreachableError

READ_AHEAD = 4
"""Pages fetched at the same time where the number of the last page is known."""

FetchPage = Callable[[str], Awaitable[ListPage]]


def page_url(list_url: str, number: int) -> str:
    """Return the URL of a page by its number, from 1."""
    return f"{list_url}?page={number}"


async def following_pages(
    list_url: str, first: ListPage, fetch: FetchPage
) -> AsyncGenerator[ListPage, None]:
    """Iterate over all pages after the first, in order.

    Where ``meta.last_page`` is known, pages are read ahead by number. Otherwise
    ``links.next`` leads on; without it, numbers are counted up until a page is empty.
    The caller stops when pages bring nothing new, which ends the last case too.

    Raises:
        SourceUnreachableError: ``links.next`` leads in a circle.
    """
    if first.last_page is not None:
        pages = _numbered(list_url, first, fetch)
    elif first.has_links:
        pages = _linked(list_url, first, fetch)
    else:
        pages = _counted_up(list_url, first, fetch)
    async with aclosing(pages):
        async for page in pages:
            yield page


async def _numbered(
    list_url: str, first: ListPage, fetch: FetchPage
) -> AsyncGenerator[ListPage, None]:
    last = first.last_page or 1
    number = 2
    ahead: deque[asyncio.Task[ListPage]] = deque()
    try:
        while True:
            while number <= last and len(ahead) < READ_AHEAD:
                ahead.append(asyncio.ensure_future(fetch(page_url(list_url, number))))
                number += 1
            if not ahead:
                return
            page = await ahead[0]
            ahead.popleft()
            yield page
            # The catalogue may grow or shrink while it is read.
            last = last if page.last_page is None else page.last_page
            if not page.entries and number - len(ahead) > last:
                return
    finally:
        for task in ahead:
            task.cancel()
        await asyncio.gather(*ahead, return_exceptions=True)


async def _linked(
    list_url: str, first: ListPage, fetch: FetchPage
) -> AsyncGenerator[ListPage, None]:
    asked = {page_url(list_url, 1), list_url}
    page = first
    while page.next_url:
        url = _own(list_url, page.next_url)
        if url in asked:
            raise SourceUnreachableError(
                f"The page links of {shown_host(list_url)} lead in a circle, so its catalogue "
                "cannot be read to the end. Ask whoever runs the server to correct this."
            )
        asked.add(url)
        page = await fetch(url)
        yield page


def _own(list_url: str, next_url: str) -> str:
    """Return the next page's URL on the API's own origin.

    Behind a proxy, servers tend to write links with an inner host or with http; the token
    could not go there. The query is what matters.
    """
    url = joined_url(list_url, next_url)
    if url is not None and origin_of(url) == origin_of(list_url):
        return url
    return f"{list_url}?{urlsplit(url or '').query}"


async def _counted_up(
    list_url: str, first: ListPage, fetch: FetchPage
) -> AsyncGenerator[ListPage, None]:
    page, number = first, 1
    while page.entries:
        number += 1
        page = await fetch(page_url(list_url, number))
        yield page
