"""Charts of what a run predicted: what is drawn is what was counted."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.charts.arrays import decode
from core.charts.matrix import MOST_WRITTEN, plot_confusion
from core.charts.probabilities import BINS, plot_probabilities
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


def test_many_classes_are_told_by_hovering_and_all_are_named():
    names = [f"class {number}" for number in range(MOST_WRITTEN + 1)]
    figure = plot_confusion(np.eye(len(names), dtype=int), names, family="recurrent")
    assert not figure["data"][0]["texttemplate"] and figure["data"][0]["text"][0][0] == "1"
    assert figure["layout"]["xaxis"]["dtick"] == 1


def test_names_of_classes_stay_text():
    figure = plot_confusion(np.eye(2, dtype=int), ["<b>x</b>", "y"], family="mlp")
    assert figure["data"][0]["x"][0] == "&lt;b&gt;x&lt;/b&gt;"
    drawn = plot_probabilities(np.array([0.5]), np.array([1]), ["<b>x</b>", "y<i>"], up="samples")
    assert "<b>" not in json.dumps(drawn) and "<i>" not in json.dumps(drawn)


def test_every_sample_is_in_a_bar_of_its_class():
    probabilities = np.array([0.0, 0.01, 0.5, 0.99, 1.0], np.float32)
    figure = plot_probabilities(probabilities, np.array([0, 0, 1, 1, 1]), ["no", "yes"], up="n")
    yes, no = (decode(trace["y"]) for trace in figure["data"])
    assert len(yes) == BINS
    assert yes.sum() == 3 and yes[-1] == 2
    assert no.sum() == -2 and no[0] == -2  # downwards
    assert [abs(int(text)) for text in figure["layout"]["yaxis"]["ticktext"]]


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
