import gc
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap
from PySide6.QtWidgets import QApplication

from fashion_desktop.storage.resources import resource_path
from fashion_desktop.widgets.theme import DARK, LIGHT, Theme, app_icon, icon, install_theme

SIZE = QSize(24, 24)
NAMES = sorted(path.stem for path in resource_path("icons").glob("*.svg"))
LINE_ICONS = [name for name in NAMES if name not in {"app", "app-small"}]


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return install_theme(qapp, "light")


def main_colour(pixmap: QPixmap) -> str:
    """The colour of the first wholly opaque pixel."""
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    for y in range(image.height()):
        for x in range(image.width()):
            colour = QColor(image.pixelColor(x, y))
            if colour.alpha() == 255:
                return colour.name().upper()
    return ""


@pytest.mark.parametrize("name", LINE_ICONS)
def test_line_icons_share_one_style_and_draw_something(name: str, theme: Theme) -> None:
    root = ET.parse(resource_path("icons", f"{name}.svg")).getroot()
    assert root.get("viewBox") == "0 0 24 24"
    assert root.get("stroke") == "currentColor"
    assert main_colour(icon(name, theme).pixmap(QSize(48, 48))) == LIGHT.text


def test_icon_is_tinted_by_mode_and_state(theme: Theme) -> None:
    drawn = icon("trash", theme)
    assert main_colour(drawn.pixmap(SIZE, 2.0, QIcon.Mode.Disabled)) == LIGHT.disabled
    checked = drawn.pixmap(SIZE, 2.0, QIcon.Mode.Normal, QIcon.State.On)
    assert main_colour(checked) == LIGHT.accent
    assert main_colour(icon("trash", theme, tint="error").pixmap(SIZE, 2.0)) == LIGHT.error


def test_icon_follows_a_change_of_scheme(theme: Theme) -> None:
    drawn = icon("search", theme)
    assert main_colour(drawn.pixmap(SIZE, 2.0)) == LIGHT.text
    theme.set_mode("dark")
    assert main_colour(drawn.pixmap(SIZE, 2.0)) == DARK.text


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_icon_has_a_pixel_for_every_pixel_of_the_screen(theme: Theme, scale: float) -> None:
    pixmap = icon("search", theme).pixmap(SIZE, scale)
    assert pixmap.size() == QSize(round(24 * scale), round(24 * scale))
    assert pixmap.devicePixelRatio() == scale


def test_copied_and_changed_icons_survive_garbage_collection(theme: Theme) -> None:
    originals = [icon("sync", theme) for _ in range(50)]
    copies = [QIcon(original) for original in originals]
    for copy in copies:
        copy.addPixmap(QPixmap(1, 1))  # makes Qt clone the engine
    del originals
    gc.collect()
    assert all(main_colour(copy.pixmap(SIZE)) for copy in copies)


def test_unknown_names_are_refused(theme: Theme) -> None:
    with pytest.raises(ValueError, match="unicorn"):
        icon("unicorn", theme)
    with pytest.raises(ValueError, match="mauve"):
        icon("search", theme, tint="mauve")


@pytest.mark.usefixtures("qapp")
def test_app_icon_has_the_sizes_desktops_ask_for() -> None:
    sizes = {size.width() for size in app_icon().availableSizes()}
    assert {16, 32, 48, 256} <= sizes
    assert main_colour(app_icon().pixmap(QSize(64, 64)))
