"""A run as it enters a comparison: one of people's own, or a recorded one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.architectures import FAMILIES
from core.architectures.operations import TRAINING_PASSES
from core.recipes import Recipe
from core.results.recorded import is_quiet
from core.runs.run import COMPLETED, OPEN, Run

RECORDED = "recorded"
GIGA = 1e9


@dataclass(frozen=True, kw_only=True)
class Entrant:
    """What a comparison needs of a run.

    Attributes:
        id: The run's; ``recorded:<recipe id>:<seed>`` for a recorded one.
        group: Names the recipe: its key; a recorded run never shares one with people's own, and a
            sweep's trial with nobody.
        recipe: What it executes.
        status: One of ``core.runs.run.STATUSES``, or ``recorded``.
        name: What people call it, or "".
        epochs: (n,) int64 0-based epochs.
        metrics: Metric name → (n,) float64; NaN where there is none.
        epoch_seconds: (n,) float64 wall-clock seconds.
        planned: Epochs planned.
        test: ``loss`` and ``accuracy`` or ``mae``; empty before the end.
        test_samples: On how many it was tested; None while not known.
        train_samples: Samples an epoch goes through; None while not known.
        parameters: Weights of the model.
        timed: Whether its seconds compare: nothing else ran beside it.
        peak_memory: Bytes, the largest resident set of its process while it went on; None where
            that is not known.
        scale: For a series, how many ``unit`` one step of the target is.
        different_data: It saw other data than the recipe asks, so that the published figure is
            not comparable.
        trial: The number of the trial it is, 0-based; None where it is none.
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

    @property
    def open(self) -> bool:
        return self.status in OPEN

    @property
    def recorded(self) -> bool:
        return self.status == RECORDED

    @property
    def finished(self) -> bool:
        """Whether its test figure counts."""
        return self.status in (COMPLETED, RECORDED)

    @property
    def seconds(self) -> float | None:
        """Seconds of training so far, all epochs; None before the first one ended."""
        return float(self.epoch_seconds.sum()) if len(self.epoch_seconds) else None

    @property
    def training_seconds(self) -> np.ndarray:
        """(n,) seconds of each epoch without compiling, which only the first one waits for: it
        counts as the median of the others where there are any."""
        times = self.epoch_seconds.astype(np.float64)
        if len(times) > 1:
            times = np.concatenate([[min(times[0], np.median(times[1:]))], times[1:]])
        return times

    @property
    def seconds_an_epoch(self) -> float | None:
        """The median, without the first epoch, which compiles, where there are others."""
        times = self.epoch_seconds[1:] if len(self.epoch_seconds) > 1 else self.epoch_seconds
        return float(np.median(times)) if len(times) else None

    @property
    def samples_a_second(self) -> float | None:
        if not self.train_samples or not self.seconds_an_epoch:
            return None
        return self.train_samples / self.seconds_an_epoch

    @property
    def operations(self) -> int:
        """Floating-point operations of one sample's forward pass."""
        return self.recipe.summary.operations

    def along(self, axis: str) -> np.ndarray:
        """Where the ends of its epochs lie on an axis: (n,) float64; NaN where that is not known.

        Args:
            axis: ``epoch`` (1-based), ``seconds`` (``training_seconds``), ``samples`` (seen),
                ``operations`` (10**9 of training: samples seen times those of a forward pass
                times ``TRAINING_PASSES``; validation is not counted) or ``operations_a_sample``
                (the same for each training sample).
        """
        if axis == "epoch":
            return self.epochs + 1.0
        if axis == "seconds":
            ends = np.cumsum(self.training_seconds)[: len(self.epochs)]
            missing = len(self.epochs) - len(ends)
            return np.pad(ends, (0, missing), constant_values=np.nan) if missing else ends
        if axis == "samples":
            return (self.epochs + 1.0) * (self.train_samples or np.nan)
        each = TRAINING_PASSES * self.operations / GIGA
        if axis == "operations":
            return self.along("samples") * each
        if axis == "operations_a_sample":
            return (self.epochs + 1.0) * each
        raise ValueError(f"no such axis: {axis}")


def in_order(entrants: Iterable[Entrant]) -> list[Entrant]:
    """By family, then recipe, people's own before recorded ones, then seed: never by chance."""
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


def own(
    run: Run,
    recipe: Recipe,
    epochs: np.ndarray,
    metrics: Mapping[str, np.ndarray],
    epoch_seconds: np.ndarray,
    test_samples: int | None = None,
) -> Entrant:
    """A run of the store."""
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
    )


def shipped(recipe: Recipe, run: Mapping[str, Any]) -> Entrant:
    """A recorded run: one of ``core.results.recorded.recorded(…)["runs"]``."""
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
