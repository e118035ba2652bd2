"""What can go wrong on the way to a server, as sentences that name the remedy."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from enum import Enum, auto
from typing import TYPE_CHECKING

from fashion_desktop.catalogue.urls import shown_host, shown_url
from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.domain.wording import counted

if TYPE_CHECKING:
    import httpx


class HttpProblem(Enum):
    """Kinds of failure that callers treat differently."""

    UNREACHABLE = auto()
    """No connection to the server could be made."""
    BROKEN_OFF = auto()
    """The connection was made, but the answer did not arrive completely."""
    TOO_SLOW = auto()
    REFUSED = auto()
    """401, or 403 without a token."""
    FORBIDDEN = auto()
    """403 although the token was sent: it is good, but not for this."""
    NOT_FOUND = auto()
    """404 or 410."""
    BUSY = auto()
    """429, or another status with a Retry-After."""
    SERVER_FAULT = auto()
    """5xx."""
    TOO_LARGE = auto()
    UNUSABLE = auto()
    """The address, the redirect, the certificate or the content makes no sense."""


class HttpError(FashionDesktopError):
    """A request that failed for good; the message is a sentence for people.

    Attributes:
        problem: the kind of failure.
        passing: whether the same request may succeed a moment later.
        retry_after_s: how long the server asks to wait, or None.
    """

    def __init__(
        self,
        problem: HttpProblem,
        message: str,
        *,
        passing: bool = False,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message)
        self.problem = problem
        self.passing = passing
        self.retry_after_s = retry_after_s


def error_from_exception(error: httpx.HTTPError | httpx.InvalidURL, url: str) -> HttpError:
    """Return the sentence for a request that got no complete answer."""
    import httpx

    host = shown_host(url)
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | httpx.LocalProtocolError):
        return HttpError(
            HttpProblem.UNUSABLE, f"The address {shown_url(url)} is not valid. Correct it."
        )
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError):
        return _connect_error(error, host)
    if isinstance(error, httpx.TimeoutException):
        return HttpError(
            HttpProblem.TOO_SLOW,
            f"The server {host} takes too long to answer. Try again later.",
            passing=True,
        )
    if isinstance(error, httpx.DecodingError | httpx.TooManyRedirects):
        return HttpError(
            HttpProblem.UNUSABLE,
            f"The server {host} sent an answer that cannot be read. Try again later.",
        )
    return HttpError(
        HttpProblem.BROKEN_OFF,
        f"The connection to {host} broke off before everything had arrived. Try again.",
        passing=True,
    )


def unusable_proxy(url: str) -> HttpError:
    """Return the sentence for a server that only a proxy of an unknown kind would lead to."""
    return HttpError(
        HttpProblem.UNREACHABLE,
        f"The proxy that this computer's settings name for {shown_host(url)} cannot be used. "
        "Set HTTP_PROXY, HTTPS_PROXY and ALL_PROXY to one that begins with http://, or unset them.",
    )


def _connect_error(error: httpx.TransportError, host: str) -> HttpError:
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLError) and cause.reason == "WRONG_VERSION_NUMBER":
            return HttpError(
                HttpProblem.UNUSABLE,
                f"The server {host} does not speak https at this address. "
                "Check the port, or try the address with http://.",
            )
        if isinstance(cause, ssl.SSLError):
            return HttpError(
                HttpProblem.UNUSABLE,
                f"The connection to {host} is not safe: its certificate could not be verified. "
                "Check this computer's date, or ask whoever runs the server.",
            )
        if isinstance(cause, socket.gaierror):
            return HttpError(
                HttpProblem.UNREACHABLE,
                f"No server called {host} was found. "
                "Check the address and the internet connection.",
                passing=cause.errno == socket.EAI_AGAIN,
            )
    return HttpError(
        HttpProblem.UNREACHABLE,
        f"The server {host} cannot be reached. "
        "Check the address and the internet connection, then try again.",
        passing=True,
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def error_from_status(
    status: int,
    url: str,
    retry_after_s: float | None,
    *,
    token_sent: bool,
    takes_token: bool = True,
) -> HttpError:
    """Return the sentence for an answer whose status is not a success.

    Args:
        retry_after_s: how long the server asks to wait, or None.
        token_sent: whether a token went along.
        takes_token: whether a token for this server could be entered at all.
    """
    host = shown_host(url)
    if status in {401, 403}:
        problem = HttpProblem.FORBIDDEN if status == 403 and token_sent else HttpProblem.REFUSED
        return HttpError(
            problem, _refusal(status, host, token_sent=token_sent, takes_token=takes_token)
        )
    if status in {404, 410}:
        return HttpError(
            HttpProblem.NOT_FOUND, f"The server has nothing at {shown_url(url)}. Check the address."
        )
    if status == 429 or (status >= 500 and retry_after_s is not None):
        wait = "" if retry_after_s is None else f" It asks to wait {_duration(retry_after_s)}."
        return HttpError(
            HttpProblem.BUSY,
            f"The server {host} is too busy to answer.{wait} Try again later.",
            passing=True,
            retry_after_s=retry_after_s,
        )
    if status >= 500 or status in {408, 425}:
        return HttpError(
            HttpProblem.SERVER_FAULT,
            f"The server {host} reports a fault of its own (status {status}). Try again later.",
            passing=status != 501,
        )
    return HttpError(
        HttpProblem.UNUSABLE,
        f"The server {host} does not accept the request (status {status}). Check the address.",
    )


def _refusal(status: int, host: str, *, token_sent: bool, takes_token: bool) -> str:
    if not takes_token:
        return (
            f"The server {host} does not hand this out without a login. "
            "Use an address that is open to everybody, or save it as a file."
        )
    if not token_sent:
        return f"The server {host} asks for a token. Give this catalogue one."
    if status == 403:
        return (
            f"The server {host} does not allow access with this token. "
            "Ask whoever runs it for a token with more rights."
        )
    return f"The server {host} refuses the token. Give this catalogue a valid one."


def _duration(seconds: float) -> str:
    if seconds < 90:
        return counted(round(seconds), "second")
    if seconds < 5400:
        return counted(round(seconds / 60), "minute")
    return counted(round(seconds / 3600), "hour")


def too_large(url: str, max_bytes: int) -> HttpError:
    """Return the sentence for a body beyond the limit."""
    return HttpError(
        HttpProblem.TOO_LARGE,
        f"The file at {shown_url(url)} is larger than {max_bytes / 1024**2:.0f} MB. "
        "Use a smaller one.",
    )
