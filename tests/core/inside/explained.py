"""What an explained number has to hold: it adds up, and it is in the next layer."""

from __future__ import annotations

import numpy as np

from core.inside.activations import activation
from core.inside.sums import explain
from core.inside.terms import MOST_TERMS, Step

TOLERANCE = 1e-5


def near(value, other):
    return abs(value - other) <= TOLERANCE * max(1, abs(other))


def activated(name, before, others=(), unit=0):
    values = np.float32(others) if others else np.float32([before])
    return float(activation(name)(values)[unit if others else 0])


def hold_sum(total, before):
    """A sum adds up, its terms are in the layer's input, and it gives the layer's output."""
    assert len(total.terms) == min(total.count, MOST_TERMS)
    assert total.count == np.prod([end - start for start, end in total.window])
    for term in total.terms:
        assert term.value == before[term.source]
        inside = zip(term.source, total.window, strict=True)
        assert all(start <= index < end for index, (start, end) in inside)
        factor = 1 if total.kind == "lookup" else term.value
        assert near(term.product, factor * term.weight)
    products = [term.product for term in total.terms]
    if total.kind == "largest":
        assert products == sorted(products, reverse=True) and total.rest == 0
        assert total.before == before[total.won] == products[0]
        assert total.before == before[tuple(slice(*pair) for pair in total.window)].max()
    else:
        assert [*map(abs, products)] == sorted(map(abs, products), reverse=True)
        assert near(sum(products) + total.rest + total.bias, total.before)
    unit = total.place[-1]
    assert near(activated(total.activation, total.before, total.others, unit), total.value)
    assert not total.others or near(total.others[unit], total.before)


def hold_step(step, before, states):
    """Every gate adds up, and the state follows from them."""
    gates = {gate.name: gate.value for gate in step.gates}
    for gate in step.gates:
        assert near(gate.inputs + gate.recurrent + gate.bias, gate.before)
        listed = sum(term.product for term in gate.terms)
        assert near(listed + gate.rest + gate.bias, gate.before)
        assert near(activated(gate.activation, gate.before), gate.value)
        own = [sum(term.recurrent == part for term in gate.terms) for part in (False, True)]
        most, count = MOST_TERMS // 2, before.shape[-1]
        assert own == [min(count, most), min(gate.count - count, most)]
        for term in gate.terms:
            scale = gate.scale if term.recurrent else 1
            assert near(term.product, term.value * term.weight * scale)
            if not term.recurrent:
                assert term.source[0] == step.step and term.value == before[term.source]
    if step.cell is not None:
        assert near(step.carried, gates["f"] * step.cell_before)
        assert near(step.carried + step.added, step.cell)
        assert near(gates["o"] * step.shown, step.state)
    else:
        assert near(step.carried + step.added, step.state)
    previous = 0 if step.before is None else states[step.before, step.unit]
    assert (step.state_before, step.state) == (previous, states[step.step, step.unit])


def hold(network, number, place, inputs, traces, step=None):
    before = (traces[number - 1].output if number else inputs)[0]
    trace = traces[number]
    result = explain(network, number, place, inputs, traces, step)
    assert result.place == place
    if isinstance(result, Step):
        hold_step(result, before, trace.states[0])
    else:
        hold_sum(result, before)
    if step is None:
        assert result.value == trace.output[0][place]
    return result
