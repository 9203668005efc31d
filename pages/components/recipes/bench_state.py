"""The bench that is open in this session: its numbers, what was typed, and the step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from core.errors import RecipeLabError
from core.inside.benches import Bench, Sheet, bench

KEY = "bench"


@dataclass(frozen=True)
class Opened:
    """An open bench.

    Attributes:
        bench: Which one.
        values: The values of its fields that are shown, all valid.
        typed: What its fields hold; texts that were refused are among them.
        problem: Why what was typed is refused, in a sentence; "" if it is shown.
        step: 0-based number of the step shown.
        serial: Number of the last change the browser sent.
    """

    bench: Bench
    values: Mapping[str, Any]
    typed: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    step: int = 0
    serial: int = 0

    def sheet(self) -> Sheet:
        return self.bench.compute(self.values)


def opened() -> Opened | None:
    """The bench that is open; None if a recipe is."""
    return st.session_state.get(KEY)


def close() -> None:
    """Show the recipe again."""
    st.session_state.pop(KEY, None)


def open_bench(name: str, values: Mapping[str, Any] | None = None, step: int = 0) -> list[str]:
    """Open a bench with some values, all of which are allowed; the others are the source's.

    Returns:
        A sentence if they do not fit each other: then all are the source's.
    """
    entry = bench(name)
    current = opened()
    state = Opened(entry, entry.read({}), serial=current.serial if current else 0)
    shown, problem = changed(state, values or {}, step)
    st.session_state[KEY] = replace(shown, typed={}, problem="")
    return [problem] if problem else []


def follow(key: str) -> None:
    """Take over what the bench's component of this key has just sent."""
    sent = st.session_state[key].given
    state = opened()
    if state is None or sent["bench"] != state.bench.name:
        return  # another one was opened meanwhile
    shown, _ = changed(state, sent["typed"], int(sent["step"]))
    st.session_state[KEY] = replace(shown, serial=int(sent["serial"]))


def changed(state: Opened, typed: Mapping[str, Any], step: int) -> tuple[Opened, str]:
    """A bench after something was typed: what is refused stays in its field and changes nothing."""
    texts = {name: str(value) for name, value in typed.items()}
    try:
        values = state.bench.read({**state.values, **texts})
        sheet = state.bench.compute(values)
    except RecipeLabError as error:
        step = max(0, min(step, len(state.sheet().steps) - 1))
        return replace(state, typed=texts, problem=str(error), step=step), str(error)
    step = max(0, min(step, len(sheet.steps) - 1))
    return replace(state, values=values, typed=texts, problem="", step=step), ""
