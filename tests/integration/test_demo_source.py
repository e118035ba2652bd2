"""The demo source: the product API source in front of a server of its own."""

from __future__ import annotations

import asyncio
import threading
from contextlib import aclosing

import pytest
from support.surroundings import use_proxy

from fashion_desktop.catalogue import demo_source
from fashion_desktop.catalogue.demo_source import DemoSource
from fashion_desktop.catalogue.factory import check_source, open_source
from fashion_desktop.catalogue.http_body import HttpLimits
from fashion_desktop.catalogue.http_client import HttpClient
from fashion_desktop.catalogue.http_errors import HttpError
from fashion_desktop.catalogue.retry import RetryPolicy
from fashion_desktop.domain.sources import SourceConfig, SourceKind

CONFIG = SourceConfig(SourceKind.DEMO)


async def test_references_stay_valid_after_a_restart_of_the_server() -> None:
    async with aclosing(open_source(CONFIG, None)) as source:
        products = [product async for page in source.pages() for product in page.products]
    assert len(products) >= 240
    assert len({product.id for product in products}) == len(products)
    assert all(product.name and product.price for product in products)
    async with aclosing(open_source(CONFIG, None)) as source:
        photo = await source.fetch_photo(products[5].id, products[5].image_ref)
        again = await source.fetch_photo(products[5].id, products[5].image_ref, photo.validators)
    assert photo.data
    assert again.data is None


async def test_the_server_runs_while_anyone_uses_it() -> None:
    first, second = DemoSource(), DemoSource()
    summary = await check_source(CONFIG, None)
    assert summary.total is not None
    pages = await asyncio.gather(anext(first.pages()), anext(second.pages()))
    ref = pages[0].products[0].image_ref
    url = second.image_url(ref)
    assert url.startswith("http://127.0.0.1:")
    await first.aclose()
    async with HttpClient() as client:
        assert (await client.get_bytes(url)).data
    await second.aclose()
    await second.aclose()
    async with HttpClient(limits=HttpLimits(retry=RetryPolicy(retries=0))) as client:
        with pytest.raises(HttpError, match="cannot be reached"):
            await client.get_bytes(url)


async def test_a_proxy_that_cannot_be_used_does_not_matter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use_proxy(monkeypatch, "socks5://127.0.0.1:9")
    summary = await check_source(CONFIG, None)
    assert summary.total is not None
    assert "The first photo loads." in summary.note


@pytest.mark.parametrize("cancelled_when_started", [False, True])
async def test_who_is_cancelled_while_the_server_starts_is_no_user_of_it(
    cancelled_when_started: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, may_go_on = threading.Event(), threading.Event()
    acquire = demo_source._SHARED.acquire

    def slow_acquire() -> str:
        entered.set()
        may_go_on.wait(10)
        return acquire()

    monkeypatch.setattr(demo_source._SHARED, "acquire", slow_acquire)
    source = DemoSource()
    reading = asyncio.ensure_future(anext(source.pages()))
    await asyncio.to_thread(entered.wait, 10)
    if cancelled_when_started:
        may_go_on.set()
        while demo_source._SHARED._users == 0:
            await asyncio.to_thread(threading.Event().wait, 0.001)
        # The thread has done its part; the coroutine has not been told yet.
    reading.cancel()
    may_go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await source.aclose()
    assert demo_source._SHARED._server is None
    assert demo_source._SHARED._users == 0
