"""The chart of one run against the unchanged recipe: styles, its range, and what falls out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.analysis.lines import lines
from core.charts.arrays import decode
from core.charts.axes import STEP, TALLEST, Axes, late_range
from core.charts.colours import SLATE, shade_of, symbol_of
from core.charts.levels import Level, add_levels, least_shown
from core.charts.overlay import DASHES, Figure, plot_overlay
from core.charts.themes import THEMES
from tests.core.analysis.making import entrant

AXES = Axes(
    across="epoch", up="", reach=6, whole=True, low=0.5, high=1.015, percent=True, lane=True
)
SLOW = (0.1, 0.2, 0.7, 0.8, 0.82, 0.81)


def pair(own=SLOW):
    """The unchanged recipe's curve, then a run's two."""
    recipe = [entrant("topics/cnn", seed, val=SLOW) for seed in range(3)]
    run = entrant("topics/cnn", val=own, settings={"kernel_size": 7})
    unchanged = [
        replace(line, shade=SLATE, singles=()) for line in lines(recipe, "accuracy", training=False)
    ]
    return unchanged, lines([run], "accuracy", mean=False)


@pytest.mark.parametrize("theme", THEMES)
def test_the_recipe_is_slate_with_a_band_and_the_run_has_the_familys_colour(theme):
    unchanged, run = pair()
    figure = plot_overlay([*unchanged, *run], [], AXES, theme=theme, one_run=True)
    traces = {trace["uid"].partition(" ")[2]: trace for trace in figure["data"][:-2]}
    slate = next(trace for trace in figure["data"] if trace["uid"].startswith(unchanged[0].key))
    assert slate["fill"] == "toself"
    colours = {trace["line"]["color"] for trace in figure["data"][:-2]}
    assert colours == {shade_of("convolutional", 0, theme), THEMES[theme].neutral}
    by_style = [trace for trace in traces.values() if trace["line"]["dash"] == DASHES]
    assert [trace["uid"].endswith("training") for trace in by_style] == [True]
    assert figure["layout"]["meta"]["legend"]
    assert not plot_overlay(unchanged, [], AXES)["layout"]["meta"]["legend"]


def test_slate_is_hollow_and_no_shade_of_a_family():
    assert symbol_of("mlp", SLATE) == "circle-open"
    assert shade_of("mlp", SLATE, "light") not in {shade_of("mlp", n, "light") for n in range(4)}


def test_the_range_begins_where_the_last_two_thirds_do():
    unchanged, run = pair()
    low, high = late_range([*unchanged, *run], [0.79], 6, percent=True)
    assert (
        high > 1 and low == pytest.approx(0.65) and low / STEP == pytest.approx(round(low / STEP))
    )
    assert late_range([*unchanged, *run], [0.13], 6, percent=True)[0] == 0
    assert late_range([], [0.999], 6, percent=True)[0] == TALLEST
    assert late_range([], [], 6, percent=True) is None
    training = [line for line in run if line.training]
    assert late_range(training, [], 6, percent=True) is None


def test_an_error_has_its_range_from_both_ends_of_the_last_two_thirds():
    run = entrant("series/dense", val=(9.0, 4.0, 0.5, 0.4, 0.3, 0.35))
    low, high = late_range(lines([run], "mae", mean=False), [], 6, percent=False)
    assert 0.25 < low < 0.3 and 0.5 < high < 0.55


def test_what_falls_out_is_named_with_an_arrow_right_of_the_plot():
    unchanged, run = pair()
    figure = plot_overlay([*unchanged, *run], [], AXES, one_run=True)
    names = [("guess", "guessing 12.1 %", 0.121), ("linear", "linear 66.0 %", 0.66)]
    levels = [Level(name=name, label=label, value=value) for name, label, value in names]
    add_levels(figure, levels, THEMES["light"], aside=True)
    label = figure["layout"]["annotations"][-1]
    assert label["text"] == "↓ guessing 12.1 %<br>linear 66.0 %"
    assert (label["x"], label["y"], label["xanchor"], label["xref"]) == (1, 0, "left", "paper")
    assert least_shown(levels) == pytest.approx(0.02) and least_shown([]) == 0


def test_published_figures_are_stars_at_their_epochs_and_in_the_lane():
    figures = [
        Figure(key="p", label="p", family="mlp", shade=0, value=v, published=True, epoch=epoch)
        for epoch, v in ((1.0, 0.5), (6.0, 0.9), (None, 0.8))
    ]
    traces = plot_overlay([], figures, AXES)["data"][2:]
    places = {trace["uid"]: (trace.get("xaxis"), float(decode(trace["x"])[0])) for trace in traces}
    assert places == {
        "p published-1": (None, 1.0),
        "p published-6": (None, 6.0),
        "p published": ("x2", 0.5),
    }
    assert {trace["marker"]["symbol"] for trace in traces} == {"star"}


def test_other_seeds_are_thin_behind_the_run():
    _, run = pair()
    x, values = run[1].x, np.array(SLOW) - 0.05
    line = replace(run[1], singles=((x, values),))
    single, main = plot_overlay([line], [], AXES)["data"][:2]
    assert single["line"]["width"] == 1 and main["line"]["width"] == 3
