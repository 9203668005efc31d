"""One number of a layer's output as what gave it: products, candidates, or the gates of a step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

MOST_TERMS = 24
"""How many products of a sum are listed; imdb/mlp's Dense has 25,600."""
Place = tuple[int, ...]
"""An index into an array without its batch."""
Kind = Literal["products", "lookup", "largest", "copy"]


@dataclass(frozen=True)
class Term:
    """One product of a sum, or one candidate of a maximum.

    Attributes:
        source: Where the number is in the layer's input, which is the output of the layer before;
            of a recurrent term, (unit,) in the state of the step before.
        value: The number there; of a lookup, the token.
        weight: What it is multiplied by; 1 where there is no weight. Of a lookup, the number in the
            token's row.
        product: What the sum gets: value times weight, and in a GRU's candidate the reset gate;
            of a candidate its value, of a lookup the weight.
        recurrent: Whether it reads the state.
    """

    source: Place
    value: float
    weight: float
    product: float
    recurrent: bool = False


@dataclass(frozen=True, kw_only=True)
class Sum:
    """How one number of a layer's output was computed.

    The products of ``terms``, ``rest`` and ``bias`` add up to ``before``, of which the activation
    makes ``value``. A maximum does not add up: its terms are candidates, ``rest`` is 0.

    Attributes:
        place: Where the number is in the layer's output.
        kind: "products" (Dense, convolutions), "lookup" (Embedding), "largest" (pooling) or "copy"
            (Dropout, Flatten, Reshape, Activation).
        terms: The largest products in size, or the largest candidates, the largest first; at most
            MOST_TERMS.
        count: How many there are in all.
        rest: The sum of the products that are not in ``terms``.
        bias: 0 where the layer has no bias.
        before: The number before the activation.
        activation: Keras' name.
        value: The number in the layer's output, and so in the next layer's input.
        window: For each axis of the layer's input the half-open range that is read; what padding
            adds is left out, so it is shorter at a border.
        won: The source of the largest candidate, the first of equal ones; None for other kinds.
        others: Of a softmax the numbers before the activation of all units, in order; otherwise
            empty.
    """

    place: Place
    kind: Kind
    terms: tuple[Term, ...]
    count: int
    rest: float
    bias: float
    before: float
    activation: str
    value: float
    window: tuple[tuple[int, int], ...]
    won: Place | None = None
    others: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Gate:
    """One gate of one unit at one step; ``inputs + recurrent + bias == before``.

    Attributes:
        name: "i", "f", "c", "o" of an LSTM (c is the candidate for the cell); "z", "r", "h" of a
            GRU (h is the candidate for the state); "h" of a SimpleRNN, which is the state itself.
        inputs: Sum of the products of the step's inputs.
        recurrent: Sum of the products of the state before, times ``scale``.
        scale: The reset gate in a GRU's candidate; otherwise 1.
        bias: The bias; in a GRU the sum of both, that of the state times ``scale``.
        before: The number before the activation.
        activation: Keras' name.
        value: The gate.
        terms: The largest products in size, the largest first; of the inputs and of the state at
            most MOST_TERMS / 2 each.
        count: How many there are in all.
        rest: The sum of the products that are not in ``terms``.
    """

    name: str
    inputs: float
    recurrent: float
    scale: float
    bias: float
    before: float
    activation: str
    value: float
    terms: tuple[Term, ...]
    count: int
    rest: float


@dataclass(frozen=True, kw_only=True)
class Step:
    """How one unit of a recurrent layer changed at one step.

    The memory is an LSTM's cell and otherwise the state: ``carried + added`` is the new memory. In
    an LSTM, carried is f · cell before and added i · c, and the state is o · ``shown``; in a GRU,
    carried is z · state before and added (1 − z) · h; a SimpleRNN carries nothing and adds h.

    Attributes:
        place: Where the unit is in the layer's output: (step, unit) if it returns sequences, or
            (unit,).
        step: The step, counted in the order of the input.
        unit: The unit, counted as in ``place``.
        before: The step that was read before; None at the first. A bidirectional layer's second
            half reads from the end, so that it is the next one there.
        gates: In Keras' order.
        state_before: 0 at the first step.
        state: The state after the step. It is in the layer's output if the layer returns sequences
            or the step is the last that is read.
        cell_before: None if there is no cell.
        cell: None if there is no cell.
        carried: What remains of the memory.
        added: What is added to it.
        activation: The activation of the state, Keras' name.
        shown: An LSTM's cell after its activation; None for others.
        kind: Tells it from a Sum.
    """

    place: Place
    step: int
    unit: int
    before: int | None
    gates: tuple[Gate, ...]
    state_before: float
    state: float
    cell_before: float | None
    cell: float | None
    carried: float
    added: float
    activation: str
    shown: float | None
    kind: Literal["step"] = "step"

    @property
    def value(self) -> float:
        """The state, which is what the layer passes on."""
        return self.state


def largest(numbers: np.ndarray, most: int = MOST_TERMS) -> np.ndarray:
    """Indices of the largest numbers, the largest first, the first of equal ones."""
    return np.argsort(-numbers, kind="stable")[:most]
