import math

import pytest

from core.charts.arrays import decode
from core.charts.parallel import MAX_TRACES, plot_parallel
from core.charts.sweep import hidden, plot_best, plot_importance

NAN = math.nan


@pytest.mark.parametrize(
    ("better", "expected"), [(True, [0.5, 0.5, 0.7, 0.7]), (False, [0.5, 0.5, 0.5, 0.4])]
)
def test_the_best_so_far_never_gets_worse_and_waits_for_none(better, expected):
    values = [0.5, NAN, 0.7, 0.4]
    figure = plot_best(values, [NAN, 0.2, NAN, NAN], up="accuracy", higher_is_better=better)
    line = next(trace for trace in figure["data"] if trace["uid"] == "best")
    assert decode(line["y"]) == pytest.approx(expected)
    ended = next(trace for trace in figure["data"] if trace["name"] == "ended early")
    assert list(decode(ended["x"])) == [2]


def test_a_trial_that_trains_stands_where_its_latest_epoch_left_it():
    figure = plot_best(
        [0.5, NAN], [NAN, NAN], running=[NAN, 0.3], up="accuracy", higher_is_better=True
    )
    trains = next(trace for trace in figure["data"] if trace["name"] == "running")
    assert (list(decode(trains["x"])), list(decode(trains["y"]))) == ([2], [pytest.approx(0.3)])


def test_one_hopeless_trial_does_not_hide_what_the_others_gain():
    values, reached = [0.90, 0.95, 0.1, 0.96, 0.97], [NAN] * 5
    figure = plot_best(values, reached, up="accuracy", higher_is_better=True)
    low, high = figure["layout"]["yaxis"]["range"]
    assert 0.85 < low < 0.9 and 0.97 < high < 1
    assert hidden(values, reached, True) == 1
    nothing = plot_best([NAN], [NAN], up="accuracy", higher_is_better=True)
    assert "range" not in nothing["layout"]["yaxis"] and hidden([NAN], [NAN], True) == 0


def test_every_kind_of_setting_gets_an_axis_with_its_values():
    settings = {
        "units": [8, 32, 128],
        "learning_rate": [1e-4, 1e-3, 1e-2],
        "optimizer": ["sgd", "adam", "<b>"],
        "restore_best_weights": [True, False, True],
    }
    figure = plot_parallel(
        settings,
        [0.1, 0.2, 0.3],
        up="val_accuracy",
        log=["units", "learning_rate"],
        listed=["units", "optimizer"],
    )
    ticks = [(tick["x"], tick["text"]) for tick in figure["layout"]["annotations"]]
    assert [text for axis, text in ticks if axis == 0] == ["8", "32", "128"]
    assert [text for axis, text in ticks if axis == 1] == ["0.0001", "0.001", "0.01"]
    assert [text for axis, text in ticks if axis == 2] == ["&lt;b&gt;", "adam", "sgd"]
    worst, middle, best = figure["data"]
    assert decode(worst["y"])[:5] == pytest.approx([0, 0, 5 / 6, 3 / 4, 0])
    assert decode(middle["y"])[:5] == pytest.approx([0.5, 0.5, 0.5, 1 / 4, 0.5])
    assert decode(best["y"])[:5] == pytest.approx([1, 1, 1 / 6, 3 / 4, 1])
    assert best["hovertext"][2] == "optimizer: &lt;b&gt;"


def test_many_trials_share_few_traces_and_none_is_lost():
    figure = plot_parallel({"units": list(range(100))}, [0.5] * 100, up="val_accuracy")
    assert len(figure["data"]) == MAX_TRACES
    places = [decode(trace["x"]) for trace in figure["data"]]
    assert sum((xs == 0).sum() for xs in places) == 100


def test_what_mattered_most_is_on_top():
    bars = plot_importance({"units": 0.2, "learning_rate": 0.8})["data"][0]
    assert bars["y"] == ["units", "learning_rate"] and bars["text"] == ["20%", "80%"]
