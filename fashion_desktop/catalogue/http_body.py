"""One HTTP answer: its bounds, its body and how to ask whether it has changed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fashion_desktop.catalogue.http_errors import error_from_status, too_large
from fashion_desktop.catalogue.retry import RetryPolicy
from fashion_desktop.domain.sources import ImageValidators

if TYPE_CHECKING:
    import httpx

NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class HttpLimits:
    """Bounds on what one client asks of servers and of this machine.

    Attributes:
        max_concurrency: requests under way at the same time.
        timeout_s: longest silence while connecting, sending or receiving.
        deadline_s: longest duration of one attempt, however steadily bytes drip in; None
            for no such bound.
        retry: when and how often to try again.
    """

    max_concurrency: int = 32
    timeout_s: float = 30.0
    deadline_s: float | None = 120.0
    retry: RetryPolicy = field(default_factory=RetryPolicy)


@dataclass(frozen=True, slots=True)
class HttpBody:
    """A complete answer.

    Attributes:
        data: the body; None when the server says that it has not been modified.
        url: where it came from in the end, after redirects.
        content_type: media type in lower case without parameters, or empty.
        validators: what to send to ask whether it has changed since.
    """

    data: bytes | None
    url: str
    content_type: str
    validators: ImageValidators


async def read_body(
    response: httpx.Response, max_bytes: int, validators: ImageValidators | None
) -> HttpBody:
    """Read an answer to its end.

    Raises:
        HttpError: it is longer than allowed, or not what was asked for.
    """
    url = str(response.url)
    headers = response.headers
    given = ImageValidators(headers.get("etag", ""), headers.get("last-modified", ""))
    content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if response.status_code == NOT_MODIFIED and validators is not None:
        kept = replace(
            validators,
            etag=given.etag or validators.etag,
            last_modified=given.last_modified or validators.last_modified,
        )
        return HttpBody(None, url, content_type, kept)
    if not response.is_success:
        raise error_from_status(response.status_code, url, None, token_sent=False)
    declared = headers.get("content-length", "")
    if declared.isdigit() and int(declared) > max_bytes:
        raise too_large(url, max_bytes)
    data = bytearray()
    async for chunk in response.aiter_bytes():
        data += chunk
        if len(data) > max_bytes:
            raise too_large(url, max_bytes)
    return HttpBody(bytes(data), url, content_type, given)


def conditional_headers(validators: ImageValidators | None) -> dict[str, str]:
    """Return the request headers that ask "has it changed?"; only what a header can carry."""
    if validators is None:
        return {}
    headers = {
        "If-None-Match": validators.etag,
        "If-Modified-Since": validators.last_modified,
    }
    return {
        name: value
        for name, value in headers.items()
        if value and value.isascii() and value.isprintable()
    }
