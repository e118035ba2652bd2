"""Photos over HTTP: bytes that may be an image, and plain words when they are not."""

from __future__ import annotations

from fashion_desktop.catalogue.http_body import HttpBody
from fashion_desktop.catalogue.http_client import MAX_BODY_BYTES, HttpClient
from fashion_desktop.catalogue.http_errors import HttpError, HttpProblem
from fashion_desktop.catalogue.source import FetchedPhoto
from fashion_desktop.catalogue.urls import shown_host
from fashion_desktop.domain.sources import ImageValidators

_ACCEPT = {
    "Accept": "image/avif,image/webp,image/*,*/*;q=0.5",
    # An image is compressed already; without this its declared length would mean nothing.
    "Accept-Encoding": "identity",
}


async def get_photo(
    client: HttpClient, url: str, validators: ImageValidators | None = None
) -> FetchedPhoto:
    """Return what is at a URL unless it is plainly not an image.

    Raises:
        HttpError: nothing could be had, or a web page or data instead of a photo.
    """
    body = await client.get_bytes(
        url, max_bytes=MAX_BODY_BYTES, validators=validators, headers=_ACCEPT
    )
    if body.data is not None:
        require_image(body)
    return FetchedPhoto(body.data, body.validators)


def looks_like_html(data: bytes) -> bool:
    """Tell whether a body begins as a web page does."""
    start = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<!--"))


def require_image(body: HttpBody) -> bytes:
    """Return a body's data unless it is plainly not an image.

    Raises:
        HttpError: it is empty, a web page or JSON.
    """
    data = body.data or b""
    host = shown_host(body.url)
    if not data:
        raise HttpError(
            HttpProblem.UNUSABLE,
            f"The server {host} sent an empty file instead of a photo. Check the photo's address.",
        )
    if looks_like_html(data):
        raise HttpError(
            HttpProblem.UNUSABLE,
            f"The server {host} sent a web page instead of a photo. Check the photo's address.",
        )
    if data.lstrip()[:1] in {b"{", b"["}:
        raise HttpError(
            HttpProblem.UNUSABLE,
            f"The server {host} sent data (JSON) instead of a photo. Check the photo's address.",
        )
    return data
