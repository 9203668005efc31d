"""What luck alone does: a prediction interval for one more seed."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from core.analysis.board import recorded_runs
from core.analysis.luck import luck
from core.recipes import recipe

# The reference runs of topics/cnn.
SEEDS = [100 * run["test"]["accuracy"] for run in recorded_runs(recipe("topics/cnn"))]


def test_it_is_students_interval_for_one_more_value():
    chance = luck(SEEDS, level=0.9)
    assert chance.seeds == len(SEEDS) == 8
    assert chance.mean == pytest.approx(np.mean(SEEDS))
    expected = stats.t.ppf(0.95, df=7) * np.std(SEEDS, ddof=1) * np.sqrt(1 + 1 / 8)
    assert chance.margin == pytest.approx(expected)
    assert chance.covers(chance.low) and chance.covers(85.1) and not chance.covers(13.2)


def test_one_seed_says_nothing():
    assert luck(SEEDS[:1]) is None and luck([]) is None


def test_seeds_that_agree_are_no_certainty():
    chance = luck([100.0, 100.0, 100.0], step=0.05)
    assert chance.margin == pytest.approx(stats.t.ppf(0.95, 2) * 0.05 * np.sqrt(4 / 3))
    assert luck(SEEDS, step=0.05) == luck(SEEDS)


def test_so_many_further_seeds_fall_inside():
    rng = np.random.default_rng(0)
    seeds = rng.normal(80, 1, size=(2_000, 4))
    inside = [luck(row[:3], level=0.9).covers(row[3]) for row in seeds]
    assert np.mean(inside) == pytest.approx(0.9, abs=0.02)
