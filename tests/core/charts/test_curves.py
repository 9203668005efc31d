"""Charts of curves: which points are drawn, and in which style."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.architectures import FAMILIES
from core.charts import FAMILY_STYLES, Curve, Marks, plot_curves
from core.charts.arrays import MAX_POINTS, decode, encode, thin
from core.charts.themes import THEMES


def curve(values, *, training=False, faint=False) -> Curve:
    values = np.asarray(values, float)
    name = "training" if training else "validation"
    return Curve(
        name=name, ends=np.arange(len(values)) + 1.0, values=values, training=training, faint=faint
    )


def plot(*curves, marks=None, **options):
    return plot_curves(curves, family="mlp", axis="loss (nats)", epochs=10, marks=marks, **options)


@pytest.mark.parametrize("count", [1, 2, 499, 500, 501, 1_000, 1_001, 10_000, 1_000_000])
def test_no_more_points_than_a_screen_shows_and_every_extreme_stays(count):
    values = np.random.default_rng(count).normal(size=count)
    drawn = thin(count, values)
    assert len(drawn) <= MAX_POINTS
    assert len(drawn) > min(count, MAX_POINTS) / 3
    assert (np.diff(drawn) > 0).all()
    assert {0, count - 1, values.argmin(), values.argmax()} <= set(drawn)


def test_what_is_kept_does_not_move_while_a_curve_grows():
    values = np.random.default_rng(1).normal(size=1_400)
    before, after = thin(1_300, values[:1_300]), thin(1_400, values)
    settled = before[before < 1_290]
    assert np.array_equal(settled, after[after < 1_290])


def test_thinning_knows_gaps():
    values = np.full(2_000, np.nan)
    values[700] = 5.0
    assert 700 in thin(2_000, values)


def test_numbers_travel_as_float32():
    values = np.array([1.5, np.nan, -2.0])
    assert np.array_equal(decode(encode(values)), values.astype("f4"), equal_nan=True)
    assert json.dumps(plot(curve([1, 2])), allow_nan=False)


def test_epochs_are_shown_from_one():
    assert decode(plot(curve([3, 2]))["data"][0]["x"]).tolist() == [1, 2]


def test_training_is_dashed_and_open_validation_solid_and_filled():
    figure = plot(curve([1, 2], training=True), curve([1, 2]))
    training, validation = figure["data"]
    assert training["line"]["dash"] != "solid" == validation["line"]["dash"]
    assert training["marker"]["symbol"] == "circle-open"
    assert validation["marker"]["symbol"] == "circle"


def test_points_within_epochs_are_small_dots_from_the_first_on():
    ends = np.array([0.025, 0.05, 1.0, 2.0])
    for count in (1, 4):
        part = Curve(name="training", ends=ends[:count], values=ends[:count], training=True)
        (trace,) = plot(part)["data"]
        assert decode(trace["x"]) == pytest.approx(ends[:count])
        assert trace["marker"]["size"] == 4 and not trace["marker"]["symbol"].endswith("-open")
    assert plot(part)["layout"]["xaxis"]["range"][0] == 0


def test_published_figures_are_marked_once_in_the_legend():
    marks = Marks(
        published={1: 0.87}, published_training={1: 0.91}, published_test=0.86, test=0.8612
    )
    figure = plot(curve([0.8, 0.87]), marks=marks)
    names = [trace["name"] for trace in figure["data"] if trace.get("showlegend", True)]
    assert names == ["validation", "published test", "published", "test"]
    test = figure["data"][-1]
    assert 2 < decode(test["x"])[0] < figure["layout"]["xaxis"]["range"][1]
    assert decode(test["y"])[0] == np.float32(0.8612)


def test_every_axis_is_named_and_zoom_belongs_to_the_revision():
    layout = plot(curve([1]), revision="run 1")["layout"]
    assert layout["xaxis"]["title"]["text"] == "epoch"
    assert layout["yaxis"]["title"]["text"] == "loss (nats)"
    assert layout["uirevision"] == "run 1"


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
