"""A run from data to result: callbacks, early stopping, stopping, progress, divergence."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from core.errors import RequestError, TrainingError
from core.recipes import recipe, representative
from core.training.recorder import Recorder
from tests.core.training.conftest import short, small_recipe, small_splits

pytestmark = pytest.mark.tensorflow


class Listener(Recorder):
    """Records what is reported; asks to stop after ``stop_after`` calls of ``progress``."""

    def __init__(self, stop_after=10**9):
        self.phases, self.rows, self.steps = [], [], []
        self.stop_after = stop_after

    def phase(self, name):
        self.phases.append(name)

    def progress(self, epoch, batch, batches, metrics):
        self.steps.append((epoch, batch, batches, metrics["loss"]))

    def epochs(self, first, rows, seconds):
        assert len(rows) == len(seconds) and first == len(self.rows)
        self.rows += rows

    def stopping(self):
        return len(self.steps) >= self.stop_after


def run(entry, settings, splits=None, **more):
    from core.training.train import train

    return train(entry, 5, settings=settings, splits=splits or small_splits(entry), **more)


def fit(entry, **changes):
    return dataclasses.replace(entry, fit={**entry.fit, **changes})


def test_listener_hears_everything(settings):
    entry = small_recipe("topics", "convolutional")
    listener = Listener()
    result = run(entry, settings, recorder=listener)
    assert listener.phases == ["prepare", "build", "train", "evaluate"]
    assert [row["loss"] for row in listener.rows] == result.history["loss"]
    assert set(result.seconds) == {"prepare", "build", "first_epoch", "train", "evaluate"}
    assert listener.steps[0][:3] == (0, 1, 5)
    assert result.predictions.shape == (70, 8)
    np.testing.assert_allclose(result.predictions.sum(axis=1), 1, rtol=1e-5)


def test_best_weights_are_the_best_epochs(settings):
    entry = fit(short(representative("digits", "mlp")), epochs=12)
    splits = small_splits(entry)
    result = run(entry, settings, splits)
    assert result.engine == "xla"
    assert result.best_epoch == int(np.argmin(result.history["val_loss"]))
    shorter = run(fit(entry, epochs=result.best_epoch + 1), settings, splits)
    for best, final in zip(result.best_weights, shorter.final_weights, strict=True):
        np.testing.assert_array_equal(best, final)


@pytest.mark.slow
def test_a_longer_run_begins_as_a_shorter_one_whatever_engine_ends_it(settings):
    """How many epochs the graph does follows from their steps, never from how many are planned."""
    entry = short(representative("digits", "mlp"))
    splits = small_splits(entry)
    long = run(fit(entry, epochs=9), settings, splits)
    for epochs in (1, 4):
        begun = run(fit(entry, epochs=epochs), settings, splits)
        assert begun.history["loss"] == long.history["loss"][:epochs]


def test_early_stopping_is_keras_own(settings):
    """Noise cannot validate for long: it stops patience epochs after the best one."""
    entry = fit(short(representative("digits", "mlp")), epochs=200, patience=3)
    splits = small_splits(entry)
    result = run(entry, settings, splits)
    losses = result.history["val_loss"]
    assert result.epochs < 200 and result.epochs == int(np.argmin(losses)) + 1 + 3
    assert result.best_epoch == int(np.argmin(losses))


@pytest.mark.parametrize("patience", [0, 3])
def test_restored_weights_are_tested(patience, settings):
    """With restore_best_weights the test is the best epoch's, whether or not one stopped early."""
    entry = fit(short(representative("digits", "mlp")), epochs=12, patience=patience)
    splits = small_splits(entry)
    restored = run(fit(entry, restore_best_weights=True), settings, splits)
    epochs = restored.best_epoch + 1
    assert epochs < restored.epochs
    best = run(fit(entry, epochs=epochs, patience=0), settings, splits)
    np.testing.assert_allclose(restored.predictions, best.predictions, rtol=1e-4, atol=1e-6)
    assert any(
        not np.array_equal(last, best)
        for last, best in zip(restored.final_weights, restored.best_weights, strict=True)
    )


def test_keras_callbacks_work(settings):
    """A schedule reaches the compiled epochs: at a learning rate of zero nothing changes."""
    import keras

    seen = []
    callbacks = [
        keras.callbacks.LearningRateScheduler(lambda epoch, rate: 0.01 if epoch < 1 else 0.0),
        keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(dict(logs))),
    ]
    entry = fit(small_recipe("digits", "mlp"), epochs=3)
    result = run(entry, settings, callbacks=callbacks)
    assert [row["loss"] for row in seen] == result.history["loss"]
    assert result.history["val_loss"][0] == result.history["val_loss"][1]
    assert result.history["val_loss"][1] == result.history["val_loss"][2]


def test_stop_keeps_what_was_trained(settings):
    entry = fit(small_recipe("topics", "recurrent"), epochs=50)
    result = run(entry, settings, recorder=Listener(stop_after=12))
    assert result.status == "stopped" and 1 <= result.epochs < 50
    assert len(result.history["loss"]) == result.epochs and result.test == {}


def test_divergence_is_a_clear_error(settings):
    entry = small_recipe("series", "mlp").with_settings({"learning_rate": 10, "optimizer": "sgd"})
    splits = small_splits(entry)
    huge = dataclasses.replace(splits.train, inputs=splits.train.inputs * 1e18)
    listener = Listener()
    with pytest.raises(TrainingError, match=r"diverged in epoch 1: the loss is (nan|inf); try"):
        run(entry, settings, dataclasses.replace(splits, train=huge), recorder=listener)


def test_data_of_the_wrong_shape_is_refused(settings):
    """Data whose shape does not fit the model is refused before training, naming the layer."""
    entry = recipe("jena/conv1d")
    splits = small_splits(recipe("jena/dense").with_settings({"lookback": 1}))
    with pytest.raises(RequestError, match=r"Layer \d \(\w+\) cannot follow"):
        run(entry, settings, splits)


def test_validation_split_is_keras_own(settings):
    from core.training.validation import split_validation

    entry = small_recipe("topics", "mlp")
    splits = dataclasses.replace(small_splits(entry), validation=None)
    train, validation = split_validation(splits, {"validation_split": 0.3})
    assert (len(train), len(validation)) == (105, 45)
    np.testing.assert_array_equal(validation.inputs, splits.train.inputs[105:])
    assert split_validation(splits, {"validation_data": "test"})[1] is splits.test
    assert split_validation(splits, {})[1] is None
    with pytest.raises(RequestError, match=r"leaves 0 to train on"):
        split_validation(splits, {"validation_split": 0.999})
