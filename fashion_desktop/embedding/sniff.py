"""What a file's first bytes say it is: a photo format, or something people mistake for a photo."""

from __future__ import annotations

_HEAD_BYTES = 1024

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"II+\x00", "TIFF"),
    (b"MM\x00+", "TIFF"),
    (b"BM", "BMP"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "JPEG2000"),
    (b"\xff\x4f\xff\x51", "JPEG2000"),
    (b"P4", "PPM"),
    (b"P5", "PPM"),
    (b"P6", "PPM"),
)
_HEIF_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"miaf"}
)
_AVIF_BRANDS = frozenset({b"avif", b"avis"})

_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"8BPS", "a Photoshop file"),
    (b"%!PS", "a PostScript file"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript file"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound or video file"),
)


def photo_formats(data: bytes) -> tuple[str, ...]:
    """Return Pillow's names of the formats that data may be; empty if it is no known photo."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return ("WEBP",)
    if data[4:8] == b"ftyp":
        return _iso_media_formats(data)
    return tuple(name for magic, name in _MAGIC if data.startswith(magic))[:1]


def _iso_media_formats(data: bytes) -> tuple[str, ...]:
    """HEIC and AVIF share a container; the brands in its first box tell them apart."""
    end = min(int.from_bytes(data[:4], "big"), len(data), _HEAD_BYTES)
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, end, 4))}
    if brands & _AVIF_BRANDS:
        return ("AVIF",)
    return ("HEIF",) if brands & _HEIF_BRANDS else ()


def describe_foreign(data: bytes) -> str:
    """Return in a few words what data looks like that is no photo, for example "a web page"."""
    if not data.strip(b"\x00"):
        return "empty" if not data else "nothing but zeros"
    for magic, description in _FOREIGN:
        if data.startswith(magic):
            return description
    if data[4:8] == b"ftyp":
        return "a video"
    return _describe_text(data[:_HEAD_BYTES])


def _describe_text(head: bytes) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"<svg" in text:
        return "an SVG drawing"
    if text.startswith((b"<!doctype html", b"<html")) or b"<head" in text or b"<body" in text:
        return "a web page"
    if text.startswith(b"<"):
        return "an XML file"
    if text.startswith((b"{", b"[")):
        return "a data file (JSON)"
    printable = sum(byte >= 0x20 or byte in b"\t\n\r\f" for byte in head)
    if b"\x00" not in head and printable == len(head):
        return "a text file"
    return "a file of an unknown kind"


def is_cut_off(data: bytes, photo_format: str) -> bool:
    """Return whether a photo file lacks its end. Only meaningful after decoding failed."""
    if photo_format == "JPEG":
        return b"\xff\xd9" not in data[-64:]
    if photo_format == "PNG":
        return b"IEND" not in data[-64:]
    if photo_format == "GIF":
        return b"\x3b" not in data[-2:]
    if photo_format == "WEBP":
        return int.from_bytes(data[4:8], "little") + 8 > len(data)
    if photo_format == "BMP":
        return int.from_bytes(data[2:6], "little") > len(data)
    if photo_format in {"HEIF", "AVIF"}:
        return _boxes_end(data) > len(data)
    return False


def _boxes_end(data: bytes) -> int:
    """Return where the top-level boxes of an ISO media file say that the file ends."""
    at = 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        if size == 0:
            return len(data)
        if size < 8:
            return at
        at += size
    return at
