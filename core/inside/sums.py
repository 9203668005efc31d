"""Any number of any layer, as the sum that gave it; pure NumPy.

A row of SUMS per layer type, as in ``core.inside.forward``: what of the layer's input one number
of its output reads, and with which weights. Sums are computed in float64 from the network's
float32 numbers; a test holds each row to the forward pass.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.architectures import Layer
from core.architectures.operations import each_side
from core.errors import RequestError, look_up
from core.i18n import mark
from core.inside.forward import compute, pad_sides
from core.inside.network import Network, one_blas_thread
from core.inside.steps import Unit, explain_step
from core.inside.terms import Kind, Place, Step, Sum, Term, largest
from core.inside.trace import Trace


@dataclass(frozen=True)
class Point:
    """One number of a layer's output, and what the layer computed it from.

    Attributes:
        layer: The layer.
        weights: Its arrays, in Keras' order.
        inputs: Its input, without the batch.
        trace: What it computed, with a batch of one.
        place: Where the number is in its output.
        step: The step of a recurrent layer that returns only the last; None is the last.
    """

    layer: Layer
    weights: Sequence[np.ndarray]
    inputs: np.ndarray
    trace: Trace
    place: Place
    step: int | None = None


Explain = Callable[[Point], Sum | Step]
Ranges = tuple[tuple[int, int], ...]


def explain(
    network: Network,
    layer: int,
    place: Place,
    inputs: np.ndarray,
    traces: Sequence[Trace],
    step: int | None = None,
) -> Sum | Step:
    """Explain one number of a layer's output.

    Args:
        network: The model.
        layer: Index of the layer, from 0.
        place: Where the number is in the layer's output, without the batch. Of a recurrent layer
            that returns only the last state, (unit,).
        inputs: (1, *shape), what the model read.
        traces: ``network.trace(inputs)``.
        step: Which step of a recurrent layer that returns only the last state; the last if None.
            Others have no use for it.

    Returns:
        A Step of a recurrent layer; a Sum of others.

    Raises:
        RequestError: There is no such layer, place or step.

    Example:
        >>> traces = network.trace(tokens)
        >>> total = explain(network, 1, (4, 15), tokens, traces)  # Conv1D, step 4, filter 15
        >>> total.terms[0].value == traces[0].output[0][total.terms[0].source]
        True
    """
    if not 0 <= layer < len(network.layers):
        raise RequestError(
            "The model has {count} layers, so none is number {position}.",
            count=len(network.layers),
            position=layer + 1,
        )
    one_blas_thread()
    item, trace = network.layers[layer], traces[layer]
    before = traces[layer - 1].output if layer else inputs
    _require_place(layer, item, trace.output.shape[1:], place)
    if step is not None and trace.states is not None:
        _require_place(layer, item, trace.states.shape[1:2], (step,))
    point = Point(item, network.weights[layer], before[0], trace, place, step)
    row = look_up(SUMS, item.type, mark("The layer {name!r} cannot be shown; these can: {names}."))
    return row(point)


def _require_place(layer: int, item: Layer, shape: tuple[int, ...], place: Place) -> None:
    if len(place) != len(shape) or not all(
        0 <= index < length for index, length in zip(place, shape, strict=True)
    ):
        raise RequestError(
            "Layer {position} ({layer}) has {shape} numbers, so none at {place}.",
            position=layer + 1,
            layer=item.type,
            shape=" × ".join(map(str, shape)),
            place=", ".join(str(index + 1) for index in place),
        )


def _sum(
    point: Point,
    kind: Kind,
    window: Ranges,
    weights: np.ndarray | float = 1.0,
    bias: float = 0.0,
) -> Sum:
    """The sum over a block of the input; ``weights`` are of the block's shape."""
    block = point.inputs[tuple(slice(*pair) for pair in window)].astype(np.float64)
    factors = np.broadcast_to(np.asarray(weights, np.float64), block.shape)
    products = (factors if kind == "lookup" else block * factors).ravel()
    order = largest(products if kind == "largest" else abs(products))
    starts = [start for start, _ in window]
    sources = np.stack(np.unravel_index(order, block.shape), axis=-1) + starts
    each = zip(sources, block.ravel()[order], factors.ravel()[order], products[order], strict=True)
    terms = tuple(
        Term(tuple(source.tolist()), float(value), float(weight), float(product))
        for source, value, weight, product in each
    )
    listed = float(products[order].sum())
    total = float(products[order[0]] if kind == "largest" else products.sum())
    function = point.layer.config.get("activation", "linear")
    return Sum(
        place=point.place,
        kind=kind,
        terms=terms,
        count=products.size,
        rest=0.0 if kind == "largest" else total - listed,
        bias=float(bias),
        before=total + float(bias),
        activation=function,
        value=float(point.trace.output[0][point.place]),
        window=window,
        won=terms[0].source if kind == "largest" else None,
        others=_all_units(point) if function == "softmax" else (),
    )


def _all_units(point: Point) -> tuple[float, ...]:
    """The numbers that a softmax divides among: those of all units, before it."""
    linear = point.layer.with_config(activation="linear")
    before = compute(linear, point.weights, point.inputs[None]).output[0]
    return tuple(before[point.place[:-1]].tolist())


def _one(place: Place) -> Ranges:
    """The window of a single number."""
    return tuple((index, index + 1) for index in place)


def _embedding(point: Point) -> Sum:
    source, column = point.place[:-1], point.place[-1]
    return _sum(point, "lookup", _one(source), point.weights[0][point.inputs[source], column])


def _dense(point: Point) -> Sum:
    kernel, bias = point.weights
    row, unit = point.place[:-1], point.place[-1]
    return _sum(point, "products", (*_one(row), (0, len(kernel))), kernel[:, unit], bias[unit])


def _same_place(point: Point) -> Sum:
    return _sum(point, "copy", _one(point.place))


def _rearranged(point: Point) -> Sum:
    number = np.ravel_multi_index(point.place, point.trace.output.shape[1:])
    source = np.unravel_index(number, point.inputs.shape)
    return _sum(point, "copy", _one(tuple(map(int, source))))


def _slide(point: Point, size: str) -> tuple[Ranges, tuple[slice, ...]]:
    """The window that one output reads along each side, and which part of the window that is."""
    config, shape = point.layer.config, point.inputs.shape
    sizes = each_side(config[size], shape)
    default = config[size] if size == "pool_size" else 1
    strides = each_side(config.get("strides") or default, shape)
    sides = pad_sides(config, sizes, strides, point.inputs[None])
    window, parts = [], []
    for index, length, width, stride, (before, _) in zip(
        point.place, shape, sizes, strides, sides, strict=False
    ):
        first = index * stride - before
        start, end = max(0, first), min(length, first + width)
        window.append((start, end))
        parts.append(slice(start - first, end - first))
    return tuple(window), tuple(parts)


def _convolve(point: Point) -> Sum:
    kernel, bias = point.weights
    window, parts = _slide(point, "kernel_size")
    number = point.place[-1]
    ranges = (*window, (0, kernel.shape[-2]))
    return _sum(point, "products", ranges, kernel[..., number][parts], bias[number])


def _pool(point: Point) -> Sum:
    window, _ = _slide(point, "pool_size")
    return _sum(point, "largest", (*window, *_one(point.place[-1:])))


def _global_max(point: Point) -> Sum:
    return _sum(point, "largest", ((0, len(point.inputs)), *_one(point.place)))


def _recurrent(point: Point) -> Step:
    return _step(point, point.layer, point.weights)


def _both_ways(point: Point) -> Step:
    inner, half = point.layer.config["layer"], len(point.weights) // 2
    backward = point.place[-1] >= inner.config["units"]
    return _step(point, inner, point.weights[half:] if backward else point.weights[:half], backward)


def _step(point: Point, item: Layer, weights: Sequence[np.ndarray], backward: bool = False) -> Step:
    """A step of the layer that reads in one direction; backward units come after the others."""
    units, steps, trace = item.config["units"], len(point.inputs), point.trace
    own = slice(units, None) if backward else slice(0, units)
    first, last, toward = (steps - 1, 0, 1) if backward else (0, steps - 1, -1)
    step = last if point.step is None else point.step
    if len(point.place) > 1:
        step = point.place[0]
    unit = Unit(
        type=item.type,
        config=item.config,
        weights=weights,
        inputs=point.inputs,
        states=trace.states[0][..., own],
        gates=None if trace.gates is None else trace.gates[0][..., own],
        cells=None if trace.cells is None else trace.cells[0][..., own],
        step=step,
        before=None if step == first else step + toward,
        number=point.place[-1] - own.start,
    )
    return explain_step(unit, point.place, point.place[-1])


SUMS: dict[str, Explain] = {
    "Embedding": _embedding,
    "Dense": _dense,
    "Activation": _same_place,
    "Dropout": _same_place,
    "Flatten": _rearranged,
    "Reshape": _rearranged,
    "Conv1D": _convolve,
    "Conv2D": _convolve,
    "MaxPooling1D": _pool,
    "MaxPooling2D": _pool,
    "GlobalMaxPooling1D": _global_max,
    "SimpleRNN": _recurrent,
    "GRU": _recurrent,
    "LSTM": _recurrent,
    "Bidirectional": _both_ways,
}
