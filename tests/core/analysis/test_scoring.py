"""From runs in a real store to scores and cached figures."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.analysis import scoring
from core.analysis.predictions import TestSet, load_test_set
from core.errors import RequestError
from core.npz import write_npz
from core.recipes import recipe
from core.verdict.outcomes import group, test_digest
from tests.pages import filling

MLP = recipe("digits/mlp")


@pytest.fixture
def truth(settings):
    return load_test_set("digits", MLP.preprocessing, settings)


def done(store, settings, truth, entry, seed, wrong):
    return filling.tested(store, settings, truth, entry.id, seed=seed, wrong=range(wrong))


def test_a_test_set_is_named_by_what_was_true_on_it(settings):
    def digest(entry):
        truth = load_test_set(entry.dataset, entry.preprocessing, settings)
        return test_digest(entry.dataset, truth.targets, truth.times)

    probe = recipe("topics/mlp")
    fewer = probe.with_settings({"train_samples": 500})
    other = probe.with_settings({"data_seed": 3})
    assert digest(probe) == digest(fewer) != digest(other)
    week, day = (recipe("series/dense").with_settings({"lookback": days}) for days in (7, 1))
    assert digest(week) != digest(day)  # they begin at other hours


def test_figures_are_computed_once_and_again_when_predictions_change(store, settings, truth):
    run = done(store, settings, truth, MLP, 0, 10)
    path = settings.artifacts / run.id / "predictions.npz"
    first = scoring.cached_figures(run.id, truth, "digits", settings)
    assert first["accuracy"] == pytest.approx(1 - 10 / 359)
    file = settings.home / "figures" / f"{run.id}.json"
    written = file.stat().st_mtime_ns
    assert scoring.cached_figures(run.id, truth, "digits", settings) == first
    assert file.stat().st_mtime_ns == written
    write_npz(path, {"predictions": np.eye(10, dtype=np.float32)[truth.targets]})
    assert scoring.cached_figures(run.id, truth, "digits", settings)["accuracy"] == 1
    state = json.loads(file.read_text())["state"]
    other = (json.dumps({"state": state, "figures": figures}) for figures in ([1], {"mae": "x"}))
    for text in ("{", "[1]", '{"state": ' * 100_000, *other):
        file.write_text(text, encoding="utf-8")
        assert scoring.cached_figures(run.id, truth, "digits", settings)["accuracy"] == 1
    path.unlink()
    with pytest.raises(RequestError, match="no longer has"):
        scoring.cached_figures(run.id, truth, "digits", settings)
    scoring.forget_figures([run.id, "never"], settings)
    assert not file.exists()


def test_a_series_is_scored_in_degrees():
    truth = TestSet(np.zeros(48), times=np.arange(48) * 3_600, scale=8.0, unit="°C")
    one = scoring.outcomes("series", truth, np.full(48, 0.5, np.float32))
    scores = group([one, one], "one")
    assert scores.unit == "°C" and not scores.higher_is_better and scores.tested == 48
    assert scores.mean == 4
