"""Many copies of one sequence, each with a step changed, without computing what stays the same.

A change of one word reaches the three windows of a convolution that have it, one or two pools
behind them, and a recurrent layer from its step on. So each layer passes on only the stretch of
steps that differs, which gives the numbers of as many forward passes in a fraction of their time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.architectures import Layer
from core.architectures.operations import each_side
from core.inside.activations import activation
from core.inside.forward import compute, pad_sides
from core.inside.inputs import Steps
from core.inside.network import CHUNK_BYTES, Network
from core.inside.recurrent import CELLS, project
from core.inside.trace import Trace


@dataclass(frozen=True)
class Stretch:
    """Where copies of a sequence differ from it.

    Attributes:
        starts: (copies,) int64, the first step that may differ.
        values: (copies, width, …), the copies' steps from there on; those after are the same.
    """

    starts: np.ndarray
    values: np.ndarray

    @property
    def width(self) -> int:
        return self.values.shape[1]


Rule = Callable[[Layer, Sequence[np.ndarray], np.ndarray, Stretch, Trace], Stretch | np.ndarray]
"""(layer, weights, the sequence (1, …), where its copies differ, the layer's trace of the sequence)
→ where the copies' outputs differ from the output, or the whole outputs: (copies, …)."""


def predict_changed(
    network: Network, values: np.ndarray, steps: Steps, traces: Sequence[Trace]
) -> np.ndarray:
    """A model's outputs for copies of one input, each with one step changed.

    Args:
        network: The model.
        values: (1, steps, …), the input.
        steps: The step that each copy changes, in increasing order, and what it becomes.
        traces: The model's trace of the input.

    Returns:
        (copies, outputs) float32.
    """
    rows = max(1, CHUNK_BYTES // sum(trace.nbytes for trace in traces))
    outputs = [np.empty((0, *traces[-1].output.shape[1:]), np.float32)]
    for first in range(0, len(steps.places), rows):
        part = slice(first, first + rows)
        changed = Stretch(steps.places[part], steps.values[part, None])
        outputs.append(_predict(network, values, traces, changed))
    return np.concatenate(outputs)


def _predict(
    network: Network, base: np.ndarray, traces: Sequence[Trace], stretch: Stretch
) -> np.ndarray:
    for position, trace in enumerate(traces):
        item = network.layers[position]
        if item.type not in RULES:
            return network.predict(_whole(base, stretch), position)
        after = RULES[item.type](item, network.weights[position], base, stretch, trace)
        if isinstance(after, np.ndarray):
            return network.predict(after, position + 1)
        base, stretch = trace.output, after
    return _whole(base, stretch)


def _whole(base: np.ndarray, stretch: Stretch) -> np.ndarray:
    copies = np.repeat(base, len(stretch.starts), axis=0)
    rows = np.arange(len(copies))[:, None]
    copies[rows, stretch.starts[:, None] + np.arange(stretch.width)] = stretch.values
    return copies


def _step_by_step(
    item: Layer, weights: Sequence[np.ndarray], base: np.ndarray, stretch: Stretch, trace: Trace
) -> Stretch:
    return Stretch(stretch.starts, compute(item, weights, stretch.values).output)


def _dense(
    item: Layer, weights: Sequence[np.ndarray], base: np.ndarray, stretch: Stretch, trace: Trace
) -> Stretch | np.ndarray:
    if base.ndim > 2:
        return _step_by_step(item, weights, base, stretch, trace)
    kernel, bias = weights
    sums = np.repeat(base @ kernel + bias, len(stretch.starts), axis=0)
    for start in np.unique(stretch.starts):  # a flattened word has a few rows of the kernel
        copies, numbers = stretch.starts == start, slice(start, start + stretch.width)
        sums[copies] += (stretch.values[copies] - base[0, numbers]) @ kernel[numbers]
    return activation(item.config.get("activation", "linear"))(sums)


def _flatten(
    item: Layer, weights: Sequence[np.ndarray], base: np.ndarray, stretch: Stretch, trace: Trace
) -> Stretch:
    return Stretch(
        stretch.starts * base[0, 0].size, stretch.values.reshape(len(stretch.values), -1)
    )


def _sliding(size: str, filler: float) -> Rule:
    """The rule of a layer that slides a window of the length ``size`` along the steps."""

    def rule(
        item: Layer, weights: Sequence[np.ndarray], base: np.ndarray, stretch: Stretch, trace: Trace
    ) -> Stretch:
        (length,) = each_side(item.config[size], base.shape[1:])
        default = length if size == "pool_size" else 1
        (stride,) = each_side(item.config.get("strides") or default, base.shape[1:])
        (sides,) = pad_sides(item.config, (length,), (stride,), base)
        padded = np.pad(base[0], [sides, (0, 0)], constant_values=filler)
        changed = stretch.starts + sides[0]
        outputs = trace.output.shape[1]
        width = min(outputs, (stretch.width + length - 2) // stride + 1)
        starts = np.clip(-(-(changed - length + 1) // stride), 0, outputs - width)
        read = (width - 1) * stride + length
        windows = padded[(starts * stride)[:, None] + np.arange(read)]
        for step in range(stretch.width):
            places = changed + step - starts * stride
            inside = (places >= 0) & (places < read)
            windows[np.flatnonzero(inside), places[inside]] = stretch.values[inside, step]
        unpadded = item.with_config(padding="valid")
        return Stretch(starts, compute(unpadded, weights, windows).output)

    return rule


def _global_max(
    item: Layer, weights: Sequence[np.ndarray], base: np.ndarray, stretch: Stretch, trace: Trace
) -> np.ndarray:
    nothing = np.full_like(base[0, :1], -np.inf)
    before = np.concatenate([nothing, np.maximum.accumulate(base[0])])
    after = np.concatenate([np.maximum.accumulate(base[0, ::-1])[::-1], nothing])
    outside = np.maximum(before[stretch.starts], after[stretch.starts + stretch.width])
    return np.maximum(outside, stretch.values.max(axis=1))


def _recurrent(
    item: Layer, weights: Sequence[np.ndarray], base: np.ndarray, stretch: Stretch, trace: Trace
) -> np.ndarray:
    """Each copy joins at its first changed step, from the state stored before it."""
    cell, starts = CELLS[item.type], stretch.starts
    projected = project(item.type, weights, base)[0]
    changed = project(item.type, weights, stretch.values)
    stored = (trace.states, trace.cells)[: cell.memories]
    memory = [
        np.concatenate([np.zeros_like(states[0, :1]), states[0]])[starts] for states in stored
    ]
    advance, sequences = cell.step(item.config, weights), item.config.get("return_sequences")
    outputs = np.repeat(trace.states, len(starts), axis=0) if sequences else memory[0]
    for step in range(starts[0], len(projected)):
        joined = np.searchsorted(starts, step, "right")
        differing = np.searchsorted(starts, step - stretch.width, "right")
        now = np.repeat(projected[step : step + 1], joined, axis=0)
        copies = np.arange(differing, joined)
        now[copies] = changed[copies, step - starts[copies]]
        after, _ = advance(now, tuple(part[:joined] for part in memory))
        for part, new in zip(memory, after, strict=True):
            part[:joined] = new
        if sequences:
            outputs[:joined, step] = after[0]
    return outputs


RULES: dict[str, Rule] = {
    "Embedding": _step_by_step,
    "Activation": _step_by_step,
    "Dropout": _step_by_step,
    "Dense": _dense,
    "Flatten": _flatten,
    "Conv1D": _sliding("kernel_size", 0),
    "MaxPooling1D": _sliding("pool_size", -np.inf),
    "GlobalMaxPooling1D": _global_max,
    "SimpleRNN": _recurrent,
    "GRU": _recurrent,
    "LSTM": _recurrent,
}
