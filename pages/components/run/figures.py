"""Figures of the source, the reference runs and the run on screen, side by side."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st

from core.analysis.groups import completed
from core.i18n import gettext, mark, ngettext
from core.recipes import RECIPES, Recipe
from core.results.recorded import is_quiet
from core.results.reproduced import reproduced
from core.runs.index import RunRow
from pages.components.frame import wording
from pages.components.frame.table import markdown_table
from pages.components.live.runs import SeenRun

ROWS: tuple[tuple[str, str], ...] = (
    ("test_{metric}", mark("Test {metric} · {basis}")),
    ("test_loss", mark("Test loss · {basis}")),
    ("val_{metric}", mark("Validation {metric}, last epoch")),
    ("val_loss", mark("Validation loss, last epoch")),
    ("{metric}", mark("Training {metric}, last epoch")),
    ("loss", mark("Training loss, last epoch")),
    ("guess_persistence_test", mark("Guess “as now” · {basis}")),
    ("guess_persistence_val", mark("Guess “as now”, validation")),
)
# One standard deviation of a series in its unit, and the unit's name; None and "" otherwise.
Unit = tuple[float | None, str]


def show_figures(
    recipe: Recipe,
    recorded: Sequence[Mapping[str, Any]],
    seen: SeenRun | None,
    *,
    own: Sequence[RunRow] = (),
) -> None:
    """Draw a table with a column for every source that has figures.

    Args:
        recorded: The reference runs.
        seen: The run on screen, if any.
        own: People's own runs of this very recipe; completed ones count, one per seed.
    """
    basis = wording.basis(recipe.dataset, seen.test_samples if seen else None)
    names = [
        (
            name.format(metric=recipe.metric),
            gettext(label, metric=wording.metric_name(recipe), basis=basis),
        )
        for name, label in ROWS
        if recipe.metric != "mae" or name not in ("test_loss", "val_loss", "loss")
    ]
    entry = RECIPES.get(recipe.id, recipe)
    columns = {gettext("Published"): _published(entry)}
    if recorded:
        columns[gettext("Reference runs")] = _recorded(recorded)
    if seen is not None:
        columns[gettext("This run")] = _run(seen)
    own = completed(own)
    if own:
        columns[ngettext("Here, 1 seed", "Here, {count} seeds", len(own))] = _own(own)
    columns = {title: cells for title, cells in columns.items() if any(cells.values())}
    if not columns:
        note = gettext("This recipe has no published source and no reference run yet.")
        st.markdown(wording.small(note))
        return
    names.append(("seconds", gettext("Time per epoch")))
    rows = [
        [label, *(cells.get(name) or "—" for cells in columns.values())]
        for name, label in names
        if any(cells.get(name) for cells in columns.values())
    ]
    with st.container(key="figures"):
        st.markdown(markdown_table([" ", *columns], rows))
    if recorded and entry.published and entry.key == recipe.key:
        result = reproduced(entry, {"runs": recorded})
        st.markdown(f"**{wording.escape_markdown(result.sentence())}**")
    if len(recorded) > 1:
        note = gettext(
            "Reference runs: mean over {count} seeds, with the range in brackets.",
            count=len(recorded),
        )
        st.markdown(wording.small(note))


def _published(recipe: Recipe) -> dict[str, str]:
    printed = dict(vars(recipe.reference))
    if recipe.metric == "mae":
        printed |= {f"{part}mae": printed[f"{part}loss"] for part in ("", "val_", "test_")}
    seconds = printed["seconds_per_epoch"]
    return _cells(
        [{name: value for name, value in printed.items() if isinstance(value, int | float)}],
        (None, ""),
        [] if seconds is None else [[seconds]],
    )


def _recorded(runs: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return _cells(
        [_last(run["history"], run["test"]) for run in runs],
        (runs[0]["scale"], runs[0]["unit"]),
        [run["epoch_seconds"] for run in runs if is_quiet(run)],
    )


def _run(seen: SeenRun) -> dict[str, str]:
    run = seen.run
    guesses = {f"guess_{name}": value for name, value in run.baselines.items()}
    values = _last(seen.metrics, run.test) | guesses
    return _cells([values], (run.scale, run.unit), [seen.epoch_seconds])


def _own(rows: Sequence[RunRow]) -> dict[str, str]:
    alone = [row for row in rows if row.neighbours == 0 and "train" in row.seconds]
    return _cells(
        [_last({}, row.test) for row in rows],
        (rows[0].scale, rows[0].unit),
        [[row.seconds["train"] / row.epochs_done for row in alone]],
    )


def _last(history: Mapping[str, Sequence[float]], test: Mapping[str, float]) -> dict[str, float]:
    last = {name: float(values[-1]) for name, values in history.items() if len(values)}
    return last | {f"test_{name}": value for name, value in test.items()}


def _cells(
    runs: Sequence[Mapping[str, float]], unit: Unit, seconds: Sequence[Sequence[float]]
) -> dict[str, str]:
    """The cells of a column: the mean and range of each value, and the time of an epoch.

    Args:
        runs: Name → value, for each run.
        unit: Of a series.
        seconds: Of each run's epochs.
    """
    values: dict[str, list[float]] = {}
    for name, value in itertools.chain.from_iterable(run.items() for run in runs):
        values.setdefault(name, []).append(value)
    cells = {name: _spread(name, each, unit) for name, each in values.items()}
    times = np.concatenate([*seconds, []])
    return cells | {"seconds": wording.duration(float(np.median(times))) if len(times) else ""}


def _spread(name: str, values: Sequence[float], unit: Unit) -> str:
    mean = _cell(name, float(np.mean(values)), unit)
    if len(values) < 2:
        return mean
    return f"{mean} ({_cell(name, min(values))}–{_cell(name, max(values))})"


def _cell(name: str, value: float, unit: Unit = (None, "")) -> str:
    if "accuracy" in name:
        return wording.share(value)
    if unit[0] and ("mae" in name or name.startswith("guess_")):
        return wording.score(value, "mae", unit[0], wording.escape_markdown(unit[1]))
    return wording.figure(value)
