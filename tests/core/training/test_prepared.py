"""A prepared recipe gives every seed the bits that a process of its own gives it."""

from __future__ import annotations

import numpy as np
import pytest

from core.recipes import recipe
from core.settings import load_settings
from core.training.prepared import Standby
from core.training.train import train

pytestmark = pytest.mark.tensorflow

# XLA and the graph, both kernels, dropout, early stopping
RECIPES = {
    "topics/mlp": {"epochs": 4},
    "numeric-binary/mlp": {"epochs": 90},  # 79 of them before XLA takes over
    "topics/rcnn": {"epochs": 2},
    "probe-last/lstm": {"epochs": 1},
    "digits/cnn": {"epochs": 2, "patience": 1},
}


def bits(result) -> list:
    weights = [weight.tobytes() for weight in [*result.final_weights, *result.best_weights]]
    return [result.history, result.test, result.predictions.tobytes(), *weights]


@pytest.mark.parametrize("id", RECIPES)
def test_the_next_seed_on_what_was_prepared_has_its_own_bits(id, tmp_path):
    settings = load_settings({"RECIPE_LAB_HOME": str(tmp_path)})
    entry = recipe(id).with_settings(RECIPES[id])
    alone = [bits(train(entry, seed, settings=settings)) for seed in (3, 4)]
    assert alone[0] != alone[1]
    standby = Standby()
    standby.rehearse(entry, settings, train(entry, 3, settings=settings).engine)
    held = standby._prepared
    again = [bits(train(entry, seed, settings=settings, standby=standby)) for seed in (3, 4, 3)]
    assert again == [*alone, alone[0]]
    assert standby._prepared is held, "each run used what was prepared"


def test_another_recipe_or_engine_is_prepared_anew(tmp_path):
    settings = load_settings({"RECIPE_LAB_HOME": str(tmp_path)})
    entry, standby = recipe("probe-last/lstm"), Standby()
    standby.rehearse(entry, settings, "graph+block-1")
    held = standby._prepared
    assert held.serves(entry.with_settings({"epochs": 99}), settings, "graph+block-1")
    assert not held.serves(entry.with_settings({"learning_rate": 0.1}), settings, "graph+block-1")
    assert not held.serves(entry, settings, "graph")
    assert standby.take(entry, settings, "graph") is None
    assert standby.take(entry, settings, "graph+block-1") is None, "it was let go"


def test_a_recipe_with_files_is_not_kept(tmp_path, monkeypatch):
    """Its data is large, and a file may be replaced between two runs."""
    settings = load_settings({"RECIPE_LAB_HOME": str(tmp_path)})
    entry, standby = recipe("topics/mlp").with_settings({"epochs": 1}), Standby()
    monkeypatch.setattr("core.training.train.worth_keeping", lambda _: False)
    train(entry, 0, settings=settings, standby=standby)
    assert standby._prepared is None
    assert np.isfinite(train(entry, 1, settings=settings, standby=standby).test["loss"])
