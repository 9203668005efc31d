"""Charts of data: what is drawn and how it is labelled."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.charts.arrays import decode
from core.charts.classes import CHOSEN, CLASS_STYLES
from core.charts.families import FAMILY_STYLES
from core.charts.histogram import MAX_HORIZONTAL, plot_counts, plot_lengths
from core.charts.picture import plot_gallery, plot_picture
from core.charts.scatter import plot_scatter
from core.charts.series import MAX_POINTS, Clock, minus, plot_whole, plot_window
from core.charts.vocabulary import plot_coverage
from tests.core.charts.test_families import luminance

RNG = np.random.default_rng(0)


def titles(layout) -> list[str]:
    axes = layout.get("scene", layout)
    return [axes[name]["title"]["text"] for name in ("xaxis", "yaxis", "zaxis") if name in axes]


@pytest.mark.parametrize("columns", [2, 3])
def test_classes_of_a_scatter_differ_in_colour_and_marker(columns):
    points, labels = RNG.normal(size=(40, columns)), np.arange(40) % 2
    axes = ["a (cm)", "b (cm)", "c (cm)"][:columns]
    figure = plot_scatter(
        points, labels, classes=["bad", "good <1>"], axes=axes, chosen=points[3], revision="r"
    )
    first, second, ring = figure["data"]
    assert len(decode(first["x"])) == len(decode(second["y"])) == 20
    assert first["marker"]["color"] != second["marker"]["color"]
    assert first["marker"]["symbol"] != second["marker"]["symbol"]
    assert second["name"] == "good &lt;1&gt; (20)"
    assert np.float32(points[3, 0]) in decode(ring["x"])
    assert np.float32(points[3, -1]) in decode(ring["xyz"[columns - 1]])
    assert titles(figure["layout"]) == axes
    assert first["type"] == ("scatter" if columns == 2 else "scatter3d")
    json.dumps(figure, allow_nan=False)


def test_class_colours_are_no_familys_and_stand_out():
    families = {
        style.colour(theme) for style in FAMILY_STYLES.values() for theme in ("light", "dark")
    }
    for style in CLASS_STYLES:
        assert not {style.light, style.dark} & families
    pair = sorted(luminance(style.light) for style in CLASS_STYLES)
    assert (pair[1] + 0.05) / (pair[0] + 0.05) > 3
    assert luminance(CLASS_STYLES[0].dark) > luminance(CHOSEN)


def test_counts_lie_for_few_classes_and_stand_for_many():
    few = plot_counts(np.array([3, 1]), ["a", "b"], axis="samples (count)", chosen=1)
    (bars,) = few["data"]
    assert bars["orientation"] == "h" and decode(bars["x"]).tolist() == [3, 1]
    assert bars["text"] == ["3 · 75%", "1 · 25%"]
    assert bars["marker"]["color"][1] == CHOSEN != bars["marker"]["color"][0]
    assert titles(few["layout"])[0] == "samples (count)"
    count = MAX_HORIZONTAL + 1
    names = [str(number) for number in range(count)]
    many = plot_counts(np.arange(count), names, axis="samples (count)", chosen=2)
    assert many["data"][0]["x"] == names[::-1]
    assert [c == CHOSEN for c in many["data"][0]["marker"]["color"]].index(True) == count - 3
    assert many["data"][0]["orientation"] == "v"
    assert titles(many["layout"])[1] == "samples (count)"


def test_lengths_are_all_counted_and_the_cut_is_drawn():
    lengths = RNG.integers(5, 900, 3_000)
    figure = plot_lengths(lengths, maxlen=200, mark=17, axis="length (words)", up="texts (count)")
    assert decode(figure["data"][0]["y"]).sum() == 3_000
    assert [shape["x0"] for shape in figure["layout"]["shapes"]] == [200, 17]
    assert [note["text"] for note in figure["layout"]["annotations"]] == [
        "truncated here: 200",
        "this text: 17",
    ]
    beyond = plot_lengths(np.full(9, 120), maxlen=500, mark=120, axis="a", up="b")
    assert beyond["layout"]["xaxis"]["range"][1] > 500
    assert decode(beyond["data"][0]["y"]).sum() == 9


def test_a_vocabulary_is_marked_on_its_curve():
    figure = plot_coverage(
        np.array([10, 100]), np.array([0.4, 1.0]), num_words=50, coverage=0.8, theme="dark"
    )
    line, point = figure["data"]
    assert decode(line["x"]).tolist() == [10, 100]
    assert (decode(point["x"]), decode(point["y"])) == pytest.approx((50, 0.8))
    assert figure["layout"]["annotations"][0]["text"] == "50 words: 80.0%"
    assert figure["layout"]["annotations"][0]["x"] == pytest.approx(np.log10(50))


def test_a_picture_keeps_its_numbers_and_its_top():
    pixels = np.arange(12, dtype=np.uint8).reshape(3, 4)
    figure = plot_picture(pixels, levels=11)
    (ink,) = figure["data"]
    assert ink["z"]["shape"] == "3, 4" and ink["zmax"] == 11
    low, high = figure["layout"]["yaxis"]["range"]
    assert low > high  # row 0 is on top


def test_a_gallery_has_a_row_a_class():
    rows = [np.full((2, 3, 4), label, np.uint8) for label in range(3)]
    rows[1] = rows[1][:1]
    figure = plot_gallery(rows, ["a", "b", "c"], levels=9, axis="class")
    (ink,) = figure["data"]
    assert ink["z"]["shape"] == f"{3 * 3 + 2}, {2 * 4 + 1}"
    assert figure["layout"]["yaxis"]["ticktext"] == ["a", "b", "c"]


ROWS = 20_000
CLOCK = Clock(np.arange(ROWS) * 3_600, dated=False)
DATED = Clock(1_230_768_600 + np.arange(ROWS) * 3_600, dated=True)


def test_the_whole_series_is_thinned_and_keeps_its_peaks():
    values = RNG.normal(size=ROWS).astype(np.float32)
    values[12_345] = 40.0
    bands = {"training": (0, 9_999), "test": (10_000, ROWS - 1)}
    figure = plot_whole(
        values, DATED, axis="temperature (°C)", bands=bands, window=(500, 764), revision="r"
    )
    (line,) = figure["data"]
    heights = decode(line["y"])
    assert len(heights) <= MAX_POINTS and heights.max() == 40 and heights.min() == values.min()
    assert line["x"][0] == "2009-01-01T00:10"
    assert [note["text"][1:] for note in figure["layout"]["annotations"]] == list(bands)
    assert titles(figure["layout"]) == ["time (date)", "temperature (°C)"]
    stripe = figure["layout"]["shapes"][-1]
    assert stripe["x0"] <= DATED.place(500) and stripe["x1"] >= DATED.place(764)


def test_a_window_shows_what_is_read_now_and_the_target():
    values = np.arange(ROWS, dtype=np.float32)
    read = np.arange(100, 340)
    figure = plot_window(
        values, CLOCK, axis="temperature (°C)", shown=(90, 370), read=read, now=340, target=364
    )
    behind, readings, guess, aim = figure["data"]
    assert len(decode(behind["x"])) == 281
    assert decode(readings["y"]).tolist() == list(range(100, 340))
    assert decode(guess["y"]).tolist() == [339, 339]
    assert decode(aim["x"])[0] == np.float32(364 / 24) and decode(aim["y"])[0] == 364
    assert figure["layout"]["annotations"][0]["x"] == 340 / 24
    assert titles(figure["layout"])[0] == "time (days from the first row)"


def test_minus_is_a_minus():
    assert (minus(-1.94), minus(3.0)) == ("−1.9", "3.0")
