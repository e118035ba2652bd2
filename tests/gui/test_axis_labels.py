import math

import pytest
from PySide6.QtCore import QLocale, QRectF

from fashion_desktop.widgets.axis_labels import place_labels
from fashion_desktop.widgets.theme import interface_font

TICKS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0]


def labels(width_px: float, locale: QLocale | None = None) -> list[tuple[QRectF, str]]:
    def x_of(score: float) -> float:
        return width_px * (1 + math.log10(score) / 3)

    row = QRectF(0, 60, width_px, 14)
    locale = locale or QLocale(QLocale.Language.English)
    return place_labels(TICKS, x_of, row, interface_font(10), locale)


@pytest.mark.usefixtures("qapp")
class TestPlaceLabels:
    def test_all_are_shown_where_there_is_room(self) -> None:
        assert len(labels(1200)) == len(TICKS)

    @pytest.mark.parametrize("width_px", [200, 320])
    def test_round_ones_win_where_there_is_none(self, width_px: float) -> None:
        placed = labels(width_px)
        assert {"0.001", "1"} <= {text for _, text in placed}
        places = [place for place, _ in placed]
        for index, place in enumerate(places):
            assert not any(place.intersects(other) for other in places[index + 1 :])

    def test_numbers_are_written_as_the_locale_does(self) -> None:
        german = labels(1200, QLocale(QLocale.Language.German))
        assert "0,001" in {text for _, text in german}
