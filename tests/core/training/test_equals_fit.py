"""The engine computes what ``Model.fit`` computes.

For every cell of the grid and every special recipe: the same initial weights, the same batches in
the same order and the same dropout streams go through Keras' own ``fit`` and through the engine.

Exact to the last bit is a run compared with itself: on one engine, whatever stopped it in between
(``test_checkpoint.py``), and whatever ran alongside it (``test_same_seed.py``). Compared with
``fit``, and small LSTMs in blocks with Keras' loops (``test_block_lstm.py``), a run is close.

Tolerance: both sides compute in float32 with other operation orders (fused optimizer kernels,
XLA), so a step differs by rounding, 6e-8 of a value, and steps build on each other. Over the 15
steps here a relative 2e-4 of the loss is far above what rounding showed (largest seen: 1.3e-5) and
below what a wrong formula shows. An accuracy may differ by one sample whose output sits on the
threshold.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from core.architectures import FAMILIES
from core.recipes import recipe
from core.training.choice import ENGINES, choose_engine
from tests.core.training.conftest import short, small_recipe, small_splits

pytestmark = pytest.mark.tensorflow

RELATIVE = 2e-4
CELLS = [
    (dataset, family)
    for dataset in ("noise", "imdb", "reuters", "mnist", "jena")  # one of every task
    for family in FAMILIES
]
SPECIAL = (
    "probe-motif/rcnn",
    "topics/cnn",
    "imdb-raw/glove",
    "imdb/conv1d",
    "imdb/simple-rnn",
    "imdb/cnn-lstm",
    "jena/lstm-dropout",
    "jena/stacked-lstm",
    "jena/bidirectional-lstm",
    "numeric-binary/perceptron",
)
# What the first tier compares: every task, layer type and engine, as a test below holds.
FIRST_CELLS = {
    ("noise", "mlp"),
    ("noise", "recurrent"),
    ("imdb", "convolutional"),
    ("reuters", "mlp"),
    ("mnist", "convolutional"),
    ("jena", "recurrent-convolutional"),
}
FIRST_SPECIAL = {"imdb/simple-rnn", "imdb/cnn-lstm", "jena/bidirectional-lstm"}
slow = pytest.mark.slow


def narrow(entry):
    """The same model on shorter inputs, so that the whole grid is compared in minutes."""
    changes = {}
    if "maxlen" in entry.preprocessing:
        changes = {"maxlen": 60, "num_words": 500}
    if "lookback" in entry.preprocessing:
        changes = {"lookback": 5}
    return entry.with_settings(changes)


def keras_history(entry, splits, seed):
    """Keras' own fit, one epoch at a time, its samples laid in the engine's order."""
    import keras

    from core.training.build import build_model
    from core.training.keras_private import seed_generators
    from core.training.seeds import dropout_offset, epoch_draw, epoch_order

    model = build_model(entry.layers, splits.train.shape, seed, embeddings=splits.embeddings)
    kind = {"adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop}
    model.compile(
        optimizer=kind[entry.compile["optimizer"]](entry.compile["learning_rate"]),
        loss=entry.compile["loss"],
        metrics=[entry.metric],
    )
    classes = entry.data.classes if entry.compile["loss"].startswith("categorical") else None

    def arrays(samples, index):
        targets = samples.targets[index]
        targets = np.eye(classes)[targets] if classes else targets[:, None]
        return samples.take(index), targets.astype("float32")

    rows = []
    for epoch in range(entry.fit["epochs"]):
        batch, count = entry.fit["batch_size"], len(splits.train)
        steps = entry.fit.get("steps_per_epoch")
        order = (
            epoch_draw(seed, epoch, count, steps * batch)
            if steps
            else epoch_order(seed, epoch, count)
        )
        for generator in seed_generators(model):
            state = generator.state.numpy()
            generator.state.assign([state[0], dropout_offset(epoch)])
        inputs, targets = arrays(splits.train, order)
        validation = arrays(splits.validation, np.arange(len(splits.validation)))
        fitted = model.fit(
            inputs,
            targets,
            batch_size=batch,
            shuffle=False,
            verbose=0,
            validation_data=validation,
        )
        rows.append({name: values[0] for name, values in fitted.history.items()})
    return {name: [row[name] for row in rows] for name in rows[0]}


def compare(entry, settings):
    from core.training.runtime import tensorflow
    from core.training.train import train

    tensorflow(settings.threads)
    entry = narrow(entry)
    splits = small_splits(entry)
    ours = train(entry, 7, settings=settings, splits=splits)
    theirs = keras_history(entry, splits, 7)
    assert set(ours.history) == set(theirs)
    one_sample = {"accuracy": 1 / len(splits.train), "val_accuracy": 1 / len(splits.validation)}
    for name, values in theirs.items():
        slack = 1.01 * one_sample.get(name, 0.0)
        np.testing.assert_allclose(
            ours.history[name], values, rtol=RELATIVE, atol=slack or 1e-6, err_msg=name
        )
    assert ours.history["loss"][0] != ours.history["loss"][-1], "nothing was learned"


@pytest.mark.parametrize(
    ("dataset", "family"),
    [cell if cell in FIRST_CELLS else pytest.param(*cell, marks=slow) for cell in CELLS],
)
def test_every_cell_equals_fit(dataset, family, settings):
    compare(small_recipe(dataset, family), settings)


@pytest.mark.parametrize(
    "name",
    [name if name in FIRST_SPECIAL else pytest.param(name, marks=slow) for name in SPECIAL],
)
def test_special_recipes_equal_fit(name, settings):
    compare(short(recipe(name)), settings)


def test_the_first_tier_compares_every_task_layer_type_and_engine():
    def layer_types(entries):
        return {layer.type for entry in entries for layer in entry.layers}

    everything = [small_recipe(*cell) for cell in CELLS] + [recipe(name) for name in SPECIAL]
    first = [small_recipe(*cell) for cell in FIRST_CELLS] + [recipe(name) for name in FIRST_SPECIAL]
    assert layer_types(first) == layer_types(everything)
    assert {entry.task for entry in first} == {entry.task for entry in everything}
    engines = {
        choose_engine(entry.layers, entry.summary.parameters) for entry in map(narrow, first)
    }
    assert engines == set(ENGINES)


@pytest.mark.parametrize(
    "optimizer",
    ["sgd", *(pytest.param(name, marks=slow) for name in ("adamw", "nadam", "adagrad", "adamax"))],
)
def test_every_optimizer_trains(optimizer, settings):
    from core.training.train import train

    entry = narrow(small_recipe("topics", "convolutional"))
    entry = dataclasses.replace(entry, compile={**entry.compile, "optimizer": optimizer})
    history = train(entry, 1, settings=settings, splits=small_splits(entry)).history
    assert np.isfinite(history["loss"]).all() and len(set(history["loss"])) == 3
