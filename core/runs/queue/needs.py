"""What a run will take of memory and disk, known before anything is loaded.

Memory is the largest resident set of its process: what TensorFlow takes before anything is done,
the data (once as it was read, once as a tensor), the weights with everything there is one number
a weight of (the optimizer's, gradients, the best ones, a checkpoint's copies), and what a batch
leaves behind on its way through the layers. The factors were fitted to measured runs:
``python -m tests.benchmarks.memory`` prints them beside what was measured.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from core.architectures.layers import Layer, Shape
from core.recipes import Recipe
from core.recipes.samples import SIZES, samples
from core.training.engine import choose_engine

# float32 and int32 alike
NUMBER = 4
# Numbers an optimizer keeps a weight; rmsprop's second is ours (core.training.optimizers).
SLOTS: Mapping[str, int] = {
    **dict.fromkeys(("adam", "adamw", "nadam", "adamax", "rmsprop"), 2),
    "adagrad": 1,
    "sgd": 0,
}
GATES = {"LSTM": 4, "GRU": 3, "SimpleRNN": 1}
EVALUATION_BATCH = 256
# Bytes a value takes in the run store; see core.runs.files.artifacts.
VALUE = 43

# Fitted: bytes that TensorFlow takes, and that compiling with XLA takes more; then factors.
BASE = 825e6
XLA = 55e6
DATA = 2.55
WEIGHTS = 1.2
LAYERS = 1.7
RECURRENT = 1.5
# Expected of 34 measured runs is 0.79 (imdb/rcnn) to 1.12 times what they took, of half of them
# 0.96 to 1.05 times.
OFF = 0.25


@dataclass(frozen=True)
class Need:
    """Bytes a run will take.

    Attributes:
        memory: Its process' largest resident set.
        disk: All that it keeps when it has ended, its history included.
    """

    memory: int
    disk: int


@dataclass(frozen=True)
class Parts:
    """Bytes by what they are for, before the factors.

    Attributes:
        data: The splits, once.
        weights: One copy of the weights for each that is made.
        layers: What a step keeps of the layers' outputs.
        recurrent: The same of recurrent layers, their gates included.
        xla: Whether XLA compiles it.
    """

    data: float
    weights: float
    layers: float
    recurrent: float
    xla: bool


def need(recipe: Recipe) -> Need:
    """What a run of ``recipe`` will take."""
    return Need(memory=round(memory(parts(recipe))), disk=disk(recipe))


def memory(found: Parts) -> float:
    """Bytes of memory, by the fitted factors."""
    return (
        BASE
        + XLA * found.xla
        + DATA * found.data
        + WEIGHTS * found.weights
        + LAYERS * found.layers
        + RECURRENT * found.recurrent
    )


def parts(recipe: Recipe) -> Parts:
    """What its memory is for."""
    summary = recipe.summary
    slots = SLOTS[recipe.compile["optimizer"]]
    batch = recipe.fit["batch_size"]
    outputs = [
        (_recurrent(step.layer, step.input_shape), math.prod(step.output_shape))
        for step in summary.steps
    ]
    # evaluation keeps nothing but what a layer reads and writes
    widest = max(plain for _, plain in outputs) * max(batch, EVALUATION_BATCH)
    kept = sum(plain for _, plain in outputs) * batch
    return Parts(
        data=_data(recipe),
        weights=float(NUMBER * summary.parameters * (3 + 2 * slots)),
        layers=float(NUMBER * max(widest, kept)),
        recurrent=float(NUMBER * sum(gated for gated, _ in outputs) * batch),
        xla=choose_engine(recipe.layers, summary.parameters) == "xla",
    )


def disk(recipe: Recipe) -> int:
    """Bytes a run keeps: weights of the last and the best epoch, predictions, its checkpoint
    and its history."""
    weights = NUMBER * recipe.summary.parameters
    copies = 2 + (1 + SLOTS[recipe.compile["optimizer"]]) + 1
    tested = SIZES[recipe.dataset](recipe.preprocessing).test
    predictions = NUMBER * tested * math.prod(recipe.summary.output_shape)
    values = recipe.fit["epochs"] * (5 if samples(recipe)[1] else 3)
    return weights * copies + predictions + VALUE * values


def _data(recipe: Recipe) -> float:
    sizes = SIZES[recipe.dataset](recipe.preprocessing)
    count = sizes.train + sizes.validation + sizes.test
    if recipe.task == "series-regression":  # rows, which windows share
        numbers = recipe.input_shape[-1] + 2
    else:
        numbers = math.prod(recipe.input_shape) + 1
    return float(NUMBER * count * numbers)


def _recurrent(item: Layer, shape: Shape) -> int:
    """Numbers a recurrent layer keeps of a sample: its gates and states at every step."""
    if item.type == "Bidirectional":
        return 2 * _recurrent(item.config["layer"], shape)
    if item.type not in GATES:
        return 0
    return shape[0] * item.config["units"] * (GATES[item.type] + 2)
