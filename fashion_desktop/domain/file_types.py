"""Which files are taken for photos and for tables, by their names in lower case."""

from __future__ import annotations

PHOTO_SUFFIXES = (
    ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".avif", ".heic", ".heif", ".gif",
    ".tif", ".tiff", ".bmp",
)  # fmt: skip
TABLE_SUFFIXES = (".csv", ".tsv")
