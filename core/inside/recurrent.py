"""Recurrent layers in NumPy, with the state and the gates of every step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.inside.activations import Function, activation
from core.inside.trace import Trace

Memory = tuple[np.ndarray, ...]
"""What is carried from step to step: the state and, in an LSTM, the cell; (batch, units) each."""
Weights = Sequence[np.ndarray]
"""Kernel (features, gates · units), recurrent kernel (units, gates · units), bias."""
Step = Callable[[np.ndarray, Memory], tuple[Memory, np.ndarray]]
"""(projected inputs (batch, gates · units), memory) → the next memory and the gates, alike."""


@dataclass(frozen=True)
class Cell:
    """One recurrent layer type.

    Attributes:
        step: (config, weights) → what one step computes.
        gates: How many gates it has; 0 if its only unit is the state itself.
        memories: How many arrays it carries.
        input_bias: The bias that is added to the projected inputs.
    """

    step: Callable[[Mapping[str, Any], Weights], Step]
    gates: int
    memories: int = 1
    input_bias: Callable[[Weights], np.ndarray] = lambda weights: weights[2]


def _simple(config: Mapping[str, Any], weights: Weights) -> Step:
    outer = activation(config.get("activation", "tanh"))

    def step(projected: np.ndarray, memory: Memory) -> tuple[Memory, np.ndarray]:
        state = outer(projected + memory[0] @ weights[1])
        return (state,), state

    return step


def _gru(config: Mapping[str, Any], weights: Weights) -> Step:
    inner, outer = _functions(config)
    units, bias = config["units"], weights[2][1]  # reset_after: the state has a bias of its own

    def step(projected: np.ndarray, memory: Memory) -> tuple[Memory, np.ndarray]:
        carried = memory[0] @ weights[1] + bias
        gates = projected + carried
        gates[:, : 2 * units] = inner(gates[:, : 2 * units])
        update, reset = gates[:, :units], gates[:, units : 2 * units]
        candidate = outer(projected[:, 2 * units :] + reset * carried[:, 2 * units :])
        gates[:, 2 * units :] = candidate
        return (update * memory[0] + (1 - update) * candidate,), gates

    return step


def _lstm(config: Mapping[str, Any], weights: Weights) -> Step:
    inner, outer = _functions(config)
    units = config["units"]

    def step(projected: np.ndarray, memory: Memory) -> tuple[Memory, np.ndarray]:
        gates = projected + memory[0] @ weights[1]
        gates[:, : 2 * units] = inner(gates[:, : 2 * units])
        candidate = outer(gates[:, 2 * units : 3 * units])
        leaves = inner(gates[:, 3 * units :])
        gates[:, 2 * units : 3 * units], gates[:, 3 * units :] = candidate, leaves
        cell = gates[:, units : 2 * units] * memory[1] + gates[:, :units] * candidate
        return (leaves * outer(cell), cell), gates

    return step


def _functions(config: Mapping[str, Any]) -> tuple[Function, Function]:
    """The functions of the gates and of the state."""
    inner = activation(config.get("recurrent_activation", "sigmoid"))
    return inner, activation(config.get("activation", "tanh"))


CELLS: dict[str, Cell] = {
    "SimpleRNN": Cell(_simple, gates=0),
    "GRU": Cell(_gru, gates=3, input_bias=lambda weights: weights[2][0]),
    "LSTM": Cell(_lstm, gates=4, memories=2),
}


def project(type: str, weights: Weights, inputs: np.ndarray) -> np.ndarray:
    """The inputs of all steps times the kernel, plus the bias: (…, steps, gates · units)."""
    return inputs @ weights[0] + CELLS[type].input_bias(weights)


def recur(type: str, config: Mapping[str, Any], weights: Weights, inputs: np.ndarray) -> Trace:
    """Run a recurrent layer over a sequence.

    Args:
        type: A key of CELLS.
        config: Its hyperparameters; dropout is ignored, as it is outside training.
        weights: Kernel, recurrent kernel and bias.
        inputs: (batch, steps, features) float32.
    """
    cell, units = CELLS[type], config["units"]
    projected = project(type, weights, inputs)
    batch, steps = inputs.shape[:2]
    memory: Memory = (np.zeros((batch, units), np.float32),) * cell.memories
    memories = np.empty((cell.memories, batch, steps, units), np.float32)
    gates = np.empty((batch, steps, cell.gates * units), np.float32)
    advance = cell.step(config, weights)
    for step in range(steps):
        memory, now = advance(projected[:, step], memory)
        for part, array in zip(memories, memory, strict=True):
            part[:, step] = array
        if cell.gates:
            gates[:, step] = now
    states = memories[0]
    return Trace(
        output=states if config.get("return_sequences") else states[:, -1],
        states=states,
        gates=gates.reshape(batch, steps, cell.gates, units) if cell.gates else None,
        cells=memories[1] if cell.memories > 1 else None,
    )


def both_ways(config: Mapping[str, Any], weights: Weights, inputs: np.ndarray) -> Trace:
    """Run ``Bidirectional``: the same layer type from either end, each with its own weights."""
    inner = config["layer"]
    half = len(weights) // 2
    forward = recur(inner.type, inner.config, weights[:half], inputs)
    backward = recur(inner.type, inner.config, weights[half:], inputs[:, ::-1])
    reverse = bool(inner.config.get("return_sequences"))

    def join(name: str, in_order: bool = True) -> np.ndarray | None:
        one, other = getattr(forward, name), getattr(backward, name)
        if one is None:
            return None
        return np.concatenate([one, other[:, ::-1] if in_order else other], axis=-1)

    return Trace(join("output", reverse), join("states"), join("gates"), join("cells"))
