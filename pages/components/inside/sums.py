"""What draw_sums.js writes: the sum that gave one number, or the gates of a step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.architectures import Layer
from core.architectures.layers import layer_type
from core.i18n import gettext, mark, ngettext
from core.inside.terms import Gate, Step, Sum, Term
from pages.components.inside.naming import Axes, place_name
from pages.components.inside.words import number

SPOKEN = 3
"""How many terms a screen reader gets; all are in the list."""
MOST_OF_GATE = 8
GATES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "LSTM": {
        "i": (mark("input"), mark("of the new enters")),
        "f": (mark("forget"), mark("of the old stays")),
        "c": (mark("new"), mark("is offered")),
        "o": (mark("output"), mark("is shown")),
    },
    "GRU": {
        "z": (mark("update"), mark("of the old stays")),
        "r": (mark("reset"), mark("of the old is read")),
        "h": (mark("new"), mark("is offered")),
    },
    "SimpleRNN": {"h": (mark("state"), mark("is passed on"))},
}
"""What a gate is called, and what its share is of."""


def describe_sum(
    item: Layer, position: int, stop: Sum | Step, before: Axes, after: Axes
) -> dict[str, Any]:
    """Describe how a number came about for draw_sums.js.

    Args:
        item: The layer that computed it.
        position: Its number, counted from 1.
        stop: How the number came about.
        before: What the numbers of the layer's input are called.
        after: What the numbers of its output are called.
    """
    about = gettext(layer_type(item.type).about)
    if isinstance(stop, Step):
        return _step(item, position, stop, before, after) | {"about": about}
    return _sum(position, stop, before, after) | {"about": about}


# ── sums ─────────────────────────────────────────────────────────────────────────────────────────


def _sum(position: int, stop: Sum, before: Axes, after: Axes) -> dict[str, Any]:
    terms = [
        _term(position, term, place_name(before, term.source), stop.kind) for term in stop.terms
    ]
    title, value = place_name(after, stop.place), number(stop.value)
    total = _total(stop)
    spoken = [f"{term['name']}: {term['formula']} {term['product']}" for term in terms[:SPOKEN]]
    return {
        "kind": stop.kind,
        "title": title,
        "lead": _lead(stop),
        "terms": terms,
        "rest": _rest(stop.count - len(terms), stop.rest) if stop.kind == "products" else "",
        "total": total,
        "value": value,
        "window": stop.window,
        "grid": _grid(stop, before),
        "spoken": gettext(
            "{name}: {terms}. {total} {value}",
            name=title,
            terms="; ".join(spoken),
            total=total,
            value=value,
        ),
    }


def _term(position: int, term: Term, name: str, kind: str) -> dict[str, Any]:
    formula = {
        "products": gettext(
            "{value} × {weight} =", value=number(term.value), weight=number(term.weight)
        ),
        "lookup": gettext("token {token}", token=round(term.value)),
    }
    return {
        "name": name,
        "formula": formula.get(kind, ""),
        "product": number(term.product, signed=kind == "products"),
        "share": term.product,
        "source": term.source,
        "to": {"layer": position - 1, "unit": term.source, "step": None},
    }


def _lead(stop: Sum) -> str:
    if stop.kind == "products":
        return ngettext("{count:,} product, one sum.", "{count:,} products, one sum.", stop.count)
    if stop.kind == "largest":
        return ngettext(
            "The only one stays.", "The largest of {count:,} stays, wherever it was.", stop.count
        )
    return ""


def _rest(count: int, rest: float) -> str:
    if not count:
        return ""
    return ngettext(
        "{count:,} more: {rest}", "{count:,} more: {rest}", count, rest=number(rest, signed=True)
    )


def _total(stop: Sum) -> str:
    """The line before the value."""
    if stop.kind != "products":
        return ""
    total = {
        "sum": number(stop.before - stop.bias, signed=True),
        "bias": number(stop.bias, signed=True),
    }
    if stop.activation == "linear":
        return gettext("sum {sum}, bias {bias} →", **total)
    if stop.others:
        return gettext(
            "sum {sum}, bias {bias} → {before}, softmax over {count} →",
            before=number(stop.before),
            count=len(stop.others),
            **total,
        )
    return gettext(
        "sum {sum}, bias {bias} → {before}, {activation} →",
        before=number(stop.before),
        activation=stop.activation,
        **total,
    )


def _grid(stop: Sum, before: Axes) -> dict[str, Any] | None:
    """A window as a square of products, if it has two sides and all its products are listed."""
    sides = [axis for axis, (start, end) in enumerate(stop.window) if end - start > 1]
    if stop.kind != "products" or len(sides) != 2 or stop.count != len(stop.terms):
        return None
    ranges = [range(*stop.window[axis]) for axis in sides]
    cells = {
        tuple(term.source[axis] - stop.window[axis][0] for axis in sides): place
        for place, term in enumerate(stop.terms)
    }
    return {
        "rows": [before[sides[0]].name(index) for index in ranges[0]],
        "cells": [
            [cells[row, column] for column in range(len(ranges[1]))]
            for row in range(len(ranges[0]))
        ],
    }


# ── steps ────────────────────────────────────────────────────────────────────────────────────────


def _step(item: Layer, position: int, stop: Step, before: Axes, after: Axes) -> dict[str, Any]:
    kind = item.config["layer"].type if item.type == "Bidirectional" else item.type
    unit, moment = after[-1].name(stop.unit), before[0].name(stop.step)
    gates = [_gate(kind, position, stop, gate, before, after) for gate in stop.gates]
    lines = _memory(kind, stop)
    value = number(stop.state)
    return {
        "kind": "step",
        "title": gettext("{unit} at “{step}”", unit=unit, step=moment),
        "lead": _change(stop),
        "gates": gates,
        "lines": lines[:-1],
        "total": lines[-1],
        "value": value,
        "window": [[stop.step, stop.step + 1], [0, None]],
        "spoken": " ".join(
            [
                gettext("{unit} at “{step}”", unit=unit, step=moment),
                *(f"{gate['name']} {gate['value']} {gate['note']};" for gate in gates),
                *lines,
                value,
            ]
        ),
    }


def _change(stop: Step) -> str:
    """How the memory changed, in a sentence."""
    old, new = stop.state_before, stop.state
    if stop.cell is not None:
        old, new = stop.cell_before, stop.cell
    old, new = number(old, signed=True), number(new, signed=True)
    if stop.before is None:
        return gettext("The first step it reads: its memory becomes {new}.", new=new)
    return gettext("Its memory changes from {old} to {new}.", old=old, new=new)


def _gate(
    kind: str, position: int, stop: Step, gate: Gate, before: Axes, after: Axes
) -> dict[str, Any]:
    name, note = GATES[kind][gate.name]
    listed, others = gate.terms[:MOST_OF_GATE], gate.terms[MOST_OF_GATE:]
    total = gettext(
        "inputs {inputs}, state {state}, bias {bias} → {before}, {activation} → {value}",
        inputs=number(gate.inputs, signed=True),
        state=number(gate.recurrent, signed=True),
        bias=number(gate.bias, signed=True),
        before=number(gate.before),
        activation=gate.activation,
        value=number(gate.value),
    )
    return {
        "name": gettext(name),
        "note": gettext(note),
        "value": number(gate.value),
        "share": gate.value,
        "terms": [_step_term(position, stop, term, before, after) for term in listed],
        "rest": _rest(gate.count - len(listed), gate.rest + sum(it.product for it in others)),
        "total": total,
    }


def _step_term(position: int, stop: Step, term: Term, before: Axes, after: Axes) -> dict[str, Any]:
    if not term.recurrent:
        return _term(position, term, place_name(before, term.source), "products")
    (unit,) = term.source
    name = gettext("{unit} before", unit=after[-1].name(unit))
    described = _term(position, term, name, "products")
    if len(stop.place) == 1:
        target = {"unit": [unit], "step": stop.before}
    else:
        target = {"unit": [stop.before, unit], "step": None}
    return described | {"source": None, "to": {"layer": position, **target}}


def _memory(kind: str, stop: Step) -> list[str]:
    """How gates and memory made the state, in lines; behind the last one is the state."""
    if kind == "SimpleRNN":
        (gate,) = stop.gates
        before = number(gate.before)
        return [gettext("{activation}({before}) =", activation=gate.activation, before=before)]
    share = {gate.name: number(gate.value) for gate in stop.gates}
    if kind == "GRU":
        return [
            gettext(
                "{update} × {old} + (1 − {update}) × {new} =",
                update=share["z"],
                old=number(stop.state_before),
                new=share["h"],
            )
        ]
    return [
        gettext(
            "{forget} × {old} + {input} × {new} = {cell}",
            forget=share["f"],
            old=number(stop.cell_before),
            input=share["i"],
            new=share["c"],
            cell=number(stop.cell),
        ),
        gettext(
            "{output} × {activation}({cell}) =",
            output=share["o"],
            activation=stop.activation,
            cell=number(stop.cell),
        ),
    ]
