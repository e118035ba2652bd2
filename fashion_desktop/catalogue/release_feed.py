"""The feed that announces releases: fetched, verified as it arrived, and only then read."""

from __future__ import annotations

import base64
import binascii
import functools
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from fashion_desktop import __version__
from fashion_desktop.catalogue.http_body import HttpLimits
from fashion_desktop.catalogue.http_client import HttpClient
from fashion_desktop.catalogue.http_errors import HttpError
from fashion_desktop.catalogue.retry import RetryPolicy
from fashion_desktop.catalogue.urls import shown_host
from fashion_desktop.domain.errors import UpdateError
from fashion_desktop.domain.releases import (
    KINDS,
    MAX_FILE_BYTES,
    SYSTEMS,
    Release,
    ReleaseFile,
    feed_address_problem,
    is_safe_address,
    is_safe_beside,
    version_key,
)

FORMAT = 1
SIGNATURE_SUFFIX = ".sig"
MAX_FEED_BYTES = 1024**2
PLAIN_HEADERS = {
    # Which program asks, and in which version: servers refuse those that say nothing.
    "User-Agent": f"FashionDesktop/{__version__}",
    "Accept-Encoding": "identity",
}
_Object = dict[str, Any]
_KEY_BYTES = 32
_MAX_SIGNATURE_BYTES = 1024
_MAX_RELEASES = 1000
_MAX_FILES = 100
_MAX_NOTES_CHARS = 20_000
_SHA256 = re.compile(r"[0-9a-f]{64}")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LIMITS = HttpLimits(
    max_concurrency=1, timeout_s=20.0, deadline_s=60.0, retry=RetryPolicy(retries=1)
)


def public_key(path: Path) -> bytes:
    """Return the key that releases are verified with: base64 in a file that ships along.

    Lines that begin with # are for people.

    Raises:
        UpdateError: there is no key in this copy.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        text = "".join(line.strip() for line in lines if not line.startswith("#"))
        key = base64.b64decode(text, validate=True)
    except (OSError, ValueError):
        key = b""
    if len(key) != _KEY_BYTES:
        raise UpdateError(
            "This copy of the program has no key to verify new versions with, so it cannot look "
            "for them. Look where you got it from."
        )
    return key


async def fetch_releases(url: str, key: bytes, limits: HttpLimits = _LIMITS) -> tuple[Release, ...]:
    """Return the releases that the feed at a URL announces.

    The signature is fetched from the same address with ``.sig`` after it.

    Args:
        url: https, or http on this computer.
        key: Ed25519 public key, 32 bytes.
        limits: bounds of the HTTP client.

    Raises:
        UpdateError: there is no feed, it is not the publisher's, or it makes no sense.
    """
    if problem := feed_address_problem(url):
        raise UpdateError(problem)
    try:
        async with HttpClient(limits=limits, may_ask=safe_from(url)) as client:
            get = functools.partial(client.get_bytes, headers=PLAIN_HEADERS)
            feed = await get(url, max_bytes=MAX_FEED_BYTES)
            signature = await get(url + SIGNATURE_SUFFIX, max_bytes=_MAX_SIGNATURE_BYTES)
    except HttpError as error:
        raise UpdateError(str(error)) from None
    if not is_signed(feed.data or b"", signature.data or b"", key):
        raise UpdateError(
            f"What {shown_host(url)} says about new versions is not signed by the makers of this "
            "program, so nothing of it is shown. Check the address."
        )
    try:
        return read_feed(feed.data or b"", url)
    except ValueError:
        raise UpdateError(
            f"What {shown_host(url)} says about new versions cannot be read by this version. "
            "Look where you got the program from."
        ) from None


def safe_from(feed_url: str) -> Callable[[str], bool]:
    """Return what tells whether a URL may be asked on the way from a feed."""
    return lambda url: is_safe_beside(url, feed_url)


def is_signed(data: bytes, signature: bytes, key: bytes) -> bool:
    """Tell whether a detached Ed25519 signature (RFC 8032), in base64, is of these very bytes."""
    # Loaded only by those who want to be told about new versions.
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(
            base64.b64decode(signature.strip(), validate=True), data
        )
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def read_feed(data: bytes, url: str) -> tuple[Release, ...]:
    """Return what a verified feed announces; files for other systems than known are left out.

    Args:
        data: JSON in UTF-8.
        url: where it was had: one that came over https announces files over https only.

    Raises:
        ValueError: it is not a feed of this format; says to whoever publishes it why not.
    """
    try:
        feed = json.loads(data)
    except RecursionError:
        raise ValueError("the feed is nested too deeply") from None
    if not isinstance(feed, dict) or feed.get("format") != FORMAT:
        raise ValueError(f"the feed is not of format {FORMAT}")
    entries = _objects(feed.get("releases"), _MAX_RELEASES)
    releases = tuple(_release(entry, url) for entry in entries)
    keys = [version_key(release.version) for release in releases]
    if len(set(keys)) < len(keys):
        raise ValueError("a version is there twice")
    return releases


def _release(entry: _Object, url: str) -> Release:
    version = _text(entry, "version", 40)
    version_key(version)
    day = date.fromisoformat(_text(entry, "date", 10))
    notes = _CONTROLS.sub("", _text(entry, "notes", _MAX_NOTES_CHARS).replace("\r\n", "\n"))
    files = (_file(file, url) for file in _objects(entry.get("files"), _MAX_FILES))
    return Release(version, day, notes.strip(), tuple(file for file in files if file is not None))


def _file(entry: _Object, url: str) -> ReleaseFile | None:
    system, kind = _text(entry, "system", 40), _text(entry, "kind", 40)
    if system not in SYSTEMS or kind not in KINDS:
        return None
    address, sha256 = _text(entry, "url", 2000), _text(entry, "sha256", 64)
    size_bytes = entry.get("size")
    if not is_safe_address(address) or not is_safe_beside(address, url):
        raise ValueError(f"the address {address} is not safe")
    if not _SHA256.fullmatch(sha256):
        raise ValueError("a SHA-256 is not 64 lower-case hex digits")
    if type(size_bytes) is not int or not 0 < size_bytes <= MAX_FILE_BYTES:
        raise ValueError("a size is not a sensible number of bytes")
    return ReleaseFile(system, kind, address, size_bytes, sha256)


def _text(entry: _Object, name: str, longest: int) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError(f"“{name}” is not a text of at most {longest} characters")
    return value


def _objects(value: object, longest: int) -> list[_Object]:
    if (
        isinstance(value, list)
        and len(value) <= longest
        and all(isinstance(entry, dict) for entry in value)
    ):
        return value
    raise ValueError(f"a list of at most {longest} objects is missing")
