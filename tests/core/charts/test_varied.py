from __future__ import annotations

import numpy as np
import pytest

from core.charts.arrays import decode
from core.charts.varied import plot_varied

NAN = float("nan")


def plot(**changes):
    given = {
        "values": ["3", "5", "7"],
        "results": [(0.8, 0.9), (0.95,), ()],
        "margins": [0.2, NAN, NAN],
        "family": "convolutional",
        "across": "Kernel size",
        "up": "validation accuracy",
        "percent": True,
    }
    return plot_varied(**(given | changes))


def traces(figure):
    return {trace["uid"]: trace for trace in figure["data"]}


def test_every_seed_has_a_mark_and_every_value_its_mean_and_interval():
    drawn = traces(plot())
    np.testing.assert_allclose(decode(drawn["seeds"]["x"]), [0, 0, 1])
    np.testing.assert_allclose(decode(drawn["seeds"]["y"]), [0.8, 0.9, 0.95])
    np.testing.assert_allclose(decode(drawn["line"]["y"]), [0.85, 0.95])
    error = drawn["mean-0"]["error_y"]
    assert error["array"] == pytest.approx([0.2]) and error["arrayminus"] == pytest.approx([0.2])
    assert "error_y" not in drawn["mean-1"] and "mean-2" not in drawn


def test_values_are_equally_far_apart_and_the_recipes_own_has_a_band():
    layout = plot(usual=1)["layout"]
    assert layout["xaxis"]["tickvals"] == [0, 1, 2]
    assert layout["xaxis"]["ticktext"] == ["3", "5", "7"]
    assert [(shape["x0"], shape["x1"]) for shape in layout["shapes"]] == [(0.6, 1.4)]


def test_without_results_there_are_axes_only():
    figure = plot(results=[(), (), ()])
    assert list(traces(figure)) == ["line", "seeds"]
    assert figure["layout"]["yaxis"]["showticklabels"] is False
