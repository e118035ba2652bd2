"""Text formats of a drag: HTML of a web page, links, ``data:`` addresses. Pure functions."""

from __future__ import annotations

import base64
import binascii
from html.parser import HTMLParser
from urllib.parse import unquote_to_bytes, urlsplit

_MAX_DATA_URL_CHARACTERS = 90_000_000


def decoded_text(data: bytes) -> str:
    """Return the text of a format whose encoding nobody states.

    Firefox hands over UTF-16, with or without a byte order mark; everyone else UTF-8.
    """
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", errors="replace").rstrip("\0")
    if len(data) > 1 and data[1] == 0:
        return data.decode("utf-16-le", errors="replace").rstrip("\0")
    return data.decode("utf-8-sig", errors="replace").rstrip("\0")


def first_image_source(html: str) -> str:
    """Return the address of the first picture in a piece of HTML, or an empty text."""
    parser = _ImageFinder()
    parser.feed(html)
    return parser.source


def single_web_link(text: str) -> str:
    """Return the address when ``text`` is one web or ``data:`` address, else an empty text."""
    candidate = text.strip()
    if candidate.startswith("data:image/"):
        return candidate
    lines = [line.strip() for line in candidate.splitlines() if line.strip()]
    # Some browsers put the page's title on a second line.
    first = lines[0] if 1 <= len(lines) <= 2 else ""
    if not first or any(character.isspace() for character in first):
        return ""
    try:
        parts = urlsplit(first)
    except ValueError:
        return ""
    return first if parts.scheme in {"http", "https"} and parts.netloc else ""


def bytes_of_data_url(address: str) -> bytes:
    """Return the picture inside a ``data:`` address; empty when it holds none that is usable."""
    if len(address) > _MAX_DATA_URL_CHARACTERS:
        return b""
    header, comma, body = address.partition(",")
    media_type = header.removeprefix("data:").lower()
    if not comma or not media_type.startswith("image/") or "svg" in media_type:
        return b""
    if not media_type.endswith(";base64"):
        return unquote_to_bytes(body)
    compact = b"".join(unquote_to_bytes(body).split())
    try:
        return base64.b64decode(compact + b"=" * (-len(compact) % 4), validate=True)
    except binascii.Error:
        return b""


class _ImageFinder(HTMLParser):
    """Remembers the first ``img`` (or ``source``) that names a picture."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.source = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.source or tag != "img":
            return
        values = dict(attrs)
        # The plain attribute may hold a one-pixel placeholder while a page loads lazily.
        for name in ("src", "data-src", "data-original"):
            value = (values.get(name) or "").strip()
            if value and not value.startswith("data:image/svg"):
                self.source = value
                return
