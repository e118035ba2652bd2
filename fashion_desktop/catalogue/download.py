"""Downloading one large file: resumable, checked, and either whole or not there."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from fashion_desktop.catalogue.http_body import HttpLimits
from fashion_desktop.catalogue.http_client import HttpClient
from fashion_desktop.catalogue.http_errors import HttpError, HttpProblem
from fashion_desktop.catalogue.local_files import reason_of
from fashion_desktop.catalogue.retry import RetryPolicy
from fashion_desktop.catalogue.urls import origin_of, shown_host
from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.storage.atomic_file import replace_patiently

if TYPE_CHECKING:
    import httpx

Progress = Callable[[int, int | None], None]
"""Called with the bytes that are there and the bytes in total, None while that is unknown."""

_LIMITS = HttpLimits(max_concurrency=1, deadline_s=None, retry=RetryPolicy(retries=5))
_WRITE_BYTES = 1024**2
_HASH_PREFIX_MIN = 8


async def download_file(
    url: str,
    target: Path,
    sha256_prefix: str,
    progress: Progress,
    limits: HttpLimits = _LIMITS,
) -> None:
    """Download a file, going on where an earlier attempt stopped.

    What has arrived waits in ``<target>.part``, also after an error or a cancellation.

    Args:
        url: http or https.
        target: replaced in one step once the whole file is there and checked.
        sha256_prefix: at least 8 hex digits that the file's SHA-256 begins with.
        progress: told after every megabyte.
        limits: bounds of the HTTP client.

    Raises:
        WeightsError: the file cannot be had or written, or is not the expected one; in the
            last case the ``.part`` file is removed.
        ValueError: the hash prefix is too short to prove anything.
    """
    if len(sha256_prefix) < _HASH_PREFIX_MIN:
        raise ValueError("a hash prefix needs at least 8 digits")
    part = target.with_suffix(target.suffix + ".part")
    try:
        await asyncio.to_thread(target.parent.mkdir, parents=True, exist_ok=True)
        resumed = await asyncio.to_thread(_size, part) > 0
        await _fetch(url, part, progress, limits)
        digest = await asyncio.to_thread(_sha256, part)
        if resumed and not digest.startswith(sha256_prefix.lower()):
            # The beginning may be of another version of the file, or damaged.
            await asyncio.to_thread(part.unlink)
            await _fetch(url, part, progress, limits)
            digest = await asyncio.to_thread(_sha256, part)
        if not digest.startswith(sha256_prefix.lower()):
            await asyncio.to_thread(part.unlink)
            raise WeightsError(
                f"The file that {shown_host(url)} sent is not the expected one: its SHA-256 "
                f"begins with {digest[:12]} instead of {sha256_prefix.lower()}. "
                "Download it again, or choose a file of your own."
            )
        await asyncio.to_thread(_move, part, target)
    except HttpError as error:
        raise WeightsError(str(error)) from None
    except OSError as error:
        raise WeightsError(
            f"The download cannot be written to “{target}” ({reason_of(error)}). "
            "Check the free space and the permissions of the folder."
        ) from None


async def _fetch(url: str, part: Path, progress: Progress, limits: HttpLimits) -> None:
    """Bring the part file to its full length."""
    async with HttpClient(limits=limits) as client:

        async def attempt() -> None:
            have = await asyncio.to_thread(_size, part)
            headers = {"Accept-Encoding": "identity"}
            if have:
                headers["Range"] = f"bytes={have}-"
            async with client.stream(url, headers) as response:
                if response.status_code == 416:
                    await _settle_range(response, part, have)
                    return
                start = have if response.status_code == 206 else 0
                if start and not _begins_at(response, start):
                    await asyncio.to_thread(part.unlink)
                    raise _start_again(url)
                await _append(response, part, start, progress)

        await client.retrying(attempt, origin_of(url))


async def _append(response: httpx.Response, part: Path, start: int, progress: Progress) -> None:
    length = response.headers.get("content-length", "")
    total = start + int(length) if length.isdigit() else None
    done = start
    progress(done, total)
    with part.open("r+b" if start else "wb") as stream:
        stream.seek(start)
        async for chunk in response.aiter_bytes(_WRITE_BYTES):
            await asyncio.to_thread(stream.write, chunk)
            done += len(chunk)
            progress(done, total)


async def _settle_range(response: httpx.Response, part: Path, have: int) -> None:
    """Accept "nothing left from there" if the part is just as long as the file."""
    if response.headers.get("content-range", "").strip() == f"bytes */{have}":
        return
    await asyncio.to_thread(part.unlink, missing_ok=True)
    raise _start_again(str(response.url))


def _begins_at(response: httpx.Response, start: int) -> bool:
    header: str = response.headers.get("content-range", "")
    return header.strip().startswith(f"bytes {start}-")


def _start_again(url: str) -> HttpError:
    return HttpError(
        HttpProblem.BROKEN_OFF,
        f"The server {shown_host(url)} cannot go on with the download. Try again.",
        passing=True,
    )


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _move(part: Path, target: Path) -> None:
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())
    replace_patiently(part, target)
