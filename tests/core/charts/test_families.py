"""The families' styles: distinct, and readable on both backgrounds."""

from __future__ import annotations

import pytest

from core.architectures import FAMILIES
from core.charts import FAMILY_STYLES
from core.charts.themes import THEMES


def test_families_differ_in_colour_marker_and_character():
    assert list(FAMILY_STYLES) == list(FAMILIES)
    for of in ("light", "dark", "symbol", "character", "word"):
        assert len({getattr(style, of) for style in FAMILY_STYLES.values()}) == len(FAMILIES)


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", list(THEMES))
@pytest.mark.parametrize("family", list(FAMILY_STYLES))
def test_colours_stand_out_from_the_background(theme, family):
    colours = luminance(FAMILY_STYLES[family].colour(theme)), luminance(THEMES[theme].background)
    assert (max(colours) + 0.05) / (min(colours) + 0.05) > 3
