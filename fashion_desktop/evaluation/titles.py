"""What measures are called in tables, on a terminal and in a model card."""

from __future__ import annotations

from collections.abc import Mapping

ASPECT_TITLES: Mapping[str, str] = {
    "article_type": "Article type",
    "colour": "Colour",
    "type_and_colour": "Both",
    "usage": "Usage",
}
"""By the names of ``metrics.ASPECTS``, in the order of columns."""

FIGURE_TITLES: Mapping[str, str] = {
    "precision_1": "P@1",
    "precision_10": "P@10",
    "map_10": "mAP@10",
}
"""Figures shown for every aspect, by their names in ``metrics.Figures``."""

HOME = "Home"
HOME_TO_CATALOGUE = "Home to catalogue"
HIGHEST = "highest possible"
