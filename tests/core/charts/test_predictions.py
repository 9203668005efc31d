"""Charts of a run's predictions: what is drawn equals what was counted."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.analysis.quality import reliability
from core.charts.arrays import decode
from core.charts.matrix import MAX_WRITTEN, plot_confusion, plot_difference
from core.charts.probabilities import BINS, plot_probabilities
from core.charts.reliability import plot_reliability
from core.charts.residuals import plot_errors, plot_predicted, plot_weekly
from core.charts.series import Clock


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_ink_is_the_share_of_the_true_class_and_counts_are_written(theme):
    matrix = np.array([[3, 1], [0, 0]])
    figure = plot_confusion(matrix, ["a", "b"], family="mlp", theme=theme)
    (squares,) = figure["data"]
    assert squares["z"]["shape"] == "2, 2"
    assert decode(squares["z"]).tolist() == [0.75, 0.25, 0.0, 0.0]
    assert squares["text"] == [["3", "1"], ["0", "0"]] and squares["texttemplate"]
    assert figure["layout"]["yaxis"]["autorange"] == "reversed"
    json.dumps(figure)


def test_counts_of_many_classes_are_in_the_hover_and_all_are_named():
    names = [f"class {number}" for number in range(MAX_WRITTEN + 1)]
    figure = plot_confusion(np.eye(len(names), dtype=int), names, family="recurrent")
    assert not figure["data"][0]["texttemplate"] and figure["data"][0]["text"][0][0] == "1"
    assert figure["layout"]["xaxis"]["dtick"] == 1


def test_a_difference_has_nothing_in_the_middle_and_as_much_on_either_side():
    difference = np.array([[-0.25, 0.25], [0.0, np.nan]])
    figure = plot_difference(
        difference, ["a", "b"], ours="x<b>", theirs="y", colours=("#0000ff", "#ff0000")
    )
    (squares,) = figure["data"]
    assert decode(squares["z"])[:3].tolist() == [-25.0, 25.0, 0.0]
    assert (squares["zmin"], squares["zmid"], squares["zmax"]) == (-25.0, 0, 25.0)
    assert [colour for _, colour in squares["colorscale"]] == ["#ff0000", "#ffffff", "#0000ff"]
    assert squares["text"] == [["-25.0", "+25.0"], ["", ""]]
    assert "<b>" not in json.dumps(figure)
    alike = plot_difference(np.zeros((2, 2)), ["a", "b"], ours="x", theirs="y", colours=("", ""))
    assert alike["data"][0]["zmax"] > 0


def test_names_of_classes_stay_text():
    figure = plot_confusion(np.eye(2, dtype=int), ["<b>x</b>", "y"], family="mlp")
    assert figure["data"][0]["x"][0] == "&lt;b&gt;x&lt;/b&gt;"
    drawn = plot_probabilities(np.array([0.5]), np.array([1]), ["<b>x</b>", "y<i>"], up="samples")
    assert "<b>" not in json.dumps(drawn) and "<i>" not in json.dumps(drawn)


def test_names_of_runs_are_no_part_of_the_chart_s_own_templates():
    figure = plot_difference(
        np.zeros((2, 2)), ["a", "b"], ours="%{z} <b>", theirs="{y}", colours=("#111111", "#222222")
    )
    hover = figure["data"][0]["hovertemplate"]
    assert "%&#123;z} &lt;b&gt; %{z:+.1f} points" in hover and "than &#123;y}" in hover


def test_every_sample_is_in_a_bar_of_its_class():
    probabilities = np.array([0.0, 0.01, 0.5, 0.99, 1.0], np.float32)
    figure = plot_probabilities(probabilities, np.array([0, 0, 1, 1, 1]), ["no", "yes"], up="n")
    yes, no = (decode(trace["y"]) for trace in figure["data"])
    assert len(yes) == BINS
    assert yes.sum() == 3 and yes[-1] == 2
    assert no.sum() == -2 and no[0] == -2  # downwards
    assert [abs(int(text)) for text in figure["layout"]["yaxis"]["ticktext"]]


def test_a_reliability_curve_has_a_bar_a_bin_and_a_point_for_each_that_has_samples():
    targets = np.array([1, 1, 1, 0, 0, 1])
    probabilities = np.array([0.95, 0.95, 0.95, 0.95, 0.35, 0.35], np.float32)
    calibration = reliability(targets, probabilities, bins=5)
    figure = plot_reliability(calibration, up="n", family="recurrent")
    bars, curve = figure["data"]
    assert decode(bars["y"]).tolist() == [0, 2, 0, 0, 4]
    assert decode(curve["x"]) == pytest.approx([0.65, 0.95])
    assert decode(curve["y"]) == pytest.approx([0.5, 0.75])
    assert decode(curve["customdata"]).tolist() == [2, 4]
    (line,) = figure["layout"]["shapes"]
    assert (line["x0"], line["y0"], line["x1"], line["y1"]) == (0.5, 0.5, 1.0, 1.0)
    json.dumps(figure)


def test_a_mean_of_seeds_is_written_with_tenths():
    figure = plot_confusion(np.array([[3.5, 1.0], [0.0, 2.0]]), ["a", "b"], family="mlp")
    assert figure["data"][0]["text"] == [["3.5", "1"], ["0", "2"]]


def test_errors_lie_evenly_around_none():
    figure = plot_errors(np.array([-1.0, 2.0, 2.0]), axis="°C", up="n", family="mlp")
    assert decode(figure["data"][0]["y"]).sum() == 3
    assert figure["layout"]["xaxis"]["range"] == [-2.0, 2.0]
    assert "mean +1.00" in figure["layout"]["annotations"][0]["text"]
    plot_errors(np.zeros(3), axis="°C", up="n", family="mlp")  # a perfect model has a width too


def test_a_series_is_drawn_over_its_moments():
    clock = Clock(np.arange(3) * 86_400, dated=False)
    true, predicted = np.array([1.0, 2.0, 3.0]), np.array([1.5, 2.5, 3.5])
    figure = plot_predicted(true, predicted, clock, axis="°C", family="mlp")
    measured, guessed = figure["data"]
    assert decode(measured["x"]).tolist() == [0, 1, 2]
    assert decode(measured["y"]).tolist() == true.tolist()
    assert decode(guessed["y"]).tolist() == predicted.tolist()


def test_weeks_stand_beside_the_guess():
    drawn = plot_weekly(
        ["2009-01-01T00:00", "2009-01-08T00:00"],
        np.array([2.0, 3.0]),
        across="time (date)",
        axis="°C",
        guess=2.5,
        family="mlp",
    )
    assert drawn["layout"]["shapes"][0]["y0"] == 2.5
    assert drawn["layout"]["yaxis"]["range"][0] == 0
    without = plot_weekly([0.0], np.array([2.0]), across="t", axis="°C", guess=None, family="mlp")
    assert without["layout"]["shapes"] == []
