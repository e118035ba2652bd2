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
_WESTERN_LETTERS = "äöüßéèêëàâçùûîïìíóòôœæåøáúñãõ"
_USUAL_LETTERS = {
    "cp1252": _WESTERN_LETTERS,
    "cp1254": _WESTERN_LETTERS + "ğış",
    "cp1250": "ąćęłńóśźżáčďéěíňřšťúůýžőűöüäßăâîşţđ",
}
"""Latin code pages, the most frequent first, and the letters one expects in them."""
_USUAL_SIGNS = "€£°®™«»\u2018\u2019\u201c\u201d\u201e\u2013\u2026\u00a0"
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
    """Return the encoding of bytes that are not UTF-8.

    charset-normalizer tells scripts apart well, but not the Latin code pages, which differ
    in few letters: among those, the one whose accented letters are most usual wins.
    """
    from charset_normalizer import from_bytes

    sample = data[:_SAMPLE_BYTES]
    best = from_bytes(sample, cp_isolation=_LIKELY_ENCODINGS).best()
    if best is not None and best.encoding not in _USUAL_LETTERS:
        return best.encoding
    return max(_USUAL_LETTERS, key=lambda encoding: _usual_share(sample, encoding))


def _usual_share(sample: bytes, encoding: str) -> float:
    accented = [char for char in sample.decode(encoding, "replace").lower() if not char.isascii()]
    usual = sum(char in _USUAL_LETTERS[encoding] or char in _USUAL_SIGNS for char in accented)
    return usual / max(1, len(accented))


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
