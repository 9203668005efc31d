"""How much an epoch of a recipe has to do, known without loading any data."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.architectures.layers import Layer, Shape
from core.architectures.operations import TRAINING_PASSES
from core.recipes import Recipe
from core.training.engine import choose_engine

EVALUATION_BATCH = 256


@dataclass(frozen=True)
class Sizes:
    """Samples of a dataset's splits, before any of the training samples are held out."""

    train: int
    test: int
    validation: int = 0


def _held_out(count: int) -> Callable[[Mapping[str, Any]], Sizes]:
    def sizes(preprocessing: Mapping[str, Any]) -> Sizes:
        test = round(count * preprocessing["test_split"])
        return Sizes(count - test, test)

    return sizes


def _drawn(test: int) -> Callable[[Mapping[str, Any]], Sizes]:
    return lambda preprocessing: Sizes(preprocessing["train_samples"], test)


def _jena(preprocessing: Mapping[str, Any]) -> Sizes:
    """Windows of the published file, a row every 10 minutes."""
    span = int(preprocessing["lookback"] * 144)
    small = preprocessing["split"] == "published"
    train, validation, test = (20_000, 10_000, 390_550) if small else (200_000, 100_000, 120_550)
    return Sizes(*(max(1, rows - span) for rows in (train, test, validation)))


def _series(preprocessing: Mapping[str, Any]) -> Sizes:
    span = int(preprocessing["lookback"] * 24) + preprocessing["delay"]
    return Sizes(*(max(1, years * 8_766 - span) for years in (3, 1, 1)))


SIZES: Mapping[str, Callable[[Mapping[str, Any]], Sizes]] = {
    "noise": _drawn(100),
    "breast-cancer": _held_out(569),
    "imdb": lambda preprocessing: Sizes(25_000, 25_000),
    "imdb-raw": lambda preprocessing: Sizes(
        preprocessing["train_samples"], 25_000, preprocessing["validation_samples"]
    ),
    "probe-motif": _drawn(2_000),
    "probe-place": _drawn(2_000),
    "probe-last": _drawn(2_000),
    "probe-order": _drawn(2_000),
    "reuters": _held_out(11_228),
    "topics": _drawn(2_000),
    "mnist": _drawn(10_000),
    "digits": _held_out(1_797),
    "jena": _jena,
    "series": _series,
}


@dataclass(frozen=True)
class Workload:
    """What one epoch has to do.

    Attributes:
        train: Samples trained on.
        validation: Samples validated on after it.
        batches: Steps of the optimizer.
        operations: Floating-point operations, of training and validation.
        recurrent_steps: Time steps that wait for each other, forward and backward.
        updates: Weights times the steps that change them.
        engine: ``xla`` or ``graph``.
    """

    train: int
    validation: int
    batches: int
    operations: float
    recurrent_steps: float
    updates: float
    engine: str


def samples(recipe: Recipe) -> tuple[int, int]:
    """Samples one epoch trains on, and samples it is validated on."""
    sizes, fit = SIZES[recipe.dataset](recipe.preprocessing), recipe.fit
    train, validation = sizes.train, sizes.validation
    if not validation and fit.get("validation_data") == "test":
        validation = sizes.test
    elif not validation and fit.get("validation_split"):
        train = max(1, math.floor(train * (1 - fit["validation_split"])))
        validation = sizes.train - train
    if fit.get("steps_per_epoch"):
        train = fit["steps_per_epoch"] * fit["batch_size"]
    return train, validation


def workload(recipe: Recipe) -> Workload:
    """What one epoch of ``recipe`` has to do."""
    train, validation = samples(recipe)
    size = recipe.fit["batch_size"]
    batches = math.ceil(train / size)
    passes = TRAINING_PASSES * batches + math.ceil(validation / max(size, EVALUATION_BATCH))
    summary = recipe.summary
    steps = sum(_waits(step.layer, step.input_shape) for step in summary.steps)
    return Workload(
        train=train,
        validation=validation,
        batches=batches,
        operations=float(summary.operations) * (TRAINING_PASSES * train + validation),
        recurrent_steps=float(steps * passes),
        updates=float(summary.trainable_parameters * batches),
        engine=choose_engine(recipe.layers, summary.parameters),
    )


def _waits(item: Layer, shape: Shape) -> int:
    if item.type == "Bidirectional":
        return 2 * _waits(item.config["layer"], shape)
    return shape[0] if item.type in ("LSTM", "GRU", "SimpleRNN") else 0
