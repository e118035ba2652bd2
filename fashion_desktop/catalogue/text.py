"""Text from outside, made fit for storing and showing."""

from __future__ import annotations

import json


def clean_text(text: str) -> str:
    """Return a text without surrounding white space, NULs and half surrogate pairs.

    JSON escapes and undecodable file names can carry such halves, which UTF-8, and so the
    library, cannot hold.
    """
    text = text.replace("\0", "").strip()
    return (
        text
        if text.isascii()
        else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )


def text_of(value: object) -> str:
    """Return a JSON value as text: scalars as themselves, anything nested as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean_text(value)
    return clean_text(json.dumps(value, ensure_ascii=False))
