"""The epochs of a run: runs them in the engine, reports them, and resumes from checkpoints."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from typing import Any

import numpy as np

from core.errors import TrainingError
from core.recipes import Recipe
from core.training.checkpoint import Checkpoint, CheckpointFile
from core.training.engine import EPOCHS_PER_CALL, Engine, Evaluator, graph_epochs
from core.training.epoch_weights import EpochWeights
from core.training.points import Points
from core.training.recorder import DIVERGED, Recorder
from core.training.seeds import epoch_draw, epoch_order

PIECE_SECONDS = 0.2


class Fit:
    """The equivalent of ``Model.fit`` that can stop and resume within an epoch.

    Args:
        recipe: The recipe to train.
        seed: Seed of the order of samples.
        engine: The compiled model.
        samples: Number of training samples.
        validator: Evaluates the validation split; None without one.
        recorder: Receives progress, and can ask to stop.
        callbacks: A Keras CallbackList, or None.
        checkpoints: Stores checkpoints; None for none.
        epoch_weights: Keeps the weights after some epochs.

    Attributes:
        names: ``loss`` and the metric, and with validation their ``val_`` names.
        history: Metric name → one value per completed epoch.
        epoch_seconds: Wall-clock seconds of each completed epoch.
        best_epoch: 0-based epoch of the best monitored loss.
        best_weights: The weights after ``best_epoch``; None before the first epoch ended.
        stopped: Whether the recorder asked to stop before the last epoch ended.
    """

    def __init__(
        self,
        recipe: Recipe,
        seed: int,
        engine: Engine,
        samples: int,
        validator: Evaluator | None,
        recorder: Recorder,
        callbacks: Any,
        checkpoints: CheckpointFile | None,
        epoch_weights: EpochWeights,
    ):
        self._recipe, self._seed, self._engine, self._samples = recipe, seed, engine, samples
        self._validator, self._recorder = validator, recorder
        self._callbacks, self._checkpoints = callbacks, checkpoints
        self._epoch_weights = epoch_weights
        self._batch_size = recipe.fit["batch_size"]
        self.names = ["loss", recipe.metric]
        if validator:
            self.names += ["val_loss", f"val_{recipe.metric}"]
        self.history: dict[str, list[float]] = {}
        self._points = Points(self.names[:2])
        self.epoch_seconds: list[float] = []
        self.best = math.inf
        self.best_epoch: int | None = None
        self.best_weights: list[np.ndarray] | None = None
        self.stopped = False
        self._step = 0
        self._totals: np.ndarray | None = None
        self._partial_seconds = 0.0
        self._spent: Mapping[str, float] = {}
        self._digest = ""
        self._began = time.monotonic()

    # checkpoints

    def restore(self, checkpoint: Checkpoint) -> None:
        """Restore a checkpoint, and report its epochs to the recorder again.

        Raises:
            ValueError: The checkpoint is from another model, or has other metrics or steps.
        """
        steps = -(-len(self.order(0)) // self._batch_size)
        if checkpoint.step > steps or (checkpoint.epoch and list(checkpoint.history) != self.names):
            raise ValueError(f"it has {checkpoint.step} steps of {', '.join(checkpoint.history)}")
        self._engine.restore(checkpoint)
        self.history = {name: list(values) for name, values in checkpoint.history.items()}
        self.epoch_seconds = list(checkpoint.epoch_seconds)
        self.best, self.best_epoch = checkpoint.best, checkpoint.best_epoch
        self.best_weights = list(checkpoint.best_weights) or None
        self._step = checkpoint.step
        self._totals = checkpoint.totals if checkpoint.step else None
        self._partial_seconds = checkpoint.partial_seconds
        self._points.restore(checkpoint.points, checkpoint.point_sums)
        if self._points.all:
            self._recorder.points(self._points.all)
        if self.epoch_seconds:  # a killed run may have saved these before it reported them
            columns = zip(*self.history.values(), strict=True)
            rows = [dict(zip(self.history, row, strict=True)) for row in columns]
            self._recorder.epochs(0, rows, list(self.epoch_seconds))

    def set_context(self, seconds: Mapping[str, float], digest: str) -> None:
        """Set the seconds spent before training and the data digest, for checkpoints."""
        self._spent, self._digest = dict(seconds), digest
        self._began = time.monotonic()

    def checkpoint(self) -> Checkpoint:
        """The current state, between two calls of the engine."""
        train = self._spent.get("train", 0.0) + time.monotonic() - self._began
        return Checkpoint(
            epoch=len(self.epoch_seconds),
            step=self._step,
            partial_seconds=self._partial_seconds,
            best=float(self.best),
            best_epoch=self.best_epoch,
            history={name: list(values) for name, values in self.history.items()},
            epoch_seconds=list(self.epoch_seconds),
            seconds={**self._spent, "train": train},
            digest=self._digest,
            totals=np.zeros(3, np.float32) if self._totals is None else self._totals,
            points=self._points.rows(),
            point_sums=self._points.sums or [] if self._step else [],
            best_weights=self.best_weights or [],
            **self._engine.state(),
        )

    def _save_if_due(self) -> None:
        if self._checkpoints and self._checkpoints.due():
            began = time.monotonic()
            checkpoint = self.checkpoint()
            self._checkpoints.save(checkpoint, time.monotonic() - began)

    # the epochs

    def run(self) -> None:
        """Train to the last epoch, or until the recorder asks to stop."""
        model, callbacks = self._engine.model, self._callbacks
        model.stop_training = False
        self._epoch_weights.begin(model, len(self.epoch_seconds), self._step)
        if callbacks:
            callbacks.on_train_begin()
            self._replay()
        epochs = self._recipe.fit["epochs"]
        if self._engine.kind == "xla" and not callbacks:
            first_epochs = min(epochs, graph_epochs(len(self.order(0)), self._batch_size))
            self._one_by_one(first_epochs)
            self._several_per_call()
        else:
            self._one_by_one(epochs)
        if callbacks:
            callbacks.on_train_end()

    def _replay(self) -> None:
        """Replay the earlier epochs to the Keras callbacks, to restore their state."""
        for epoch in range(len(self.epoch_seconds)):
            self._callbacks.on_epoch_begin(epoch)
            logs = {name: values[epoch] for name, values in self.history.items()}
            self._callbacks.on_epoch_end(epoch, logs)

    def order(self, epoch: int) -> np.ndarray:
        """Sample indices of one 0-based epoch, in the order of its batches."""
        steps = self._recipe.fit.get("steps_per_epoch")
        if steps:
            return epoch_draw(self._seed, epoch, self._samples, steps * self._batch_size)
        return epoch_order(self._seed, epoch, self._samples)

    def _batches(self, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        full = len(order) // self._batch_size * self._batch_size
        return order[:full].reshape(-1, self._batch_size), order[full:]

    def _several_per_call(self) -> None:
        """Run the remaining epochs, several per compiled call, in calls of about PIECE_SECONDS."""
        epochs, begun = self._recipe.fit["epochs"], len(self.epoch_seconds)
        first, count = begun, 1
        while first < epochs and not self.stopped:
            if self._recorder.stopping():
                self.stopped = True
                return
            count = min(count, epochs - first, self._epoch_weights.until_next(first))
            began = time.perf_counter()
            batches = [self._batches(self.order(first + i)) for i in range(count)]
            orders, rests = (np.stack(part) for part in zip(*batches, strict=True))
            padding = [(0, EPOCHS_PER_CALL - count), (0, 0)]
            rows, best, best_epoch = self._engine.run_epochs(
                np.pad(orders, [*padding, (0, 0)]), np.pad(rests, padding), first, count, self.best
            )
            seconds = time.perf_counter() - began
            if best_epoch >= 0:
                self.best, self.best_epoch = best, best_epoch
                self.best_weights = self._engine.best_weights()
            self._record(first, rows, [seconds / count] * count)
            self._save_if_due()
            first += count
            ideal = PIECE_SECONDS / max(seconds / count, 1e-6)
            # the first call also compiled, so its time does not predict the next
            compiled = first == begun + 1
            count = 2 if compiled else int(min(max(1, ideal), 4 * count, EPOCHS_PER_CALL))

    def _one_by_one(self, epochs: int) -> None:
        model = self._engine.model
        for epoch in range(len(self.epoch_seconds), epochs):
            if model.stop_training:
                return
            began = time.perf_counter() - self._partial_seconds
            if self._callbacks:
                self._callbacks.on_epoch_begin(epoch)
            row = self._one_epoch(epoch, began)
            if row is None:
                self._partial_seconds = time.perf_counter() - began
                self.stopped = True
                return
            self._step, self._totals, self._partial_seconds = 0, None, 0.0
            self._record(epoch, np.array([row]), [time.perf_counter() - began])
            monitored = row[2] if len(row) > 2 else row[0]
            if monitored < self.best:
                self.best, self.best_epoch = monitored, epoch
                self.best_weights = model.get_weights()
            if self._callbacks:
                logs = {name: values[-1] for name, values in self.history.items()}
                self._callbacks.on_epoch_end(epoch, logs)
            self._save_if_due()

    def _one_epoch(self, epoch: int, began: float) -> list[float] | None:
        """Run one epoch; return loss, metric and their validation values, or None if stopped."""
        engine = self._engine
        batches, rest = self._batches(self.order(epoch))
        total = len(batches) + (len(rest) > 0)
        if not self._step:
            engine.begin_epoch(epoch)
        totals, done, piece = engine.start_totals(self._totals), self._step, 1
        first = done
        self._points.begin(epoch, total, done)
        while done < len(batches):
            if self._recorder.stopping():
                return None
            piece_began = time.perf_counter()
            sums = engine.run_steps(batches[done : done + piece], totals)
            steps = len(sums)
            done += steps
            self._step, self._totals = done, sums[-1]
            totals = engine.start_totals(self._totals)
            self._report_points(sums)
            loss, metric, count = self._totals
            self._progress(epoch, done, total, loss / count, metric / count)
            self._partial_seconds = time.perf_counter() - began
            self._save_if_due()
            seconds = (time.perf_counter() - piece_began) / steps
            # the first call also compiled, so its time does not predict the next
            compiled = done == first + 1 and not self.epoch_seconds
            piece = 1 if compiled else max(1, int(PIECE_SECONDS / max(seconds, 1e-5)))
        if len(rest) and done < total:
            sums = engine.run_steps(rest[None], totals)
            self._step, self._totals = total, sums[-1]
            self._report_points(sums)
        loss, metric, count = self._totals
        row = [loss / count, metric / count]
        if self._validator:
            validated = self._validator.evaluate(self._recorder)
            if validated is None:
                return None
            row += validated[:2]
        return [float(value) for value in row]

    def _report_points(self, sums: np.ndarray) -> None:
        if fresh := self._points.add(sums):
            self._recorder.points(fresh)

    def _progress(self, epoch: int, done: int, total: int, loss: float, metric: float) -> None:
        metrics = {self.names[0]: float(loss), self.names[1]: float(metric)}
        if self._callbacks:
            self._callbacks.on_train_batch_end(done - 1, metrics)
        self._recorder.progress(epoch, done, total, metrics)

    def _record(self, first: int, rows: np.ndarray, seconds: list[float]) -> None:
        finite = np.isfinite(rows).all(axis=1)
        good = len(rows) if finite.all() else int(np.argmin(finite))
        listed = [dict(zip(self.names, map(float, row), strict=True)) for row in rows[:good]]
        if listed:
            for row in listed:
                for name, value in row.items():
                    self.history.setdefault(name, []).append(value)
            self.epoch_seconds += seconds[:good]
            self._recorder.epochs(first, listed, seconds[:good])
        if good == len(rows):
            self._epoch_weights.ended(self._engine.model, len(self.epoch_seconds))
        else:
            raise TrainingError(
                DIVERGED,
                recipe=self._recipe.id,
                epoch=first + good + 1,
                loss=float(rows[good][0]),
                learning_rate=self._recipe.compile["learning_rate"],
            )
