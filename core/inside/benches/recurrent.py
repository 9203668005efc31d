"""A recurrent layer unrolled: many-to-one, one-to-many, many-to-many, with weights of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.errors import RequestError
from core.hyperparameters import Choice
from core.i18n import gettext, mark
from core.inside.benches.fields import Matrix, matrix
from core.inside.benches.sheet import ORANGE, Bench, Panel, Sheet, Step, product, sum_line, written
from core.inside.recurrent import recur

MANY_TO_ONE, ONE_TO_MANY, MANY_TO_MANY = "many-to-one", "one-to-many", "many-to-many"
_MOST_UNITS, _LARGEST = 3, 100


def _recurrent(values: Mapping[str, Any]) -> Sheet:
    given, shape = matrix(values["inputs"]), values["shape"]
    kernel, carry, out = (matrix(values[name]) for name in ("kernel", "carry", "out"))
    _require_fits(given, kernel, carry, out)
    read = given.copy()
    if shape == ONE_TO_MANY:
        read[1:] = 0
    units, length = len(carry), len(read)
    config = {"units": units, "return_sequences": True}
    states = recur("SimpleRNN", config, [kernel, carry, np.zeros(units)], read[None]).states[0]
    answering = [length - 1] if shape == MANY_TO_ONE else list(range(length))
    steps = []
    for step in range(length):
        steps += [_state(step, unit, read, kernel, carry, states) for unit in range(units)]
        if step in answering:
            row = answering.index(step)
            steps += [_answer(step, row, place, states, out) for place in range(out.shape[1])]
    names = tuple(gettext("step {number}", number=step + 1) for step in range(length))
    unused = tuple(range(1, length)) if shape == ONE_TO_MANY else ()
    answers = (states.astype(float) @ out)[answering]
    return Sheet(
        finding=gettext(
            "The same weights at each of {steps} steps; answers: {answers}.",
            steps=length,
            answers=len(answering),
        ),
        panels={
            "inputs": Panel(gettext("Inputs"), given, field="inputs", rows=names, unused=unused),
            "kernel": Panel(gettext("Weights of the input"), kernel, field="kernel"),
            "carry": Panel(gettext("Weights of the state before"), carry, field="carry"),
            "states": Panel(
                gettext("States"), states.astype(float), rows=names, tone=ORANGE, fills=True
            ),
            "out": Panel(gettext("Weights of the answer"), out, field="out"),
            "answers": Panel(
                gettext("Answers"),
                answers,
                rows=tuple(names[step] for step in answering),
                tone=ORANGE,
                fills=True,
            ),
        },
        steps=tuple(steps),
        products=gettext("Number × weight"),
    )


def _require_fits(
    given: np.ndarray, kernel: np.ndarray, carry: np.ndarray, out: np.ndarray
) -> None:
    features, units = kernel.shape
    if given.shape[1] != features or carry.shape != (units, units) or len(out) != units:
        raise RequestError(
            "Weights for {features} numbers a step and {units} units need {features} columns of "
            "inputs, {units} × {units} for the state, and {units} rows for the answer.",
            features=features,
            units=units,
        )


def _state(
    step: int,
    unit: int,
    read: np.ndarray,
    kernel: np.ndarray,
    carry: np.ndarray,
    states: np.ndarray,
) -> Step:
    """One number of a step's state: the sum over input and state before, and its tanh."""
    features, units = kernel.shape
    terms = [product(x, w) for x, w in zip(read[step], kernel[:, unit], strict=True)]
    frames = {"inputs": (step, 0, 1, features), "kernel": (0, unit, features, 1)}
    if step:
        terms += [product(h, w) for h, w in zip(states[step - 1], carry[:, unit], strict=True)]
        frames |= {"states": (step - 1, 0, 1, units), "carry": (0, unit, units, 1)}
    total = sum(value for _, value in terms)
    return Step(
        frames=frames,
        line=gettext(
            "{sum}; tanh: {state}",
            sum=sum_line([value for _, value in terms], total),
            state=written(states[step, unit]),
        ),
        fills=(("states", step, unit),),
        terms=tuple(terms),
        across=len(terms),
    )


def _answer(step: int, row: int, place: int, states: np.ndarray, out: np.ndarray) -> Step:
    """One number of an answer: the sum over a step's state."""
    terms = [product(h, w) for h, w in zip(states[step], out[:, place], strict=True)]
    total = sum(value for _, value in terms)
    return Step(
        frames={"states": (step, 0, 1, len(out)), "out": (0, place, len(out), 1)},
        line=sum_line([value for _, value in terms], total),
        fills=(("answers", row, place),),
        terms=tuple(terms),
        across=len(terms),
    )


def _weights(name: str, default: str, label: str) -> Matrix:
    return Matrix(
        name=name,
        default=default,
        most_rows=_MOST_UNITS,
        most_columns=_MOST_UNITS,
        largest=_LARGEST,
        label=label,
    )


RECURRENT = Bench(
    "recurrent",
    mark("Recurrent, unrolled"),
    (
        Choice(
            name="shape",
            default=MANY_TO_ONE,
            choices=(MANY_TO_ONE, ONE_TO_MANY, MANY_TO_MANY),
            label=mark("Shape"),
        ),
        Matrix(
            name="inputs",
            default="1;0.5;-1;0.5",
            most_rows=8,
            most_columns=_MOST_UNITS,
            largest=_LARGEST,
            label=mark("Inputs"),
        ),
        _weights("kernel", "0.8,-0.5", mark("Weights of the input")),
        _weights("carry", "0.5,-0.3;0.4,0.6", mark("Weights of the state before")),
        _weights("out", "1;-1", mark("Weights of the answer")),
    ),
    _recurrent,
)
