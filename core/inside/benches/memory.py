"""What is left of the first word: the gradient of the last state by every step, exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from core.hyperparameters import Float, Int
from core.i18n import gettext, mark
from core.inside.benches.sheet import INK, ORANGE, VIOLET, Bench, Line, Sheet
from core.inside.recurrent import recur

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_LEAST = 1e-300


def _memory(values: Mapping[str, Any]) -> Sheet:
    rng = np.random.default_rng(values["seed"])
    units, forget = values["units"], values["forget"]
    inputs = rng.standard_normal((values["steps"], units))
    simple = [_glorot(rng, units, units), _orthogonal(rng, units, units), np.zeros(units)]
    lstm = [_glorot(rng, units, 4 * units), _orthogonal(rng, units, 4 * units)]

    def open_gate(bias: float) -> np.ndarray:
        return lstm_gradients([*lstm, _forget_bias(units, bias)], inputs)

    curves = [
        (gettext("SimpleRNN"), simple_gradients(simple, inputs), ORANGE),
        (gettext("LSTM, as Keras starts it"), open_gate(1), INK),
        (gettext("LSTM, forget bias {bias:g}", bias=forget), open_gate(forget), VIOLET),
    ]
    shares = [gradients / max(gradients[-1], _LEAST) for _, gradients, _ in curves]
    return Sheet(
        finding=gettext(
            "Left of the first word: SimpleRNN {simple}, LSTM {start}, with an open gate {open}.",
            simple=part(shares[0][0]),
            start=part(shares[1][0]),
            open=part(shares[2][0]),
        ),
        lines=tuple(
            Line(name, np.maximum(share, _LEAST), tone)
            for (name, _, tone), share in zip(curves, shares, strict=True)
        ),
        axes=(gettext("Word"), gettext("Gradient, as a share of the last word's")),
    )


def part(share: float) -> str:
    """A share in percent, or as a power of ten if it is small."""
    if share >= 0.01:
        return f"{100 * share:.0f} %"
    if share <= _LEAST:
        return "0"
    return "10" + str(round(np.log10(share))).translate(_SUPERSCRIPT)


def _glorot(rng: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    limit = np.sqrt(6 / (rows + columns))
    return rng.uniform(-limit, limit, (rows, columns))


def _orthogonal(rng: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    """Rows at right angles to each other, as Keras draws recurrent weights: rows ≤ columns."""
    q, r = np.linalg.qr(rng.standard_normal((columns, rows)))
    return (q * np.sign(np.diag(r))).T


def _forget_bias(units: int, bias: float) -> np.ndarray:
    """The biases of an LSTM's gates i, f, c, o: (4 · units,)."""
    return np.concatenate([np.zeros(units), np.full(units, bias), np.zeros(2 * units)])


def simple_gradients(weights: Sequence[np.ndarray], inputs: np.ndarray) -> np.ndarray:
    """How much a SimpleRNN's last state depends on each input.

    Args:
        weights: Kernel (features, units), recurrent kernel (units, units), bias (units,).
        inputs: (steps, features).

    Returns:
        (steps,) float64, the Frobenius norm of the last state's Jacobian by each step's input.
    """
    config = {"units": len(weights[1])}
    slopes = 1 - recur("SimpleRNN", config, weights, inputs[None]).states[0].astype(float) ** 2
    by_state, norms = np.eye(config["units"]), np.empty(len(inputs))
    for step in reversed(range(len(inputs))):
        norms[step] = np.linalg.norm((weights[0] * slopes[step]) @ by_state)
        by_state = (weights[1] * slopes[step]) @ by_state
    return norms


def lstm_gradients(weights: Sequence[np.ndarray], inputs: np.ndarray) -> np.ndarray:
    """How much an LSTM's last state depends on each input.

    Args:
        weights: Kernel (features, 4 · units), recurrent kernel (units, 4 · units), bias.
        inputs: (steps, features).

    Returns:
        (steps,) float64, the Frobenius norm of the last state's Jacobian by each step's input.
    """
    units = len(weights[1])
    trace = recur("LSTM", {"units": units}, weights, inputs[None])
    cells = np.vstack([np.zeros(units), trace.cells[0].astype(float)])
    by_state, by_cell, norms = np.eye(units), np.zeros((units, units)), np.empty(len(inputs))
    for step in reversed(range(len(inputs))):
        i, f, candidate, o = trace.gates[0, step].astype(float)
        outer = np.tanh(cells[step + 1])
        by_cell = by_cell + (o * (1 - outer**2))[:, None] * by_state
        gates = np.concatenate(
            [
                (candidate * i * (1 - i))[:, None] * by_cell,
                (cells[step] * f * (1 - f))[:, None] * by_cell,
                (i * (1 - candidate**2))[:, None] * by_cell,
                (outer * o * (1 - o))[:, None] * by_state,
            ]
        )
        norms[step] = np.linalg.norm(weights[0] @ gates)
        by_state, by_cell = weights[1] @ gates, f[:, None] * by_cell
    return norms


MEMORY = Bench(
    "memory",
    mark("What is left of the first word"),
    (
        Int(name="steps", default=200, low=2, high=400, label=mark("Words")),
        Int(name="units", default=16, low=1, high=32, label=mark("Units")),
        Float(name="forget", default=5, low=-5, high=10, label=mark("Forget bias")),
        Int(name="seed", default=0, low=0, high=1_000_000, label=mark("Seed")),
    ),
    _memory,
)
