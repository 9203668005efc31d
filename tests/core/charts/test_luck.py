"""Is it luck? The picture: hollow marks, the band, filled marks, and an axis around them."""

from __future__ import annotations

import json

import pytest

from core.analysis.luck import luck
from core.charts.arrays import decode
from core.charts.colours import SLATE, shade_of
from core.charts.luck import plot_luck

RECIPE = (85.8, 85.55, 86.55)


def plot(own, recipe=RECIPE, **options):
    return plot_luck(own, recipe, luck(recipe), family="convolutional", unit="%", **options)


def test_the_recipe_is_hollow_and_ones_own_filled_on_a_row_below():
    figure = plot([85.1])
    recipe, own = figure["data"]
    assert recipe["marker"]["symbol"] == "square-open" and own["marker"]["symbol"] == "square"
    assert recipe["marker"]["color"] == shade_of("convolutional", SLATE, "light")
    assert decode(recipe["x"]) == pytest.approx(RECIPE, rel=1e-6)
    assert decode(own["y"]).max() < decode(recipe["y"]).min()
    json.dumps(figure, allow_nan=False)


def test_the_band_is_where_one_more_would_fall():
    chance = luck(RECIPE)
    (band,) = plot([85.1])["layout"]["shapes"]
    assert (band["x0"], band["x1"]) == (chance.low, chance.high)
    assert "shapes" not in plot([85.1], RECIPE[:1])["layout"]


def test_the_axis_holds_everything_and_is_never_too_narrow():
    low, high = plot([13.2])["layout"]["xaxis"]["range"]
    assert low < 13.2 and high > luck(RECIPE).high
    low, high = plot([], (100.0, 100.0, 100.0), least=1.0)["layout"]["xaxis"]["range"]
    assert high - low == pytest.approx(2)
    assert plot([], ())["layout"]["xaxis"]["range"] == [0, 1]
