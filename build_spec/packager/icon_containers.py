"""Icon files that hold several sizes: ``.ico`` of Windows, ``.icns`` of macOS."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable, Mapping, Sequence

from PIL import Image

_ICO_PNG_FROM_PX = 256
"""Windows reads PNG in icons for this size; some of its parts want plain bitmaps below."""
_ICNS_PNG_TYPES = (
    (b"ic11", 32),  # 16 at double density, and so on
    (b"ic12", 64),
    (b"ic07", 128),
    (b"ic13", 256),
    (b"ic08", 256),
    (b"ic14", 512),
    (b"ic09", 512),
    (b"ic10", 1024),
)
# PNG in 16 and 32 pixels at single density shows as noise in parts of macOS.
_ICNS_PLANE_TYPES = ((b"is32", b"s8mk", 16), (b"il32", b"l8mk", 32))
ICNS_SIZES_PX = tuple(sorted({px for *_, px in (*_ICNS_PNG_TYPES, *_ICNS_PLANE_TYPES)}))
_LONGEST_COPY = 128
_SHORTEST_RUN, _LONGEST_RUN = 3, 130


def ico_bytes(images: Sequence[Image.Image]) -> bytes:
    """Return a Windows icon of square RGBA pictures, at most 256 pixels wide.

    Layout: https://learn.microsoft.com/windows/win32/menurc/resources-icons-overview
    """
    blobs = [_ico_blob(image) for image in images]
    offset = 6 + 16 * len(blobs)
    directory = [struct.pack("<HHH", 0, 1, len(blobs))]
    for image, blob in zip(images, blobs, strict=True):
        side = image.width % 256  # 0 stands for 256
        directory.append(struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(blob), offset))
        offset += len(blob)
    return b"".join([*directory, *blobs])


def icns_bytes(images: Mapping[int, Image.Image]) -> bytes:
    """Return a macOS icon of RGBA pictures, one for each of ``ICNS_SIZES_PX``."""
    blocks = []
    for colour_type, mask_type, px in _ICNS_PLANE_TYPES:
        red, green, blue, alpha = images[px].split()
        planes = b"".join(packed(plane.tobytes()) for plane in (red, green, blue))
        blocks += [(colour_type, planes), (mask_type, alpha.tobytes())]
    blocks += [(name, png_bytes(images[px])) for name, px in _ICNS_PNG_TYPES]
    body = b"".join(name + struct.pack(">I", 8 + len(data)) + data for name, data in blocks)
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


def png_bytes(image: Image.Image) -> bytes:
    """Return a picture as a small PNG file."""
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def packed(plane: bytes) -> bytes:
    """Return one colour of all pixels with runs of a value made short, as in ``.icns`` files.

    A byte below 128 is followed by one more bytes than it says; any other by one byte that
    stands for as many as it says less 125.
    """
    out = bytearray()
    pending = bytearray()
    for value, length in _runs(plane):
        if length < _SHORTEST_RUN:
            pending += bytes([value]) * length
            continue
        _copy(pending, out)
        pending.clear()
        out += bytes([length + 125, value])
    _copy(pending, out)
    return bytes(out)


def _runs(plane: bytes) -> Iterable[tuple[int, int]]:
    at = 0
    while at < len(plane):
        end = at + 1
        while end < min(len(plane), at + _LONGEST_RUN) and plane[end] == plane[at]:
            end += 1
        yield plane[at], end - at
        at = end


def _copy(pending: bytearray, out: bytearray) -> None:
    for at in range(0, len(pending), _LONGEST_COPY):
        part = pending[at : at + _LONGEST_COPY]
        out.append(len(part) - 1)
        out += part


def _ico_blob(image: Image.Image) -> bytes:
    if image.width >= _ICO_PNG_FROM_PX:
        return png_bytes(image)
    side = image.width
    # The height counts the mask of fully transparent pixels that follows the colours.
    header = struct.pack("<IiiHHIIiiII", 40, side, 2 * side, 1, 32, 0, 0, 0, 0, 0, 0)
    upside_down = image.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    red, green, blue, alpha = upside_down.split()
    colours = Image.merge("RGBA", (blue, green, red, alpha)).tobytes()
    clear = alpha.point([255] + [0] * 255).convert("1", dither=Image.Dither.NONE)
    mask = clear.tobytes()
    stride = (side + 7) // 8
    padding = bytes(-stride % 4)
    lines = (mask[at : at + stride] + padding for at in range(0, len(mask), stride))
    return header + colours + b"".join(lines)
