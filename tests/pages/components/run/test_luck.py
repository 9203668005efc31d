"""Is it luck? What the picture shows, in words and figures."""

from __future__ import annotations

import pytest

from core.analysis.board import recorded_runs
from core.analysis.entrants import recorded_entrant
from core.charts.arrays import decode
from core.recipes import recipe
from pages.components.run.luck import chance_of, luck_figure, luck_words, own_figures
from pages.components.run.unchanged import Unchanged, figure_of, unit_of
from tests.core.analysis.making import entrant

TOPICS, SERIES = recipe("topics/cnn"), recipe("series/dense")


def base(entry, count=3) -> Unchanged:
    """The reference runs of a recipe."""
    runs = recorded_runs(entry)[:count]
    return Unchanged(entry, (), [recorded_entrant(entry, run) for run in runs])


def test_figures_are_percent_or_the_series_own_unit():
    percent, error = base(TOPICS).entrants[0], base(SERIES).entrants[0]
    assert figure_of(percent) == pytest.approx(100 * percent.test["accuracy"])
    assert figure_of(error) == pytest.approx(error.test["mae"] * error.scale)
    assert (unit_of(percent), unit_of(error)) == ("points", "°C")


def test_only_runs_with_a_result_are_ones_own():
    runs = [entrant("topics/cnn", test=0.85), entrant("topics/cnn", 1, status="running")]
    assert own_figures(runs) == pytest.approx([85.0])


@pytest.mark.parametrize(("figure", "word"), [(86.0, "inside"), (13.2, "outside")])
def test_one_run_is_inside_or_outside(figure, word):
    words = luck_words(TOPICS, base(TOPICS), [figure])
    assert word in words[-1] and "3 reference runs" in words[1]
    assert chance_of(base(TOPICS)).covers(figure) == (word == "inside")


def test_several_are_counted_and_one_seed_has_no_band():
    assert "1 of your 2" in luck_words(TOPICS, base(TOPICS), [86.0, 13.2])[-1]
    words = luck_words(TOPICS, base(TOPICS, 1), [86.0])
    assert chance_of(base(TOPICS, 1)) is None and not [text for text in words if "side" in text]


def test_the_picture_of_a_series_is_in_its_unit():
    figure = luck_figure([], base(SERIES), "light")
    assert figure["layout"]["xaxis"]["ticksuffix"].endswith("°C")
    assert decode(figure["data"][0]["x"]) == pytest.approx(base(SERIES).figures(), rel=1e-6)
