"""What marks a curve's points, and the figures around it: stars, lines across, a test's point."""

from __future__ import annotations

import numpy as np
import pytest

from core.charts import FAMILY_STYLES, Curve, Marks, plot_curves
from core.charts.arrays import decode
from core.charts.curves import MARKERS_UP_TO
from core.charts.themes import THEMES

STYLE = FAMILY_STYLES["recurrent"]


def curve(count: int = 3, **options) -> Curve:
    name = "training" if options.get("training") else "validation"
    return Curve(name=name, ends=np.arange(count) + 1.0, values=np.linspace(1, 0, count), **options)


def plot(*curves: Curve, epochs: int = 10, theme: str = "light", **options):
    return plot_curves(
        curves, family="recurrent", axis="loss", epochs=epochs, theme=theme, **options
    )["data"]


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize(
    ("epochs", "count", "faint", "mode"),
    [
        (MARKERS_UP_TO, 3, False, "lines+markers"),
        (MARKERS_UP_TO + 1, 3, False, "lines"),  # so many points would hide the line
        (1_000, 1, False, "lines+markers"),  # one point makes no line
        (1_000, 2, False, "lines"),
        (10, 3, True, "lines"),
        (1_000, 1, True, "lines"),
    ],
)
def test_points_are_marked_while_they_are_few_and_not_of_other_seeds(
    epochs, count, faint, mode, training
):
    (trace,) = plot(curve(count, faint=faint, training=training), epochs=epochs)
    assert trace["mode"] == mode


@pytest.mark.parametrize("theme", THEMES)
def test_a_marker_is_the_familys_open_where_it_is_training(theme):
    training, validation = plot(curve(training=True), curve(), theme=theme)
    assert training["marker"]["symbol"] == STYLE.symbol + "-open"
    assert validation["marker"]["symbol"] == STYLE.symbol
    for trace in (training, validation):
        assert trace["marker"]["color"] == trace["line"]["color"] == STYLE.colour(theme)


def test_other_seeds_are_faint_and_have_no_hover_text():
    seen, faint, training = plot(curve(), curve(faint=True, key="2"), curve(training=True))
    assert (seen["opacity"], faint["opacity"]) == (1.0, 0.4)
    assert seen["line"]["width"] > faint["line"]["width"] == training["line"]["width"]
    assert (seen["showlegend"], faint["showlegend"]) == (True, False)
    assert faint["hoverinfo"] == "skip" and "hovertemplate" not in faint
    assert seen["hovertemplate"] and "hoverinfo" not in seen
    assert len({trace["uid"] for trace in (seen, faint, training)}) == 3


def test_stars_are_at_their_epochs_filled_for_validation_and_open_for_training():
    marks = Marks(published={0: 0.5, 4: 0.25}, published_training={9: 0.125})
    _, validation, training = plot(curve(), marks=marks)
    assert decode(validation["x"]).tolist() == [1, 5]
    assert decode(validation["y"]).tolist() == [0.5, 0.25]
    assert (decode(training["x"]).tolist(), decode(training["y"]).tolist()) == ([10], [0.125])
    assert validation["marker"]["symbol"] == "star"
    assert training["marker"]["symbol"] == "star-open"
    for star in (validation, training):
        assert star["mode"] == "markers" and star["legendgroup"] == "published"
        assert star["marker"]["color"] == THEMES["light"].reference
    assert not training["showlegend"]  # the other one is in the legend
    (alone,) = plot(marks=Marks(published_training={9: 0.125}))
    assert alone["showlegend"]


def test_lines_across_reach_from_edge_to_edge():
    marks = Marks(published_test=0.5, baseline=0.25, baseline_name="majority")
    figure = plot_curves([curve()], family="mlp", axis="loss", epochs=10, marks=marks)
    _, published, guess = figure["data"]
    for trace, height in ((published, 0.5), (guess, 0.25)):
        assert decode(trace["x"]) == pytest.approx(figure["layout"]["xaxis"]["range"])
        assert decode(trace["y"]).tolist() == [height, height]
        assert trace["mode"] == "lines"
    assert guess["name"] == "majority" and published["line"]["dash"] != guess["line"]["dash"]


def test_the_tests_point_is_just_after_the_last_epoch_of_any_curve():
    figure = plot(curve(7), curve(5, training=True), curve(0), epochs=100, marks=Marks(test=0.5))
    point = figure[-1]
    # epoch 7 as people count, and 1.1 times the free space of 3 % of the axis
    assert decode(point["x"]) == pytest.approx([7 + 1.1 * 3])
    assert decode(point["y"]).tolist() == [0.5] and point["mode"] == "markers"
    assert point["marker"]["symbol"] == STYLE.symbol
    assert point["marker"]["size"] > figure[0]["marker"]["size"]
    assert point["marker"]["line"]["color"] == THEMES["light"].background


def test_another_unit_is_shown_for_all_but_published_figures():
    marks = Marks(published={0: 0.5}, test=0.25)
    seen, faint, star, test = plot(
        curve(), curve(faint=True), marks=marks, scale=(8.0, "°C"), epochs=10
    )
    assert decode(seen["customdata"]) == pytest.approx([8, 4, 0])
    assert decode(test["customdata"]).tolist() == [2]
    assert "°C" in seen["hovertemplate"] and "°C" in test["hovertemplate"]
    for trace in (faint, star):
        assert "customdata" not in trace and "°C" not in trace.get("hovertemplate", "")


def test_an_empty_chart_has_no_figures_up_its_side():
    axis = plot_curves([], family="mlp", axis="loss", epochs=10)["layout"]["yaxis"]
    assert not axis["showticklabels"]
    drawn = plot_curves([curve()], family="mlp", axis="loss", epochs=10)["layout"]["yaxis"]
    assert drawn.get("showticklabels", True)
