from __future__ import annotations

import base64
import io
import random
import struct
import warnings
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from fashion_desktop.domain.errors import ImageError
from fashion_desktop.embedding.decode import DecodeLimits, decode_photo, thumbnail_jpeg
from fashion_desktop.embedding.heif import without_metadata_links

RED, GREEN, BLUE = (220, 30, 40), (30, 180, 60), (40, 60, 200)

# 96 by 64 pixels, red above blue once the turn that the file asks for is made; with EXIF.
HEIC_TURNED = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAZ9tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAA"
    "AAAAAAAAADRpbG9jAAAAAERAAAIAAQAAAAABwwABAAAAAAAAACoAAgAAAAAB7QABAAAAAAAAACQAAAA4aWluZgAAAAAA"
    "AgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA3mlwcnAAAAC+"
    "aXBjbwAAAHhodmNDAQNwAAAAAAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAr"
    "QgEBA3AAAAMAkAAAAwAAAwAeoDCBBZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xybmNseAAB"
    "AA0ABoAAAAAUaXNwZQAAAAAAAABgAAAAQAAAAA5waXhpAAAAAAEIAAAACWlyb3QDAAAAGGlwbWEAAAAAAAAAAQABBYEC"
    "AwSFAAAAGmlyZWYAAAAAAAAADmNkc2MAAgABAAEAAABWbWRhdAAAACYoAa8ZgII+ZcWyFN//3Dmf9TYv+SYLqxCz+bU7"
    "gKD9rNN46Xiv/gAAAAZFeGlmAABNTQAqAAAACAABARIAAwAAAAEABgAAAAAAAA=="
)


def encoded(image: Image.Image, file_format: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, file_format, **options)
    return out.getvalue()


def two_halves(mode: str = "RGB", size: tuple[int, int] = (40, 24)) -> Image.Image:
    """Left half red, right half blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image.convert(mode)


def assert_colour(image: Image.Image, at: tuple[int, int], colour: Any, within: int = 12) -> None:
    found = image.getpixel(at)
    assert isinstance(found, tuple)
    assert max(abs(int(a) - b) for a, b in zip(found, colour, strict=True)) <= within, found


# Pillow cannot write HEIC: 64 by 64 pixels, left half red, right half blue.
HEIC_TWO_HALVES = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAT9tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAA"
    "AAAAAAAAAA5waXRtAAAAAAABAAAAImlsb2MAAAAAREAAAQABAAAAAAFjAAEAAAAAAAAAJwAAACNpaW5mAAAAAAABAAAA"
    "FWluZmUCAAAAAAEAAGh2YzEAAAAAv2lwcnAAAAChaXBjbwAAAHVodmNDAQNwAAAAAAAAAAAAHvAA/P34+AAADwMgAAEA"
    "GEABDAH//wNwAAADAJAAAAMAAAMAHroCQCEAAQAoQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbqSSmubAgAAAMACAAAAwAI"
    "QCIAAQAHRAHBcrAiQAAAABRpc3BlAAAAAAAAAEAAAABAAAAAEHBpeGkAAAAAAwgICAAAABZpcG1hAAAAAAAAAAEAAQOB"
    "AoMAAAAvbWRhdAAAACMoAa9Y+Q6SX//xPn/9L+kPmjcif/ff4v2LEn/Y/VEcS/9MRg=="
)


@pytest.mark.parametrize(
    ("file_format", "options"),
    [
        ("JPEG", {"quality": 95, "subsampling": 0}),
        ("JPEG", {"quality": 95, "progressive": True, "subsampling": 0}),
        ("PNG", {}),
        ("WEBP", {"lossless": True}),
        ("WEBP", {"quality": 95}),
        ("AVIF", {"quality": 95}),
        ("GIF", {}),
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("TIFF", {"compression": "jpeg"}),
        ("BMP", {}),
        ("JPEG2000", {}),
        ("PPM", {}),
    ],
)
def test_reads_every_format(file_format: str, options: dict[str, Any]) -> None:
    photo = decode_photo(encoded(two_halves(), file_format, **options))
    assert photo.mode == "RGB"
    assert photo.size == (40, 24)
    assert_colour(photo, (5, 12), RED)
    assert_colour(photo, (34, 12), BLUE)


def test_reads_the_first_picture_of_a_multi_picture_jpeg() -> None:
    data = encoded(two_halves(), "MPO", save_all=True, append_images=[Image.new("RGB", (40, 24))])
    assert_colour(decode_photo(data), (5, 12), RED, within=40)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK", "YCbCr", "LAB"])
def test_every_mode_keeps_light_and_dark(mode: str) -> None:
    image = Image.new("RGB", (20, 10), "white")
    image.paste("black", (10, 0, 20, 10))
    if mode == "LAB":
        srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        converted = ImageCms.profileToProfile(image, srgb, lab, outputMode="LAB")
        assert converted is not None
        image = converted
    else:
        image = image.convert(mode)
    photo = decode_photo(encoded(image, "TIFF"))
    assert_colour(photo, (3, 5), (255, 255, 255))
    assert_colour(photo, (16, 5), (0, 0, 0), within=12)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_turns_photos_upright(orientation: int, file_format: str) -> None:
    upright = np.zeros((32, 48, 3), np.uint8)
    upright[:16, :24] = RED
    upright[:16, 24:] = GREEN
    upright[16:, :24] = BLUE
    # What a camera stores so that the viewer's turn shows `upright` again.
    stored = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.transpose(1, 0, 2),
        6: np.rot90(upright),
        7: np.rot90(upright, 2).transpose(1, 0, 2),
        8: np.rot90(upright, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    options: dict[str, Any] = {"exif": exif}
    if file_format in {"JPEG", "WEBP", "AVIF"}:
        options["quality"] = 95
    data = encoded(Image.fromarray(np.ascontiguousarray(stored)), file_format, **options)
    for target in (None, (4, 4)):
        photo = decode_photo(data, target=target)
        width, height = photo.size
        assert width / height == pytest.approx(1.5)
        assert_colour(photo, (width // 6, height // 6), RED, 40)
        assert_colour(photo, (width * 5 // 6, height // 6), GREEN, 40)
        assert_colour(photo, (width // 6, height * 5 // 6), BLUE, 40)
        assert_colour(photo, (width * 5 // 6, height * 5 // 6), (0, 0, 0), 40)


def test_broken_exif_does_not_cost_the_photo() -> None:
    data = encoded(two_halves(), "JPEG", exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\xff\xff")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert decode_photo(data).size == (40, 24)


@pytest.mark.parametrize("file_format", ["PNG", "WEBP", "AVIF", "TIFF"])
def test_puts_transparency_on_white(file_format: str) -> None:
    image = Image.new("RGBA", (20, 10), (*RED, 255))
    image.paste((0, 0, 0, 0), (10, 0, 20, 10))
    image.paste((0, 0, 0, 128), (10, 5, 20, 10))
    options = {"lossless": True} if file_format == "WEBP" else {}
    photo = decode_photo(encoded(image, file_format, **options))
    assert_colour(photo, (3, 2), RED)
    assert_colour(photo, (16, 1), (255, 255, 255))
    assert_colour(photo, (16, 8), (127, 127, 127))


def test_puts_transparent_grey_on_white() -> None:
    image = Image.new("LA", (20, 10), (60, 255))
    image.paste((0, 0), (10, 0, 20, 10))
    photo = decode_photo(encoded(image, "PNG"))
    assert_colour(photo, (3, 2), (60, 60, 60), 0)
    assert_colour(photo, (16, 2), (255, 255, 255), 0)


def png(width: int, height: int, depth: int, colour_type: int, rows: bytes, *more: bytes) -> bytes:
    """Build a PNG by hand, for the kinds that Pillow cannot write."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    chunks = [chunk(b"IHDR", header)]
    chunks += [chunk(extra[:4], extra[4:]) for extra in more]
    chunks += [chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize(
    ("data", "left", "right"),
    [
        pytest.param(png(2, 1, 8, 0, b"\0\x10\x20", b"tRNS\0\x20"), 0x10, 255, id="grey 8"),
        pytest.param(png(2, 1, 1, 0, b"\0\x80", b"tRNS\0\0"), 255, 255, id="grey 1"),
        pytest.param(png(2, 1, 2, 0, b"\0\x40", b"tRNS\0\0"), 85, 255, id="grey 2"),
        pytest.param(png(2, 1, 2, 0, b"\0\x60", b"tRNS\0\2"), 85, 255, id="grey 2, not black"),
        pytest.param(png(2, 1, 4, 0, b"\0\x37", b"tRNS\0\7"), 51, 255, id="grey 4"),
        pytest.param(png(2, 1, 16, 0, b"\0\x10\x10\x80\0", b"tRNS\x80\0"), 16, 255, id="grey 16"),
        pytest.param(
            png(2, 1, 8, 2, b"\0\1\1\1\2\2\2", b"tRNS\0\2\0\2\0\2"), 1, 255, id="colour 8"
        ),
        pytest.param(
            png(2, 1, 16, 2, b"\0" + b"\x10\x10" * 3 + b"\x80\0" * 3, b"tRNS" + b"\x80\0" * 3),
            16,
            255,
            id="colour 16",
        ),
        pytest.param(
            png(2, 1, 8, 3, b"\0\0\1", b"PLTE\x10\x10\x10\x20\x20\x20", b"tRNS\xff\0"),
            16,
            255,
            id="palette",
        ),
    ],
)
def test_understands_every_kind_of_png_transparency(data: bytes, left: int, right: int) -> None:
    photo = decode_photo(data)
    assert_colour(photo, (0, 0), (left,) * 3, 0)
    assert_colour(photo, (1, 0), (right,) * 3, 0)


def test_transparent_gif_is_on_white() -> None:
    image = Image.new("P", (4, 1), 1)
    image.putpalette([9, 9, 9, *RED] + [0] * 762)
    image.putpixel((0, 0), 0)
    photo = decode_photo(encoded(image, "GIF", transparency=0))
    assert_colour(photo, (0, 0), (255, 255, 255), 0)
    assert_colour(photo, (3, 0), RED, 0)


def test_scales_sixteen_bit_grey() -> None:
    ramp = np.array([[0, 257 * 100, 65535]], dtype=np.uint16)
    for file_format in ("PNG", "TIFF"):
        photo = decode_photo(encoded(Image.fromarray(ramp), file_format))
        assert [photo.getpixel((x, 0)) for x in range(3)] == [(v, v, v) for v in (0, 100, 255)]


def test_sixteen_bit_tiff_that_counts_from_white_is_inverted() -> None:
    ramp = np.array([[0, 65535]], dtype=np.uint16)
    photo = decode_photo(encoded(Image.fromarray(ramp), "TIFF", tiffinfo={262: 0}))
    assert [photo.getpixel((x, 0)) for x in range(2)] == [(255,) * 3, (0,) * 3]


def test_scales_sixteen_bit_colour() -> None:
    rows = b"\0" + b"\xff\xff\x80\x00\x00\x10"
    assert decode_photo(png(1, 1, 16, 2, rows)).getpixel((0, 0)) == (255, 128, 0)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.0, 0.5, 1.0], [0, 128, 255]),
        ([0.0, 100.0, 255.0], [0, 100, 255]),
        ([0.0, 25700.0, 65535.0], [0, 100, 255]),
        ([-1.0, 0.0, 1.0], [0, 128, 255]),
        ([0.0, float("nan"), 1.0], [0, 0, 255]),
    ],
)
def test_scales_floating_point_grey(values: list[float], expected: list[int]) -> None:
    photo = decode_photo(encoded(Image.fromarray(np.array([values], np.float32)), "TIFF"))
    assert [photo.getpixel((x, 0)) for x in range(3)] == [(v, v, v) for v in expected]


@pytest.mark.parametrize(
    ("values", "expected"),
    [([0, 100, 255], [0, 100, 255]), ([0, 25700, 65535], [0, 100, 255])],
)
def test_scales_whole_number_grey(values: list[int], expected: list[int]) -> None:
    photo = decode_photo(encoded(Image.fromarray(np.array([values], np.int32)), "TIFF"))
    assert [photo.getpixel((x, 0)) for x in range(3)] == [(v, v, v) for v in expected]


def test_cmyk_jpeg_and_tiff_look_alike() -> None:
    cmyk = Image.new("CMYK", (32, 32), (0, 255, 255, 0))
    for file_format in ("JPEG", "TIFF"):
        assert_colour(decode_photo(encoded(cmyk, file_format)), (16, 16), (255, 0, 0), 25)


def display_p3_like() -> bytes:
    """A profile whose red and green are swapped, so that applying it cannot be overlooked."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = struct.unpack(">I", profile[128:132])[0]
    entries = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * tags, 12)}
    red, green = entries[b"rXYZ"], entries[b"gXYZ"]
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    at = struct.unpack(">I", profile[entries[b"desc"] + 4 : entries[b"desc"] + 8])[0]
    length = struct.unpack(">I", profile[entries[b"desc"] + 8 : entries[b"desc"] + 12])[0]
    description = profile[at : at + length].replace("sRGB".encode("utf-16-be"), b"\0S\0w\0a\0p")
    profile[at : at + length] = description
    return bytes(profile)


def test_applies_an_embedded_profile() -> None:
    swapped = Image.new("RGB", (8, 8), (255, 0, 0))
    photo = decode_photo(encoded(swapped, "PNG", icc_profile=display_p3_like()))
    assert_colour(photo, (4, 4), (0, 255, 0))


def test_applies_a_profile_under_transparency() -> None:
    swapped = Image.new("RGBA", (8, 8), (255, 0, 0, 255))
    swapped.putpixel((0, 0), (255, 0, 0, 0))
    photo = decode_photo(encoded(swapped, "PNG", icc_profile=display_p3_like()))
    assert_colour(photo, (4, 4), (0, 255, 0))
    assert_colour(photo, (0, 0), (255, 255, 255), 0)


@pytest.mark.parametrize(
    "profile",
    [b"rubbish", b"\0" * 500, display_p3_like()[:300], b"x" * 16 + b"RGB " + b"y" * 400],
)
def test_ignores_a_broken_profile(profile: bytes) -> None:
    photo = decode_photo(encoded(two_halves(), "PNG", icc_profile=profile))
    assert_colour(photo, (5, 12), RED, 0)


def test_ignores_a_profile_of_another_colour_space() -> None:
    data = encoded(Image.new("L", (8, 8), 90), "PNG", icc_profile=display_p3_like())
    assert_colour(decode_photo(data), (4, 4), (90, 90, 90), 0)


@pytest.mark.parametrize("file_format", ["GIF", "WEBP", "AVIF", "PNG", "TIFF"])
def test_takes_the_first_of_many_frames(file_format: str) -> None:
    frames = [Image.new("RGB", (32, 32), colour) for colour in (RED, GREEN, BLUE)]
    data = encoded(frames[0], file_format, save_all=True, append_images=frames[1:])
    assert_colour(decode_photo(data), (16, 16), RED)


def test_reads_heic() -> None:
    photo = decode_photo(HEIC_TWO_HALVES)
    assert photo.mode == "RGB"
    assert photo.size == (64, 64)
    assert_colour(photo, (10, 32), RED, 30)
    assert_colour(photo, (54, 32), BLUE, 30)


def test_turns_heic_upright_once() -> None:
    photo = decode_photo(HEIC_TURNED)
    assert photo.size == (64, 96)
    assert_colour(photo, (32, 10), RED, 30)
    assert_colour(photo, (32, 86), BLUE, 30)


def test_survives_heic_with_metadata_of_an_unknown_type() -> None:
    data = HEIC_TURNED.replace(b"Exif", b"Exi\xf2", 1)
    assert decode_photo(data).size == (64, 96)


def test_survives_heic_with_such_metadata_behind_an_empty_box() -> None:
    data = HEIC_TURNED.replace(b"Exif", b"Exi\xf2", 1)
    empty = b"\0\0\0\x0cmeta\0\0\0\0"
    # Where picture and metadata lie is counted from the beginning of the file.
    for place in (b"\0\0\x01\xc3", b"\0\0\x01\xed"):
        data = data.replace(place, (int.from_bytes(place, "big") + len(empty)).to_bytes(4, "big"))
    end_of_type = data[3]
    data = data[:end_of_type] + empty + data[end_of_type:]
    # Asked first: the decoder would take the test down with it.
    assert b"cdsc" not in without_metadata_links(data)
    assert decode_photo(data).size == (64, 96)


def test_result_carries_nothing_of_the_file() -> None:
    data = encoded(two_halves(), "PNG", icc_profile=display_p3_like(), dpi=(300, 300))
    assert decode_photo(data).info == {}


def test_byte_limit_is_checked_first() -> None:
    with pytest.raises(ImageError, match="The file is too large"):
        decode_photo(b"\xff\xd8\xff" + b"\0" * 2000, DecodeLimits(max_bytes=1000))


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "GIF", "WEBP", "AVIF", "TIFF", "BMP"])
def test_pixel_limit_names_the_size(file_format: str) -> None:
    data = encoded(two_halves(), file_format)
    assert decode_photo(data, DecodeLimits(max_pixels=960)).size == (40, 24)
    with pytest.raises(ImageError, match="40 by 24 pixels"):
        decode_photo(data, DecodeLimits(max_pixels=959))


@pytest.mark.parametrize(
    ("width", "height"), [(11_000, 11_000), (16_000, 15_000), (60_000, 60_000)]
)
def test_pixel_limit_is_checked_before_decoding(width: int, height: int) -> None:
    with pytest.raises(ImageError, match="too large"):
        decode_photo(png(width, height, 8, 2, b""))


def test_webp_bomb_is_refused_before_its_canvas_is_made() -> None:
    size = (16_383 - 1).to_bytes(3, "little") * 2
    body = b"WEBPVP8X" + (10).to_bytes(4, "little") + b"\x02\0\0\0" + size
    with pytest.raises(ImageError):
        decode_photo(b"RIFF" + len(body).to_bytes(4, "little") + body)


def test_large_photo_within_the_limit_needs_no_warning_filter() -> None:
    data = png(10_000, 10_000, 1, 0, (b"\0" + b"\xff" * 1250) * 10_000)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert decode_photo(data).size == (10_000, 10_000)


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP"])
def test_says_that_a_photo_is_cut_off(file_format: str, keep: float) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (80, 60, 3), dtype=np.uint8)
    data = encoded(Image.fromarray(noise), file_format)
    with pytest.raises(ImageError, match="The file is cut off: only part of the photo is there"):
        decode_photo(data[: int(len(data) * keep)])


@pytest.mark.parametrize("keep", [0.5, 0.9])
def test_says_that_a_heic_photo_is_cut_off(keep: float) -> None:
    data = HEIC_TWO_HALVES
    with pytest.raises(ImageError, match="cut off"):
        decode_photo(data[: int(len(data) * keep)])


def test_cut_off_tiff_is_refused() -> None:
    data = encoded(two_halves(), "TIFF")
    with pytest.raises(ImageError, match="Save or download"):
        decode_photo(data[: len(data) // 2])


@pytest.mark.parametrize(
    ("data", "looks_like"),
    [
        (b"", "The file is empty"),
        (b"\0" * 50, "nothing but zeros"),
        (b"\n<!DOCTYPE html><html>", "a web page"),
        (b"<html><body>404</body></html>", "a web page"),
        (b"<?xml version='1.0'?><svg xmlns=''/>", "an SVG drawing"),
        (b"<?xml version='1.0'?><Error/>", "an XML file"),
        (b'{"error": "no such image"}', "a data file"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"8BPS\0\1", "a Photoshop file"),
        (b"PK\x03\x04rest", "a ZIP archive"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isom", "a video"),
        (b"id,title,price\n1,Shirt,9.99\n", "a text file"),
        (b"\x13\x37\0\xfe garbage", "a file of an unknown kind"),
    ],
)
def test_says_what_a_file_is_that_is_no_photo(data: bytes, looks_like: str) -> None:
    with pytest.raises(ImageError, match=looks_like):
        decode_photo(data)


def test_says_that_a_photo_is_damaged() -> None:
    good = encoded(two_halves(), "PNG")
    with pytest.raises(ImageError, match="The photo is damaged: it begins like a PNG file"):
        decode_photo(good[:8] + b"\0" * 40 + good[-12:])


def test_draft_decoding_stays_close_to_full_decoding() -> None:
    y, x = np.mgrid[0:800, 0:600]
    smooth = np.stack([x * 255 / 600, y * 255 / 800, 128 + 100 * np.sin(x / 37)], -1)
    data = encoded(Image.fromarray(smooth.astype(np.uint8)), "JPEG", quality=92)
    full, drafted = decode_photo(data), decode_photo(data, target=(48, 64))
    assert full.size == (600, 800)
    assert drafted.size == (75, 100)
    small = [
        np.asarray(photo.resize((48, 64), Image.Resampling.BILINEAR), np.int32)
        for photo in (full, drafted)
    ]
    assert np.abs(small[0] - small[1]).mean() < 2


@pytest.mark.parametrize(
    ("size", "drafted"),
    [
        ((60, 80), (60, 80)),
        ((133, 800), (133, 800)),
        ((134, 800), (134, 800)),
        ((135, 180), (68, 90)),
        ((270, 360), (68, 90)),
        ((3000, 4000), (375, 500)),
    ],
)
def test_draft_leaves_the_last_reduction_to_the_caller(
    size: tuple[int, int], drafted: tuple[int, int]
) -> None:
    data = encoded(Image.new("RGB", size), "JPEG")
    assert decode_photo(data, target=(48, 64)).size == drafted


@pytest.mark.parametrize(
    ("size", "drafted"),
    [((400, 533), (400, 533)), ((767, 300), (767, 300)), ((768, 300), (384, 150))],
)
def test_draft_keeps_the_longer_edge_that_is_asked_for(
    size: tuple[int, int], drafted: tuple[int, int]
) -> None:
    data = encoded(Image.new("RGB", size), "JPEG")
    assert decode_photo(data, target=(48, 64), longer_edge=384).size == drafted


def test_thumbnail_fits_and_never_grows() -> None:
    for size, expected in (((800, 400), (384, 192)), ((100, 50), (100, 50)), ((5000, 2), (384, 1))):
        thumbnail = Image.open(io.BytesIO(thumbnail_jpeg(Image.new("RGB", size, GREEN), 384)))
        assert thumbnail.format == "JPEG"
        assert thumbnail.size == expected


def test_thumbnail_leaves_the_photo_alone() -> None:
    photo = two_halves(size=(800, 400))
    thumbnail_jpeg(photo, edge=64)
    assert photo.size == (800, 400)


def test_many_threads_decode_at_once() -> None:
    photos = [encoded(two_halves(), name) for name in ("JPEG", "PNG", "WEBP", "AVIF", "GIF")]
    photos.append(HEIC_TWO_HALVES)

    with ThreadPoolExecutor(4) as pool:
        sizes = {photo.size for photo in pool.map(decode_photo, photos * 20)}
    assert sizes == {(40, 24), (64, 64)}


def flipped(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def head_flipped(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        changed[rng.randrange(8, min(120, len(changed)))] = rng.choice((0, 1, 127, 128, 255))
    return bytes(changed)


def cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data))]


def spliced(data: bytes, rng: random.Random) -> bytes:
    start, end = sorted(rng.randrange(len(data)) for _ in range(2))
    return data[:start] + data[end:] + data[start:end]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("mutate", [flipped, head_flipped, cut, spliced])
def test_hostile_data_gives_a_photo_or_an_image_error(
    mutate: Callable[[bytes, random.Random], bytes],
) -> None:
    rng = random.Random(20)
    exif = Image.Exif()
    exif[0x0112] = 6
    rgba = two_halves("RGBA")
    seeds = [
        encoded(two_halves(), "JPEG", exif=exif, icc_profile=display_p3_like()),
        encoded(two_halves("CMYK"), "JPEG"),
        encoded(rgba, "PNG", icc_profile=display_p3_like()),
        encoded(two_halves("P"), "PNG", transparency=b"\0\xff\x80"),
        encoded(two_halves(), "GIF", save_all=True, append_images=[Image.new("RGB", (40, 24))]),
        encoded(rgba, "WEBP"),
        encoded(rgba, "AVIF"),
        encoded(two_halves(), "TIFF", compression="tiff_lzw"),
        encoded(two_halves("CMYK"), "TIFF"),
        encoded(two_halves("P"), "BMP"),
        encoded(two_halves(), "JPEG2000"),
        encoded(two_halves(), "PPM"),
        HEIC_TWO_HALVES,
        HEIC_TURNED,
    ]
    limits = DecodeLimits(max_pixels=4_000_000)
    reasons: list[str] = []
    for seed in seeds:
        for _ in range(40):
            try:
                photo = decode_photo(mutate(seed, rng), limits, target=(4, 4))
            except ImageError as error:
                reasons.append(str(error))
            else:
                assert photo.mode == "RGB"
                assert photo.width * photo.height <= limits.max_pixels
    assert len(reasons) > 40
    assert all(reason.endswith(".") for reason in reasons)
