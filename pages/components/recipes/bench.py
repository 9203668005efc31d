"""A bench on the page: its fields, its matrices and its computation, step by step."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from core.hyperparameters import Choice, Hyperparameter
from core.i18n import gettext
from core.inside.benches import BENCHES, OF_LAYERS, Panel, Sheet, Step
from core.inside.benches.fields import Matrix, Words
from core.inside.benches.sheet import written
from core.recipes import Recipe
from pages.components.frame.errors import show_errors
from pages.components.live.component import component
from pages.components.live.serving import under_base
from pages.components.recipes import bench_state, choice
from pages.components.recipes.bench_state import Opened

KEY, PICKED, LINKS = "bench sheet", "bench picked", "bench links"
_HTML = '<div class="bench"></div>'


def show_bench() -> None:
    """Show the open bench; run as a fragment, so that only this part is run when it changes."""
    with show_errors():
        shown = bench_state.opened()
        if shown:
            component(__file__, _HTML)(
                key=KEY, data=describe(shown), on_given_change=partial(bench_state.follow, KEY)
            )
            choice.write_url()


def show_benches(current: str) -> None:
    """Show a small list of all benches, one of which is open."""
    st.session_state[PICKED] = current
    st.pills(
        gettext("Examples"),
        list(BENCHES),
        key=PICKED,
        format_func=lambda name: gettext(BENCHES[name].title),
        on_change=_pick,
        label_visibility="collapsed",
    )


def _pick() -> None:
    if name := st.session_state[PICKED]:
        bench_state.open_bench(name)


def links_to_benches(recipe: Recipe) -> dict[str, list[tuple[str, str]]]:
    """Layer type → address and label of each bench that shows what such a layer computes."""

    def link(name: str) -> tuple[str, str]:
        query = urlencode({"recipe": recipe.id, "bench": name})
        return under_base(f"/{choice.PAGE}?{query}"), gettext(BENCHES[name].title)

    return {type: [link(name) for name in names] for type, names in OF_LAYERS.items()}


def follow_links() -> None:
    """Open the bench whose link was pressed, in this session; call it where blocks have links."""
    component(str(Path(__file__).with_name("bench_links.py")), "<i hidden></i>")(
        key=LINKS, data={"query": "bench"}, on_bench_change=_open
    )


def _open() -> None:
    name = st.session_state[LINKS].bench
    if name in BENCHES:
        bench_state.open_bench(name)


def describe(shown: Opened) -> dict[str, Any]:
    """Describe an open bench for bench.js."""
    sheet = shown.sheet()
    edited = {panel.field for panel in sheet.panels.values()}
    values = {
        field.name: shown.typed.get(field.name, _text(shown.values[field.name]))
        for field in shown.bench.fields
    }
    return {
        "bench": shown.bench.name,
        "serial": shown.serial,
        "step": shown.step,
        "typed": values,
        "defaults": {field.name: _text(field.default) for field in shown.bench.fields},
        "problem": shown.problem,
        "finding": sheet.finding,
        "fields": [_field(field) for field in shown.bench.fields if field.name not in edited],
        "panels": [_panel(key, panel, shown) for key, panel in sheet.panels.items()],
        "products": sheet.products,
        "steps": [_step(step) for step in sheet.steps],
        "lines": [
            {"name": line.name, "values": _four_digits(line.values), "tone": line.tone}
            for line in sheet.lines
        ],
        "axes": sheet.axes,
        "texts": _texts(sheet),
    }


def _text(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _four_digits(values: np.ndarray) -> list[float]:
    return [float(f"{value:.4g}") for value in values.tolist()]


def _field(field: Hyperparameter) -> dict[str, Any]:
    return {
        "name": field.name,
        "label": gettext(field.label),
        "choices": field.choices if isinstance(field, Choice) else None,
        "most": field.most if isinstance(field, Words) else None,
        "lines": isinstance(field, Words) and "\n" in field.default,
    }


def _panel(key: str, panel: Panel, shown: Opened) -> dict[str, Any]:
    field = next((field for field in shown.bench.fields if field.name == panel.field), None)
    numbers = panel.cells.dtype.kind == "f"
    most = float(np.abs(panel.cells).max()) if numbers and panel.cells.size else 0
    return {
        "key": key,
        "title": panel.title,
        "field": panel.field,
        "limits": [field.most_rows, field.most_columns] if isinstance(field, Matrix) else None,
        "rows": panel.rows,
        "columns": panel.columns,
        "cells": [[written(x) if numbers else str(x) for x in row] for row in panel.cells],
        "shares": (np.abs(panel.cells) / most).round(3).tolist() if most else None,
        "border": panel.border,
        "tone": panel.tone,
        "fills": panel.fills,
        "unused": panel.unused,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "frames": dict(step.frames),
        "line": step.line,
        "fills": step.fills,
        "terms": [[text, written(value)] for text, value in step.terms],
        "across": step.across,
        "marks": step.marks,
    }


def _texts(sheet: Sheet) -> dict[str, str]:
    return {
        "back": gettext("Back"),
        "next": gettext("Next"),
        "end": gettext("To the end"),
        "reset": gettext("As in the source"),
        "place": gettext("Step {step} of {steps}", step="{step}", steps=len(sheet.steps)),
        "cell": gettext("row {row}, column {column}", row="{row}", column="{column}"),
        "row_more": gettext("Add a row"),
        "row_less": gettext("Remove the last row"),
        "column_more": gettext("Add a column"),
        "column_less": gettext("Remove the last column"),
        "rows": gettext("rows"),
        "columns": gettext("columns"),
    }
