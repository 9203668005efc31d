"""One unit of a recurrent layer at one step: its gates as sums, and how its memory changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.inside.activations import activation
from core.inside.terms import MOST_TERMS, Gate, Place, Step, Term, largest

GATES = {"SimpleRNN": "h", "GRU": "zrh", "LSTM": "ifco"}
"""The names of a layer type's gates, in Keras' order."""
CANDIDATES = "ch"
"""Gates that have the activation of the state; others have the recurrent activation."""


@dataclass(frozen=True)
class Unit:
    """One unit at one step of a layer that reads in one direction.

    Attributes:
        type: A key of GATES.
        config: The layer's hyperparameters.
        weights: Kernel, recurrent kernel and bias.
        inputs: (steps, features), the layer's input.
        states: (steps, units), the state after each step, in the order of the input.
        gates: (steps, gates, units), likewise; None of a SimpleRNN.
        cells: (steps, units), likewise; None if there is no cell.
        step: The step.
        before: The step that was read before; None at the first.
        number: Which unit.
    """

    type: str
    config: Mapping[str, Any]
    weights: Sequence[np.ndarray]
    inputs: np.ndarray
    states: np.ndarray
    gates: np.ndarray | None
    cells: np.ndarray | None
    step: int
    before: int | None
    number: int

    def gate(self, index: int) -> float:
        """The value of a gate."""
        array = self.states if self.gates is None else self.gates[:, index]
        return float(array[self.step, self.number])

    def activation(self, name: str) -> str:
        """The activation of a gate."""
        if name in CANDIDATES:
            return self.config.get("activation", "tanh")
        return self.config.get("recurrent_activation", "sigmoid")


def explain_step(unit: Unit, place: Place, number: int) -> Step:
    """Explain a unit at a step.

    Args:
        unit: The unit.
        place: Where it is in the layer's output.
        number: The unit counted as in ``place``.
    """
    names, state = GATES[unit.type], float(unit.states[unit.step, unit.number])
    cell = None if unit.cells is None else float(unit.cells[unit.step, unit.number])
    state_before = _before(unit, unit.states)
    cell_before = None if unit.cells is None else _before(unit, unit.cells)
    values = {name: unit.gate(index) for index, name in enumerate(names)}
    carried, added, shown = 0.0, values.get("h", 0.0), None
    outer = unit.activation("h")
    if cell_before is not None:
        carried, added = values["f"] * cell_before, values["i"] * values["c"]
        shown = float(activation(outer)(np.float32(cell)))
    elif "z" in values:
        carried, added = values["z"] * state_before, (1 - values["z"]) * values["h"]
    return Step(
        place=place,
        step=unit.step,
        unit=number,
        before=unit.before,
        gates=tuple(_gate(unit, index) for index in range(len(names))),
        state_before=state_before,
        state=state,
        cell_before=cell_before,
        cell=cell,
        carried=carried,
        added=added,
        activation=outer,
        shown=shown,
    )


def _before(unit: Unit, memory: np.ndarray) -> float:
    return 0.0 if unit.before is None else float(memory[unit.before, unit.number])


def _gate(unit: Unit, index: int) -> Gate:
    name, (kernel, recurrent_kernel, bias) = GATES[unit.type][index], unit.weights
    column = index * unit.config["units"] + unit.number
    # reset_after, Keras' default: the reset gate is outside the product, and the state has a bias
    resets = unit.type == "GRU" and name == "h"
    scale = unit.gate(GATES["GRU"].index("r")) if resets else 1.0
    states = np.zeros_like(unit.states[0]) if unit.before is None else unit.states[unit.before]
    values = np.concatenate([unit.inputs[unit.step], states]).astype(np.float64)
    weights = np.concatenate([kernel[:, column], recurrent_kernel[:, column]]).astype(np.float64)
    features = len(kernel)
    products = values * weights
    products[features:] *= scale
    added = np.atleast_2d(bias)[:, column].astype(np.float64)
    constant = float(added[0] + scale * added[1:].sum())
    parts = (products[:features], products[features:])
    each = [largest(abs(part), MOST_TERMS // 2) for part in parts]
    order = sorted([*each[0], *(each[1] + features)], key=lambda item: -abs(products[item]))
    inputs, recurrent = (float(part.sum()) for part in parts)
    return Gate(
        name=name,
        inputs=inputs,
        recurrent=recurrent,
        scale=scale,
        bias=constant,
        before=inputs + recurrent + constant,
        activation=unit.activation(name),
        value=unit.gate(index),
        terms=tuple(
            Term(
                (unit.step, int(item)) if item < features else (int(item - features),),
                float(values[item]),
                float(weights[item]),
                float(products[item]),
                recurrent=bool(item >= features),
            )
            for item in order
        ),
        count=products.size,
        rest=inputs + recurrent - float(products[order].sum()),
    )
