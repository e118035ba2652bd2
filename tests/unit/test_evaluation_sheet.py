"""The contact sheet."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from support.labelled_sets import make_catalogue, make_home

from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.evaluation.labelled_photos import PhotoSet, read_catalogue, read_home
from fashion_desktop.evaluation.sheet import (
    CELL_HEIGHT,
    HEAD_HEIGHT,
    MARGIN,
    TITLE_HEIGHT,
    draw_sheet,
    sheet_size,
    write_sheet,
)
from fashion_desktop.evaluation.worst import Answer, Section, WorstQuery

GREEN, RED = (11, 110, 79), (163, 59, 32)


def section(photos: PhotoSet, *matches: bool) -> Section:
    query, *others = photos.photos
    answers = tuple(
        Answer(photo, 250.0 * place, match)
        for place, (photo, match) in enumerate(zip(others, matches, strict=False))
    )
    return Section("Some", photos, photos, (WorstQuery(query, answers, sum(matches)),))


@pytest.fixture
def products(tmp_path: Path) -> PhotoSet:
    return read_catalogue(make_catalogue(tmp_path / "catalogue", 2))


def count(sheet: Image.Image, colour: tuple[int, int, int]) -> int:
    return sum(number for number, value in sheet.getcolors(1 << 24) or [] if value == colour)


def test_its_size_goes_by_its_rows(products: PhotoSet, tmp_path: Path) -> None:
    home = read_home(make_home(tmp_path / "home", 3))
    sections = [section(products, True, False), section(home, False)]
    sheet = draw_sheet(sections, "some weights")
    assert sheet.size == sheet_size(sections)
    assert sheet.height == HEAD_HEIGHT + MARGIN + 2 * (TITLE_HEIGHT + CELL_HEIGHT)
    assert sheet_size([])[1] == HEAD_HEIGHT + MARGIN


def test_right_and_wrong_differ_by_more_than_colour(products: PhotoSet) -> None:
    right = draw_sheet([section(products, True)], "some weights")
    wrong = draw_sheet([section(products, False)], "some weights")
    assert (count(right, GREEN) > 0, count(right, RED)) == (True, 0)
    assert (count(wrong, GREEN), count(wrong, RED) > 0) == (0, True)
    # A broken frame and a cross take other pixels than a whole one and a tick.
    as_mask = [
        image.convert("L").point(lambda level: 255 * (level < 120)) for image in (right, wrong)
    ]
    assert as_mask[0].tobytes() != as_mask[1].tobytes()
    assert count(wrong, RED) < 0.8 * count(right, GREEN)


def test_it_is_stored_as_png(products: PhotoSet, tmp_path: Path) -> None:
    path = tmp_path / "sheet.png"
    write_sheet([section(products, True, True, False)], "some weights", path)
    with Image.open(path) as image:
        assert (image.format, image.size) == ("PNG", sheet_size([section(products, True)]))
    with pytest.raises(FashionDesktopError, match="cannot be written"):
        write_sheet([], "some weights", tmp_path / "nowhere" / "sheet.png")
