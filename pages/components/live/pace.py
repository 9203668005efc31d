"""How far a run has got, how fast it is and how long it will take."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.runs.index import RunRow
from core.runs.run import Run

RECENT = 20


@dataclass(frozen=True)
class Pace:
    """The progress and speed of a running run.

    Attributes:
        epoch: 1-based current epoch.
        epochs: Epochs planned.
        batch: Completed batches of this epoch; 0 if unknown.
        batches: Batches per epoch; 0 if unknown.
        share: Completed share of all batches of all epochs: 0 to 1.
        epoch_seconds: Current seconds per epoch; None until a first part of an epoch is timed.
        seconds_left: Until the end of the last planned epoch; None while unknown.
        samples_a_second: Training samples per second, validation time included; None while unknown.
    """

    epoch: int
    epochs: int
    batch: int
    batches: int
    share: float
    epoch_seconds: float | None
    seconds_left: float | None
    samples_a_second: float | None = None


@dataclass(frozen=True)
class FirstSeen:
    """When a run was first seen in an epoch: 0-based epoch, batch, seconds since 1970."""

    epoch: int
    batch: int
    time: float


def first_seen_at(run: Run, before: FirstSeen | None) -> FirstSeen | None:
    """Where the run was when its current epoch was first seen; None outside of epochs."""
    progress = run.progress
    if "epoch" not in progress or "updated" not in progress:
        return None
    if before and before.epoch == progress["epoch"]:
        return before
    return FirstSeen(int(progress["epoch"]), int(progress["batch"]), float(progress["updated"]))


def pace(run: Run | RunRow, epoch_seconds: np.ndarray, first_seen: FirstSeen | None = None) -> Pace:
    """Compute the progress and speed of ``run``.

    Args:
        epoch_seconds: (n,) seconds of the completed epochs.
        first_seen: Where the run was when its current epoch was first seen.
    """
    done = max(run.epochs_done, len(epoch_seconds))
    batch, batches = 0, int(run.progress.get("batches", 0))
    if run.progress.get("epoch", -1) == done:
        batch = int(run.progress.get("batch", 0))
    within = batch / batches if batches else 0.0
    share = min(1.0, (done + within) / run.epochs) if run.epochs else 0.0
    each = _each(epoch_seconds)
    if each is None and first_seen and batch > first_seen.batch:
        each = (run.progress["updated"] - first_seen.time) / (batch - first_seen.batch) * batches
    left = None if each is None else max(0.0, each * (run.epochs - done - within))
    speed = run.train_samples / each if each and run.train_samples else None
    return Pace(min(done + 1, run.epochs), run.epochs, batch, batches, share, each, left, speed)


def _each(epoch_seconds: np.ndarray) -> float | None:
    """The median of the last epochs; the first one compiles, so it counts only if it is alone."""
    if len(epoch_seconds) < 2:
        return float(epoch_seconds[0]) if len(epoch_seconds) else None
    return float(np.median(epoch_seconds[1:][-RECENT:]))
