"""A photo to look up, by its address: a photo's own URL, a ``data:`` URL or a web page."""

from __future__ import annotations

import base64
import binascii
from html.parser import HTMLParser
from urllib.parse import unquote_to_bytes

from fashion_desktop.catalogue.http_body import HttpBody, HttpLimits
from fashion_desktop.catalogue.http_client import MAX_BODY_BYTES, HttpClient
from fashion_desktop.catalogue.http_errors import HttpError
from fashion_desktop.catalogue.photo_http import looks_like_html, require_image
from fashion_desktop.catalogue.urls import is_http_url, joined_url, shown_url
from fashion_desktop.domain.errors import ImageFetchError

_PAGE_IMAGES = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "image_src")


async def fetch_image_url(
    url: str, *, max_bytes: int = MAX_BODY_BYTES, limits: HttpLimits | None = None
) -> bytes:
    """Return the image at an http, https or ``data:`` URL.

    For a web page, the image that the page names for sharing (``og:image``) is taken. No
    token is ever sent.

    Args:
        url: as typed, pasted or dropped.
        max_bytes: a larger image is refused.
        limits: bounds of the HTTP client.

    Raises:
        ImageFetchError: no image can be had from there.
    """
    url = url.strip()
    if url[:5].lower() == "data:":
        return _from_data_url(url, max_bytes)
    if not is_http_url(url):
        raise ImageFetchError(
            "That is not the address of a photo. Use one that begins with https:// or http://."
        )
    try:
        async with HttpClient(limits=limits) as client:
            body = await client.get_bytes(url, max_bytes=max_bytes)
            if looks_like_html(body.data or b""):
                body = await client.get_bytes(_page_image(body), max_bytes=max_bytes)
            return require_image(body)
    except HttpError as error:
        raise ImageFetchError(str(error)) from None


def _from_data_url(url: str, max_bytes: int) -> bytes:
    head, comma, payload = url[5:].partition(",")
    if not comma or len(payload) > 4 * max_bytes:
        raise ImageFetchError("The dropped photo is incomplete or too large. Save it as a file.")
    data = unquote_to_bytes(payload)
    if head.lower().replace(" ", "").endswith(";base64"):
        try:
            data = base64.b64decode(b"".join(data.split()), validate=True)
        except binascii.Error:
            raise ImageFetchError(
                "The dropped photo is damaged. Save it as a file and open that."
            ) from None
    if not data or len(data) > max_bytes:
        raise ImageFetchError("The dropped photo is empty or too large. Save it as a file.")
    return data


def _page_image(page: HttpBody) -> str:
    parser = _PageImageParser()
    parser.feed((page.data or b"").decode("utf-8", "replace"))
    parser.close()
    for name in _PAGE_IMAGES:
        image = joined_url(page.url, parser.images.get(name, ""))
        if image is not None and name in parser.images:
            return image
    raise ImageFetchError(
        f"{shown_url(page.url)} is a web page that names no photo. "
        "Drag the photo itself, or copy the photo's own address."
    )


class _PageImageParser(HTMLParser):
    """Collects what a page names as its image, by property name."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.images: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "meta":
            name = (values.get("property") or values.get("name") or "").lower()
            content = values.get("content", "")
        elif tag == "link":
            name = values.get("rel", "").lower()
            content = values.get("href", "")
        else:
            return
        if name in _PAGE_IMAGES and content:
            self.images.setdefault(name, content)
