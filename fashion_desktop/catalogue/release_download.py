"""Downloading a release: exactly the file that was announced, or nothing."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import logging
import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from fashion_desktop.catalogue.http_body import HttpLimits
from fashion_desktop.catalogue.http_client import HttpClient
from fashion_desktop.catalogue.http_errors import HttpError, HttpProblem
from fashion_desktop.catalogue.local_files import reason_of
from fashion_desktop.catalogue.release_feed import PLAIN_HEADERS, safe_from
from fashion_desktop.catalogue.retry import RetryPolicy
from fashion_desktop.catalogue.urls import origin_of, shown_host
from fashion_desktop.domain.errors import UpdateError
from fashion_desktop.domain.releases import Offer, ReleaseFile

if TYPE_CHECKING:
    import httpx

Progress = Callable[[int], None]
"""Called with the number of bytes that have arrived."""

logger = logging.getLogger(__name__)
_LIMITS = HttpLimits(
    max_concurrency=1, timeout_s=30.0, deadline_s=None, retry=RetryPolicy(retries=3)
)
_CHUNK_BYTES = 128 * 1024
_MB = 1000**2
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_OK, _PARTIAL = 200, 206


async def download_release(
    offer: Offer,
    feed_url: str,
    folder: Path,
    progress: Progress,
    limits: HttpLimits = _LIMITS,
) -> Path:
    """Download the file of an offer and return where it lies.

    It arrives under a name that ends in ``.part`` and gets its own only when all of it is there
    and right; otherwise nothing is left. A file with the announced content that lies there
    already is taken as it is; no file is ever replaced.

    Args:
        feed_url: where the offer was announced; what comes over https leads to https only.
        folder: made if it is not there.
        progress: called every now and then.
        limits: bounds of the HTTP client.

    Raises:
        UpdateError: the file cannot be had or stored, or is not the announced one.
    """
    file = offer.file
    target = folder / offer.file_name
    part = _Part(folder / f"{offer.file_name}.{secrets.token_hex(4)}.part", file)
    try:
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        if await asyncio.to_thread(_is_there, target, file):
            return target
        if (await asyncio.to_thread(shutil.disk_usage, folder)).free < file.size_bytes:
            raise _no_space(folder, file)
        try:
            await asyncio.to_thread(part.open)
            async with HttpClient(limits=limits, may_ask=safe_from(feed_url)) as client:
                await _fetch(client, part, progress)
            return await asyncio.to_thread(part.become, target)
        finally:
            # Not awaited: a cancellation must not leave it behind.
            part.discard()
    except HttpError as error:
        if error.problem is HttpProblem.NOT_FOUND:
            raise UpdateError(
                f"The server {shown_host(file.url)} does not have version {offer.version} any "
                "more. Check for new versions again."
            ) from None
        raise UpdateError(str(error)) from None
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise _no_space(folder, file) from None
        raise UpdateError(
            f"The download cannot be written to “{folder}” ({reason_of(error)}). "
            "Check the permissions of the folder."
        ) from None


async def _fetch(client: HttpClient, part: _Part, progress: Progress) -> None:
    """Bring all bytes into the part, going on where a connection broke off."""
    url = part.file.url

    async def attempt() -> None:
        have = part.size_bytes
        headers = PLAIN_HEADERS | ({"Range": f"bytes={have}-"} if have else {})
        async with client.stream(url, headers) as response:
            if not _goes_on(response, have):
                await asyncio.to_thread(part.begin_again)
            if response.status_code != (_PARTIAL if part.size_bytes else _OK):
                raise HttpError(
                    HttpProblem.BROKEN_OFF,
                    f"The server {shown_host(url)} cannot go on with the download. Try again.",
                    passing=True,
                )
            part.require_length(response.headers.get("content-length", ""))
            async for chunk in response.aiter_raw(_CHUNK_BYTES):
                await asyncio.to_thread(part.add, chunk)
                progress(part.size_bytes)

    await client.retrying(attempt, origin_of(url))


def _goes_on(response: httpx.Response, have: int) -> bool:
    begins: str = response.headers.get("content-range", "")
    return response.status_code == _PARTIAL and begins.strip().startswith(f"bytes {have}-")


class _Part:
    """A file on its way, hashed as it grows and never longer than announced."""

    def __init__(self, path: Path, file: ReleaseFile) -> None:
        self.file = file
        self.size_bytes = 0
        self._path = path
        self._hash = hashlib.sha256()
        self._opened: BinaryIO | None = None

    def open(self) -> None:
        self._opened = self._path.open("xb")

    @property
    def _stream(self) -> BinaryIO:
        if self._opened is None:
            raise ValueError("the part is not open")
        return self._opened

    def begin_again(self) -> None:
        self._stream.seek(0)
        self._stream.truncate()
        self.size_bytes = 0
        self._hash = hashlib.sha256()

    def require_length(self, declared: str) -> None:
        """Refuse at once what cannot come out right."""
        if declared.isdigit() and self.size_bytes + int(declared) != self.file.size_bytes:
            raise self._not_announced("it is not of the announced size")

    def add(self, chunk: bytes) -> None:
        if self.size_bytes + len(chunk) > self.file.size_bytes:
            raise self._not_announced("it is larger than announced")
        self._stream.write(chunk)
        self._hash.update(chunk)
        self.size_bytes += len(chunk)

    def become(self, target: Path) -> Path:
        """Take the name of the whole file, or the next one that is free; return it."""
        if self.size_bytes < self.file.size_bytes:
            raise self._not_announced("it is smaller than announced")
        if self._hash.hexdigest() != self.file.sha256:
            raise self._not_announced("its content is another one")
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        stem = target.name.removesuffix(f".{self.file.kind}")
        number = 1
        while target.exists():
            number += 1
            target = target.with_name(f"{stem} ({number}).{self.file.kind}")
        return self._path.rename(target)

    def discard(self) -> None:
        """Remove it, unless it is under its own name already."""
        try:
            if self._opened is not None:
                self._opened.close()
        except OSError as error:
            logger.info("The end of a download that failed was not written: %s", error)
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            logger.warning("“%s” could not be removed: %s", self._path, error)

    def _not_announced(self, why: str) -> UpdateError:
        return UpdateError(
            f"What {shown_host(self.file.url)} sent is not the file that was announced: {why}. "
            "It was deleted. Try again later."
        )


def _is_there(target: Path, file: ReleaseFile) -> bool:
    if not target.is_file() or target.stat().st_size != file.size_bytes:
        return False
    with target.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == file.sha256


def _no_space(folder: Path, file: ReleaseFile) -> UpdateError:
    return UpdateError(
        f"There is not enough space in “{folder}” for the download of "
        f"{file.size_bytes / _MB:,.0f} MB. Make room, and try again."
    )
