"""What the values of options may be; each function raises what argparse turns into a sentence."""

from __future__ import annotations

import argparse
import ntpath
import sys
from pathlib import Path

from fashion_desktop.storage.home_folder import with_home

FEED_FIELDS = ("id", "name", "price", "image", "page_url", "currency")


def path(text: str) -> Path:
    """Return a path, with ~ for the home folder."""
    if not text:
        raise argparse.ArgumentTypeError("a file or folder name is empty")
    if sys.platform == "win32":
        text = without_stray_quote(text)
        if ntpath.splitdrive(text)[0] and not ntpath.isabs(text):
            # Relative to the current folder of a drive.
            text = ntpath.abspath(text)
    return with_home(text)


def without_stray_quote(text: str) -> str:
    r"""Return what was meant with ``"C:\My photos\"``, which Windows hands on as ``C:\My photos"``.

    Windows allows no quotation mark in names.
    """
    return text.rstrip('"') or text


def positive(text: str) -> int:
    """Return a whole number from 1 up."""
    number = _integer(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is too small, the least is 1")
    return number


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number") from None


def score(text: str) -> float:
    """Return a number from 0 to 1."""
    try:
        score = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number") from None
    if not 0.0 <= score <= 1.0:
        raise argparse.ArgumentTypeError(f"{text} does not lie between 0 and 1")
    return score


def share(text: str) -> float:
    """Return a share, written as 0.15 or 15%."""
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= 1.0:
        raise argparse.ArgumentTypeError(f"“{text}” is no share such as 0.15 or 15%")
    return share


def field_and_column(text: str) -> tuple[str, str]:
    """Return both sides of FIELD=COLUMN."""
    field, separator, column = text.partition("=")
    if not separator or not column or field not in FEED_FIELDS:
        raise argparse.ArgumentTypeError(
            f"“{text}” is not FIELD=COLUMN with one of the fields {', '.join(FEED_FIELDS)}"
        )
    return field, column
