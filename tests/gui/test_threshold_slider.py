import random
import time

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from fashion_desktop.domain.similarity import score_from_squared_l2
from fashion_desktop.widgets.theme import LIGHT, Theme, install_theme
from fashion_desktop.widgets.threshold_slider import ThresholdSlider
from fashion_desktop.widgets.threshold_track import ThresholdTrack

NO_MODIFIER = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return install_theme(qapp, "light")


def scores(count: int = 499) -> list[float]:
    draw = random.Random(11)
    return [1.0, *(draw.uniform(0.0012, 0.012) for _ in range(count))]


class Heard:
    """What a slider announced."""

    def __init__(self, slider: ThresholdSlider) -> None:
        self.changed: list[float] = []
        self.committed: list[float] = []
        slider.threshold_changed.connect(self.changed.append)
        slider.threshold_committed.connect(self.committed.append)


@pytest.fixture
def slider(qtbot: QtBot, theme: Theme) -> ThresholdSlider:
    slider = ThresholdSlider(theme)
    qtbot.addWidget(slider)
    slider.resize(360, slider.sizeHint().height())
    slider.set_candidates(scores())
    slider.show()
    qtbot.waitExposed(slider)
    return slider


def track_of(slider: ThresholdSlider) -> ThresholdTrack:
    track = slider.findChild(ThresholdTrack)
    assert isinstance(track, ThresholdTrack)
    return track


def field_of(slider: ThresholdSlider, name: str) -> QLineEdit:
    return next(f for f in slider.findChildren(QLineEdit) if f.accessibleName() == name)


def type_into(field: QLineEdit, text: str) -> None:
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Key.Key_Return)


def test_starts_at_the_recommended_threshold(slider: ThresholdSlider) -> None:
    assert slider.threshold() == 0.001
    assert slider.kept_count() == 500


def test_shows_count_score_and_distance(slider: ThresholdSlider) -> None:
    slider.set_candidates([1.0, 0.004, 0.0035, 0.002])
    slider.set_threshold(score_from_squared_l2(293))
    assert "3 of 4" in [label.text() for label in slider.findChildren(QLabel)]
    assert field_of(slider, "Least similarity").text() == "0.003401"
    assert field_of(slider, "Largest squared distance").text() == "293"


def test_set_threshold_announces_a_new_value_once_and_commits_nothing(
    slider: ThresholdSlider,
) -> None:
    heard = Heard(slider)
    slider.set_threshold(0.003)
    slider.set_threshold(0.003)
    assert heard.changed == [0.003]
    assert heard.committed == []


@pytest.mark.parametrize("value", [0.0, -1.0, 1.5, float("nan")])
def test_impossible_thresholds_are_refused(slider: ThresholdSlider, value: float) -> None:
    with pytest.raises(ValueError, match="threshold"):
        slider.set_threshold(value)
    with pytest.raises(ValueError, match="threshold"):
        slider.set_recommended(value)
    assert slider.threshold() == 0.001


def test_click_jumps_and_release_commits(slider: ThresholdSlider) -> None:
    heard = Heard(slider)
    track = track_of(slider)
    QTest.mousePress(track, LEFT, NO_MODIFIER, QPoint(track.width() // 2, 30))
    assert 0.002 < slider.threshold() < 0.006
    assert heard.committed == []
    QTest.mouseRelease(track, LEFT, NO_MODIFIER, QPoint(track.width() // 2, 30))
    assert heard.changed == heard.committed == [slider.threshold()]


def test_grabbing_the_handle_does_not_move_it(slider: ThresholdSlider) -> None:
    track = track_of(slider)
    QTest.mouseClick(track, LEFT, NO_MODIFIER, QPoint(120, 30))
    before = slider.threshold()
    QTest.mousePress(track, LEFT, NO_MODIFIER, QPoint(125, 50))
    assert slider.threshold() == before
    QTest.mouseMove(track, QPoint(175, 50))
    QTest.mouseRelease(track, LEFT, NO_MODIFIER, QPoint(175, 50))
    moved = slider.threshold()
    QTest.mouseClick(track, LEFT, NO_MODIFIER, QPoint(230, 30))
    QTest.mouseClick(track, LEFT, NO_MODIFIER, QPoint(170, 30))
    assert moved == pytest.approx(slider.threshold(), rel=0.01)


def test_drag_is_announced_at_most_once_a_frame_and_ends_exact(slider: ThresholdSlider) -> None:
    heard = Heard(slider)
    track = track_of(slider)
    QTest.mousePress(track, LEFT, NO_MODIFIER, QPoint(60, 30))
    started_s = time.monotonic()
    for x in range(60, 260):
        QTest.mouseMove(track, QPoint(x, 30))
        QApplication.processEvents()
    frames = (time.monotonic() - started_s) / 0.016
    QTest.mouseRelease(track, LEFT, NO_MODIFIER, QPoint(259, 30))
    assert len(heard.changed) <= frames + 4
    assert heard.changed[-1] == slider.threshold()
    assert heard.committed == [slider.threshold()]


def test_drag_past_the_ends_keeps_all_or_only_the_identical(slider: ThresholdSlider) -> None:
    track = track_of(slider)
    QTest.mousePress(track, LEFT, NO_MODIFIER, QPoint(100, 30))
    QTest.mouseMove(track, QPoint(-500, 30))
    assert slider.kept_count() == 500
    QTest.mouseMove(track, QPoint(5000, 30))
    assert slider.kept_count() == 1
    QTest.mouseRelease(track, LEFT, NO_MODIFIER, QPoint(5000, 30))


@pytest.mark.parametrize(
    ("key", "change"),
    [
        (Key.Key_Left, 1),
        (Key.Key_Down, 1),
        (Key.Key_Right, -1),
        (Key.Key_Up, -1),
        (Key.Key_PageDown, 10),
        (Key.Key_PageUp, -10),
    ],
)
def test_keys_move_so_many_candidates(slider: ThresholdSlider, key: Qt.Key, change: int) -> None:
    slider.set_threshold(0.004)
    heard = Heard(slider)
    before = slider.kept_count()
    QTest.keyClick(track_of(slider), key)
    assert slider.kept_count() == before + change
    assert heard.committed == [slider.threshold()]


def test_home_keeps_all_and_end_the_nearest(slider: ThresholdSlider) -> None:
    slider.set_threshold(0.004)
    QTest.keyClick(track_of(slider), Key.Key_Home)
    assert slider.kept_count() == 500
    QTest.keyClick(track_of(slider), Key.Key_End)
    assert slider.kept_count() == 1


def test_losing_focus_settles_a_held_key(slider: ThresholdSlider) -> None:
    slider.set_threshold(0.004)
    heard = Heard(slider)
    track = track_of(slider)
    slider.activateWindow()
    track.setFocus()
    QTest.keyPress(track, Key.Key_Left)
    assert heard.committed == []
    field_of(slider, "Least similarity").setFocus()
    assert heard.committed == [slider.threshold()]


def test_wheel_moves_a_little_and_commits_once_it_rests(
    qtbot: QtBot, slider: ThresholdSlider
) -> None:
    slider.set_threshold(0.004)
    heard = Heard(slider)
    track = track_of(slider)
    middle = QPointF(track.rect().center())
    for _ in range(3):
        event = QWheelEvent(
            middle,
            track.mapToGlobal(middle),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(track, event)
    assert 0.004 < slider.threshold() < 0.006
    qtbot.waitUntil(lambda: heard.committed == [slider.threshold()], timeout=2000)


def test_double_click_returns_to_the_recommended_value(slider: ThresholdSlider) -> None:
    slider.set_recommended(0.002)
    slider.set_threshold(0.005)
    heard = Heard(slider)
    track = track_of(slider)
    QTest.mouseDClick(track, LEFT, NO_MODIFIER, QPoint(track.width() // 2, 30))
    assert slider.threshold() == 0.002
    assert heard.committed == [0.002]


def test_few_candidates_stand_on_the_usual_scale(slider: ThresholdSlider) -> None:
    def reach() -> tuple[float, float]:
        scale = track_of(slider)._scale
        return scale.low, scale.high

    own = reach()
    slider.set_typical_scores((0.0002, 0.05))
    assert reach() == own
    slider.set_candidates([0.004, 0.0035])
    low, high = reach()
    assert low < 0.0002
    assert high > 0.05
    slider.set_typical_scores(None)
    assert reach()[1] < 0.05
    assert slider.threshold() == 0.001


def test_score_and_distance_can_be_typed(slider: ThresholdSlider) -> None:
    heard = Heard(slider)
    type_into(field_of(slider, "Least similarity"), "0.0034")
    assert slider.threshold() == 0.0034
    type_into(field_of(slider, "Largest squared distance"), "249")
    assert slider.threshold() == pytest.approx(0.004)
    assert field_of(slider, "Least similarity").text() == "0.004"
    assert heard.changed[-1] == heard.committed[-1] == slider.threshold()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Least similarity", "0"),
        ("Least similarity", "1.2"),
        ("Least similarity", "very"),
        ("Largest squared distance", "-5"),
        ("Largest squared distance", "1e300"),
    ],
)
def test_typed_nonsense_is_put_back(slider: ThresholdSlider, name: str, text: str) -> None:
    heard = Heard(slider)
    field = field_of(slider, name)
    before = field.text()
    type_into(field, text)
    assert field.text() == before
    assert field.property("invalid") is True
    assert slider.threshold() == 0.001
    assert heard.changed == heard.committed == []


def test_clear_keeps_the_threshold_and_every_gesture_harmless(slider: ThresholdSlider) -> None:
    slider.set_threshold(0.004)
    slider.clear()
    track = track_of(slider)
    for key in (Key.Key_Left, Key.Key_Right, Key.Key_Home, Key.Key_End, Key.Key_PageUp):
        QTest.keyClick(track, key)
    assert slider.threshold() == 0.004
    assert slider.kept_count() == 0
    QTest.mouseClick(track, LEFT, NO_MODIFIER, QPoint(60, 30))
    assert slider.threshold() < 0.004


def test_describes_itself_to_screen_readers(slider: ThresholdSlider) -> None:
    slider.set_candidates([1.0, 0.004, 0.002])
    slider.set_threshold(0.0034)
    track = track_of(slider)
    assert track.accessibleName() == "Similarity threshold"
    assert track.accessibleDescription() == "2 of 3 kept, similarity at least 0.0034"
    assert slider.accessibleDescription() == track.accessibleDescription()
    slider.setFocus()
    assert slider.focusProxy() is track


def test_kept_part_is_accent_and_the_rest_grey(slider: ThresholdSlider) -> None:
    slider.set_candidates([0.002] * 50 + [0.008] * 50)
    slider.set_threshold(0.004)
    image = track_of(slider).grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    upper = range(4, image.height() // 3)

    def columns_of(colour: str) -> list[int]:
        wanted = QColor(colour)
        return [
            x for x in range(image.width()) if any(image.pixelColor(x, y) == wanted for y in upper)
        ]

    grey, accent = columns_of(LIGHT.muted), columns_of(LIGHT.accent)
    assert grey
    assert accent
    assert max(grey) < min(accent)


def test_scheme_change_repaints(slider: ThresholdSlider, theme: Theme) -> None:
    light = slider.grab().toImage()
    theme.set_mode("dark")
    assert slider.grab().toImage() != light


def test_repaint_with_a_thousand_candidates_is_fast(slider: ThresholdSlider) -> None:
    slider.set_candidates(scores(999))
    track = track_of(slider)
    image = QImage(track.size(), QImage.Format.Format_ARGB32_Premultiplied)
    track.render(image)
    times_s = []
    for _ in range(30):
        started_s = time.perf_counter()
        track.render(image)
        times_s.append(time.perf_counter() - started_s)
    assert sorted(times_s)[len(times_s) // 2] < 0.002
