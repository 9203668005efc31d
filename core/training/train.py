"""Train a recipe: prepare, build, fit, evaluate."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.datasets import Splits
from core.datasets.persistence import baselines
from core.errors import TrainingError
from core.i18n import gettext
from core.recipes import Recipe
from core.settings import Settings
from core.training.checkpoint import CheckpointFile
from core.training.choice import choose_engine
from core.training.epoch_weights import EpochWeights
from core.training.prepared import Data, Prepared, Standby, worth_keeping
from core.training.recorder import Facts, Recorder, TrainingResult
from core.training.runtime import peak_memory, threads_in_use


def train(
    recipe: Recipe,
    seed: int,
    *,
    settings: Settings,
    recorder: Recorder | None = None,
    splits: Splits | None = None,
    callbacks: Sequence[Any] = (),
    checkpoints: CheckpointFile | None = None,
    epoch_weights: EpochWeights | None = None,
    engine: str = "",
    standby: Standby | None = None,
) -> TrainingResult:
    """Run a recipe once.

    Args:
        recipe: The recipe to train.
        seed: Seed of the initial weights, the order of samples and dropout.
        settings: The installation's settings (threads, location of the data).
        recorder: Receives progress, and can ask to stop.
        splits: The data, if already loaded.
        callbacks: Keras callbacks; they see every epoch, and some of the batches, as with
            ``steps_per_execution`` in Keras. When a run resumes from a checkpoint, the earlier
            epochs are replayed to them.
        checkpoints: Stores checkpoints, and has the one to resume from.
        epoch_weights: Keeps the weights after some epochs; the caller closes it.
        engine: The engine, one of ``core.training.choice.ENGINES``; by default ``choose_engine``
            chooses it. A run that continues must continue on the one it began on.
        standby: May hold what this run needs, prepared; keeps it afterwards for the next run.

    Returns:
        The result, of a completed or a stopped run.

    Raises:
        DatasetError: The data is missing or invalid.
        RequestError: The data's shape does not fit the model.
        TrainingError: The loss became NaN or infinite, or memory ran out.

    Example:
        >>> train(recipe("digits/mlp"), seed=0, settings=load_settings()).test["accuracy"] > 0.9
        True
    """
    session = _Session(
        *(recipe, seed, settings, recorder or Recorder(), tuple(callbacks), checkpoints),
        epoch_weights or EpochWeights(settings.home, most_bytes=0),
        engine or choose_engine(recipe.layers, recipe.summary.parameters),
        standby or Standby(),
    )
    try:
        session.prepare(splits)
        session.build()
        session.fit()
        result = session.result()
        session.keep()
        return result
    except Exception as error:
        exhausted = type(error).__name__ == "ResourceExhaustedError"  # TensorFlow's
        if not exhausted and not isinstance(error, MemoryError):
            raise
        raise TrainingError(
            "Memory ran out while training {recipe}; choose a smaller batch size, shorter inputs "
            "or fewer units.",
            recipe=recipe.id,
        ) from None


@dataclass
class _Session:
    """The state of one run during training."""

    recipe: Recipe
    seed: int
    settings: Settings
    recorder: Recorder
    callbacks: tuple[Any, ...]
    checkpoints: CheckpointFile | None
    epoch_weights: EpochWeights
    engine_name: str
    standby: Standby
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        self.recorder.phase(name)
        began = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began

    # prepare and build

    def prepare(self, splits: Splits | None) -> None:
        """Load the data, unless a worker has this recipe prepared."""
        with self.phase("prepare"):
            what = self.recipe, self.settings, self.engine_name
            self.prepared = self.standby.take(*what)
            if self.prepared:
                self.data = self.prepared.data
            else:
                self.data = Data(self.recipe, self.settings, splits)
            self.splits = self.data.splits
            self.notes = self.splits.notes

    def build(self) -> None:
        from core.training.fitting import Fit

        recipe, batch_size = self.recipe, self.recipe.fit["batch_size"]
        with self.phase("build"):
            if self.prepared:
                self.prepared.reset(self.seed)
            else:
                self.prepared = Prepared(
                    recipe, self.settings, self.engine_name, self.data, self.seed
                )
            self.model, self.engine = self.prepared.model, self.prepared.engine
            self.fitting = Fit(
                recipe,
                self.seed,
                self.engine,
                len(self.data.train),
                self.prepared.validator,
                self.recorder,
                self._keras_callbacks(),
                self.checkpoints,
                self.epoch_weights,
            )
        steps = recipe.fit.get("steps_per_epoch")
        self.recorder.described(
            Facts(
                parameters=self.prepared.parameters,
                notes=self.notes,
                digest=self.splits.digest,
                train_samples=steps * batch_size if steps else len(self.data.train),
                test_samples=len(self.splits.test),
                scale=self.splits.scale,
                unit=self.splits.unit,
                baselines=baselines(self.splits),
            )
        )

    def _keras_callbacks(self) -> Any:
        import keras

        callbacks = list(self.callbacks)
        if self.recipe.fit.get("patience"):
            monitor = "val_loss" if self.data.validation is not None else "loss"
            callbacks.append(
                keras.callbacks.EarlyStopping(
                    monitor=monitor, mode="min", patience=self.recipe.fit["patience"]
                )
            )
        if not callbacks:
            return None
        self.model.optimizer = self.engine.optimizer  # learning rate schedules look for it there
        return keras.callbacks.CallbackList(
            callbacks, add_history=False, model=self.model, epochs=self.recipe.fit["epochs"]
        )

    # fit

    def fit(self) -> None:
        """Train, from the checkpoint if there is a valid one."""
        self._restore_checkpoint()
        fit = self.fitting
        fit.set_context(self.seconds, self.splits.digest)
        with self.phase("train"):
            fit.run()
        if fit.epoch_seconds:
            self.seconds["first_epoch"] = fit.epoch_seconds[0]
        self.checkpoint = None
        if self.checkpoints:  # before the best weights replace the last ones
            fit.set_context(self.seconds, self.splits.digest)
            self.checkpoint = fit.checkpoint()
        self.final_weights = self.model.get_weights()
        self.best_weights = fit.best_weights or self.final_weights
        if self.recipe.fit["restore_best_weights"]:
            self.model.set_weights(self.best_weights)

    def _restore_checkpoint(self) -> None:
        """Restore the checkpoint. If it is not valid, start over, which gives the same run."""
        try:
            checkpoint = self.checkpoints.load() if self.checkpoints else None
            if checkpoint is None:
                return
            if checkpoint.epoch > self.recipe.fit["epochs"]:
                raise TrainingError("its checkpoint has more epochs than the run")
            if checkpoint.digest != self.splits.digest:
                raise TrainingError("the data has changed")
            self.fitting.restore(checkpoint)
        except (TrainingError, ValueError) as error:
            note = gettext("Training restarted from the first epoch: {reason}.", reason=error)
            self.notes = (*self.notes, note)
            self.build()
            return
        for name, seconds in checkpoint.seconds.items():
            self.seconds[name] = self.seconds.get(name, 0.0) + seconds

    # evaluate

    def keep(self) -> None:
        """Keep what was prepared for the next run in this process."""
        if worth_keeping(self.recipe) and not self.callbacks:
            self.standby.keep(self.prepared)

    def result(self) -> TrainingResult:
        fit, evaluated = self.fitting, None
        if not fit.stopped:
            with self.phase("evaluate"):
                evaluated = self.prepared.tester.evaluate(self.recorder)
        test, predictions = {}, None
        if evaluated:
            test = {"loss": evaluated[0], self.recipe.metric: evaluated[1]}
            predictions = evaluated[2].astype(np.float32)
            if predictions.shape[-1] == 1:
                predictions = predictions[:, 0]
        return TrainingResult(
            status="completed" if evaluated else "stopped",
            epochs=len(fit.epoch_seconds),
            parameters=self.prepared.parameters,
            test=test,
            history=fit.history,
            epoch_seconds=fit.epoch_seconds,
            seconds=self.seconds,
            best_epoch=fit.best_epoch,
            predictions=predictions,
            final_weights=self.final_weights,
            best_weights=self.best_weights,
            weight_names=[weight.path for weight in self.model.weights],
            peak_memory=peak_memory(),
            threads=threads_in_use(),
            notes=self.notes,
            digest=self.splits.digest,
            engine=self.engine.name,
            checkpoint=self.checkpoint,
        )
