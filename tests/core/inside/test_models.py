"""The weights of a run: those it was tested with, or one sentence why it cannot be asked."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import RequestError
from core.inside.models import epochs_of, has_weights, open_model
from core.npz import write_npz
from core.recipes import recipe
from core.runs.files.artifacts import BEST, EPOCHS, FINAL
from tests.core.inside.drawn import completed_run, drawn_weights, keep_epochs

MLP = recipe("digits/mlp").with_settings({"epochs": 2})


def test_the_last_weights_are_those_tested(store, settings):
    run = completed_run(store, settings, MLP, seed=3)
    model = open_model(run, settings)
    expected = drawn_weights(MLP.layers, MLP.input_shape, 3)
    assert (model.run_id, model.recipe.key, model.seed) == (run.id, MLP.key, 3)
    np.testing.assert_array_equal(model.network.weights[1][0], expected["recipe/2_dense/0"])


def test_the_best_weights_are_those_tested_if_the_recipe_restores_them(store, settings):
    entry = MLP.with_settings({"restore_best_weights": True})
    run = completed_run(store, settings, entry, epochs=2)
    folder = settings.artifacts / run.id
    write_npz(folder / BEST, drawn_weights(entry.layers, entry.input_shape, 7))
    expected = drawn_weights(entry.layers, entry.input_shape, 7)
    found = open_model(run, settings).weights
    np.testing.assert_array_equal(found["recipe/2_dense/0"], expected["recipe/2_dense/0"])
    assert has_weights(run, settings)
    (folder / BEST).unlink()
    assert not has_weights(run, settings)
    with pytest.raises(RequestError) as refused:  # the last ones would answer differently
        open_model(run, settings)
    assert refused.value.values["recipe"] == "digits/mlp"


def test_they_are_the_last_where_the_last_epoch_was_the_best(store, settings):
    entry = MLP.with_settings({"restore_best_weights": True})
    run = completed_run(store, settings, entry)
    assert open_model(run, settings).weights and has_weights(run, settings)


def test_a_run_that_is_active_is_not_asked(store, settings):
    run = store.runs.create(MLP, 0, origin="dashboard")
    assert not has_weights(run, settings)
    with pytest.raises(RequestError) as refused:
        open_model(run, settings)
    assert refused.value.values["status"] == "queued"


def test_a_run_can_be_asked_after_each_epoch_it_keeps(store, settings):
    run = completed_run(store, settings, MLP)
    assert epochs_of(run, settings) == () and open_model(run, settings).epoch is None
    keep_epochs(settings, run.id, MLP, 0, 1, 5)
    assert epochs_of(run, settings) == (0, 1, 5)
    model = open_model(run, settings, 5)
    expected = drawn_weights(MLP.layers, MLP.input_shape, 5)
    assert (model.run_id, model.epoch) == (run.id, 5)
    np.testing.assert_array_equal(model.network.weights[1][0], expected["recipe/2_dense/0"])
    with pytest.raises(RequestError) as refused:
        open_model(run, settings, 2)
    assert refused.value.values["epochs"] == "0, 1, 5"


def test_a_run_that_still_trains_can_be_asked_after_an_epoch(store, settings):
    run = store.runs.create(MLP, 0, origin="dashboard")
    (settings.artifacts / run.id).mkdir(parents=True)
    keep_epochs(settings, run.id, MLP, 0, 1)
    assert open_model(run, settings, 1).epoch == 1
    with pytest.raises(RequestError):
        open_model(run, settings)


def test_epochs_that_are_damaged_or_of_no_small_model_are_one_sentence(store, settings):
    run = completed_run(store, settings, MLP)
    with pytest.raises(RequestError) as refused:
        open_model(run, settings, 1)
    assert refused.value.values == {"run": run.id}
    (settings.artifacts / run.id / EPOCHS).write_bytes(b"PK")
    assert epochs_of(run, settings) == ()
    with pytest.raises(RequestError) as refused:
        open_model(run, settings, 1)
    assert "reason" in refused.value.values


def test_weights_that_are_gone_or_damaged_are_one_sentence(store, settings):
    run = completed_run(store, settings, MLP)
    path = settings.artifacts / run.id / FINAL
    path.write_bytes(path.read_bytes()[:-50])
    with pytest.raises(RequestError) as refused:
        open_model(run, settings)
    assert "reason" in refused.value.values
    path.unlink()
    assert not has_weights(run, settings)
    with pytest.raises(RequestError) as refused:
        open_model(run, settings)
    assert refused.value.values["run"] == run.id


def test_weights_of_an_older_layer_set_are_refused(store, settings):
    run = completed_run(store, settings, MLP)
    older = {"dense_1/kernel:0": np.zeros((64, 512), np.float32)}
    write_npz(settings.artifacts / run.id / FINAL, older)
    with pytest.raises(RequestError) as refused:
        open_model(run, settings)
    assert "layer" in refused.value.values
