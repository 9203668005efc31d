"""What one layer computes from its input."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Trace:
    """A layer's output and, for a recurrent layer, how it came about.

    Attributes:
        output: (batch, …) float32, as Keras' layer returns it.
        states: (batch, steps, units) float32, the state after each step; None for other layers.
        gates: (batch, steps, gates, units) float32, after their activations, in Keras' order: i, f,
            c, o of an LSTM (c is the candidate), z, r, h of a GRU; None if it has no gates.
        cells: (batch, steps, units) float32, an LSTM's cell after each step; None for others.

    The units of a bidirectional layer are those of the forward layer and then those of the backward
    layer; both are in the order of the steps of the input.
    """

    output: np.ndarray
    states: np.ndarray | None = None
    gates: np.ndarray | None = None
    cells: np.ndarray | None = None

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        arrays = (self.output, self.states, self.gates, self.cells)
        return sum(array.nbytes for array in arrays if array is not None)
