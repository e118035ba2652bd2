"""How the program looks: colours, typeface, icons and the style sheet."""

from fashion_desktop.widgets.theme.colours import DARK, LIGHT, Colours
from fashion_desktop.widgets.theme.fonts import interface_font
from fashion_desktop.widgets.theme.icons import app_icon, icon
from fashion_desktop.widgets.theme.scheme import Theme, ThemeMode, install_theme

__all__ = [
    "DARK",
    "LIGHT",
    "Colours",
    "Theme",
    "ThemeMode",
    "app_icon",
    "icon",
    "install_theme",
    "interface_font",
]
