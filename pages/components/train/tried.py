"""What you tried: every change of a recipe with its result, each row a button that reopens it."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.analysis.diagnoses import NOTHING, Diagnosis, chip, diagnose
from core.analysis.tried import Tried
from core.baselines.rivals import rivals_of
from core.charts import FAMILY_STYLES
from core.i18n import gettext, language
from core.recipes import Recipe
from core.runs.run import COMPLETED, FAILED
from core.verdict.scores import POINT, POINTS
from pages.components.frame import session, wording
from pages.components.live.baselines import baselines
from pages.components.live.component import component
from pages.components.live.diagnoses import diagnoses
from pages.components.live.get_data import is_ready
from pages.components.live.runs import live_runs
from pages.components.live.shared import shared
from pages.components.run.form import reset
from pages.components.run.opening import open_run
from pages.components.run.unchanged import Unchanged, figure_of, has_figure, unchanged, unit_of
from pages.components.run.verdict import verdict_on

MOST = 30
KEY = "tried"
REFERENCE = "reference"
"""What is sent in place of a run's id when the row of the reference runs is picked."""
_HTML = '<div class="tried"></div>'
Row = dict[str, Any]


def show_tried(entry: Recipe, everything: Sequence[Tried], current: str, run_id: str) -> None:
    """Show the table; nothing before the first completed run.

    Args:
        entry: The catalogue's recipe.
        everything: ``core.analysis.tried.tried`` of the recipe.
        current: Key of the recipe that is shown above.
        run_id: Its run.
    """
    if not everything:
        return
    base = unchanged(entry)
    facts = tuple((seen.run.id, seen.run.changed) for seen in base.runs)
    # the recipe itself, then its changes, newest first
    shown = sorted(everything, key=lambda one: one.key != entry.key)[:MOST]
    by_run = diagnoses().read([one.newest for one in shown])
    rows = []
    for one in shown:
        own = tuple((row.id, row.changed) for row in one.rows)
        cells = _cells(one.key, own, facts, is_ready(entry.dataset), language(), one)
        is_current = one.key == current
        opens = run_id if is_current else one.newest.id
        rows.append(
            cells
            | _chip(by_run.get(one.newest.id), one.newest.status)
            | {"run": opens, "current": is_current}
        )
    if base.recorded and all(one.key != entry.key for one in everything):
        rows = [_reference_row(base), *rows]
    left = len(everything) - MOST
    style = FAMILY_STYLES[entry.family]
    data = {
        "rows": rows,
        "mark": style.word,
        "titles": [
            gettext("What you tried"),
            gettext("seeds"),
            gettext("test"),
            gettext("to the recipe"),
            "",
            gettext("what the curves say"),
        ],
        "more": gettext("and {count:,} more on Runs", count=left) if left > 0 else "",
    }
    table = component(__file__, _HTML)
    if table(key=KEY, data=data, on_opened_change=lambda: _open(entry.id)).opened:
        st.rerun()  # the form is outside of this fragment


@shared(max_entries=512)
def _cells(key: str, facts: object, base: object, ready: bool, language: str, _one: Tried) -> Row:
    """A row's texts, made once: a verdict takes milliseconds, and a page shows thirty."""
    (seen,) = live_runs().read_rows([_one.newest])
    tested = [row for row in _one.rows if has_figure(row)]
    name = _one.change or gettext("the recipe, unchanged")
    row = {
        "name": name,
        "open": gettext("Open {change}", change=name),
        "seeds": str(len(_one.rows)),
        "test": _figure([figure_of(row) for row in tested], unit_of(tested[0]) if tested else ""),
        "difference": "",
        "word": "",
    }
    result = verdict_on(seen.run, seen.recipe, seen.entrant, unchanged(seen.recipe, seen.run))
    if result.versus:
        versus = result.versus
        row |= {"difference": versus.signed(), "word": gettext(versus.word)}
    elif result.elsewhere:
        row |= {"word": gettext("other samples")}
    return row


def _chip(result: Sequence[Diagnosis] | None, status: str = COMPLETED) -> Row:
    """The most important diagnosis of a run; None before it is diagnosed."""
    if result is None:
        return {"says": "", "caution": False}
    if not result:
        return {"says": gettext(FAILED if status == FAILED else NOTHING), "caution": False}
    return {"says": chip(result[0]), "caution": True}


def _reference_row(base: Unchanged) -> Row:
    """The reference runs, with which changes are compared while the recipe itself has no run."""
    newest = base.entrants[-1]
    looks_like = diagnose(
        base.entry,
        newest.metrics,
        newest.test,
        rivals=rivals_of(baselines().read(base.entry)),
        test_samples=newest.test_samples,
        seeds=[one.test[base.entry.metric] for one in base.entrants],
    )
    name = gettext("the recipe, reference runs")
    return {
        "run": REFERENCE,
        "current": False,
        "name": name,
        "open": gettext("Open {change}", change=name),
        "seeds": str(len(base.entrants)),
        "test": _figure(base.figures(), unit_of(base.entrants[0])),
        "difference": "",
        "word": "",
    } | _chip(looks_like)


def _figure(values: Sequence[float], unit: str) -> str:
    """The mean of test figures; ``unit`` is that of their differences."""
    if not values:
        return "–"
    mean = statistics.fmean(values)
    return wording.share(mean / POINT) if unit == POINTS else f"{mean:.2f} {unit}"


def _open(recipe_id: str) -> None:
    """Reopen what was picked; without a run, the recipe itself."""
    picked = st.session_state[KEY].opened
    if picked == REFERENCE:
        reset(recipe_id)
        session.notify()
        session.show_run(None)
    elif picked:
        open_run(picked)
