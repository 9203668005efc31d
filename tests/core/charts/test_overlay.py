"""Charts of a comparison: what is drawn, in which order and in which style."""

import json
from dataclasses import replace

import numpy as np
import pytest

from core.analysis.equal_cost import standings
from core.analysis.lines import lines, shades
from core.analysis.table import table
from core.charts.arrays import decode
from core.charts.axes import Axes
from core.charts.colours import see_through, shade_of, symbol_of
from core.charts.dots import COSTS, plot_costs, plot_families
from core.charts.families import FAMILY_STYLES
from core.charts.overlay import MUTED, NAMED_UP_TO, TRAINING, Figure, plot_overlay
from core.charts.standings import plot_standings
from core.charts.themes import THEMES
from core.charts.ticks import log_ticks
from tests.core.analysis.making import entrant

AXES = Axes(across="epoch", up="accuracy (share)", reach=3, whole=True)
LANE_AXES = replace(AXES, lane=True)
FOUR = ("imdb/mlp", "imdb/lstm", "imdb/cnn", "imdb/rcnn")


def drawn(runs, axes=AXES, mean=True, **options):
    curves = lines(runs, "accuracy", mean=mean)
    return plot_overlay(curves, [], axes, **options)


def four(seeds=1):
    return [entrant(name, seed) for name in FOUR for seed in range(seeds)]


def test_every_trace_has_a_name_that_stays_and_the_figure_is_json():
    figure = drawn(four(seeds=2), revision="r")
    uids = [trace["uid"] for trace in figure["data"]]
    assert len(uids) == len(set(uids)) == 4 * 5  # training, validation, its band, two seeds
    assert json.loads(json.dumps(figure)) == figure
    assert figure["layout"]["uirevision"] == "r"


def test_training_is_thin_and_faint_validation_thick_in_the_familys_colour():
    figure = drawn([entrant("imdb/cnn")])
    styles = {trace["uid"].split()[-1]: trace["line"] for trace in figure["data"]}
    colour = FAMILY_STYLES["convolutional"].light
    assert styles["training"]["width"] < styles["validation"]["width"] / 2
    assert styles["training"]["color"] == see_through(colour, TRAINING)
    assert styles["validation"]["color"] == colour


def names(figure) -> list[str]:
    """The keys of the curves that are named in a chart."""
    return [note["name"] for note in figure["layout"]["annotations"] if "name" in note]


def test_one_that_is_brought_out_stands_in_front_and_is_named_alone():
    runs = four()
    figure = drawn(runs, highlight=runs[1].group)
    opacity = {trace["uid"]: trace["opacity"] for trace in figure["data"]}
    assert opacity[f"{runs[1].group} validation"] == 1.0
    assert opacity[f"{runs[0].group} validation"] == MUTED
    assert figure["data"][-1]["legendgroup"] == runs[1].group
    assert names(figure) == [runs[1].group]


def test_more_curves_than_names_fit_are_thin_and_unnamed():
    runs = [entrant("imdb/cnn", seed) for seed in range(20)]
    figure = drawn(runs, mean=False)
    assert names(figure) == []
    assert {trace["line"]["width"] for trace in figure["data"]} == {1, 2}


def test_what_people_typed_stays_as_they_typed_it():
    run = entrant(name="<b onload=alert(1)>&")
    figure = drawn([run], mean=False)
    assert "&lt;b onload" in figure["data"][0]["name"] and "<b o" not in json.dumps(figure)


def test_a_curve_of_many_epochs_is_thinned():
    run = entrant(val=tuple(np.sin(np.arange(5_000) / 50)))
    figure = drawn([run])
    assert all(len(decode(trace["x"])) <= 500 for trace in figure["data"])


def test_test_results_have_a_lane_with_an_axis_of_its_own():
    runs = [entrant(test=0.75)]
    figures = [
        Figure(key=str(place), label="t", family="mlp", shade=0, value=value)
        for place, value in enumerate((0.75, 0.76, 0.9))
    ]
    layout = (figure := plot_overlay(lines(runs, "accuracy"), figures, LANE_AXES))["layout"]
    shown = [trace for trace in figure["data"] if trace.get("xaxis") == "x2"][1:]
    places = [decode(trace["x"])[0] for trace in shown]
    assert places == pytest.approx([1 / 4, 3 / 4, 1 / 2])  # the first two are near each other
    assert layout["xaxis2"]["range"] == [0, 1] and layout["xaxis2"]["tickvals"] == [0.5]
    (lane,) = layout["shapes"]
    assert lane["fillcolor"] == THEMES["light"].surface
    assert layout["xaxis"]["domain"][1] < lane["x0"] == layout["xaxis2"]["domain"][0]


def test_the_lane_is_there_before_the_first_result_and_only_where_it_is_asked_for():
    traces = plot_overlay([], [], LANE_AXES)["data"]
    assert [trace["xaxis"] for trace in traces] == ["x", "x2"]
    layout = drawn([entrant()])["layout"]
    assert "xaxis2" not in layout and "shapes" not in layout


@pytest.mark.parametrize("epochs", [1, 6, 12, 30])
def test_no_tick_follows_the_last_epoch(epochs):
    axis = drawn([entrant()], replace(LANE_AXES, reach=epochs))["layout"]["xaxis"]
    first, last = axis["range"]
    assert 0 < first < 0.01 * epochs and epochs < last < epochs + 1  # no tick at zero either
    assert (axis.get("dtick") == 1) == (epochs <= 12)


def test_logarithms_draw_what_can_be_drawn():
    run = entrant(val=(0.0, 0.5, 0.9))
    figure = drawn([run], Axes(across="s", up="loss", log_x=True, log_y=True))
    assert figure["layout"]["xaxis"]["type"] == figure["layout"]["yaxis"]["type"] == "log"
    heights = figure["layout"]["yaxis"]
    assert [float(text) for text in heights["ticktext"]] == pytest.approx(
        heights["tickvals"], rel=0.01
    )
    (name,) = figure["layout"]["annotations"]
    assert name["y"] == pytest.approx(np.log10(0.9), abs=1e-3)


def test_a_planned_axis_has_its_range_before_the_first_value():
    layout = plot_overlay([], [], replace(LANE_AXES, low=0.4, high=1.0))["layout"]
    assert layout["yaxis"]["range"] == [0.4, 1.0] and "showticklabels" not in layout["yaxis"]


def test_room_for_names_is_kept_before_there_is_a_curve():
    curves = lines(four(), "accuracy")
    labels = [line.label for line in curves]
    before, after = (plot_overlay(some, [], AXES, coming=labels) for some in ([], curves))
    assert before["layout"]["margin"] == after["layout"]["margin"]
    assert before["layout"]["margin"]["r"] > 50


def test_no_curves_are_an_empty_chart_with_its_axes():
    figure = plot_overlay([], [], AXES)
    assert figure["data"] == [] and figure["layout"]["meta"]["across"] == "epoch"
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["epoch"]
    assert plot_overlay([], [], Axes(across="epoch", up="loss", log_y=True))["data"] == []


def test_a_highlight_without_a_curve_yet_has_no_name():
    curves = lines(four(), "accuracy")
    for log_y in (False, True):
        axes = Axes(across="epoch", up="accuracy", log_y=log_y)
        figure = plot_overlay(curves, [], axes, highlight="queued")
        assert figure["data"] and figure["layout"]["annotations"] == []


def test_many_curves_without_names_are_drawn_on_logarithms():
    runs = [entrant("imdb/cnn", seed) for seed in range(NAMED_UP_TO + 1)]
    figure = drawn(runs, Axes(across="epoch", up="accuracy", log_y=True), mean=False)
    assert figure["layout"]["annotations"] == [] and len(figure["data"]) == 2 * len(runs)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("family", FAMILY_STYLES)
def test_shades_of_a_family_are_distinct_and_readable(family, theme):
    colours = [shade_of(family, shade, theme) for shade in range(4)]
    assert len(set(colours)) == 4
    assert all(_contrast(colour, THEMES[theme].background) >= 2.2 for colour in colours)
    assert len({symbol_of(family, shade) for shade in range(4)}) == 4


def _contrast(one, other):
    first, second = sorted((_light(one), _light(other)))
    return (second + 0.05) / (first + 0.05)


def _light(colour):
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_families_stand_in_rows_with_their_range_and_the_published_star():
    runs = [entrant("imdb/cnn", 0, test=0.8), entrant("imdb/cnn", 1, test=0.9)]
    results = table(runs, "accuracy")
    figure = plot_families(results, shades(runs), "test accuracy")
    dot, star = figure["data"]
    assert decode(dot["x"])[0] == pytest.approx(0.85)
    assert dot["error_x"]["array"] == pytest.approx([0.05])
    assert decode(star["x"])[0] == pytest.approx(results["published"][0])
    assert len(figure["layout"]["yaxis"]["ticktext"]) == 4


def test_what_trained_beside_others_stays_off_the_line_of_the_best():
    runs = [
        entrant("imdb/mlp", test=0.8, seconds=1.0),
        entrant("imdb/lstm", test=0.95, seconds=2.0, timed=False),
        entrant("imdb/cnn", test=0.9, seconds=3.0),
    ]
    figure = plot_costs(table(runs, "accuracy"), "seconds", shades(runs), metric="accuracy", up="a")
    line, *points = figure["data"]
    assert decode(line["y"]) == pytest.approx([0.8, 0.9])
    hollow = [point["marker"]["symbol"].endswith("-open") for point in points]
    assert hollow == [False, True, False]


@pytest.mark.parametrize("cost", COSTS)
def test_every_cost_is_drawn(cost):
    runs = [
        entrant("imdb/mlp", test=0.8, peak_memory=10**9),
        entrant("imdb/cnn", test=0.9, peak_memory=2 * 10**9),
        entrant("imdb/lstm", test=0.7, peak_memory=None),
    ]
    results = table(runs, "accuracy")
    figure = plot_costs(results, cost, shades(runs), metric="accuracy", up="a")
    points = [trace for trace in figure["data"] if trace["uid"] != "frontier"]
    assert len(points) == (2 if cost == "memory" else 3)
    assert figure["layout"]["xaxis"]["title"]["text"]
    json.dumps(figure)


def test_standings_are_ranked_and_those_that_never_got_there_are_faint_and_last():
    runs = [
        entrant("imdb/mlp", val=(0.5, 0.6), seconds=1.0, status="running", planned=9),
        entrant("imdb/cnn", 0, val=(0.7, 0.8), seconds=5.0, timed=False),
        entrant("imdb/cnn", 1, val=(0.8, 0.9), seconds=5.0),
        entrant("imdb/lstm", val=(0.9, 0.5), seconds=5.0),
    ]
    rows = standings(runs, "accuracy", "seconds", 5.0)
    figure = plot_standings(rows, shades(runs), "validation accuracy", hollow=True)
    assert figure["layout"]["yaxis"]["ticktext"] == ["1. LSTM", "2. CNN", "MLP"]
    lstm, cnn, mlp = figure["data"]
    assert decode(lstm["x"]) == pytest.approx([0.9])
    assert cnn["error_x"]["array"] == pytest.approx([0.05])
    opens = [trace["marker"]["symbol"].endswith("-open") for trace in (lstm, cnn, mlp)]
    assert opens == [False, True, True]
    assert mlp["opacity"] < lstm["opacity"] == 1.0
    low, high = figure["layout"]["xaxis"]["range"]
    assert low < 0.6 < 0.9 < high
    other = plot_standings(rows, shades(runs), "a", hollow=True, ranked=False)
    assert other["layout"]["yaxis"]["ticktext"] == ["LSTM", "CNN", "MLP"]
    alone = plot_standings(rows[:1], shades(runs), "a", hollow=False)["layout"]["xaxis"]["range"]
    assert 0.85 < alone[0] < 0.9 < alone[1] < 0.95
    json.dumps(figure)


def test_one_figure_alone_has_an_axis_of_figures_that_can_be():
    runs = [entrant("topics/cnn", test=0.86, seconds=1.0)]
    results = table(runs, "accuracy")
    costs = plot_costs(results, "seconds", shades(runs), metric="accuracy", up="a")
    families = plot_families(results, shades(runs), "a")
    for axis in (costs["layout"]["yaxis"], families["layout"]["xaxis"]):
        low, high = axis["autorangeoptions"]["include"]
        assert 0.8 < low < 0.86 < high < 0.9


@pytest.mark.parametrize(("low", "high"), [(2e6, 1.2e7), (200, 700), (0.5, 5e5), (9, 11)])
def test_ticks_are_few_and_inside(low, high):
    ticks = log_ticks(low, high)
    assert 1 <= len(ticks["tickvals"]) <= 6
    assert all(low <= value <= high for value in ticks["tickvals"])
    assert len(set(ticks["ticktext"])) == len(ticks["ticktext"])


def test_a_mean_has_its_single_seeds_behind_it():
    figure = drawn([entrant("imdb/cnn", seed) for seed in range(3)])
    names = [trace["uid"].split(" ", 1)[1] for trace in figure["data"]]
    behind = names.index("validation")
    assert [name for name in names[:behind] if "single" in name] == [
        f"validation single-{seed}" for seed in range(3)
    ]
    assert not [trace for trace in drawn([entrant("imdb/cnn")])["data"] if "single" in trace["uid"]]
