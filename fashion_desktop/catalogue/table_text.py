"""From the bytes of a table file to text, and from its text to the delimiter."""

from __future__ import annotations

import codecs
import csv
import io
import math
from collections import Counter

from fashion_desktop.domain.errors import SourceError

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_CHARS = 64 * 1024
_SAMPLE_BYTES = 256 * 1024
_SAMPLE_ROWS = 60
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LIKELY_ENCODINGS = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256",
    "koi8_r", "cp932", "euc_jp", "gb18030", "big5", "cp949", "utf_16_le", "utf_16_be",
]  # fmt: skip
_OTHER_FORMATS = (
    (b"PK\x03\x04", "a spreadsheet or a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file"),
    (b"%PDF", "a PDF"),
    (b"<?xml", "XML"),
    (b"<rss", "XML"),
    (b"<!doc", "a web page"),
    (b"<html", "a web page"),
    (b"{", "JSON"),
)


def decode_table(data: bytes) -> tuple[str, str]:
    """Return the text of a table file and the name of its encoding.

    A byte order mark decides; else UTF-8 if the bytes are valid in it; else what the
    letters look like most; else Western European (cp1252), which programs write most.

    Raises:
        SourceError: the bytes are plainly another kind of file, or empty.
    """
    if not data.strip():
        raise SourceError("The file is empty. Export the products again.")
    start = data[:64].lstrip().lower()
    for mark, kind in _OTHER_FORMATS:
        if start.startswith(mark.lower()):
            raise SourceError(f"The file is {kind}. Save or export it as CSV or TSV.")
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encoding = _guessed_encoding(data)
    return data.decode(encoding, "replace"), encoding


def _guessed_encoding(data: bytes) -> str:
    from charset_normalizer import from_bytes

    sample = data[:_SAMPLE_BYTES]
    best = from_bytes(sample, cp_isolation=_LIKELY_ENCODINGS).best()
    return best.encoding if best is not None else "cp1252"


def detect_delimiter(text: str) -> str:
    """Return the delimiter that makes the most regular table of the first rows.

    Each candidate is judged by how many rows have as many fields as the first, and by how
    many fields that is. ``csv.Sniffer`` counts characters instead and is easily led astray
    by decimal commas and by commas in titles.
    """
    sample = text[:_SAMPLE_CHARS]
    if len(text) > len(sample):
        sample = sample[: sample.rfind("\n") + 1] or sample
    return max(DELIMITERS, key=lambda delimiter: _regularity(sample, delimiter))


def _regularity(sample: str, delimiter: str) -> float:
    widths: list[int] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if row:
                widths.append(len(row))
            if len(widths) > _SAMPLE_ROWS:
                break
    except csv.Error:
        return 0.0
    if not widths or widths[0] < 2:
        return 0.0
    alike = Counter(widths)[widths[0]] / len(widths)
    return alike**2 * math.log(1 + widths[0])
