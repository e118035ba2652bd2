"""Photos by address: image, web page, data URL."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest
from support.product_api_server import Fault, ProductApiServer

from fashion_desktop.catalogue.http_body import HttpLimits
from fashion_desktop.catalogue.lookup import fetch_image_url
from fashion_desktop.catalogue.retry import RetryPolicy
from fashion_desktop.domain.errors import ImageFetchError

FAST = HttpLimits(timeout_s=2.0, deadline_s=5.0, retry=RetryPolicy(retries=1, backoff_s=0.01))
PHOTO = b"\xff\xd8 a photo, " + bytes(range(256))


@pytest.fixture
def server() -> Iterator[ProductApiServer]:
    with ProductApiServer() as running:
        running.raw_paths["/a.jpg"] = ("image/jpeg", PHOTO)
        yield running


async def test_a_photo_s_own_address(server: ProductApiServer) -> None:
    assert await fetch_image_url(f" {server.origin}/a.jpg?w=600 ", limits=FAST) == PHOTO
    assert server.requests[0].authorization is None


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:image" content="/a.jpg">',
        "<META content='/a.jpg' PROPERTY='OG:IMAGE'/>",
        '<meta name="twitter:image" content="a.jpg">',
        '<link rel="image_src" href="/a.jpg">',
        '<meta property="og:image"><meta property="og:image" content="/a.jpg?x=1&amp;y">',
    ],
)
async def test_a_web_page_that_names_its_image(server: ProductApiServer, head: str) -> None:
    page = f"<!DOCTYPE html><html><head>{head}</head><body>Größe</body></html>"
    server.raw_paths["/page"] = ("text/html", page.encode())
    assert await fetch_image_url(f"{server.origin}/page", limits=FAST) == PHOTO


async def test_a_web_page_is_followed_once(server: ProductApiServer) -> None:
    page = b'<html><meta property="og:image" content="/page">'
    server.raw_paths["/page"] = ("text/html", page)
    with pytest.raises(ImageFetchError, match="web page instead of a photo"):
        await fetch_image_url(f"{server.origin}/page", limits=FAST)
    assert len(server.requests) == 2


async def test_a_web_page_without_an_image(server: ProductApiServer) -> None:
    server.raw_paths["/page"] = ("text/html", b"<html><meta property='og:image' content='x:y'>")
    with pytest.raises(ImageFetchError, match=r"names no photo\. Drag the photo itself"):
        await fetch_image_url(f"{server.origin}/page", limits=FAST)


async def test_data_urls() -> None:
    encoded = base64.b64encode(PHOTO).decode()
    assert await fetch_image_url(f"data:image/jpeg;base64,{encoded}") == PHOTO
    quoted = encoded.replace("+", "%2B").replace("/", "%2F")
    assert await fetch_image_url(f"data:image/jpeg;base64,{quoted}") == PHOTO
    assert await fetch_image_url("data:,%FF%D8x") == b"\xff\xd8x"


@pytest.mark.parametrize(
    "url",
    ["data:image/png;base64", "data:image/png;base64,", "data:image/png;base64,AAA",
     "data:image/png;base64,!!!!"],
)  # fmt: skip
async def test_damaged_data_urls(url: str) -> None:
    with pytest.raises(ImageFetchError, match="Save it as a file"):
        await fetch_image_url(url)


@pytest.mark.parametrize("url", ["", "a.jpg", "www.shop.example/a.jpg", "file:///etc/passwd"])
async def test_what_is_no_address(url: str) -> None:
    with pytest.raises(ImageFetchError, match="begins with https://"):
        await fetch_image_url(url)


async def test_limits_and_faults(server: ProductApiServer) -> None:
    with pytest.raises(ImageFetchError, match="larger than"):
        await fetch_image_url(f"{server.origin}/a.jpg", max_bytes=100, limits=FAST)
    with pytest.raises(ImageFetchError, match="too large"):
        await fetch_image_url("data:,0123456789", max_bytes=5)
    server.fail("/a.jpg", Fault(status=404))
    with pytest.raises(ImageFetchError, match="has nothing at"):
        await fetch_image_url(f"{server.origin}/a.jpg", limits=FAST)
    server.fail("/a.jpg", Fault(status=403))
    with pytest.raises(ImageFetchError, match=r"without a login.*save it as a file"):
        await fetch_image_url(f"{server.origin}/a.jpg", limits=FAST)
    with pytest.raises(ImageFetchError, match="does not speak https"):
        await fetch_image_url(f"https{server.origin.removeprefix('http')}/a.jpg", limits=FAST)
