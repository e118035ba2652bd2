"""The one way this program speaks HTTP."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from fashion_desktop import __version__
from fashion_desktop.catalogue.http_body import (
    NOT_MODIFIED,
    HttpBody,
    HttpLimits,
    conditional_headers,
    read_body,
)
from fashion_desktop.catalogue.http_errors import (
    HttpError,
    HttpProblem,
    error_from_exception,
    error_from_status,
    unusable_proxy,
)
from fashion_desktop.catalogue.http_setup import prepare_http
from fashion_desktop.catalogue.redirects import bad_redirect, moved, redirect_target, unsafe
from fashion_desktop.catalogue.retry import parse_retry_after
from fashion_desktop.catalogue.urls import (
    Origin,
    is_http_url,
    origin_of,
    shown_host,
    shown_url,
    split_http_url,
)
from fashion_desktop.domain.errors import UsageError
from fashion_desktop.domain.sources import ImageValidators

if TYPE_CHECKING:
    import ssl

    import httpx

USER_AGENT = f"FashionDesktop/{__version__} (+desktop; product photo indexing)"
MAX_BODY_BYTES = 64 * 1024**2
MAX_REDIRECTS = 5
_CONNECTIONS_A_CLIENT = 4
"""To the API and to wherever its photos redirect."""
_REDIRECTS = {301, 302, 303, 307, 308}
_UNPROXIED_HOSTS = ("127.0.0.1", "localhost", "[::1]")
_T = TypeVar("_T")
logger = logging.getLogger(__name__)


def checked_token(token: str) -> str:
    """Return a token without the space around it.

    Raises:
        UsageError: it holds characters that no HTTP header can carry.
    """
    token = token.strip()
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise UsageError("The token holds spaces or special characters. Copy it again.")
    return token


class HttpClient:
    """Bounded, patient and discreet GET requests.

    The token goes to one origin only (scheme, host and port), whatever a server redirects
    to. Connections are made in the event loop of the first request and belong to it.
    """

    def __init__(
        self,
        token: str | None = None,
        token_origin: str | None = None,
        limits: HttpLimits | None = None,
        may_ask: Callable[[str], bool] = is_http_url,
    ) -> None:
        """Prepare a client; nothing is opened yet.

        Args:
            token: bearer token, or None or empty for none.
            token_origin: any URL of the one origin that gets the token.
            limits: bounds; the defaults suit product photos.
            may_ask: tells which URLs may be asked, those that servers redirect to included.

        Raises:
            UsageError: the token holds characters that no HTTP header can carry.
        """
        self._token = checked_token(token or "")
        self._token_origin: Origin | None = origin_of(token_origin) if token_origin else None
        self._limits = limits or HttpLimits()
        self._may_ask = may_ask
        self._slots = asyncio.Semaphore(self._limits.max_concurrency)
        self._opening = asyncio.Lock()
        self._verification: ssl.SSLContext | None = None
        # One client for each request under way: httpx looks through all connections of a client
        # with every request and answer, which for many of them takes longer than the rest.
        self._clients: list[httpx.AsyncClient] = []
        self._idle: list[httpx.AsyncClient] = []
        self._not_before: dict[Origin | None, float] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        clients, self._clients, self._idle = self._clients, [], []
        # All at once: were one to fail, or this to be stopped, the others close all the same.
        await asyncio.gather(*(client.aclose() for client in clients))

    async def get_json(self, url: str) -> object:
        """Return the parsed JSON at a URL.

        Raises:
            HttpError: no JSON could be had; its message is for people.
        """
        body = await self.get_bytes(url, headers={"Accept": "application/json"})
        try:
            parsed: object = json.loads(body.data or b"")
        except (ValueError, RecursionError):
            kind = "a web page" if "html" in body.content_type else "something else"
            message = (
                f"The server sent {kind} instead of product data from {shown_url(url)}. "
                "Check the address; a product API's usually ends in /api."
            )
            raise HttpError(HttpProblem.UNUSABLE, message) from None
        return parsed

    async def get_bytes(
        self,
        url: str,
        *,
        max_bytes: int = MAX_BODY_BYTES,
        validators: ImageValidators | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpBody:
        """Return the body at a URL, or word that it has not changed.

        Passing faults are tried again with growing pauses, or after as long as the server
        asks for.

        Args:
            url: http or https.
            max_bytes: a longer body is not read to its end, and is an error.
            validators: as an earlier answer gave them.
            headers: further request headers.

        Raises:
            HttpError: no complete answer could be had; its message is for people.
        """
        asked = dict(headers or {}) | conditional_headers(validators)

        async def attempt() -> HttpBody:
            async with self.stream(url, asked) as response:
                return await read_body(response, max_bytes, validators)

        return await self.retrying(attempt, origin_of(url))

    async def retrying(self, attempt: Callable[[], Awaitable[_T]], origin: Origin | None) -> _T:
        """Run attempts until one succeeds or trying again makes no sense.

        When a server asks for a pause, all requests of this client to it hold back. No
        slot is kept meanwhile.

        Raises:
            HttpError: what the last attempt raised.
        """
        policy = self._limits.retry
        loop = asyncio.get_running_loop()
        failures = 0
        while True:
            if (wait_s := self._not_before.get(origin, 0.0) - loop.time()) > 0:
                await asyncio.sleep(wait_s)
            try:
                return await attempt()
            except HttpError as error:
                failures += 1
                if not error.passing or failures > policy.retries:
                    raise
                asked_s = error.retry_after_s
                if asked_s is not None and asked_s > policy.max_retry_after_s:
                    raise
                pause_s = policy.pause_s(failures)
                logger.info("%s Attempt %d follows.", error, failures + 1)
            if asked_s is not None:
                self._not_before[origin] = loop.time() + asked_s
            await asyncio.sleep(pause_s)

    @asynccontextmanager
    async def stream(
        self, url: str, headers: Mapping[str, str] | None = None
    ) -> AsyncIterator[httpx.Response]:
        """Make one attempt; give the answer with its body still to be read.

        Yields:
            An answer whose status is 2xx, 304 or 416.

        Raises:
            HttpError: from the request, or from reading the body inside the block.
        """
        verification = await self._prepared()
        import httpx

        async with self._slots:
            client = self._take_client(verification)
            try:
                async with asyncio.timeout(self._limits.deadline_s):
                    response = await self._follow(client, url, headers or {})
                    try:
                        yield response
                    finally:
                        await response.aclose()
            except TimeoutError:
                message = (
                    f"The server {shown_host(url)} sends too slowly: not complete after "
                    f"{self._limits.deadline_s:g} seconds. Try again later."
                )
                raise HttpError(HttpProblem.TOO_SLOW, message) from None
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise error_from_exception(error, url) from None
            finally:
                if not client.is_closed:
                    self._idle.append(client)

    async def _follow(
        self, client: httpx.AsyncClient, url: str, headers: Mapping[str, str]
    ) -> httpx.Response:
        """Send a request and follow its redirects, deciding at each hop about the token."""
        was_entitled = bool(self._token) and origin_of(url) == self._token_origin
        for _ in range(MAX_REDIRECTS + 1):
            if not self._may_ask(url):
                raise unsafe(url) if is_http_url(url) else bad_redirect(url)
            if not (client.trust_env or _is_unproxied(url)):
                raise unusable_proxy(url)
            token_sent = bool(self._token) and origin_of(url) == self._token_origin
            authorization = {"Authorization": f"Bearer {self._token}"} if token_sent else {}
            request = client.build_request("GET", url, headers={**headers, **authorization})
            response = await client.send(request, stream=True)
            status = response.status_code
            if status in _REDIRECTS and "location" in response.headers:
                await response.aclose()
                url = redirect_target(url, response.headers["location"])
                continue
            if response.is_success or status in {NOT_MODIFIED, 416}:
                return response
            await response.aclose()
            if status in {401, 403} and not token_sent and was_entitled:
                raise moved(url)
            retry_after_s = parse_retry_after(response.headers.get("retry-after", ""))
            raise error_from_status(
                status,
                url,
                retry_after_s,
                token_sent=token_sent,
                takes_token=origin_of(url) == self._token_origin,
            )
        raise bad_redirect(url)

    async def _prepared(self) -> ssl.SSLContext:
        async with self._opening:
            if self._verification is None:
                # Loading httpx and the certificates takes longer than a loop may stand still.
                self._verification = await asyncio.to_thread(prepare_http)
            return self._verification

    def _take_client(self, verification: ssl.SSLContext) -> httpx.AsyncClient:
        if self._idle:
            return self._idle.pop()
        import httpx

        try:
            client = self._new_client(verification)
        except (ValueError, ImportError, httpx.InvalidURL):
            # The environment names a proxy that httpx cannot use. This computer itself is asked
            # without one anyway, and nobody else is.
            client = self._new_client(verification, trust_env=False)
        self._clients.append(client)
        return client

    def _new_client(
        self, verification: ssl.SSLContext, *, trust_env: bool = True
    ) -> httpx.AsyncClient:
        import httpx

        return httpx.AsyncClient(
            verify=verification,
            headers={"User-Agent": USER_AGENT},
            timeout=httpx.Timeout(self._limits.timeout_s, pool=None),
            limits=httpx.Limits(
                max_connections=_CONNECTIONS_A_CLIENT,
                max_keepalive_connections=_CONNECTIONS_A_CLIENT,
            ),
            mounts={f"all://{host}": None for host in _UNPROXIED_HOSTS},
            trust_env=trust_env,
        )


def _is_unproxied(url: str) -> bool:
    parts = split_http_url(url)
    hosts = [host.strip("[]") for host in _UNPROXIED_HOSTS]
    return parts is not None and parts.hostname in hosts
