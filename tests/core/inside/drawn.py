"""Networks with random weights, without Keras, and runs that have them."""

from __future__ import annotations

import numpy as np

from core.architectures.layers import layer_type
from core.inside import Network
from core.npz import write_npz
from core.runs.files.artifacts import EPOCHS, FINAL

GATES = {"SimpleRNN": 1, "GRU": 3, "LSTM": 4}


def shapes(item, shape):
    """Shapes of a layer's weights, in Keras' order."""
    config, type = item.config, item.type
    if type == "Embedding":
        return [(config["input_dim"], config["output_dim"])]
    if type == "Dense":
        return [(shape[-1], config["units"]), (config["units"],)]
    if type in ("Conv1D", "Conv2D"):
        size = config["kernel_size"]
        sizes = (size,) * (len(shape) - 1) if isinstance(size, int) else size
        return [(*sizes, shape[-1], config["filters"]), (config["filters"],)]
    if type in GATES:
        units, width = config["units"], GATES[type] * config["units"]
        bias = (2, width) if type == "GRU" else (width,)
        return [(shape[-1], width), (units, width), bias]
    return shapes(config["layer"], shape) * 2 if type == "Bidirectional" else []


def drawn_weights(layers, shape, seed=0):
    """Random weights under Keras' names, of about the size that training gives them."""
    rng, weights = np.random.default_rng(seed), {}
    for position, item in enumerate(layers, start=1):
        for number, size in enumerate(shapes(item, shape)):
            scale = 1 / np.sqrt(max(1, np.prod(size[:-1])))
            name = f"recipe/{position}_{item.type.lower()}/{number}"
            weights[name] = (scale * rng.normal(size=size)).astype(np.float32)
        shape = layer_type(item.type).shape_after(item.config, shape)
    return weights


def drawn_network(layers, shape, seed=0):
    return Network(layers, drawn_weights(layers, shape, seed))


def completed_run(store, settings, entry, seed=0, epochs=1, shape=()):
    """A completed run of a recipe, with random weights; its first epoch was the best.

    ``shape`` is that of one sample if the data has another one than the recipe declares.
    """
    run = store.runs.create(entry, seed, origin="dashboard")
    store.leases.claim(run.id, "me")
    store.histories.append(run.id, 0, [{"loss": 1.0}] * epochs, [0.1] * epochs, holder="me")
    test = {"loss": 1.0, entry.metric: 0.5}
    store.leases.finish(run.id, "me", "completed", test=test, best_epoch=0)
    folder = settings.artifacts / run.id
    folder.mkdir(parents=True)
    write_npz(folder / FINAL, drawn_weights(entry.layers, shape or entry.input_shape, seed))
    return store.runs.get(run.id)


def keep_epochs(settings, run_id, entry, *epochs):
    """Write random weights of a run after some epochs; the seed of each is its number."""
    arrays = {
        f"{epoch}/{name}": array
        for epoch in epochs
        for name, array in drawn_weights(entry.layers, entry.input_shape, epoch).items()
    }
    write_npz(settings.artifacts / run_id / EPOCHS, arrays)
