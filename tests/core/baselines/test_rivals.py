"""What a diagnosis compares a run with."""

from __future__ import annotations

from core.analysis.diagnoses import Rivals
from core.baselines.cached import shipped_baselines
from core.baselines.rivals import rivals_of
from core.recipes import recipe


def test_those_of_classes_are_guessing_and_the_linear_model():
    topics = recipe("topics/cnn")
    rivals = rivals_of(shipped_baselines(topics.dataset, topics.preprocessing))
    assert 0.1 < rivals.guessing < 0.2 < 0.9 < rivals.linear < 1
    assert 2.0 < rivals.guessing_loss < 2.1  # that of eight classes is ln 8


def test_that_of_a_series_is_as_now_on_the_runs_own_samples():
    series = recipe("series/lstm")
    shipped = shipped_baselines(series.dataset, series.preprocessing)
    assert rivals_of(shipped, 0.34) == Rivals(guessing=0.34)
    assert rivals_of([]) == Rivals()
