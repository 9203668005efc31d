"""How a training run reports its progress, and what it returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.i18n import mark
from core.training.checkpoint import Checkpoint
from core.training.points import Point

PHASES = ("prepare", "build", "first_epoch", "train", "evaluate")
# Why a run failed whose loss is no longer a number; stored with it.
DIVERGED = mark(
    "{recipe} diverged in epoch {epoch}: the loss is {loss}; try a learning rate below "
    "{learning_rate:g}."
)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Facts about a run, known once its data and model are ready.

    Attributes:
        parameters: Keras' count_params of the model.
        notes: Sentences on how the data differs from what the recipe asks for.
        digest: Digest of the data.
        train_samples: Number of samples per epoch.
        test_samples: Number of samples of the test split.
        scale: For a series, one standardised unit of the target in ``unit``.
        unit: For a series, the unit of ``scale``.
        baselines: For a series, the error of predicting the current value:
            ``persistence_test`` and ``persistence_val``, in standardised units.
    """

    parameters: int
    notes: tuple[str, ...] = ()
    digest: str = ""
    train_samples: int | None = None
    test_samples: int | None = None
    scale: float | None = None
    unit: str = ""
    baselines: Mapping[str, float] = field(default_factory=dict)


class Recorder:
    """Receives the progress of a run; this one ignores everything.

    All calls come from the training thread and must be quick.
    """

    def phase(self, name: str) -> None:
        """A phase of PHASES begins."""

    def described(self, facts: Facts) -> None:
        """Data and model are ready."""

    def progress(self, epoch: int, batch: int, batches: int, metrics: Mapping[str, float]) -> None:
        """``batch`` of ``batches`` steps of 0-based ``epoch`` are done; several times a second.

        ``metrics`` are the running means since the epoch began.
        """

    def points(self, points: Sequence[Point]) -> None:
        """There are further points within an epoch, in order; all of them when a run resumes."""

    def epochs(self, first: int, rows: list[Mapping[str, float]], seconds: list[float]) -> None:
        """Epochs ``first``, ``first + 1``, … ended, with their metrics and wall-clock seconds.

        Short epochs are reported several at once, at most half a second after the first of them
        ended.
        """

    def stopping(self) -> bool:
        """Whether the run should stop; called several times a second, so it must be cheap."""
        return False


@dataclass
class TrainingResult:
    """The result of a run.

    Attributes:
        status: ``completed`` or ``stopped``; a failure raises instead.
        epochs: Number of completed epochs.
        parameters: Keras' count_params of the model.
        test: ``loss`` and ``accuracy`` or ``mae`` on the test split; empty if the run was
            stopped.
        history: Metric name → one value per epoch.
        epoch_seconds: Wall-clock seconds of each epoch.
        seconds: Seconds by phase (PHASES; ``train`` includes the first epoch).
        best_epoch: 0-based epoch of the best monitored loss (``val_loss``, else ``loss``).
        predictions: The model's output for every test sample, in order: (n,) float32 for a
            probability or a number, (n, classes) float32 for classes.
        final_weights: Weights after the last epoch, in Keras' order.
        best_weights: Weights after ``best_epoch``.
        weight_names: Keras' paths of the weights, in the same order.
        peak_memory: ``core.training.runtime.peak_memory``, in bytes.
        threads: Number of threads the run used.
        notes: Sentences on how the data differed from what the recipe asks for.
        digest: Digest of the data.
        engine: What computed it, one of ``core.training.choice.ENGINES``.
        checkpoint: The final state, to resume from; None if no checkpoints are stored.
    """

    status: str
    epochs: int
    parameters: int
    test: dict[str, float]
    history: dict[str, list[float]]
    epoch_seconds: list[float]
    seconds: dict[str, float]
    best_epoch: int | None
    predictions: np.ndarray | None
    final_weights: list[np.ndarray]
    best_weights: list[np.ndarray]
    weight_names: list[str]
    peak_memory: int
    threads: int
    notes: tuple[str, ...] = ()
    digest: str = ""
    engine: str = ""
    checkpoint: Checkpoint | None = None
