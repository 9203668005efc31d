"""Each layer's output as the picture that fits it, never more of it than a browser takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.architectures import summarize
from core.i18n import mark
from core.inside.network import Network
from core.inside.path import path
from core.inside.terms import Place
from core.inside.trace import Trace

Kind = Literal["tokens", "bars", "rows", "states", "maps"]
MOST: dict[str, tuple[int, ...]] = {
    "tokens": (64,),
    "bars": (512,),
    "rows": (64, 64),
    "states": (64, 64),
    "maps": (64, 64, 8),
}
"""How many numbers of each axis a picture has; a whole model's are some 100 kB as text."""
INPUT = mark("Input")
STEP, ROW, COLUMN = mark("step"), mark("row"), mark("column")
FEATURE, CHANNEL, NUMBER = mark("feature"), mark("channel"), mark("number")
UNIT, FILTER = mark("unit"), mark("filter")
_LAST_AXIS = {
    "Embedding": NUMBER,
    "Dense": UNIT,
    "Flatten": NUMBER,
    "Reshape": CHANNEL,
    "Conv1D": FILTER,
    "Conv2D": FILTER,
    "SimpleRNN": UNIT,
    "GRU": UNIT,
    "LSTM": UNIT,
    "Bidirectional": UNIT,
}
"""What a layer's last axis counts; other layers leave it as it was."""
_POSITIONS: dict[str, tuple[str, ...]] = {
    "tokens": (),
    "bars": (),
    "rows": (STEP,),
    "states": (STEP,),
    "maps": (ROW, COLUMN),
}
"""What the axes before it count."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A layer's output, or the model's input, and what to show of it.

    Attributes:
        position: 0 for the input, otherwise the layer's number, from 1.
        title: "Input", to be translated, or the layer's type as Keras names it.
        kind: "tokens" (steps), int32; "bars" (units); "rows" (steps, units); "states" (steps,
            units) of a recurrent layer, even if it returns only the last; "maps" (rows, columns,
            channels).
        axes: What each axis counts, to be translated.
        shape: The whole array's shape, without the batch.
        first: Where ``values`` begins in it.
        values: What is shown: at most MOST numbers of each axis, float32 or int32.
        largest: The largest number of the whole array in size, for a scale that stays.
        input_shape: What the layer reads, without the batch.
        output_shape: What it returns; of "states" it may be (units,).
        parameters: How many weights it has.
    """

    position: int
    title: str
    kind: Kind
    axes: tuple[str, ...]
    shape: tuple[int, ...]
    first: tuple[int, ...]
    values: np.ndarray
    largest: float
    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    parameters: int


def pictures(
    network: Network,
    inputs: np.ndarray,
    traces: Sequence[Trace],
    around: Sequence[Place] | None = None,
) -> tuple[Picture, ...]:
    """The picture of the input, and of every layer's output in order.

    Args:
        network: The model.
        inputs: (1, *shape), what it read.
        traces: ``network.trace(inputs)``.
        around: For each picture the place that a part of a larger array is cut out around; by
            default the places of ``path``.

    Raises:
        RequestError: The layers cannot read inputs of this shape.
    """
    around = path(network, inputs, traces) if around is None else around
    shape, names = inputs.shape[1:], _input_axes(inputs[0])
    sizes = (shape, shape, 0)
    results = [_picture(inputs[0], _kind(inputs[0]), names, around[0], 0, INPUT, sizes)]
    steps = summarize(network.layers, shape).steps
    for step, trace, place in zip(steps, traces, around[1:], strict=True):
        kind = _kind(trace.output[0]) if trace.states is None else "states"
        array = (trace.output if trace.states is None else trace.states)[0]
        last = _LAST_AXIS.get(step.layer.type, names[-1])
        names = (*_POSITIONS[kind], last)
        sizes = (step.input_shape, step.output_shape, step.parameters)
        results.append(_picture(array, kind, names, place, step.position, step.layer.type, sizes))
    return tuple(results)


def _kind(array: np.ndarray) -> Kind:
    if array.ndim == 1:
        return "bars" if array.dtype.kind == "f" else "tokens"
    return "rows" if array.ndim == 2 else "maps"


def _input_axes(array: np.ndarray) -> tuple[str, ...]:
    kind = _kind(array)
    last = {"tokens": STEP, "maps": CHANNEL}.get(kind, FEATURE)
    return (*_POSITIONS[kind], last)


def _picture(
    array: np.ndarray,
    kind: Kind,
    axes: tuple[str, ...],
    around: Place,
    position: int,
    title: str,
    sizes: tuple[tuple[int, ...], tuple[int, ...], int],
) -> Picture:
    """A picture with the part of the array that has ``around`` in its middle."""
    first = tuple(
        max(0, min(index - most // 2, length - most))
        for index, length, most in zip(around, array.shape, MOST[kind], strict=True)
    )
    part = tuple(slice(start, start + most) for start, most in zip(first, MOST[kind], strict=True))
    return Picture(
        position=position,
        title=title,
        kind=kind,
        axes=axes,
        shape=array.shape,
        first=first,
        values=array[part],
        largest=float(abs(array).max()),
        input_shape=sizes[0],
        output_shape=sizes[1],
        parameters=sizes[2],
    )
