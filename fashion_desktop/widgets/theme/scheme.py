"""The theme of the whole program: palette, style sheet, typeface, and switching the scheme."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from string import Template
from typing import Literal, get_args

from PySide6.QtCore import QObject, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from fashion_desktop.storage.resources import resource_path
from fashion_desktop.widgets.theme import fonts
from fashion_desktop.widgets.theme.colours import DARK, LIGHT, Colours
from fashion_desktop.widgets.theme.svg import tinted_svg

ThemeMode = Literal["system", "light", "dark"]

# Marks that a style sheet can only take from files: name in the sheet -> (icon, colour).
_GLYPHS = {
    "glyph_check": ("check-bold", "accent_text"),
    "glyph_dot": ("dot", "accent_text"),
    "glyph_down": ("chevron-down", "secondary"),
    "glyph_down_disabled": ("chevron-down", "disabled"),
    "glyph_up": ("chevron-up", "secondary"),
    "glyph_right": ("chevron-right", "secondary"),
    "glyph_menu_check": ("check", "accent"),
}


class Theme(QObject):
    """Colours in force, applied to the application; ``changed`` fires after a new scheme is.

    Widgets that paint for themselves read ``colours`` in their paint event and connect
    ``changed`` to ``update``; everything else follows through palette and style sheet.
    """

    changed = Signal()

    def __init__(self, app: QApplication, mode: ThemeMode) -> None:
        super().__init__(app)
        self.setObjectName(_OBJECT_NAME)
        self._app = app
        self._glyph_folder = QTemporaryDir()
        self._mode: ThemeMode = mode
        self._colours: Colours | None = None
        fonts.load_fonts()
        app.setStyle("Fusion")
        app.setFont(fonts.interface_font())
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_scheme_changed)
        self.set_mode(mode)

    @property
    def colours(self) -> Colours:
        """The colours in force now."""
        return self._colours or LIGHT

    @property
    def mode(self) -> ThemeMode:
        """What was asked for: follow the system, or always light, or always dark."""
        return self._mode

    def set_mode(self, mode: ThemeMode) -> None:
        """Follow the system's scheme, or stay with one.

        Raises:
            ValueError: ``mode`` is none of the three.
        """
        if mode not in get_args(ThemeMode):
            raise ValueError(f"there is no theme mode {mode!r}")
        self._mode = mode
        # Also tells the platform, so that title bars and native dialogs match.
        hints = QGuiApplication.styleHints()
        if mode == "system":
            hints.unsetColorScheme()
        else:
            wanted = Qt.ColorScheme.Dark if mode == "dark" else Qt.ColorScheme.Light
            hints.setColorScheme(wanted)
        self._apply()

    def _on_system_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        self._apply()

    def _apply(self) -> None:
        colours = self._wanted_colours()
        if colours == self._colours:
            return
        self._colours = colours
        self._app.setPalette(build_palette(colours))
        self._app.setStyleSheet(self._build_style_sheet(colours))
        self.changed.emit()

    def _wanted_colours(self) -> Colours:
        if self._mode == "system":
            scheme = QGuiApplication.styleHints().colorScheme()
            return DARK if scheme == Qt.ColorScheme.Dark else LIGHT
        return DARK if self._mode == "dark" else LIGHT

    def _build_style_sheet(self, colours: Colours) -> str:
        values = {name: str(value) for name, value in asdict(colours).items()}
        values |= {
            "secondary_px": str(fonts.SECONDARY_PX),
            "title_px": str(fonts.TITLE_PX),
            "heading_px": str(fonts.HEADING_PX),
        }
        for key, (icon_name, token) in _GLYPHS.items():
            values[key] = self._glyph_file(icon_name, values[token])
        template = resource_path("styles", "fashion.qss").read_text(encoding="utf-8")
        return Template(template).substitute(values)

    def _glyph_file(self, icon_name: str, colour: str) -> str:
        path = Path(self._glyph_folder.filePath(f"{icon_name}-{colour[1:]}.svg"))
        if not path.exists():
            path.write_text(tinted_svg(icon_name, colour), encoding="utf-8")
        return path.as_posix()


_OBJECT_NAME = "fashion_desktop_theme"


def install_theme(app: QApplication, mode: ThemeMode = "system") -> Theme:
    """Give ``app`` the look of the program and return the theme; later calls switch its mode."""
    theme = app.findChild(Theme, _OBJECT_NAME)
    if isinstance(theme, Theme):
        theme.set_mode(mode)
        return theme
    return Theme(app, mode)


def build_palette(colours: Colours) -> QPalette:
    """Return the palette for what the style paints without the style sheet."""
    palette = QPalette()
    role = QPalette.ColorRole
    values = {
        role.Window: colours.ground,
        role.WindowText: colours.text,
        role.Base: colours.surface,
        role.AlternateBase: colours.ground,
        role.Text: colours.text,
        role.PlaceholderText: colours.secondary,
        role.Button: colours.surface,
        role.ButtonText: colours.text,
        role.BrightText: colours.error,
        role.ToolTipBase: colours.surface,
        role.ToolTipText: colours.text,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.accent_text,
        role.Accent: colours.accent,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.Light: colours.surface,
        role.Midlight: colours.hover,
        role.Mid: colours.control_line,
        role.Dark: colours.control_line,
        role.Shadow: colours.line,
    }
    for colour_role, value in values.items():
        palette.setColor(colour_role, QColor(value))
    for colour_role in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, colour_role, QColor(colours.disabled))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(colours.pressed))
    return palette
