"""From a photo file's bytes to an upright 8-bit RGB picture, whatever people throw at it.

Safe to call from many threads at once. Limits are checked on the file's header, before
anything is decoded, and every way in which hostile or broken data can make a decoder fail
becomes an ``ImageError`` with a sentence for people.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from dataclasses import dataclass

from PIL import ExifTags, Image, ImageCms

from fashion_desktop.domain.errors import ImageError
from fashion_desktop.embedding.colour import to_rgb_on_white, transparent_colour
from fashion_desktop.embedding.heif import register_heif, without_metadata_links
from fashion_desktop.embedding.sniff import describe_foreign, is_cut_off, photo_formats

USABLE_FORMATS = "JPEG, PNG, WebP, AVIF, HEIC, GIF, TIFF, BMP or JPEG 2000"
_MIB = 1024 * 1024
_DEFAULT_MAX_PIXELS = 120_000_000
_DRAFT_MARGIN = 1.4
_DRAFT_SCALES = (8, 4, 2)
_THUMBNAIL_QUALITY = 85

# Pillow's own pixel limit is one number for the whole process, and exceeding it is first a
# warning, then an error. Set once to the default of our own check, which refuses everything
# that Pillow would warn of, so nothing here depends on the (process-wide) warning filters.
Image.MAX_IMAGE_PIXELS = _DEFAULT_MAX_PIXELS
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
# Photos in the wild have odd metadata; Pillow's remarks on it help nobody in front of a window.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")

_DECODER_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    ArithmeticError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RuntimeError,
    EOFError,
    BufferError,
    MemoryError,
    Warning,
    struct.error,
    zlib.error,
    ImageCms.PyCMSError,
)

_TRANSPOSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation → what makes the picture upright."""
_SIDEWAYS = frozenset({5, 6, 7, 8})


@dataclass(frozen=True, slots=True)
class DecodeLimits:
    """What is refused before decoding.

    Attributes:
        max_bytes: size of the file.
        max_pixels: width times height as the header says; at most 120 million.
    """

    max_bytes: int = 64 * _MIB
    max_pixels: int = _DEFAULT_MAX_PIXELS


_DEFAULT_LIMITS = DecodeLimits()


def decode_photo(
    data: bytes,
    limits: DecodeLimits = _DEFAULT_LIMITS,
    target: tuple[int, int] | None = None,
    longer_edge: int = 0,
) -> Image.Image:
    """Decode a photo file: mode "RGB", upright, sRGB, transparency on white, first frame.

    Args:
        data: the whole file.
        limits: what to refuse.
        target: smallest (width, height) in pixels that the caller needs. A JPEG is then
            decoded at 1/2, 1/4 or 1/8 of its size if it stays at least 1.4 times as large
            as that on both sides, which is an approximation: three to six times faster,
            bound by reading the file's Huffman codes. Features of 240x320 photos, at half
            their size, move by a squared L2 of 0.3 (median; one in a hundred by 5 or more);
            nearest neighbours are usually 100 apart or more. None decodes at full size.
        longer_edge: with a target, the longer edge stays at least this long as well.

    Raises:
        ImageError: too large, not a photo, cut off or damaged; the message says which.
    """
    if len(data) > limits.max_bytes:
        raise ImageError(
            f"The file is too large: {len(data) / _MIB:.0f} MB, and at most "
            f"{limits.max_bytes / _MIB:.0f} MB can be used. Save the photo smaller."
        )
    formats = photo_formats(data)
    if not formats:
        raise ImageError(_not_a_photo(data))
    if formats == ("HEIF",):
        register_heif()
        data = without_metadata_links(data)
    try:
        return _decode(data, formats, limits, target, longer_edge)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ImageError(_too_many_pixels(None, limits.max_pixels)) from None
    except MemoryError:
        raise ImageError(
            "The photo does not fit into this computer's memory. Save it smaller."
        ) from None
    except _DECODER_ERRORS as error:
        raise ImageError(_damaged(data, formats[0], error)) from error


def _decode(
    data: bytes,
    formats: tuple[str, ...],
    limits: DecodeLimits,
    target: tuple[int, int] | None,
    longer_edge: int,
) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=formats) as image:
        _check_pixels(image, limits.max_pixels)
        if target is not None:
            _draft(image, target, longer_edge)
        transparency = transparent_colour(image)
        image.load()
        # Some formats only tell their true size while decoding.
        _check_pixels(image, limits.max_pixels)
        # PNG may carry its EXIF block behind the pixels, and TIFF is turned upright by
        # loading: only now does the orientation say what is left to do.
        orientation = _orientation(image)
        rgb = to_rgb_on_white(image, transparency)
    turn = _TRANSPOSE.get(orientation)
    upright = rgb.transpose(turn) if turn is not None else rgb
    # Profiles, EXIF and the like described the file, not this picture.
    upright.info.clear()
    return upright


def thumbnail_jpeg(image: Image.Image, edge: int) -> bytes:
    """Return an RGB picture as a JPEG file that fits a square of ``edge`` pixels.

    A smaller picture keeps its size.
    """
    scale = min(1.0, edge / max(image.size))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    # As fast as bilinear, nearly as sharp as Lanczos, which takes more than twice as long.
    small = image.resize(size, Image.Resampling.HAMMING, reducing_gap=3.0)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=_THUMBNAIL_QUALITY)
    return out.getvalue()


def _draft(image: Image.Image, target: tuple[int, int], longer_edge: int) -> None:
    width, height = target
    if _orientation(image) in _SIDEWAYS:
        width, height = height, width
    # The margin leaves the last reduction to the caller's own filter; the JPEG decoder's is
    # coarser.
    largest_scale = min(
        image.width / (width * _DRAFT_MARGIN),
        image.height / (height * _DRAFT_MARGIN),
        max(image.size) / max(1, longer_edge),
    )
    for scale in _DRAFT_SCALES:
        if scale <= largest_scale:
            image.draft(None, (image.width // scale, image.height // scale))
            return


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation (1 to 8); 1 when there is none or EXIF is broken."""
    try:
        value = image.getexif().get(ExifTags.Base.Orientation, 1)
    except _DECODER_ERRORS:
        return 1
    return value if isinstance(value, int) else 1


def _check_pixels(image: Image.Image, max_pixels: int) -> None:
    if image.width * image.height > max_pixels:
        raise ImageError(_too_many_pixels(image.size, max_pixels))


def _too_many_pixels(size: tuple[int, int] | None, max_pixels: int) -> str:
    has = f"{size[0]} by {size[1]} pixels" if size else "too many pixels"
    return (
        f"The photo is too large: {has}, and at most {max_pixels / 1e6:.0f} megapixels "
        "can be used. Save it smaller."
    )


def _not_a_photo(data: bytes) -> str:
    looks_like = describe_foreign(data)
    if looks_like == "empty":
        return "The file is empty. Save or download the photo again."
    return f"This is not a photo: it looks like {looks_like}. Use {USABLE_FORMATS}."


def _damaged(data: bytes, photo_format: str, error: BaseException) -> str:
    reason = str(error).lower()
    if is_cut_off(data, photo_format) or "truncated" in reason or "end of file" in reason:
        return (
            "The file is cut off: only part of the photo is there. "
            "Save or download the photo again."
        )
    return (
        f"The photo is damaged: it begins like {_with_article(photo_format)} file but cannot "
        "be read. Save or download it again."
    )


def _with_article(photo_format: str) -> str:
    named = {"HEIF": "a HEIC", "AVIF": "an AVIF", "WEBP": "a WebP", "JPEG2000": "a JPEG 2000"}
    return named.get(photo_format, f"a {photo_format}")
