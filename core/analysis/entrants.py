"""A run as an entrant of a comparison: a user's own run or a recorded one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

import numpy as np

from core.analysis.within import through
from core.architectures import FAMILIES
from core.architectures.operations import TRAINING_PASSES
from core.recipes import Recipe
from core.results.recorded import is_quiet
from core.runs.run import ACTIVE, COMPLETED, Run

RECORDED = "recorded"
GIGA = 1e9
NONE = np.zeros(0)


@dataclass(frozen=True, kw_only=True)
class Entrant:
    """What a comparison needs to know about a run.

    Attributes:
        id: The run's id; ``recorded:<recipe id>:<seed>`` for a recorded run.
        group: Identifies its group: the recipe's key for a user's run. Recorded runs have groups of
            their own, and so does each trial of a sweep.
        recipe: The recipe it executes.
        seed: Its seed.
        status: One of ``core.runs.run.STATUSES``, or ``recorded``.
        name: The name someone gave it, or "".
        epochs: (n,) int64 0-based epochs.
        metrics: Metric name → (n,) float64; NaN where there is no value.
        epoch_seconds: (n,) float64 wall-clock seconds.
        positions: (p,) float64 positions of its points within epochs, in epochs.
        points: Training metric name → (p,) float64.
        planned: Number of planned epochs.
        test: ``loss`` and ``accuracy`` or ``mae``; empty before the run ends.
        test_samples: Number of test samples; None while unknown.
        train_samples: Number of training samples per epoch; None while unknown.
        parameters: Number of the model's parameters.
        timed: Whether its seconds are comparable, because nothing else ran at the same time.
        peak_memory: Largest resident set of its process in bytes; None if unknown.
        scale: For a series, the size in ``unit`` of one scaled step of the target.
        unit: For a series, its unit.
        different_data: Whether it used other data than the recipe asks for, so that the published
            figure is not comparable.
        trial: 0-based number of the trial; None if it is not a trial of a sweep.
        started: When it began, in UTC; None if unknown.
    """

    id: str
    group: str
    recipe: Recipe
    seed: int
    status: str
    name: str = ""
    epochs: np.ndarray
    metrics: Mapping[str, np.ndarray]
    epoch_seconds: np.ndarray
    positions: np.ndarray = field(default_factory=lambda: NONE)
    points: Mapping[str, np.ndarray] = field(default_factory=dict)
    planned: int
    test: Mapping[str, float]
    test_samples: int | None
    train_samples: int | None
    parameters: int
    timed: bool
    peak_memory: int | None = None
    scale: float | None = None
    unit: str = ""
    different_data: bool = False
    trial: int | None = None
    started: datetime | None = None

    @property
    def active(self) -> bool:
        """Whether it is queued, running or paused."""
        return self.status in ACTIVE

    @property
    def recorded(self) -> bool:
        return self.status == RECORDED

    @property
    def finished(self) -> bool:
        """Whether its test result counts."""
        return self.status in (COMPLETED, RECORDED)

    @property
    def seconds(self) -> float | None:
        """Seconds of training so far, over all epochs; None before the first one has ended."""
        return float(self.epoch_seconds.sum()) if len(self.epoch_seconds) else None

    @property
    def training_seconds(self) -> np.ndarray:
        """(n,) float64 seconds of each epoch without compilation, which only the first includes: it
        counts at most as much as the median of the others, if there are any."""
        times = self.epoch_seconds.astype(np.float64)
        if len(times) > 1:
            times = np.concatenate([[min(times[0], np.median(times[1:]))], times[1:]])
        return times

    @property
    def seconds_an_epoch(self) -> float | None:
        """Median over epochs; the first, which compiles, is left out if there are others."""
        times = self.epoch_seconds[1:] if len(self.epoch_seconds) > 1 else self.epoch_seconds
        return float(np.median(times)) if len(times) else None

    @property
    def samples_a_second(self) -> float | None:
        if not self.train_samples or not self.seconds_an_epoch:
            return None
        return self.train_samples / self.seconds_an_epoch

    @property
    def operations(self) -> int:
        """Floating-point operations in the forward pass of one sample."""
        return self.recipe.summary.operations

    def curve(
        self, metric: str, axis: str, *, within: bool
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """A metric's positions in epochs, its positions on an axis, and its values: (m,) float64.

        Args:
            metric: The name of a metric.
            axis: As in ``along``.
            within: Whether the curve goes through its points within epochs; not on the axis of
                seconds, since nothing says when they were reached.
        """
        ends, values = self.epochs + 1.0, self.metrics.get(metric, NONE)
        if not within or metric not in self.points or axis == "seconds":
            return ends, self.along(axis), values
        values = values if len(values) else np.full(len(ends), np.nan)
        points = self.points[metric]
        positions, values = through(ends, values, self.positions, points, self.train_samples)
        return positions, self.along(axis, positions), values

    def along(self, axis: str, positions: np.ndarray | None = None) -> np.ndarray:
        """(n,) float64: positions of its epochs' ends on an axis; NaN where unknown.

        Args:
            axis: ``epoch`` (1-based), ``seconds`` (``training_seconds``), ``elapsed`` (seconds by
                the clock, with compilation), ``samples`` (seen), ``operations`` (10**9 training
                operations: samples seen times those of a forward pass times ``TRAINING_PASSES``,
                without validation) or ``operations_a_sample`` (the same for each training sample).
            positions: (n,) other positions than the ends of its epochs, in epochs; their times are
                interpolated within an epoch.

        Raises:
            ValueError: There is no such axis.
        """
        epochs = self.epochs + 1.0
        positions = epochs if positions is None else positions
        if axis == "epoch":
            return positions
        if axis in ("seconds", "elapsed"):
            seconds = self.epoch_seconds if axis == "elapsed" else self.training_seconds
            ends = np.cumsum(seconds, dtype=np.float64)[: len(self.epochs)]
            ends = np.pad(ends, (0, len(epochs) - len(ends)), constant_values=np.nan)
            # The first point comes after compilation.
            compiled = (seconds - self.training_seconds)[0] if len(seconds) else 0.0
            return np.interp(positions, np.r_[0, epochs], np.r_[compiled, ends], right=np.nan)
        if axis == "samples":
            return positions * (self.train_samples or np.nan)
        operations = TRAINING_PASSES * self.operations / GIGA
        if axis == "operations":
            return self.along("samples", positions) * operations
        if axis == "operations_a_sample":
            return positions * operations
        raise ValueError(f"no such axis: {axis}")


def in_order(entrants: Iterable[Entrant]) -> list[Entrant]:
    """Sort by family, recipe, users' own before recorded, and seed, so that order is stable."""
    families = list(FAMILIES)
    return sorted(
        entrants,
        key=lambda entrant: (
            families.index(entrant.recipe.family),
            entrant.recipe.id,
            entrant.recorded,
            entrant.group,
            entrant.seed,
            entrant.id,
        ),
    )


def run_entrant(
    run: Run,
    recipe: Recipe,
    epochs: np.ndarray,
    metrics: Mapping[str, np.ndarray],
    epoch_seconds: np.ndarray,
    test_samples: int | None = None,
    positions: np.ndarray = NONE,
    points: Mapping[str, np.ndarray] = MappingProxyType({}),
) -> Entrant:
    """Return the entrant for a run of the store; for the arguments see ``Entrant``."""
    return Entrant(
        id=run.id,
        group=run.recipe_key if run.trial is None else f"trial {run.id}",
        recipe=recipe,
        seed=run.seed,
        status=run.status,
        name=run.name,
        epochs=epochs,
        metrics=metrics,
        epoch_seconds=epoch_seconds,
        positions=positions,
        points=points,
        planned=run.epochs,
        test=run.test,
        test_samples=run.test_samples if run.test_samples is not None else test_samples,
        train_samples=run.train_samples,
        parameters=run.parameters or recipe.summary.parameters,
        timed=run.neighbours == 0,
        peak_memory=run.peak_memory,
        scale=run.scale,
        unit=run.unit,
        different_data=bool(run.notes),
        trial=run.trial,
        started=run.started,
    )


def recorded_entrant(recipe: Recipe, run: Mapping[str, Any]) -> Entrant:
    """Return the entrant for a recorded run.

    Args:
        recipe: Its recipe.
        run: One of ``core.results.recorded.recorded(…)["runs"]``.
    """
    history = {name: np.array(values, np.float64) for name, values in run["history"].items()}
    return Entrant(
        id=f"{RECORDED}:{recipe.id}:{run['seed']}",
        group=f"{RECORDED} {recipe.key}",
        recipe=recipe,
        seed=run["seed"],
        status=RECORDED,
        epochs=np.arange(run["epochs_done"]),
        metrics=history,
        epoch_seconds=np.array(run["epoch_seconds"], np.float64),
        planned=run["epochs"],
        test=run["test"],
        test_samples=run.get("test_samples"),
        train_samples=run.get("train_samples"),
        parameters=run.get("parameters") or recipe.summary.parameters,
        timed=is_quiet(run),
        peak_memory=run.get("peak_memory"),
        scale=run.get("scale"),
        unit=run.get("unit") or "",
        different_data=bool(run["notes"]),
    )
