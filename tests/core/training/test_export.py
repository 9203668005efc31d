"""A run's model, saved for plain Keras, answers as the run does."""

from __future__ import annotations

import numpy as np
import pytest

from core.__main__ import main
from core.inside.network import Network
from core.npz import write_npz
from core.recipes import recipe
from core.runs.files.artifacts import FINAL
from core.runs.store import Store
from core.settings import load_settings
from core.training.build import build_model
from core.training.export import save_model
from tests.core.inside.drawn import completed_run

pytestmark = pytest.mark.tensorflow


@pytest.mark.parametrize(
    ("id", "settings"),
    [("topics/rcnn", {}), ("jena/bidirectional-lstm", {"lookback": 1, "units": 4})],
)
def test_plain_keras_loads_it(tmp_path, id, settings):
    import keras

    entry = recipe(id).with_settings(settings)
    model = build_model(entry.layers, entry.input_shape, 5)
    paths = [weight.path for weight in model.weights]
    weights = dict(zip(paths, model.get_weights(), strict=True))
    path = tmp_path / "model.keras"
    save_model(entry, 5, entry.input_shape, weights, path)
    loaded = keras.saving.load_model(path)
    if entry.task == "text-multiclass":
        inputs = np.random.default_rng(0).integers(0, 1_000, (2, *entry.input_shape))
    else:
        inputs = np.random.default_rng(0).normal(size=(2, *entry.input_shape))
    inputs = inputs.astype(np.int32 if entry.task == "text-multiclass" else np.float32)
    expected = Network(entry.layers, weights).predict(inputs)
    np.testing.assert_allclose(np.asarray(loaded(inputs)), expected, atol=1e-5)
    assert loaded.loss and list(tmp_path.iterdir()) == [path]


def test_a_terminal_saves_the_model_of_a_run(tmp_path, monkeypatch, capsys):
    import keras

    monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path))
    monkeypatch.setenv("TF_CPP_MIN_LOG_LEVEL", "3")  # stderr stays as it is
    entry, settings = recipe("digits/mlp"), load_settings()
    store = Store(settings.store_url)
    run = completed_run(store, settings, entry)
    store.close()
    model = build_model(entry.layers, entry.input_shape, 0)
    paths = [weight.path for weight in model.weights]
    named = dict(zip(paths, model.get_weights(), strict=True))
    write_npz(settings.artifacts / run.id / FINAL, named)
    path = tmp_path / "digits.keras"
    assert main(["run", run.id, "model", str(path)]) == 0
    assert str(path) in capsys.readouterr().out
    loaded = keras.saving.load_model(path).get_weights()
    for ours, theirs in zip(named.values(), loaded, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert main(["run", run.id, "model", str(path)]) == 2  # a file is never replaced
    assert main(["run", run.id, "model"]) == 2
