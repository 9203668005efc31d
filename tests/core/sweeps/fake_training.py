"""Fake trainers with known validation results, for workers; they need no TensorFlow."""

from __future__ import annotations

import time

import numpy as np

from core.errors import TrainingError
from core.training.recorder import TrainingResult

EPOCH_SECONDS = 0.03


def peak(recipe) -> float:
    """The final validation accuracy of a recipe, highest at 32 units and a rate of 0.003."""
    values = recipe.values()
    off = abs(np.log2(values["units"] / 32)) / 10
    return float(0.9 - off - abs(np.log10(values["learning_rate"] / 0.003)) / 10)


def hill(recipe, seed, *, settings, recorder):
    """Epochs that approach ``peak``; other seeds get 0.01 less, and an unrelated test figure."""
    top, epochs = peak(recipe) - 0.01 * bool(seed), recipe.fit["epochs"]
    recorder.phase("train")
    rows = []
    for epoch in range(epochs):
        time.sleep(EPOCH_SECONDS)
        if recorder.stopping():
            return _result("stopped", rows, {})
        value = top * (1 - 0.5 ** (epoch + 1))
        rows.append({"loss": 1 - value, "val_loss": 1 - value, "val_accuracy": value})
        recorder.epochs(epoch, rows[-1:], [EPOCH_SECONDS])
    return _result("completed", rows, {"loss": 1.0, "accuracy": round(0.5 + 0.01 * seed, 4)})


def cliff(recipe, seed, *, settings, recorder):
    """As ``hill``, but more than 16 units diverge."""
    if recipe.values()["units"] > 16:
        recorder.epochs(0, [{"loss": 1.0, "val_loss": 1.0, "val_accuracy": 0.1}], [0.01])
        raise TrainingError("{recipe} diverged.", recipe=recipe.id)
    return hill(recipe, seed, settings=settings, recorder=recorder)


def lucky(recipe, seed, *, settings, recorder):
    """32 units are the best with seed 0, and with no other."""
    units = recipe.values()["units"]
    value = {32: 0.95 if seed == 0 else 0.5}.get(units, 0.9 - units / 1_000)
    rows = [{"loss": 0.5, "val_loss": 0.5, "val_accuracy": value}]
    recorder.epochs(0, rows, [0.01])
    return _result("completed", rows, {"loss": 1.0, "accuracy": value - 0.1})


def brittle(recipe, seed, *, settings, recorder):
    """Works with seed 0 only."""
    if seed:
        raise TrainingError("{recipe} diverged.", recipe=recipe.id)
    return flat(recipe, seed, settings=settings, recorder=recorder)


def flat(recipe, seed, *, settings, recorder):
    """One epoch, always the same."""
    rows = [{"loss": 0.5, "val_loss": 0.5, "val_accuracy": 0.5}]
    recorder.epochs(0, rows, [0.01])
    return _result("completed", rows, {"loss": 1.0, "accuracy": 0.5})


def _result(status, rows, test):
    weights = [np.zeros(3, np.float32)]
    return TrainingResult(
        status=status,
        epochs=len(rows),
        parameters=3,
        test=test,
        history={"val_accuracy": [row["val_accuracy"] for row in rows]},
        epoch_seconds=[EPOCH_SECONDS] * len(rows),
        seconds={"train": 0.1},
        best_epoch=max(0, len(rows) - 1),
        predictions=np.array([0.1, 0.9], np.float32) if test else None,
        final_weights=weights,
        best_weights=weights,
        weight_names=["dense/bias"],
        peak_memory=10**6,
        threads=2,
        digest="d1",
        engine="graph",
    )
