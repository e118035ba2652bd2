"""The HTTP client against a real server on loopback."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from support.product_api_server import Fault, ProductApiServer, make_products
from support.surroundings import use_proxy

from fashion_desktop.catalogue.http_body import HttpLimits
from fashion_desktop.catalogue.http_client import USER_AGENT, HttpClient
from fashion_desktop.catalogue.http_errors import HttpError, HttpProblem
from fashion_desktop.catalogue.photo_http import get_photo
from fashion_desktop.catalogue.retry import RetryPolicy
from fashion_desktop.domain.errors import UsageError
from fashion_desktop.domain.sources import ImageValidators

FAST = HttpLimits(timeout_s=2.0, deadline_s=5.0, retry=RetryPolicy(backoff_s=0.01))
IMPATIENT = replace(FAST, retry=RetryPolicy(retries=0))
TOKEN = "tok3n-S3CRET"


@pytest.fixture
def server() -> Iterator[ProductApiServer]:
    with ProductApiServer(make_products(3)) as running:
        yield running


def image_url(server: ProductApiServer, product_id: int = 1) -> str:
    return f"{server.base_url}/products/{product_id}/image"


async def server_asked(server: ProductApiServer) -> None:
    """Wait until a request has arrived."""
    await asyncio.to_thread(server.asked.wait, 5.0)
    assert server.asked.is_set()


async def test_it_introduces_itself_and_returns_the_bytes(server: ProductApiServer) -> None:
    async with HttpClient(limits=FAST) as client:
        body = await client.get_bytes(image_url(server))
    assert body.data == server.products["1"].image
    assert body.content_type == "image/jpeg"
    assert server.requests[0].headers["user-agent"] == USER_AGENT
    assert server.requests[0].authorization is None


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=429),
        Fault(status=500),
        Fault(status=502),
        Fault(status=503, retry_after="0"),
        Fault(status=504),
        Fault(drop=True),
        Fault(truncate=True),
        Fault(delay_s=1.0),
    ],
    ids=["429", "500", "502", "503", "504", "dropped", "truncated", "timed-out"],
)
async def test_passing_faults_are_tried_again(server: ProductApiServer, fault: Fault) -> None:
    server.fail_image(1, fault, fault)
    limits = replace(FAST, timeout_s=0.2) if fault.delay_s else FAST
    async with HttpClient(limits=limits) as client:
        body = await client.get_bytes(image_url(server))
    assert body.data == server.products["1"].image
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 501])
async def test_lasting_faults_are_not_tried_again(server: ProductApiServer, status: int) -> None:
    server.fail_image(1, Fault(status=status))
    async with HttpClient(limits=FAST) as client:
        with pytest.raises(HttpError):
            await client.get_bytes(image_url(server))
    assert len(server.requests) == 1


async def test_it_gives_up_after_the_last_attempt(server: ProductApiServer) -> None:
    server.fail_image(1, Fault(status=503), forever=True)
    async with HttpClient(limits=FAST) as client:
        with pytest.raises(HttpError, match="Try again later") as caught:
            await client.get_bytes(image_url(server))
    assert caught.value.problem is HttpProblem.SERVER_FAULT
    assert len(server.requests) == 4


async def test_retry_after_is_waited_for(server: ProductApiServer) -> None:
    server.fail_image(1, Fault(status=429, retry_after="1"))
    started = time.monotonic()
    async with HttpClient(limits=FAST) as client:
        await client.get_bytes(image_url(server))
    assert time.monotonic() - started >= 1.0


class Heard(logging.Handler):
    """Sets an event as soon as anything is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.event = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        del record
        self.event.set()


async def test_other_requests_hold_back_as_well(
    server: ProductApiServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.fail_image(1, Fault(status=429, retry_after="1"))
    logger = logging.getLogger("fashion_desktop.catalogue.http_client")
    caplog.set_level(logging.INFO, logger.name)
    heard = Heard()
    logger.addHandler(heard)
    async with HttpClient(limits=FAST) as client:
        first = asyncio.create_task(client.get_bytes(image_url(server, 1)))
        await heard.event.wait()
        started = time.monotonic()
        await client.get_bytes(image_url(server, 2))
        assert time.monotonic() - started > 0.9
        await first
    logger.removeHandler(heard)


async def test_too_long_a_retry_after_is_an_error_at_once(server: ProductApiServer) -> None:
    server.fail_image(1, Fault(status=503, retry_after="600"))
    async with HttpClient(limits=FAST) as client:
        with pytest.raises(HttpError, match="wait 10 minutes"):
            await client.get_bytes(image_url(server))
    assert len(server.requests) == 1


async def test_a_waiting_request_can_be_cancelled(server: ProductApiServer) -> None:
    server.fail_image(1, Fault(status=503, retry_after="30"))
    async with HttpClient(limits=FAST) as client:
        task = asyncio.create_task(client.get_bytes(image_url(server)))
        await server_asked(server)
        started = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert time.monotonic() - started < 1.0


async def test_cancelling_at_any_moment_leaves_the_client_usable(
    server: ProductApiServer,
) -> None:
    server.set_image(1, b"\xff\xd8" + bytes(300_000))
    async with HttpClient(limits=replace(FAST, max_concurrency=4)) as client:
        for tenths in range(8):
            tasks = [asyncio.create_task(client.get_bytes(image_url(server))) for _ in range(10)]
            await asyncio.sleep(tenths * 0.01)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        assert (await client.get_bytes(image_url(server))).data


async def test_a_dripping_server_cannot_hold_a_slot(server: ProductApiServer) -> None:
    server.fail_image(1, Fault(drip_s=0.05), forever=True)
    limits = replace(FAST, max_concurrency=1, deadline_s=0.4)
    async with HttpClient(limits=limits) as client:
        with pytest.raises(HttpError, match="too slowly"):
            await client.get_bytes(image_url(server))
        body = await client.get_bytes(image_url(server, 2))
    assert body.data == server.products["2"].image


async def test_concurrency_is_bounded(server: ProductApiServer) -> None:
    server.latency_s = 0.1
    async with HttpClient(limits=replace(FAST, max_concurrency=2)) as client:
        started = time.monotonic()
        await asyncio.gather(*(client.get_bytes(image_url(server, 1)) for _ in range(6)))
    assert time.monotonic() - started >= 0.3


async def test_a_large_body_is_not_read(server: ProductApiServer) -> None:
    server.set_image(1, b"\xff\xd8" + bytes(3 * 1024**2))
    async with HttpClient(limits=FAST) as client:
        with pytest.raises(HttpError, match="larger than 2 MB") as caught:
            await client.get_bytes(image_url(server), max_bytes=2 * 1024**2)
    assert caught.value.problem is HttpProblem.TOO_LARGE
    assert len(server.requests) == 1


async def test_a_lasting_truncation_is_an_error(server: ProductApiServer) -> None:
    server.fail_image(1, Fault(truncate=True), forever=True)
    async with HttpClient(limits=FAST) as client:
        with pytest.raises(HttpError, match="broke off"):
            await client.get_bytes(image_url(server))


async def test_unchanged_photos_are_not_sent_again(server: ProductApiServer) -> None:
    async with HttpClient(limits=FAST) as client:
        first = await get_photo(client, image_url(server))
        assert first.validators.etag
        assert first.validators.last_modified
        again = await get_photo(client, image_url(server), first.validators)
        assert again.data is None
        assert again.validators == first.validators
        server.set_image(1, b"\xff\xd8 another")
        changed = await get_photo(client, image_url(server), first.validators)
    assert changed.data == b"\xff\xd8 another"
    assert changed.validators != first.validators


async def test_odd_validators_are_not_sent(server: ProductApiServer) -> None:
    odd = ImageValidators(etag='"ä"', last_modified="a\r\nX-Injected: 1")
    async with HttpClient(limits=FAST) as client:
        assert (await get_photo(client, image_url(server), odd)).data
    assert "if-none-match" not in server.requests[0].headers
    assert "x-injected" not in server.requests[0].headers


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"  <!DOCTYPE html><html></html>", "web page instead of a photo"),
        (b'{"message": "no"}', "JSON. instead of a photo"),
        (b"", "empty file"),
    ],
)
async def test_what_is_no_image_is_named(server: ProductApiServer, body: bytes, words: str) -> None:
    server.raw_paths["/x.jpg"] = ("image/jpeg", body)
    async with HttpClient(limits=FAST) as client:
        with pytest.raises(HttpError, match=words):
            await get_photo(client, f"{server.origin}/x.jpg")


async def test_an_image_with_a_wrong_content_type_is_an_image(server: ProductApiServer) -> None:
    server.raw_paths["/x.jpg"] = ("text/html", b"\xff\xd8 photo")
    async with HttpClient(limits=FAST) as client:
        assert (await get_photo(client, f"{server.origin}/x.jpg")).data == b"\xff\xd8 photo"


async def test_a_web_page_instead_of_json_is_named(server: ProductApiServer) -> None:
    server.raw_paths["/page"] = ("text/html", b"<html>Welcome</html>")
    async with HttpClient(limits=FAST) as client:
        with pytest.raises(HttpError, match="web page instead of product data"):
            await client.get_json(f"{server.origin}/page")


async def test_redirects_are_followed_within_bounds(server: ProductApiServer) -> None:
    server.fail("/old", Fault(status=302, location="/api/products/1/image"))
    server.fail("/circle", Fault(status=301, location="/circle"), forever=True)
    server.fail("/away", Fault(status=302, location="file:///etc/passwd"))
    async with HttpClient(limits=FAST) as client:
        body = await client.get_bytes(f"{server.origin}/old")
        assert body.data == server.products["1"].image
        with pytest.raises(HttpError, match="leads nowhere"):
            await client.get_bytes(f"{server.origin}/circle")
        with pytest.raises(HttpError, match="leads nowhere"):
            await client.get_bytes(f"{server.origin}/away")


async def test_nobody_there() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with HttpClient(limits=FAST) as client:
        with pytest.raises(HttpError, match="cannot be reached") as caught:
            await client.get_bytes(f"http://127.0.0.1:{port}/")
    assert caught.value.problem is HttpProblem.UNREACHABLE


async def test_no_such_host() -> None:
    async with HttpClient(limits=IMPATIENT) as client:
        with pytest.raises(HttpError, match=r"No server called nowhere\.invalid") as caught:
            await client.get_bytes("http://nowhere.invalid/")
    assert caught.value.problem is HttpProblem.UNREACHABLE


async def test_plain_http_behind_https_is_an_error(server: ProductApiServer) -> None:
    async with HttpClient(limits=IMPATIENT) as client:
        with pytest.raises(HttpError):
            await client.get_bytes(f"https://127.0.0.1:{server.port}/")


@pytest.mark.parametrize(
    "proxy", ["socks://ann:pw@h:1", "socks4://h:1", "socks5://ann:pw@h:1", "http://ann:pw@h:port"]
)
async def test_a_proxy_that_cannot_be_used_is_named_and_not_gone_round(
    server: ProductApiServer, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    use_proxy(monkeypatch, proxy)
    away = "https://shop.example/photo.jpg"
    server.fail("/away", Fault(status=302, location=away), forever=True)
    async with HttpClient(limits=FAST) as client:
        assert (await client.get_bytes(image_url(server))).data == server.products["1"].image
        for url in (away, f"{server.origin}/away"):
            with pytest.raises(HttpError, match=r"proxy .* cannot be used.*http://") as caught:
                await client.get_bytes(url)
            assert caught.value.problem is HttpProblem.UNREACHABLE
            assert "pw" not in str(caught.value)
        assert (await client.get_bytes(image_url(server))).data


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "sécret"])
def test_tokens_that_no_header_can_carry_are_refused(token: str) -> None:
    with pytest.raises(UsageError) as caught:
        HttpClient(token, "https://shop.example")
    assert token not in str(caught.value)


# The token


async def test_the_token_goes_to_its_origin_only(server: ProductApiServer) -> None:
    with ProductApiServer(make_products(3)) as other:
        async with HttpClient(TOKEN, server.base_url, FAST) as client:
            await client.get_bytes(image_url(server))
            await client.get_bytes(image_url(other))
        assert server.requests[0].authorization == f"Bearer {TOKEN}"
        assert other.requests[0].authorization is None
        assert TOKEN not in str(other.requests[0])


async def test_the_token_does_not_follow_a_redirect(server: ProductApiServer) -> None:
    with ProductApiServer(make_products(3)) as other:
        server.fail_image(1, Fault(status=307, location=image_url(other)))
        other.fail_image(1, Fault(status=307, location=image_url(server, 2)))
        async with HttpClient(TOKEN, server.base_url, FAST) as client:
            body = await client.get_bytes(image_url(server))
        assert body.data == server.products["2"].image
        assert [request.authorization for request in other.requests] == [None]
        assert server.requests[1].authorization == f"Bearer {TOKEN}"


async def test_a_redirect_to_where_the_token_may_not_go_is_explained(
    server: ProductApiServer,
) -> None:
    with ProductApiServer(make_products(1), token=TOKEN) as other:
        server.fail("/api/products", Fault(status=301, location=f"{other.base_url}/products"))
        async with HttpClient(TOKEN, server.base_url, FAST) as client:
            with pytest.raises(HttpError, match="change the catalogue's address") as caught:
                await client.get_json(f"{server.base_url}/products")
        assert caught.value.problem is HttpProblem.FORBIDDEN
        assert all(request.authorization is None for request in other.requests)


async def test_the_token_is_never_logged_or_told(
    server: ProductApiServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for status in (401, 403, 404, 418, 429, 500):
        server.fail_image(1, Fault(status=status), forever=True)
        async with HttpClient(TOKEN, server.base_url, FAST) as client:
            # The loggers of the libraries below may have been turned up by others.
            await client.get_json(f"{server.base_url}/products?signature=SIGNED-s3cret")
            for name in ("httpx", "httpcore"):
                caplog.set_level(logging.DEBUG, name)
            await client.get_json(f"{server.base_url}/products?signature=SIGNED-s3cret")
            with pytest.raises(HttpError) as caught:
                await client.get_bytes(f"{image_url(server)}?signature=SIGNED-s3cret")
        told = f"{caught.value} {caught.value!r} {caught.value.__cause__!r}"
        assert TOKEN not in told
        assert "SIGNED-s3cret" not in told
    everything = "\n".join(record.getMessage() for record in caplog.records)
    assert any(record.name == "httpx" for record in caplog.records)
    assert TOKEN not in everything
    assert "SIGNED-s3cret" not in everything
