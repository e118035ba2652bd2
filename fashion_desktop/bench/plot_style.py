"""What all parts of the plot share: measures, colours, headings."""

from __future__ import annotations

from fashion_desktop.bench.svg import Drawing

WIDTH = 1280
MARGIN = 40
TEXT = "#1A1A1A"
SECONDARY = "#666666"
LINE = "#E2E2E2"
ACCENT = "#3557E0"
BAD = "#C2410C"
NEUTRAL = "#9DAAD9"
BASELINE = "#8A8A8A"


def heading(drawing: Drawing, y: float, title: str, note: str) -> float:
    """Draw a section's heading; return where its content begins."""
    drawing.line((MARGIN, y), (WIDTH - MARGIN, y), LINE)
    drawing.text(MARGIN, y + 28, title, size=16, bold=True)
    drawing.text(WIDTH - MARGIN, y + 28, note, size=11, fill=SECONDARY, anchor="end")
    return y + 40
