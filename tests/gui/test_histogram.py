from PySide6.QtCore import QPointF, QRectF

from fashion_desktop.widgets.histogram import BAR_PITCH_PX, bin_count, histogram_path

AREA = QRectF(10, 5, 100, 50)


def test_fullest_bin_fills_the_area_and_single_members_stay_visible() -> None:
    path = histogram_path([100, 0, 1], AREA)
    assert path.boundingRect().top() == AREA.top()
    assert path.boundingRect().bottom() == AREA.bottom()
    second = AREA.left() + BAR_PITCH_PX + 1.5
    third = AREA.left() + 2 * BAR_PITCH_PX + 1.5
    assert not path.contains(QPointF(second, AREA.bottom() - 1.5))
    assert path.contains(QPointF(third, AREA.bottom() - 1.5))


def test_a_handful_of_candidates_stays_low() -> None:
    path = histogram_path([1, 0, 1], AREA)
    assert path.boundingRect().height() < AREA.height() / 2


def test_nothing_to_show_is_an_empty_path() -> None:
    assert histogram_path([], AREA).isEmpty()
    assert histogram_path([0, 0], AREA).isEmpty()


def test_bars_fit_the_width() -> None:
    assert bin_count(100.0) == 100 // BAR_PITCH_PX
    assert bin_count(0.5) == 1
