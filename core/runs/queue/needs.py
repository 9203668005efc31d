"""Estimates the memory and disk space of a run before anything is loaded.

Memory is the peak resident set of the run's process: TensorFlow itself, the data (once as read,
once as a tensor), everything that has one number per weight (the weights, the optimizer's slots,
gradients, the best weights, a checkpoint's copies), and the layer outputs kept for a batch. The
factors were fitted to measured runs; ``python -m tests.benchmarks.memory`` compares estimates with
measurements.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from core.architectures.layers import Layer, Shape
from core.recipes import Recipe
from core.recipes.samples import samples
from core.training.choice import choose_engine

# Bytes of a float32 or int32.
NUMBER = 4
# Numbers an optimizer keeps per weight; rmsprop's second is our own (core.training.optimizers).
SLOTS: Mapping[str, int] = {
    **dict.fromkeys(("adam", "adamw", "nadam", "adamax", "rmsprop"), 2),
    "adagrad": 1,
    "sgd": 0,
}
GATES = {"LSTM": 4, "GRU": 3, "SimpleRNN": 1}
EVALUATION_BATCH = 256
# Bytes per metric value in the run store; see core.runs.files.artifacts.
VALUE = 43

# Fitted: bytes for TensorFlow, extra bytes for compiling with XLA, then the factors of each part.
BASE = 825e6
XLA = 55e6
DATA = 2.55
WEIGHTS = 1.2
LAYERS = 1.7
RECURRENT = 1.5
# Estimates for 34 measured runs are 0.79 (imdb/rcnn) to 1.12 times the measurement, and 0.96 to
# 1.05 times for half of them.
TOLERANCE = 0.25


@dataclass(frozen=True)
class Need:
    """Estimated bytes a run needs.

    Attributes:
        memory: Peak resident set of its process.
        disk: Everything it keeps once it has ended, including its history.
    """

    memory: int
    disk: int


@dataclass(frozen=True)
class Parts:
    """Bytes of memory by purpose, before the fitted factors.

    Attributes:
        data: One copy of the splits.
        weights: All copies of the weights.
        layers: Layer outputs kept during a step.
        recurrent: Outputs and gates kept for recurrent layers during a step.
        xla: Whether the model is compiled with XLA.
    """

    data: float
    weights: float
    layers: float
    recurrent: float
    xla: bool


def need(recipe: Recipe) -> Need:
    """Estimate what a run of ``recipe`` needs."""
    return Need(memory=round(memory(parts(recipe))), disk=disk(recipe))


def memory(sizes: Parts) -> float:
    """Total bytes of memory, using the fitted factors."""
    return (
        BASE
        + XLA * sizes.xla
        + DATA * sizes.data
        + WEIGHTS * sizes.weights
        + LAYERS * sizes.layers
        + RECURRENT * sizes.recurrent
    )


def parts(recipe: Recipe) -> Parts:
    """Memory of a run of ``recipe`` by purpose."""
    summary = recipe.summary
    slots = SLOTS[recipe.compile["optimizer"]]
    batch = recipe.fit["batch_size"]
    outputs = [
        (_recurrent(step.layer, step.input_shape), math.prod(step.output_shape))
        for step in summary.steps
    ]
    # Evaluation only keeps the current layer's input and output.
    widest = max(plain for _, plain in outputs) * max(batch, EVALUATION_BATCH)
    all_outputs = sum(plain for _, plain in outputs) * batch
    return Parts(
        data=_data(recipe),
        weights=float(NUMBER * summary.parameters * (3 + 2 * slots)),
        layers=float(NUMBER * max(widest, all_outputs)),
        recurrent=float(NUMBER * sum(gated for gated, _ in outputs) * batch),
        xla=choose_engine(recipe.layers, summary.parameters) == "xla",
    )


def disk(recipe: Recipe) -> int:
    """Bytes a run keeps on disk: last and best weights, predictions, checkpoint and history."""
    weights = NUMBER * recipe.summary.parameters
    copies = 2 + (1 + SLOTS[recipe.compile["optimizer"]]) + 1
    tested = recipe.data.sizes(recipe.preprocessing).test
    predictions = NUMBER * tested * math.prod(recipe.summary.output_shape)
    values = recipe.fit["epochs"] * (5 if samples(recipe)[1] else 3)
    return weights * copies + predictions + VALUE * values


def _data(recipe: Recipe) -> float:
    sizes = recipe.data.sizes(recipe.preprocessing)
    count = sizes.train + sizes.validation + sizes.test
    if recipe.task == "series-regression":  # windows share their rows
        numbers = recipe.input_shape[-1] + 2
    else:
        numbers = math.prod(recipe.input_shape) + 1
    return float(NUMBER * count * numbers)


def _recurrent(item: Layer, shape: Shape) -> int:
    """Numbers a recurrent layer keeps per sample: its gates and states at every time step."""
    if item.type == "Bidirectional":
        return 2 * _recurrent(item.config["layer"], shape)
    if item.type not in GATES:
        return 0
    return shape[0] * item.config["units"] * (GATES[item.type] + 2)
