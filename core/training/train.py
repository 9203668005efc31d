"""Train a recipe: prepare, build, fit, evaluate."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from core.datasets import Splits
from core.datasets.persistence import baselines
from core.errors import TrainingError
from core.recipes import Recipe
from core.settings import Settings
from core.training.environment import environment
from core.training.recorder import Facts, NullRecorder, Recorder, TrainingResult
from core.training.runtime import peak_memory, tensorflow, threads_in_use
from core.training.seeds import epoch_draw, epoch_order
from core.training.validation import split_validation

PIECE_SECONDS = 0.2


def load_splits(recipe: Recipe, settings: Settings) -> Splits:
    """The recipe's data; GloVe vectors too where a layer asks for given weights."""
    preprocessing = dict(recipe.preprocessing)
    if any(item.config.get("weights") == "glove" for item in recipe.layers):
        preprocessing["embedding"] = "glove"
    return recipe.data.load(preprocessing, settings)


def train(
    recipe: Recipe,
    seed: int,
    *,
    settings: Settings,
    recorder: Recorder | None = None,
    splits: Splits | None = None,
    callbacks: Sequence[Any] = (),
) -> TrainingResult:
    """Run a recipe once.

    Args:
        recipe: What to train.
        seed: Decides initial weights, order of samples and dropout.
        settings: The installation's settings (threads, where data lies).
        recorder: Who listens, and may ask to stop.
        splits: The data, if already loaded.
        callbacks: Keras callbacks; they see every epoch, and batches as Keras shows them with
            ``steps_per_execution``: some at a time.

    Raises:
        DatasetError: The data is missing or refused.
        RequestError: The data's shape does not fit the model.
        TrainingError: The loss became NaN or infinite, or memory ran out.
    """
    session = _Session(recipe, seed, settings, recorder or NullRecorder(), tuple(callbacks))
    try:
        session.prepare(splits)
        session.build()
        session.fit()
        return session.result()
    except MemoryError:
        raise _out_of_memory(recipe) from None
    except Exception as error:
        if type(error).__name__ == "ResourceExhaustedError":
            raise _out_of_memory(recipe) from None
        raise


def _out_of_memory(recipe: Recipe) -> TrainingError:
    return TrainingError(
        "Memory ran out while training {recipe}; choose a smaller batch size, shorter inputs or "
        "fewer units.",
        recipe=recipe.id,
    )


class _Session:
    """One run while it trains."""

    def __init__(
        self,
        recipe: Recipe,
        seed: int,
        settings: Settings,
        recorder: Recorder,
        callbacks: tuple[Any, ...],
    ):
        self.recipe, self.seed, self.settings = recipe, seed, settings
        self.recorder, self.callbacks = recorder, callbacks
        self.seconds: dict[str, float] = {}
        self.history: dict[str, list[float]] = {}
        self.epoch_seconds: list[float] = []
        self.best = math.inf
        self.best_epoch: int | None = None
        self.best_weights: list[np.ndarray] | None = None
        self.stopped = False
        self.batch_size = recipe.fit["batch_size"]

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        self.recorder.phase(name)
        began = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began

    # prepare and build

    def prepare(self, splits: Splits | None) -> None:
        """Load the data while TensorFlow is being imported."""
        with self.phase("prepare"):
            importing = threading.Thread(
                target=tensorflow, args=(self.settings.threads,), daemon=True
            )
            importing.start()
            self.splits = splits or load_splits(self.recipe, self.settings)
            importing.join()
            self.tf = tensorflow(self.settings.threads)
            self.train, self.validation = split_validation(self.splits, dict(self.recipe.fit))

    def build(self) -> None:
        from core.architectures import summarize
        from core.training.batches import Batches
        from core.training.build import build_model
        from core.training.engine import Engine, Evaluator, choose_engine
        from core.training.objective import loss_function, metric_function
        from core.training.optimizers import build_optimizer

        recipe = self.recipe
        with self.phase("build"):
            summary = summarize(recipe.layers, self.train.shape)  # the data's own shape
            self.model = build_model(
                recipe.layers, self.train.shape, self.seed, embeddings=self.splits.embeddings
            )
            loss = recipe.compile["loss"]
            classes = recipe.data.classes if loss == "categorical_crossentropy" else None
            validation = Batches(self.validation, classes) if self.validation else None
            self.engine = Engine(
                self.model,
                build_optimizer(recipe.compile["optimizer"], recipe.compile["learning_rate"]),
                loss_function(loss),
                metric_function(recipe.metric, loss),
                Batches(self.train, classes),
                validation,
                self.batch_size,
                choose_engine(recipe.layers, summary.parameters),
            )
            self.names = ["loss", recipe.metric]
            self.validator = None
            if validation:
                self.validator = Evaluator(self.engine, validation, self._evaluation_batch())
            self.tester = Evaluator(
                self.engine, Batches(self.splits.test, classes), self._evaluation_batch()
            )
            self.keras_callbacks = self._keras_callbacks()
        self.parameters = summary.parameters
        steps = recipe.fit.get("steps_per_epoch")
        self.recorder.described(
            Facts(
                parameters=summary.parameters,
                notes=self.splits.notes,
                digest=self.splits.digest,
                train_samples=steps * self.batch_size if steps else len(self.train),
                test_samples=len(self.splits.test),
                scale=self.splits.scale,
                unit=self.splits.unit,
                baselines=baselines(self.splits),
            )
        )

    def _evaluation_batch(self) -> int:
        """Samples an evaluation step takes: results are sums, so only speed and memory decide."""
        return max(self.batch_size, 256)

    def _keras_callbacks(self) -> Any:
        import keras

        listening = list(self.callbacks)
        if self.recipe.fit.get("patience"):
            listening.append(
                keras.callbacks.EarlyStopping(
                    monitor=self._monitored(),
                    mode="min",
                    patience=self.recipe.fit["patience"],
                )
            )
        if not listening:
            return None
        self.model.optimizer = self.engine.optimizer  # schedules look for it there
        return keras.callbacks.CallbackList(
            listening, add_history=False, model=self.model, epochs=self.recipe.fit["epochs"]
        )

    def _monitored(self) -> str:
        return "val_loss" if self.validation is not None else "loss"

    # fit

    def fit(self) -> None:
        self.model.stop_training = False
        listeners = self.keras_callbacks
        with self.phase("train"):
            if listeners:
                listeners.on_train_begin()
            epochs = self.recipe.fit["epochs"]
            if self.engine.kind == "xla" and not listeners:
                begun = min(epochs, self._graph_epochs())
                self._fit_one_by_one(begun)
                self._fit_many(begun)
            else:
                self._fit_one_by_one(epochs)
            if listeners:
                listeners.on_train_end()
        self.final_weights = self.model.get_weights()
        if self.best_weights is None:
            self.best_weights = self.final_weights
        if self.recipe.fit["restore_best_weights"]:
            self.model.set_weights(self.best_weights)

    def order(self, epoch: int) -> np.ndarray:
        """Sample numbers of one epoch, in the order of its batches."""
        steps = self.recipe.fit.get("steps_per_epoch")
        if steps:
            return epoch_draw(self.seed, epoch, len(self.train), steps * self.batch_size)
        return epoch_order(self.seed, epoch, len(self.train))

    def _batches(self, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        full = len(order) // self.batch_size * self.batch_size
        return order[:full].reshape(-1, self.batch_size), order[full:]

    def _graph_epochs(self) -> int:
        from core.training.engine import graph_epochs

        return graph_epochs(len(self.order(0)), self.batch_size)

    def _fit_many(self, begun: int) -> None:
        """Whole epochs in one compiled call, as many as pass in a few tenths of a second.

        Args:
            begun: Epochs that are done already.
        """
        from core.training.engine import EPOCHS_A_CALL

        epochs, first, count, kept = self.recipe.fit["epochs"], begun, 1, False
        while first < epochs and not self.stopped:
            if self.recorder.stopping():
                self.stopped = True
                return
            count = min(count, epochs - first)
            began = time.perf_counter()
            batches = [self._batches(self.order(first + i)) for i in range(count)]
            orders, rests = (np.stack(part) for part in zip(*batches, strict=True))
            padding = [(0, EPOCHS_A_CALL - count), (0, 0)]
            rows, best, best_epoch = self.engine.run_epochs(
                np.pad(orders, [*padding, (0, 0)]), np.pad(rests, padding), first, count, self.best
            )
            seconds = time.perf_counter() - began
            if best_epoch >= 0:
                self.best, self.best_epoch, kept = best, best_epoch, True
            self._record(first, rows, [seconds / count] * count)
            first += count
            wanted = PIECE_SECONDS / max(seconds / count, 1e-6)
            # the first call compiled; its time says nothing about the next
            compiled = first == begun + 1
            count = 2 if compiled else int(min(max(1, wanted), 4 * count, EPOCHS_A_CALL))
        if kept:
            self.best_weights = self.engine.best_weights()

    def _fit_one_by_one(self, epochs: int) -> None:
        for epoch in range(epochs):
            began = time.perf_counter()
            if self.keras_callbacks:
                self.keras_callbacks.on_epoch_begin(epoch)
            row = self._one_epoch(epoch)
            if row is None:
                self.stopped = True
                return
            self._record(epoch, np.array([row]), [time.perf_counter() - began])
            monitored = row[2] if len(row) > 2 else row[0]
            if monitored < self.best:
                self.best, self.best_epoch = monitored, epoch
                self.best_weights = self.model.get_weights()
            if self.keras_callbacks:
                logs = {name: values[-1] for name, values in self.history.items()}
                self.keras_callbacks.on_epoch_end(epoch, logs)
            if self.model.stop_training:
                return

    def _one_epoch(self, epoch: int) -> list[float] | None:
        """Loss and metric of one epoch, validation behind; None when asked to stop."""
        engine = self.engine
        engine.begin_epoch(epoch)
        batches, rest = self._batches(self.order(epoch))
        total = len(batches) + (len(rest) > 0)
        totals, done, piece = engine.start_totals(), 0, 1
        while done < len(batches):
            if self.recorder.stopping():
                return None
            began = time.perf_counter()
            totals = engine.run_steps(batches[done : done + piece], totals)
            loss, metric, count = totals.numpy()
            taken = min(piece, len(batches) - done)
            done += taken
            self._progress(epoch, done, total, loss / count, metric / count)
            seconds = (time.perf_counter() - began) / taken
            piece = self._next_piece(epoch, done, seconds)
        if len(rest):
            totals = engine.run_steps(rest[None], totals)
        loss, metric, count = totals.numpy()
        row = [loss / count, metric / count]
        if self.validator:
            validated = self._evaluate(self.validator)
            if validated is None:
                return None
            row += validated[:2]
        return [float(value) for value in row]

    def _next_piece(self, epoch: int, done: int, seconds: float) -> int:
        if epoch == 0 and done == 1:  # the first call was mostly tracing
            return 1
        return max(1, int(PIECE_SECONDS / max(seconds, 1e-5)))

    def _progress(self, epoch: int, done: int, total: int, loss: float, metric: float) -> None:
        if self.keras_callbacks:
            logs = {self.names[0]: float(loss), self.names[1]: float(metric)}
            self.keras_callbacks.on_train_batch_end(done - 1, logs)
        self.recorder.progress(
            epoch, done, total, {self.names[0]: float(loss), self.names[1]: float(metric)}
        )

    def _evaluate(self, evaluator: Any) -> tuple[float, float, np.ndarray] | None:
        """Loss, metric and outputs of a split; None when asked to stop."""
        totals, outputs = self.engine.start_totals(), []
        for batch in range(evaluator.batches):
            if self.recorder.stopping():
                return None
            totals, output = evaluator.run(batch, totals)
            outputs.append(output)
        loss, metric, count = totals.numpy()
        return float(loss / count), float(metric / count), np.concatenate(outputs)

    def _record(self, first: int, rows: np.ndarray, seconds: list[float]) -> None:
        names = [*self.names, *(f"val_{name}" for name in self.names)]
        finite = np.isfinite(rows).all(axis=1)
        good = len(rows) if finite.all() else int(np.argmin(finite))
        listed = [dict(zip(names, map(float, row), strict=False)) for row in rows[:good]]
        if listed:
            if first == 0:
                self.seconds["first_epoch"] = seconds[0]
            for row in listed:
                for name, value in row.items():
                    self.history.setdefault(name, []).append(value)
            self.epoch_seconds += seconds[:good]
            self.recorder.epochs(first, listed, seconds[:good])
        if good < len(rows):
            raise TrainingError(
                "{recipe} diverged in epoch {epoch}: the loss is {loss}; try a learning rate below "
                "{learning_rate:g}.",
                recipe=self.recipe.id,
                epoch=first + good + 1,
                loss=float(rows[good][0]),
                learning_rate=self.recipe.compile["learning_rate"],
            )

    # evaluate

    def result(self) -> TrainingResult:
        test: dict[str, float] = {}
        predictions = None
        if not self.stopped:
            with self.phase("evaluate"):
                evaluated = self._evaluate(self.tester)
            if evaluated is None:
                self.stopped = True
            else:
                test = {"loss": evaluated[0], self.recipe.metric: evaluated[1]}
                predictions = evaluated[2].astype(np.float32)
                if predictions.shape[-1] == 1:
                    predictions = predictions[:, 0]
        return TrainingResult(
            status="stopped" if self.stopped else "completed",
            epochs=len(self.epoch_seconds),
            parameters=self.parameters,
            test=test,
            history=self.history,
            epoch_seconds=self.epoch_seconds,
            seconds=self.seconds,
            best_epoch=self.best_epoch,
            predictions=predictions,
            final_weights=self.final_weights,
            best_weights=self.best_weights,
            weight_names=[weight.path for weight in self.model.weights],
            peak_memory=peak_memory(),
            threads=threads_in_use(),
            scale=self.splits.scale,
            unit=self.splits.unit,
            notes=self.splits.notes,
            digest=self.splits.digest,
            engine=self.engine.kind,
            environment=environment(),
        )
