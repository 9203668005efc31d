"""How much work an epoch of a recipe is, computed without loading any data."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.architectures.layers import Layer, Shape
from core.architectures.operations import TRAINING_PASSES
from core.recipes import Recipe
from core.recipes.samples import samples
from core.training.block_lstm import BLOCK, uses_block
from core.training.choice import choose_engine

EVALUATION_BATCH = 256
# Measured (docs/benchmarks.md): the time of a step in BlockLSTM, as a share of Keras' own.
BLOCK_STEP = 0.5


@dataclass(frozen=True)
class Workload:
    """The work in one epoch.

    Attributes:
        train: Number of training samples.
        batches: Optimizer steps.
        operations: Floating-point operations of training and validation.
        recurrent_steps: Time steps that must run one after another, forward and backward; those in
            BlockLSTM count less.
        updates: Weight updates: trainable weights times optimizer steps.
        engine: What computes it, one of ``core.training.choice.ENGINES``.
    """

    train: int
    batches: int
    operations: float
    recurrent_steps: float
    updates: float
    engine: str


def workload(recipe: Recipe, engine: str = "") -> Workload:
    """Return the work in one epoch of ``recipe``.

    Args:
        engine: What computes it; by default what would compute a run that begins now.
    """
    train, validation = samples(recipe)
    size = recipe.fit["batch_size"]
    batches = math.ceil(train / size)
    passes = TRAINING_PASSES * batches + math.ceil(validation / max(size, EVALUATION_BATCH))
    summary = recipe.summary
    engine = engine or choose_engine(recipe.layers, summary.parameters)
    blocks = engine.endswith(BLOCK)
    steps = sum(_time_steps(step.layer, step.input_shape, blocks) for step in summary.steps)
    return Workload(
        train=train,
        batches=batches,
        operations=float(summary.operations) * (TRAINING_PASSES * train + validation),
        recurrent_steps=float(steps * passes),
        updates=float(summary.trainable_parameters * batches),
        engine=engine,
    )


def _time_steps(item: Layer, shape: Shape, blocks: bool) -> float:
    if item.type == "Bidirectional":
        return 2 * _time_steps(item.config["layer"], shape, blocks)
    if blocks and uses_block(item):
        return BLOCK_STEP * shape[0]
    return shape[0] if item.type in ("LSTM", "GRU", "SimpleRNN") else 0
