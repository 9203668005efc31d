"""How far a run is, how fast it goes and how long it will take."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.runs.index import RunRow
from core.runs.run import Run

RECENT = 20


@dataclass(frozen=True)
class Pace:
    """Where a running run is, and how fast.

    Attributes:
        epoch: 1-based epoch it is in.
        epochs: Epochs planned.
        batch: Batches of this epoch that are done; 0 when it is not known.
        batches: Batches of an epoch; 0 when it is not known.
        share: Of all batches of all epochs, how many are done: 0 to 1.
        epoch_seconds: Seconds an epoch takes now; None before the first one or a part of it ended.
        seconds_left: Until the last epoch planned; None while unknown.
        samples_a_second: Samples trained on, validation's time included; None while unknown.
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
    """When a run was seen at a batch: 0-based epoch, batch, seconds since 1970."""

    epoch: int
    batch: int
    at: float


def first_seen_at(run: Run, before: FirstSeen | None) -> FirstSeen | None:
    """Where the run was when its present epoch was first seen; None while it is in none."""
    found = run.progress
    if "epoch" not in found or "updated" not in found:
        return None
    if before and before.epoch == found["epoch"]:
        return before
    return FirstSeen(int(found["epoch"]), int(found["batch"]), float(found["updated"]))


def pace(run: Run | RunRow, epoch_seconds: np.ndarray, first_seen: FirstSeen | None = None) -> Pace:
    """Where ``run`` is.

    Args:
        epoch_seconds: (n,) seconds of the epochs that ended.
        sight: Where it was when its present epoch was first seen.
    """
    done = max(run.epochs_done, len(epoch_seconds))
    batch, batches = 0, int(run.progress.get("batches", 0))
    if run.progress.get("epoch", -1) == done:
        batch = int(run.progress.get("batch", 0))
    within = batch / batches if batches else 0.0
    share = min(1.0, (done + within) / run.epochs) if run.epochs else 0.0
    each = _each(epoch_seconds)
    if each is None and first_seen and batch > first_seen.batch:
        each = (run.progress["updated"] - first_seen.at) / (batch - first_seen.batch) * batches
    left = None if each is None else max(0.0, each * (run.epochs - done - within))
    speed = run.train_samples / each if each and run.train_samples else None
    return Pace(min(done + 1, run.epochs), run.epochs, batch, batches, share, each, left, speed)


def _each(epoch_seconds: np.ndarray) -> float | None:
    """The median of the last epochs; the first one compiles, so it counts only when alone."""
    if len(epoch_seconds) < 2:
        return float(epoch_seconds[0]) if len(epoch_seconds) else None
    return float(np.median(epoch_seconds[1:][-RECENT:]))
