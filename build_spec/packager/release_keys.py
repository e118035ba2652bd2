"""The pair of Ed25519 keys that releases are signed and verified with, in base64."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from packager.release_files import FeedError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_VARIABLE = "FASHION_DESKTOP_RELEASE_KEY"
_SEED_BYTES = 32


def make_keys(path: Path) -> Path:
    """Write a new private key that only its owner can read, and beside it the public one.

    Returns:
        Where the public key is: the same name with ``.pub`` after it.

    Raises:
        FeedError: one of the files is there already, or cannot be written.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    public = path.with_name(f"{path.name}.pub")
    if public.exists():
        raise FeedError(f"“{public}” is there already. Keys are never replaced.")
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(base64.b64encode(key.private_bytes_raw()) + b"\n")
        public.write_bytes(base64.b64encode(public_bytes(key)) + b"\n")
    except FileExistsError:
        raise FeedError(f"“{path}” is there already. Keys are never replaced.") from None
    except OSError as error:
        raise FeedError(f"“{path}” cannot be written ({error.strerror}).") from None
    return public


def private_key(environment: Mapping[str, str]) -> Ed25519PrivateKey:
    """Return the key to sign with.

    Raises:
        FeedError: the variable is not set, or holds neither a key nor a file with one.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    value = environment.get(KEY_VARIABLE, "").strip()
    if not value:
        raise FeedError(f"Set {KEY_VARIABLE} to the private key, or to a file that holds it.")
    seed = _seed(value)
    if seed is None:
        try:
            seed = _seed(Path(value).read_text(encoding="ascii").strip())
        except (OSError, ValueError):
            seed = None
    if seed is None:
        # The value is not repeated: it may be a key with one letter missing.
        raise FeedError(f"{KEY_VARIABLE} holds neither a key in base64 nor a file with one.")
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """Return the public half, 32 bytes."""
    return key.public_key().public_bytes_raw()


def signature(key: Ed25519PrivateKey, data: bytes) -> bytes:
    """Return the detached signature of data as it is published: base64 and a line end."""
    return base64.b64encode(key.sign(data)) + b"\n"


def _seed(text: str) -> bytes | None:
    try:
        seed = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return seed if len(seed) == _SEED_BYTES else None
