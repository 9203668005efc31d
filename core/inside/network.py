"""A trained model in NumPy: layers as data, and the weights of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from core.architectures import Layer, summarize
from core.errors import RequestError
from core.inside.forward import compute, forward
from core.inside.trace import Trace

CHUNK_BYTES = 2**26


class Network:
    """Layers with given weights, which answer as Keras' model does.

    Args:
        layers: The model, in order.
        weights: Keras' path → float32 array, in Keras' order, as ``load_weights`` reads them.

    Attributes:
        layers: The model, in order.
        weights: For each layer its arrays, in Keras' order.

    Raises:
        RequestError: The weights are not those of these layers, or a layer type is unknown.

    Example:
        >>> network = Network(entry.layers, weights)
        >>> network.predict(images).shape, network.trace(images[:1])[0].output.shape
        ((100, 10), (1, 64))
    """

    def __init__(self, layers: Sequence[Layer], weights: Mapping[str, np.ndarray]):
        self.layers = tuple(layers)
        left = dict(weights)
        self.weights: list[tuple[np.ndarray, ...]] = []
        for position, item in enumerate(self.layers, start=1):
            prefix = f"recipe/{position}_{item.type.lower()}/"  # core.training.build names them
            own = [name for name in left if name.startswith(prefix)]
            arrays = tuple(np.asarray(left.pop(name), np.float32) for name in own)
            if len(arrays) != forward(item).weights:
                raise _other_weights(position, item)
            self.weights.append(arrays)
        if left:
            raise _other_weights(len(self.layers), self.layers[-1])
        self._fitting: set[tuple[int, ...]] = set()

    def trace(self, inputs: np.ndarray, first: int = 0) -> list[Trace]:
        """Every layer's output, in order; of recurrent layers every step's states and gates, too.

        Args:
            inputs: (batch, *shape) float32, or int32 tokens below the vocabulary's size.
            first: Index of the layer that reads them.

        Raises:
            RequestError: The inputs' shape or the weights do not fit the layers.
        """
        one_blas_thread()
        if not first:
            self._require_fit(inputs.shape[1:])
        traces = []
        for item, weights in zip(self.layers[first:], self.weights[first:], strict=True):
            traces.append(compute(item, weights, inputs))
            inputs = traces[-1].output
        return traces

    def predict(self, inputs: np.ndarray, first: int = 0) -> np.ndarray:
        """The model's output for a batch of any size, (batch, outputs) float32.

        Only what fits into some 100 MB is computed at once.

        Args:
            inputs: (batch, *shape), as for ``trace``.
            first: Index of the layer that reads them; with the number of layers, they are the
                output.

        Raises:
            RequestError: As for ``trace``.
        """
        if first == len(self.layers):
            return inputs
        one = self.trace(inputs[:1], first)
        outputs = [one[-1].output]
        rows = max(1, CHUNK_BYTES // max(1, sum(trace.nbytes for trace in one)))
        for start in range(1, len(inputs), rows):
            outputs.append(self.trace(inputs[start : start + rows], first)[-1].output)
        return np.concatenate(outputs)

    def _require_fit(self, shape: tuple[int, ...]) -> None:
        if shape in self._fitting:
            return
        steps = summarize(self.layers, shape).steps
        for step, weights in zip(steps, self.weights, strict=True):
            if sum(array.size for array in weights) != step.parameters:
                raise _other_weights(step.position, step.layer)
        self._fitting.add(shape)


def _other_weights(position: int, item: Layer) -> RequestError:
    return RequestError(
        "The stored weights do not fit layer {position} ({layer}): they are from another version "
        "of it; train the recipe again.",
        position=position,
        layer=item.type,
    )


@cache
def _controller():
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def one_blas_thread() -> None:
    """Keep this process' matrix products on one thread.

    Two threads wait for each other wherever something else runs: with a run in training, an LSTM's
    leave-one-out took 2,984 ms on two threads and 43 ms on one. Set at each call, because others
    restore what they remember.
    """
    _controller().limit(limits=1, user_api="blas")
