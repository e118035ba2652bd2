"""The plot as a PNG, drawn by Qt."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from support.bench_results import many_figures, result

from fashion_desktop.bench.plot import write_plot
from fashion_desktop.domain.errors import FashionDesktopError


@pytest.mark.usefixtures("qapp")
def test_the_picture_is_white_with_something_on_it(tmp_path: Path) -> None:
    path = tmp_path / "plot.png"
    write_plot(many_figures(), path)
    image = QImage(str(path))
    assert (image.width(), image.height() > 600) == (2560, True)
    for corner in ((0, 0), (image.width() - 1, 0), (0, image.height() - 1)):
        assert image.pixelColor(*corner).name() == "#ffffff"
    accent = sum(
        image.pixelColor(x, y).name() == "#3557e0"
        for x in range(0, image.width(), 8)
        for y in range(0, image.height(), 8)
    )
    assert accent > 10


@pytest.mark.usefixtures("qapp")
def test_a_plot_that_cannot_be_written_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FashionDesktopError, match="cannot be written"):
        write_plot(result(), tmp_path / "file" / "plot.png")
