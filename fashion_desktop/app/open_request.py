"""What one start of the program asks of the window that is already open, as bytes."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

MAX_PHOTOS = 100
"""How many photos are opened together; more cannot be told apart in the window."""
MAX_BODY_BYTES = 4 * 1024 * 1024
LENGTH_BYTES = 4
_MAX_TOKEN_CHARACTERS = 256
_TOKEN = "XDG_ACTIVATION_TOKEN"  # noqa: S105 - the name of a variable


class NotARequestError(ValueError):
    """Bytes that no start of the program has sent."""


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """Show the window, and the look-alikes of these photos.

    Attributes:
        photos: absolute paths; none to only show the window.
        left_out: how many more there were.
        activation_token: what the desktop has given the program that was started, so that its
            window may come to the front; empty where there is no such thing.
    """

    photos: tuple[str, ...] = ()
    left_out: int = 0
    activation_token: str = ""

    @classmethod
    def of(cls, photos: Sequence[str], environment: Mapping[str, str] = os.environ) -> OpenRequest:
        """Return the request for photos by their names; relative ones are of this process."""
        paths = [os.path.abspath(photo) for photo in photos if photo]  # noqa: PTH100 - any str
        kept = tuple(dict.fromkeys(paths))
        return cls(kept[:MAX_PHOTOS], max(0, len(kept) - MAX_PHOTOS), environment.get(_TOKEN, ""))


def framed(request: OpenRequest) -> bytes:
    """Return a request as it is sent: the length of what follows, big-endian, and JSON.

    JSON in ASCII keeps every file name, also those that are no valid Unicode.
    """
    body = json.dumps(
        {
            "photos": request.photos,
            "left_out": request.left_out,
            "activation_token": request.activation_token,
        }
    ).encode("ascii")
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def body_length(head: bytes) -> int:
    """Return the length that the first bytes of a request announce.

    Raises:
        NotARequestError: no request is that long.
    """
    length = int.from_bytes(head[:LENGTH_BYTES], "big")
    if not 0 < length <= MAX_BODY_BYTES:
        raise NotARequestError("not the length of a request")
    return length


def request_of(body: bytes) -> OpenRequest:
    """Return the request that was sent; unknown fields are ignored.

    Raises:
        NotARequestError: this is no request.
    """
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotARequestError("not JSON") from error
    if not (isinstance(fields, dict) and fields.keys() >= {"photos", "left_out"}):
        raise NotARequestError("not a request")
    photos, left_out = fields["photos"], fields["left_out"]
    if not (isinstance(photos, list) and all(map(_is_path, photos)) and len(photos) <= MAX_PHOTOS):
        raise NotARequestError("not a list of paths")
    if not (isinstance(left_out, int) and left_out >= 0):
        raise NotARequestError("not a number of photos")
    token = fields.get("activation_token")
    return OpenRequest(tuple(photos), left_out, token if _is_token(token) else "")


def use_activation_token(request: OpenRequest) -> None:
    """Let Qt bring the window to the front on behalf of whoever made the request."""
    if request.activation_token:
        os.environ[_TOKEN] = request.activation_token


def _is_path(value: object) -> bool:
    return isinstance(value, str) and "\0" not in value and Path(value).is_absolute()


def _is_token(value: object) -> TypeGuard[str]:
    if not isinstance(value, str) or len(value) > _MAX_TOKEN_CHARACTERS:
        return False
    return value.isascii() and value.isprintable()
