"""A split as tensors, from which batches are gathered inside the graph."""

from __future__ import annotations

from typing import Any

from core.datasets import Samples


class Batches:
    """A split as tensors; ``take`` gathers a batch within a compiled function.

    Args:
        samples: The split.
        classes: Number of classes if the model has one output per class, else None.
    """

    def __init__(self, samples: Samples, classes: int | None = None):
        import tensorflow as tf

        self._tf = tf
        self._classes = classes
        self.count = len(samples)
        self._inputs = tf.constant(samples.inputs)
        kind = tf.int32 if classes else tf.float32
        self._targets = tf.constant(samples.targets, dtype=kind)
        self._starts = self._offsets = None
        if samples.starts is not None:
            self._starts = tf.constant(samples.starts, dtype=tf.int32)
            self._offsets = tf.constant(samples.offsets, dtype=tf.int32)

    def take(self, index: Any) -> tuple[Any, Any]:
        """The samples at ``index`` (batch,): inputs (batch, *shape) and targets (batch, k)."""
        tf = self._tf
        targets = tf.gather(self._targets, index)
        targets = tf.one_hot(targets, self._classes) if self._classes else targets[:, None]
        if self._starts is None:
            return tf.gather(self._inputs, index), targets
        rows = tf.gather(self._starts, index)[:, None] + self._offsets
        return tf.gather(self._inputs, rows), targets
