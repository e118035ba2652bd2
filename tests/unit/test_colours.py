import re
from dataclasses import fields

import pytest

from fashion_desktop.widgets.theme.colours import DARK, LIGHT, Colours

LEAST_TEXT_CONTRAST = 4.5  # WCAG 2.2, level AA
LEAST_MARK_CONTRAST = 3.0


def luminance(colour: str) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
class TestScheme:
    def test_every_colour_is_opaque_hex(self, colours: Colours) -> None:
        for field in fields(colours):
            if field.name != "is_dark":
                assert re.fullmatch(r"#[0-9A-F]{6}", getattr(colours, field.name)), field.name

    @pytest.mark.parametrize("name", ["text", "secondary", "success", "warning", "error"])
    def test_text_is_readable_on_ground_and_surface(self, colours: Colours, name: str) -> None:
        for behind in (colours.ground, colours.surface):
            assert contrast(getattr(colours, name), behind) >= LEAST_TEXT_CONTRAST

    def test_text_on_tints_is_readable(self, colours: Colours) -> None:
        assert contrast(colours.accent_text, colours.accent) >= LEAST_TEXT_CONTRAST
        assert contrast(colours.accent_text, colours.accent_hover) >= LEAST_TEXT_CONTRAST
        assert contrast(colours.accent_text, colours.accent_pressed) >= LEAST_TEXT_CONTRAST
        assert contrast(colours.text, colours.selection) >= LEAST_TEXT_CONTRAST
        assert contrast(colours.error, colours.error_tint) >= LEAST_TEXT_CONTRAST

    def test_focus_ring_stands_out(self, colours: Colours) -> None:
        for behind in (colours.ground, colours.surface):
            assert contrast(colours.accent, behind) >= LEAST_MARK_CONTRAST

    def test_greys_carry_no_tint(self, colours: Colours) -> None:
        for name in ("ground", "surface", "tile", "text", "secondary", "line", "hover", "muted"):
            value = getattr(colours, name)
            channels = [int(value[i : i + 2], 16) for i in (1, 3, 5)]
            assert max(channels) - min(channels) <= 1, name
