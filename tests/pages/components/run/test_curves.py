"""The chart of a run against its recipe: what is on it."""

from __future__ import annotations

import pytest

from core.analysis.board import recorded_runs
from core.analysis.entrants import recorded_entrant
from core.recipes import recipe
from pages.components.run.curves import Subject, curve_figures
from tests.core.analysis.making import entrant

TOPICS = recipe("topics/cnn")
EARLY = (0.2, 0.3)


@pytest.mark.parametrize("status", ["paused", "stopped", "failed", "running"])
def test_a_run_that_ended_early_is_on_the_chart_and_the_range_while_it_runs_is_planned(status):
    unchanged = [recorded_entrant(TOPICS, run) for run in recorded_runs(TOPICS)]
    run = entrant("topics/cnn", val=EARLY, status=status)
    figure = curve_figures(Subject(recipe=TOPICS, run=run, unchanged=unchanged), "light", "")
    low, _ = figure["metric"]["layout"]["yaxis"]["range"]
    assert (low < EARLY[-1]) == (status != "running")
