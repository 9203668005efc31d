"""Compiled epochs: the same computation as ``Model.fit``, without its overhead between batches.

Two ways to run an epoch share one training step. ``graph`` runs any number of steps per call as one
``tf.function``, so that a long epoch can report progress and stop several times a second. ``xla``
compiles whole epochs, several per call, for small dense models, whose 40 ms per epoch in ``fit``
are nearly all overhead; their first epochs still run in the graph engine (``graph_epochs``).

Sums over an epoch are passed through every call as float32, in the order of the batches, so the
point where a call happens to end never changes a run's history.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.training.batches import Batches
from core.training.checkpoint import Checkpoint, kinds
from core.training.choice import compiled_by
from core.training.keras_private import seed_generators
from core.training.recorder import Recorder
from core.training.seeds import dropout_offset

EPOCHS_PER_CALL = 64
# Compiling takes XLA two to four seconds of a core and the graph half a second, in which the graph
# does about a thousand small steps. So every run starts in the graph engine: curves grow at once,
# and a short run ends before XLA would have started. The limit counts steps, not planned epochs, so
# that a run with more epochs starts with the same bits.
GRAPH_STEPS = 1_250


def graph_epochs(samples: int, batch_size: int) -> int:
    """Number of epochs of ``samples`` that the graph engine runs before XLA takes over."""
    return -(-GRAPH_STEPS // max(1, -(-samples // batch_size)))


class Engine:
    """A model, its optimizer and its data, compiled.

    Args:
        model: A built Keras model.
        optimizer: A Keras optimizer.
        loss: (targets, outputs) → (batch,).
        metric: (targets, outputs) → (batch,).
        train: Training samples.
        validation: Validation samples, or None.
        batch_size: Samples per step.
        name: One of ``core.training.choice.ENGINES``.

    Attributes:
        kind: How the epochs are compiled, ``xla`` or ``graph``.
    """

    def __init__(
        self,
        model: Any,
        optimizer: Any,
        loss: Any,
        metric: Any,
        train: Batches,
        validation: Batches | None,
        batch_size: int,
        name: str,
    ):
        import tensorflow as tf

        self._tf = tf
        self.model, self.optimizer = model, optimizer
        self.name, self.kind = name, compiled_by(name)
        self._loss, self._metric = loss, metric
        self._train, self._validation = train, validation
        self._batch_size = batch_size
        self._variables = [variable.value for variable in model.trainable_variables]
        optimizer.build(model.trainable_variables)
        self._dropout_states = [generator.state.value for generator in seed_generators(model)]
        # one trace for full batches and the smaller last one
        signature = [tf.TensorSpec([None, None], tf.int32), tf.TensorSpec([3], tf.float32)]
        self._run_steps = tf.function(self._sums, input_signature=signature, autograph=False)
        if self.kind == "xla":  # a copy of the best weights, written by run_epochs only
            self._best = [tf.Variable(weight.value) for weight in model.weights]
            self._run_epochs = tf.function(self._epochs, autograph=False, jit_compile=True)

    # one step, shared by both engines

    def _step(self, index: Any) -> tuple[Any, Any, Any]:
        """One optimizer step on the samples at ``index``: summed loss and metric, and the count."""
        tf = self._tf
        inputs, targets = self._train.take(index)
        with tf.GradientTape() as tape:
            outputs = self.model(inputs, training=True)
            loss = tf.reduce_mean(self._loss(targets, outputs))
        gradients = tape.gradient(loss, self._variables)
        self.optimizer.apply(gradients, self.model.trainable_variables)
        size = tf.cast(tf.shape(index)[0], tf.float32)
        return loss * size, tf.reduce_sum(self._metric(targets, outputs)), size

    # graph: any number of steps per call

    def _sums(self, order: Any, totals: Any) -> Any:
        """The running totals after each step; keeping them costs microseconds a step."""
        tf = self._tf
        return tf.scan(lambda totals, index: totals + tf.stack(self._step(index)), order, totals)

    def start_totals(self, values: np.ndarray | None = None) -> Any:
        """Initial totals of an epoch: zeros, or ``values`` (3,) to resume within the epoch."""
        return self._tf.zeros([3]) if values is None else self._tf.constant(values, "float32")

    def run_steps(self, order: np.ndarray, totals: Any) -> np.ndarray:
        """Train on ``order`` (steps, batch) int32 sample indices.

        Args:
            totals: (3,) float32 so far: loss and metric summed over samples, and their number.

        Returns:
            (steps, 3) float32: the running totals after each step.
        """
        return self._run_steps(self._tf.constant(order, self._tf.int32), totals).numpy()

    def begin_epoch(self, epoch: int) -> None:
        """Set every dropout stream to its position at the start of ``epoch`` (0-based)."""
        for state in self._dropout_states:
            counter = self._tf.constant(dropout_offset(epoch), state.dtype)
            state.assign(self._tf.stack([state[0], counter]))

    # the state of a run

    def state(self) -> dict[str, list[np.ndarray]]:
        """Copies of weights, optimizer variables and dropout streams; see ``Checkpoint``."""
        return {
            "weights": self.model.get_weights(),
            "optimizer": [variable.numpy() for variable in self.optimizer.variables],
            "streams": [state.numpy() for state in self._dropout_states],
        }

    def restore(self, checkpoint: Checkpoint) -> None:
        """Restore what ``state`` copied.

        Raises:
            ValueError: The arrays belong to another model or optimizer; nothing was changed.
        """
        for name, arrays in self.state().items():
            if kinds(getattr(checkpoint, name)) != kinds(arrays):
                raise ValueError(f"its {name} belong to another model or optimizer")
        self.assign(checkpoint.weights, checkpoint.optimizer, checkpoint.streams)

    def assign(
        self,
        weights: Sequence[np.ndarray],
        optimizer: Sequence[np.ndarray],
        streams: Sequence[np.ndarray],
    ) -> None:
        """Set weights, optimizer variables and dropout streams, as ``state`` returns them."""
        self.model.set_weights(list(weights))
        for variable, value in zip(self.optimizer.variables, optimizer, strict=True):
            variable.assign(value)
        for state, value in zip(self._dropout_states, streams, strict=True):
            state.assign(value)

    # xla: whole epochs, several per call

    def _epochs(self, orders: Any, rests: Any, first: Any, count: Any, best: Any) -> Any:
        tf = self._tf
        columns = 4 if self._validation else 2

        def body(i: Any, rows: Any, best: Any, best_epoch: Any) -> tuple[Any, Any, Any, Any]:
            row = self._epoch(orders[i], rests[i])
            better = row[columns - 2] < best
            tf.cond(better, self._keep_best, lambda: None)
            rows = tf.tensor_scatter_nd_update(rows, [[i]], [row])
            epoch = tf.where(better, first + i, best_epoch)
            return i + 1, rows, tf.where(better, row[columns - 2], best), epoch

        rows = tf.zeros([orders.shape[0], columns])
        start = (tf.constant(0), rows, best, tf.constant(-1))
        _, rows, best, best_epoch = tf.while_loop(lambda i, *_: i < count, body, start)
        return rows, best, best_epoch

    def _steps(self, order: Any, totals: Any) -> Any:
        tf = self._tf

        def body(step: Any, totals: Any) -> tuple[Any, Any]:
            return step + 1, totals + tf.stack(self._step(order[step]))

        count = tf.shape(order)[0]
        return tf.while_loop(lambda step, _: step < count, body, (tf.constant(0), totals))[1]

    def _epoch(self, order: Any, rest: Any) -> Any:
        tf = self._tf
        totals = self._steps(order, tf.zeros([3]))
        if rest.shape[0]:
            totals += tf.stack(self._step(rest))
        row = [totals[0] / totals[2], totals[1] / totals[2]]
        if self._validation:
            totals = self._evaluate_all(self._validation, tf.zeros([3]))
            row += [totals[0] / totals[2], totals[1] / totals[2]]
        return tf.stack(row)

    def _evaluate_all(self, batches: Batches, totals: Any) -> Any:
        tf = self._tf
        size = self._batch_size
        full, rest = divmod(batches.count, size)

        def body(step: Any, totals: Any) -> tuple[Any, Any]:
            index = step * size + tf.range(size)
            return step + 1, totals + tf.stack(self.evaluate_batch(batches, index)[:3])

        start = (tf.constant(0), totals)
        totals = tf.while_loop(lambda step, _: step < full, body, start)[1]
        if rest:
            totals += tf.stack(self.evaluate_batch(batches, full * size + tf.range(rest))[:3])
        return totals

    def _keep_best(self) -> None:
        for best, weight in zip(self._best, self.model.weights, strict=True):
            best.assign(weight.value)

    def run_epochs(
        self, orders: np.ndarray, rests: np.ndarray, first: int, count: int, best: float
    ) -> tuple[np.ndarray, float, int]:
        """Train ``count`` epochs in one call (``xla`` only).

        Args:
            orders: (EPOCHS_PER_CALL, steps, batch) int32 sample indices of the full batches.
            rests: (EPOCHS_PER_CALL, rest) int32, each epoch's smaller last batch; rest may be 0.
            first: 0-based index of the first epoch.
            count: How many of the orders to use.
            best: The best monitored loss so far.

        Returns:
            Rows (count, 2 or 4) of loss, metric and, with validation, ``val_`` loss and metric; the
            best monitored loss; its 0-based epoch, or -1 if no epoch improved on ``best``.
        """
        tf = self._tf
        rows, best, best_epoch = self._run_epochs(
            tf.constant(orders),
            tf.constant(rests),
            tf.constant(first),
            tf.constant(count),
            tf.constant(best, tf.float32),
        )
        return rows.numpy()[:count], float(best), int(best_epoch)

    def best_weights(self) -> list[np.ndarray]:
        """The weights after the best epoch of ``run_epochs``, in Keras' order."""
        return [weight.numpy() for weight in self._best]

    # evaluation

    def evaluate_batch(self, batches: Batches, index: Any) -> tuple[Any, Any, Any, Any]:
        """Summed loss and metric, the count and the outputs of the samples at ``index``."""
        tf = self._tf
        inputs, targets = batches.take(index)
        outputs = self.model(inputs, training=False)
        loss = tf.reduce_sum(self._loss(targets, outputs))
        metric = tf.reduce_sum(self._metric(targets, outputs))
        return loss, metric, tf.cast(tf.shape(index)[0], tf.float32), outputs


class Evaluator:
    """Evaluates a split batch by batch, so that a run can stop in between."""

    def __init__(self, engine: Engine, batches: Batches, batch_size: int):
        import tensorflow as tf

        self._tf, self._engine, self._batches = tf, engine, batches
        self._batch_size = batch_size
        self.batches = -(-batches.count // batch_size)
        number = tf.TensorSpec([], tf.int32)
        signature = [number, number, tf.TensorSpec([3], tf.float32)]
        self._run = tf.function(self._evaluate_batch, input_signature=signature, autograph=False)

    def _evaluate_batch(self, first: Any, stop: Any, totals: Any) -> tuple[Any, Any]:
        loss, metric, size, outputs = self._engine.evaluate_batch(
            self._batches, self._tf.range(first, stop)
        )
        return totals + self._tf.stack([loss, metric, size]), outputs

    def run(self, batch: int, totals: Any) -> tuple[Any, np.ndarray]:
        """Evaluate one batch by index; return the running totals and the outputs (batch, k)."""
        tf = self._tf
        first = batch * self._batch_size
        stop = min(first + self._batch_size, self._batches.count)
        totals, outputs = self._run(tf.constant(first), tf.constant(stop), totals)
        return totals, outputs.numpy()

    def evaluate(self, recorder: Recorder) -> tuple[float, float, np.ndarray] | None:
        """Loss, metric and outputs of the split; None if the recorder asked to stop."""
        totals, outputs = self._engine.start_totals(), []
        for batch in range(self.batches):
            if recorder.stopping():
                return None
            totals, output = self.run(batch, totals)
            outputs.append(output)
        loss, metric, count = totals.numpy()
        return float(loss / count), float(metric / count), np.concatenate(outputs)
