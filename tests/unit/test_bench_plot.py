"""The plot as SVG, and the axes it is drawn on."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from support.bench_results import figure, many_figures, result

from fashion_desktop.bench.figure import Target
from fashion_desktop.bench.plot import write_plot
from fashion_desktop.bench.scale import LogScale, short_number
from fashion_desktop.bench.svg import shortened, text_width


def texts(path: Path) -> list[str]:
    return [e.text or "" for e in ET.parse(path).iter("{http://www.w3.org/2000/svg}text")]


def test_the_plot_names_every_figure_its_target_and_its_growth(tmp_path: Path) -> None:
    path = tmp_path / "plot.svg"
    write_plot(many_figures(), path)
    found = texts(path)
    assert "30.0 photos/s instead of 10.0" in found
    assert "target 1.9×, reached" in found
    assert "target ≤ 16 ms, not reached" in found
    assert "0.8×" in found
    assert "ours: exponent +0.30" in found
    assert "baseline: exponent +1.00" in found
    # Of a figure at several sizes the bars show the largest.
    assert "What search.similar.p95 is, 10k products" in found
    assert "What search.similar.p95 is, 1k products" not in found


def test_everything_lies_within_the_picture(tmp_path: Path) -> None:
    path = tmp_path / "plot.svg"
    figures = [
        figure(f"n{number}", 10.0**number, baseline=10.0**-number, target=Target(1.0))
        for number in range(-4, 5)
    ]
    write_plot(result(*figures), path)
    root = ET.parse(path).getroot()
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    for element in root:
        x = float(element.attrib.get("x", element.attrib.get("x1", 0)))
        y = float(element.attrib.get("y", element.attrib.get("y1", 0)))
        assert 0 <= x <= width
        assert 0 <= y <= height


def test_figures_that_a_logarithm_cannot_show_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "plot.svg"
    write_plot(result(figure(ours=0.0, baseline=1.0), figure("b", -1.0, target=Target(3))), path)
    assert not any("What" in text for text in texts(path))


def test_a_scale_is_logarithmic_and_its_ticks_are_round() -> None:
    scale = LogScale(1, 100, 0, 200)
    assert [scale(1), scale(10), scale(100)] == pytest.approx([0, 100, 200])
    assert scale.ticks() == pytest.approx([1, 3, 10, 30, 100])
    assert LogScale(1, 10, 0, 1).ticks() == pytest.approx([1, 2, 5, 10])
    assert LogScale(1e-3, 1e9, 0, 1).ticks()[:2] == pytest.approx([1e-2, 1])


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.05, "0.05"), (20, "20"), (1_000, "1k"), (40_000, "40k"), (1e6, "1M"), (2e-5, "2e-05")],
)
def test_labels_of_ticks_are_short(value: float, text: str) -> None:
    assert short_number(value) == text


def test_long_texts_are_cut_where_they_do_not_fit() -> None:
    assert shortened("short", 100, 13) == "short"
    cut = shortened("a very long text " * 10, 100, 13)
    assert cut.endswith("…")
    assert text_width(cut, 13) <= 100
