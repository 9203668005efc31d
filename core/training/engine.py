"""Compiled epochs: what ``Model.fit`` computes, without its overhead between the batches.

Two engines share one training step. ``graph`` runs any number of steps a call as one
``tf.function``, so that a long epoch can report and stop several times a second. ``xla`` compiles
whole epochs, several a call, for small dense models, whose 40 ms an epoch in ``fit`` are nearly
all overhead; their first epochs are the graph's (``graph_epochs``).

Sums over an epoch are carried as float32 through every call in the order of the batches, so where
a call happens to end never changes a bit of a run's history.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.architectures import Layer
from core.training.batches import Batches
from core.training.checkpoint import kinds
from core.training.seeds import dropout_offset

# Measured (tests/benchmarks): XLA wins where layers are dense and small, loses 2 to 15 times on
# convolutions and recurrences, and to the fused optimizer kernels on large embeddings.
XLA_LAYERS = frozenset({"Dense", "Flatten", "Activation", "Embedding", "Reshape"})
XLA_PARAMETERS = 200_000
EPOCHS_A_CALL = 64
# XLA takes two to four seconds of a core to compile, the graph takes half of one; in that time the
# graph does some thousand small steps. So the first epochs of every run are the graph's: curves
# grow at once, and a short run is over before XLA would have begun. Counted in steps and not in
# epochs planned, so that a run of more epochs begins with the same bits.
GRAPH_STEPS = 1_250


def choose_engine(layers: Sequence[Layer], parameters: int) -> str:
    """``xla`` or ``graph``: a rule, not a race, so that equal runs are equal to the last bit."""
    small = parameters <= XLA_PARAMETERS and {item.type for item in layers} <= XLA_LAYERS
    return "xla" if small else "graph"


def graph_epochs(samples: int, batch_size: int) -> int:
    """How many epochs of ``samples`` the graph engine does before XLA takes over."""
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
        batch_size: Samples a step.
        kind: ``xla`` or ``graph``.
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
        kind: str,
    ):
        import tensorflow as tf

        self._tf = tf
        self.model, self.optimizer, self.kind = model, optimizer, kind
        self._loss, self._metric = loss, metric
        self._train, self._validation = train, validation
        self._batch_size = batch_size
        self._variables = [variable.value for variable in model.trainable_variables]
        optimizer.build(model.trainable_variables)
        self._dropout_states = [generator.state.value for generator in seed_generators(model)]
        # one trace for full batches and the smaller last one
        signature = [tf.TensorSpec([None, None], tf.int32), tf.TensorSpec([3], tf.float32)]
        self._run_steps = tf.function(self._steps, input_signature=signature, autograph=False)
        if kind == "xla":  # a second copy of the weights, which only run_epochs fills
            self._best = [tf.Variable(weight.value) for weight in model.weights]
            self._run_epochs = tf.function(self._epochs, autograph=False, jit_compile=True)

    # one step, shared by both engines

    def _step(self, index: Any) -> tuple[Any, Any, Any]:
        """One optimizer step on the samples numbered ``index``; sums of loss and metric."""
        tf = self._tf
        inputs, targets = self._train.take(index)
        with tf.GradientTape() as tape:
            outputs = self.model(inputs, training=True)
            loss = tf.reduce_mean(self._loss(targets, outputs))
        gradients = tape.gradient(loss, self._variables)
        self.optimizer.apply(gradients, self.model.trainable_variables)
        size = tf.cast(tf.shape(index)[0], tf.float32)
        return loss * size, tf.reduce_sum(self._metric(targets, outputs)), size

    # graph: any number of steps a call

    def _steps(self, order: Any, totals: Any) -> Any:
        tf = self._tf

        def body(step: Any, totals: Any) -> tuple[Any, Any]:
            loss, metric, size = self._step(order[step])
            return step + 1, totals + tf.stack([loss, metric, size])

        count = tf.shape(order)[0]
        return tf.while_loop(lambda step, _: step < count, body, (tf.constant(0), totals))[1]

    def start_totals(self, values: np.ndarray | None = None) -> Any:
        """The totals of an epoch that begins, or that had come as far as ``values`` (3,)."""
        return self._tf.zeros([3]) if values is None else self._tf.constant(values, "float32")

    def run_steps(self, order: np.ndarray, totals: Any) -> Any:
        """Train on ``order`` (steps, batch) int32 sample numbers; returns the running totals.

        Totals are (3,) float32: loss and metric summed over samples, and the samples.
        """
        return self._run_steps(self._tf.constant(order, self._tf.int32), totals)

    def begin_epoch(self, epoch: int) -> None:
        """Set every dropout stream to where ``epoch`` starts."""
        for state in self._dropout_states:
            counter = self._tf.constant(dropout_offset(epoch), state.dtype)
            state.assign(self._tf.stack([state[0], counter]))

    # what decides the rest of a run

    def state(self) -> dict[str, list[np.ndarray]]:
        """Copies of weights, optimizer variables and dropout streams; see ``Checkpoint``."""
        return {
            "weights": self.model.get_weights(),
            "optimizer": [variable.numpy() for variable in self.optimizer.variables],
            "streams": [state.numpy() for state in self._dropout_states],
        }

    def restore(
        self,
        weights: Sequence[np.ndarray],
        optimizer: Sequence[np.ndarray],
        streams: Sequence[np.ndarray],
    ) -> None:
        """Put back what ``state`` copied.

        Raises:
            ValueError: It is of another model or optimizer; nothing was put back.
        """
        given = {"weights": weights, "optimizer": optimizer, "streams": streams}
        for name, arrays in self.state().items():
            if kinds(given[name]) != kinds(arrays):
                raise ValueError(f"its {name} are of another model or optimizer")
        self.model.set_weights(list(weights))
        for variable, value in zip(self.optimizer.variables, optimizer, strict=True):
            variable.assign(value)
        for state, value in zip(self._dropout_states, streams, strict=True):
            state.assign(value)

    # xla: whole epochs, several a call

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
            return step + 1, totals + tf.stack(self._judge(batches, index)[:3])

        loop = tf.while_loop(lambda step, _: step < full, body, (tf.constant(0), totals))
        totals = loop[1]
        if rest:
            totals += tf.stack(self._judge(batches, full * size + tf.range(rest))[:3])
        return totals

    def _keep_best(self) -> None:
        for kept, weight in zip(self._best, self.model.weights, strict=True):
            kept.assign(weight.value)

    def run_epochs(
        self, orders: np.ndarray, rests: np.ndarray, first: int, count: int, best: float
    ) -> tuple[np.ndarray, float, int]:
        """Train ``count`` epochs in one call (``xla`` only).

        Args:
            orders: (EPOCHS_A_CALL, steps, batch) int32 sample numbers of the full batches.
            rests: (EPOCHS_A_CALL, rest) int32, each epoch's last, smaller batch; rest may be 0.
            first: 0-based number of the first epoch.
            count: How many of the orders to use.
            best: The best monitored loss so far.

        Returns:
            Rows (count, 2 or 4) of loss, metric and, with validation, their ``val_`` twins; the
            best monitored loss; the epoch it belongs to, or -1 where none was better.
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
        """The weights ``run_epochs`` kept from its best epoch, in Keras' order."""
        return [weight.numpy() for weight in self._best]

    # evaluation

    def _judge(self, batches: Batches, index: Any) -> tuple[Any, Any, Any, Any]:
        tf = self._tf
        inputs, targets = batches.take(index)
        outputs = self.model(inputs, training=False)
        loss = tf.reduce_sum(self._loss(targets, outputs))
        metric = tf.reduce_sum(self._metric(targets, outputs))
        return loss, metric, tf.cast(tf.shape(index)[0], tf.float32), outputs


class Evaluator:
    """Loss, metric and outputs of a split, in calls short enough to stop between."""

    def __init__(self, engine: Engine, batches: Batches, batch_size: int):
        import tensorflow as tf

        self._tf, self._engine, self._batches = tf, engine, batches
        self._batch_size = batch_size
        self.batches = -(-batches.count // batch_size)
        number = tf.TensorSpec([], tf.int32)
        signature = [number, number, tf.TensorSpec([3], tf.float32)]
        self._run = tf.function(self._judge, input_signature=signature, autograph=False)

    def _judge(self, first: Any, stop: Any, totals: Any) -> tuple[Any, Any]:
        loss, metric, size, outputs = self._engine._judge(
            self._batches, self._tf.range(first, stop)
        )
        return totals + self._tf.stack([loss, metric, size]), outputs

    def run(self, batch: int, totals: Any) -> tuple[Any, np.ndarray]:
        """Evaluate one batch by its number; returns running totals and outputs (batch, k)."""
        tf = self._tf
        first = batch * self._batch_size
        stop = min(first + self._batch_size, self._batches.count)
        totals, outputs = self._run(tf.constant(first), tf.constant(stop), totals)
        return totals, outputs.numpy()


def seed_generators(model: Any) -> list[Any]:
    """Every dropout stream of a model, in layer order."""
    found = []
    for item in model._flatten_layers():
        generator = vars(item).get("seed_generator")
        if generator is not None:
            found.append(generator)
    return found
