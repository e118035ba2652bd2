"""The icon files: every size that a system asks for, as the drawings look today."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from packager.icon_containers import icns_bytes, ico_bytes, packed, png_bytes
from packager.icons import (
    HICOLOR_SIZES_PX,
    ICO_SIZES_PX,
    ICONS,
    ROOT,
    draw,
    draw_for_macos,
    hicolor_file,
    main,
)
from PIL import IcnsImagePlugin, IcoImagePlugin, Image

from fashion_desktop import EXECUTABLE_NAME

# Edges are drawn a little differently by other versions of Qt and on other processors.
TOLERANCE = 24
MEAN_TOLERANCE = 0.5


def assert_same_picture(stored: Image.Image, drawn: Image.Image) -> None:
    assert stored.size == drawn.size
    # What is fully transparent has no colour.
    pictures = [np.asarray(image.convert("RGBa")).astype(int) for image in (stored, drawn)]
    difference = np.abs(pictures[0] - pictures[1])
    assert difference.max() <= TOLERANCE
    assert difference.mean() <= MEAN_TOLERANCE


@pytest.fixture
def ico() -> Iterator[IcoImagePlugin.IcoImageFile]:
    with Image.open(ICONS / f"{EXECUTABLE_NAME}.ico") as image:
        assert isinstance(image, IcoImagePlugin.IcoImageFile)
        yield image


@pytest.fixture
def icns() -> Iterator[IcnsImagePlugin.IcnsImageFile]:
    with Image.open(ICONS / f"{EXECUTABLE_NAME}.icns") as image:
        assert isinstance(image, IcnsImagePlugin.IcnsImageFile)
        yield image


def test_the_folder_holds_exactly_these_files() -> None:
    expected = {hicolor_file(size_px).name for size_px in HICOLOR_SIZES_PX}
    expected |= {f"{EXECUTABLE_NAME}.ico", f"{EXECUTABLE_NAME}.icns"}
    assert {path.name for path in ICONS.iterdir()} == expected


@pytest.mark.parametrize("size_px", HICOLOR_SIZES_PX)
def test_png_files_are_what_the_drawings_say(size_px: int) -> None:
    with Image.open(hicolor_file(size_px)) as stored:
        assert (stored.format, stored.mode) == ("PNG", "RGBA")
        assert_same_picture(stored, draw(size_px))


def test_the_windows_icon_has_every_size(ico: IcoImagePlugin.IcoImageFile) -> None:
    assert ico.ico.sizes() == {(size_px, size_px) for size_px in ICO_SIZES_PX}
    for size_px in ICO_SIZES_PX:
        assert_same_picture(ico.ico.getimage((size_px, size_px)), draw(size_px))


def test_only_the_large_picture_of_the_windows_icon_is_a_png() -> None:
    data = (ICONS / f"{EXECUTABLE_NAME}.ico").read_bytes()
    entries = [data[6 + 16 * n : 22 + 16 * n] for n in range(len(ICO_SIZES_PX))]
    for entry, size_px in zip(entries, ICO_SIZES_PX, strict=True):
        start = int.from_bytes(entry[12:16], "little")
        assert (data[start : start + 4] == b"\x89PNG") == (size_px == 256)
        assert int.from_bytes(entry[6:8], "little") == 32
    last = entries[-1]
    end = int.from_bytes(last[8:12], "little") + int.from_bytes(last[12:16], "little")
    assert end == len(data)


def test_the_mask_of_a_bitmap_covers_what_is_transparent() -> None:
    image = Image.new("RGBA", (20, 20), (10, 20, 30, 255))
    image.putpixel((0, 19), (0, 0, 0, 0))  # lowest line, stored first
    blob = ico_bytes([image])[22:]
    colours, mask = blob[40 : 40 + 4 * 400], blob[40 + 4 * 400 :]
    assert colours[:8] == bytes([0, 0, 0, 0, 30, 20, 10, 255])
    assert len(mask) == 20 * 4
    assert mask[:4] == b"\x80\x00\x00\x00"
    assert not any(mask[4:])


def test_the_macos_icon_has_every_size_at_both_densities(
    icns: IcnsImagePlugin.IcnsImageFile,
) -> None:
    points = {(16, 1), (16, 2), (32, 1), (32, 2), (128, 1), (128, 2), (256, 1), (256, 2)}
    assert {size[1:] for size in icns.info["sizes"]} == points | {(512, 1), (512, 2)}
    for width, height, density in icns.info["sizes"]:
        stored = icns.icns.getimage((width, height, density))
        assert_same_picture(stored, draw_for_macos(width * density))


def test_on_macos_the_tile_keeps_to_apples_grid() -> None:
    alpha = np.asarray(draw_for_macos(1024).getchannel("A"))
    opaque = np.flatnonzero(alpha[512] == 255)
    assert (opaque[0], opaque[-1]) == (100, 923)
    assert alpha[930, 512] > 0  # the shadow
    assert alpha[0].max() == 0


@pytest.mark.parametrize(
    ("plane", "expected"),
    [
        (b"", b""),
        (b"\x07", b"\x00\x07"),
        (b"\x07\x07", b"\x01\x07\x07"),
        (b"\x07" * 3, b"\x80\x07"),
        (b"\x07" * 130, b"\xff\x07"),
        (b"\x07" * 131, b"\xff\x07\x00\x07"),
        (b"\x01\x02\x03\x03\x03\x03\x04", b"\x01\x01\x02\x81\x03\x00\x04"),
    ],
)
def test_runs_are_made_short(plane: bytes, expected: bytes) -> None:
    assert packed(plane) == expected


def test_noise_survives_packing() -> None:
    noise = np.random.default_rng(5).integers(0, 256, (32, 32, 4), dtype=np.uint8)
    images = {px: Image.new("RGBA", (px, px)) for px in (16, 64, 128, 256, 512, 1024)}
    images[32] = Image.fromarray(noise)
    with Image.open(io.BytesIO(icns_bytes(images))) as opened:
        assert isinstance(opened, IcnsImagePlugin.IcnsImageFile)
        assert np.array_equal(np.asarray(opened.icns.getimage((32, 32, 1))), noise)


def test_drawing_again_gives_the_same_bytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "one")]) == main([str(tmp_path / "two")]) == 0
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert len(capsys.readouterr().out.splitlines()) == 2 * len(names)
    for name in names:
        first, second = ((tmp_path / run / name).read_bytes() for run in ("one", "two"))
        assert first == second


def test_small_sizes_have_a_drawing_of_their_own() -> None:
    shrunk = Image.open(io.BytesIO(png_bytes(draw(256)))).resize((16, 16))
    knob = np.array([0xFF, 0xC9, 0x4D])

    def like_the_knob(image: Image.Image) -> int:
        colours = np.asarray(image.convert("RGB")).astype(int)
        return int((np.abs(colours - knob).max(axis=2) < 60).sum())

    assert like_the_knob(draw(16)) > 2 * like_the_knob(shrunk)


def test_the_drawings_are_those_of_the_window() -> None:
    names = {path.name for path in (ROOT / "resources" / "icons").glob("app*.svg")}
    assert names == {"app.svg", "app-small.svg"}
