"""What is left of the first word: gradients are exact, and an open gate is what keeps them."""

from __future__ import annotations

import numpy as np
import pytest

from core.inside.benches import bench
from core.inside.benches.memory import lstm_gradients, part, simple_gradients
from core.inside.recurrent import recur

GATES = {"SimpleRNN": (1, simple_gradients), "LSTM": (4, lstm_gradients)}


@pytest.mark.parametrize("type", list(GATES))
def test_gradients_are_those_of_small_changes(type):
    gates, gradients = GATES[type]
    rng, units, steps, small = np.random.default_rng(1), 3, 5, 1e-2
    shapes = ((2, gates * units), (units, gates * units), (gates * units,))
    weights = [rng.normal(0, 0.7, shape) for shape in shapes]
    inputs = rng.normal(size=(steps, 2))
    norms = gradients(weights, inputs)
    for step in range(steps):
        changes = []
        for feature in range(2):
            near = np.repeat(inputs[None], 2, axis=0)
            near[:, step, feature] += [small, -small]
            up, down = recur(type, {"units": units}, weights, near).output.astype(float)
            changes.append((up - down) / (2 * small))
        assert norms[step] == pytest.approx(np.linalg.norm(changes), rel=2e-3, abs=1e-5)


def test_over_200_words_only_an_open_gate_keeps_the_first():
    simple, start, opened = bench("memory").sheet().lines
    assert len(simple.values) == len(opened.values) == 200
    assert all(line.values[-1] == pytest.approx(1) for line in (simple, start, opened))
    assert simple.values[0] < 1e-9 and start.values[0] < 1e-9
    assert opened.values[0] > 1e-3


def test_small_shares_are_powers_of_ten():
    assert [part(share) for share in (0.26, 1, 3e-27, 1e-300)] == ["26 %", "100 %", "10⁻²⁷", "0"]
