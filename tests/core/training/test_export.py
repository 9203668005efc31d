"""A run's model, saved for plain Keras, answers as the run does."""

from __future__ import annotations

import numpy as np
import pytest

from core.inside.network import Network
from core.recipes import recipe
from core.training.build import build_model
from core.training.export import save_model

pytestmark = pytest.mark.tensorflow


@pytest.mark.parametrize(
    ("id", "settings"),
    [("topics/rcnn", {}), ("jena/bidirectional-lstm", {"lookback": 1, "units": 4})],
)
def test_plain_keras_loads_it(tmp_path, id, settings):
    import keras

    entry = recipe(id).with_settings(settings)
    model = build_model(entry.layers, entry.input_shape, 5)
    weights = {weight.path: np.asarray(weight) for weight in model.weights}
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
