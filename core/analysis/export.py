"""Runs, and a comparison's data, as text files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from core.analysis.entrants import Entrant
from core.analysis.lines import run_labels
from core.analysis.predictions import per_class
from core.analysis.run_list import took
from core.recipes import RECIPES, Recipe
from core.recipes.naming import change, settings
from core.runs.index import RunRow


@dataclass(frozen=True)
class Confused:
    """A group's confusion matrix.

    Attributes:
        label: The group's name on screen.
        names: (classes,) names of the classes.
        matrix: (classes, classes) samples, the mean over seeds; a row per true class.
        seeds: How many runs it is the mean of.
    """

    label: str
    recipe: Recipe
    names: Sequence[str]
    matrix: np.ndarray
    seeds: int


def curves_csv(entrants: Sequence[Entrant]) -> str:
    """A row per epoch of each run: the run, epoch (1-based), seconds, samples and metrics.

    Missing values are empty.
    """
    metrics = list(dict.fromkeys(name for entrant in entrants for name in entrant.metrics))
    labels = run_labels(entrants)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    header = ["run", "label", "recipe", "change", "family", "dataset", "seed", "status"]
    writer.writerow([*header, "epoch", "seconds", "samples", *metrics])
    for entrant in entrants:
        recipe = entrant.recipe
        run_cells = [entrant.id, _safe(labels[entrant.id]), recipe.id, _safe(change(recipe))]
        run_cells += [recipe.family, recipe.dataset, entrant.seed, entrant.status]
        seconds, samples = entrant.along("seconds"), entrant.along("samples")
        for index, epoch in enumerate(entrant.epochs):
            values = [
                entrant.metrics[name][index] if name in entrant.metrics else "" for name in metrics
            ]
            row = [seconds[index], samples[index], *values]
            writer.writerow([*run_cells, int(epoch) + 1, *(_number(value) for value in row)])
    return text.getvalue()


def runs_csv(rows: Sequence[RunRow]) -> str:
    """A row per run, with a column for every setting that one of them changed.

    A setting's column ``setting_…`` has the value of every run whose recipe has that setting,
    changed or not. Times are in UTC, ``seconds`` from start to end, ``mae`` in standard deviations.
    """
    names = list(dict.fromkeys(name for row in rows for name in row.changes))
    known = {id: settings(RECIPES[id]) for id in {row.recipe_id for row in rows} & RECIPES.keys()}
    table = []
    for row in rows:
        cells: dict[str, Any] = {"id": row.id, "name": row.name}
        cells |= {"recipe": row.recipe_id, "change": row.change}
        cells |= {"family": row.family, "dataset": row.dataset, "seed": row.seed}
        cells |= {"status": row.status, "person": row.person, "origin": row.origin}
        cells |= {"created": row.created.isoformat(timespec="seconds"), "seconds": took(row)}
        cells |= {"epochs": row.epochs, "epochs_done": row.epochs_done}
        cells |= {name: row.test.get(name) for name in ("accuracy", "mae", "loss")}
        cells |= {"test_samples": row.test_samples, "parameters": row.parameters}
        cells |= {"tags": ", ".join(row.tags)}
        values = {**known.get(row.recipe_id, {}), **row.changes}
        cells |= {f"setting_{name}": values.get(name) for name in names}
        table.append(cells)
    return table_csv(pd.DataFrame(table, dtype=object))


def table_csv(table: pd.DataFrame) -> str:
    """A table with a header row; missing values are empty."""
    texts = [name for name in table if not pd.api.types.is_numeric_dtype(table[name])]
    # as objects, so that whole numbers next to missing ones stay whole
    columns = {name: [_safe(cell) for cell in table[name]] for name in texts}
    safe = table.assign(**{name: pd.Series(columns[name], table.index, object) for name in texts})
    return safe.to_csv(index=False, lineterminator="\n")


def classes_csv(groups: Iterable[Confused]) -> str:
    """Precision, recall and F1, a row per class of each group; ``support`` is in samples."""
    tables = [
        _group_columns(group, len(group.names))
        .assign(**{"class": list(group.names)})
        .join(per_class(group.matrix))
        for group in groups
    ]
    return table_csv(pd.concat(tables, ignore_index=True) if tables else pd.DataFrame())


def confusions_csv(groups: Iterable[Confused]) -> str:
    """Confusion matrices, a row per pair of classes of each group: the true class, the predicted
    class, the samples (mean over seeds) and their share of the true class."""
    tables = []
    for group in groups:
        count = len(group.names)
        totals = np.maximum(group.matrix.sum(axis=1, keepdims=True), 1)
        columns = {
            "true": np.repeat(np.array(group.names), count),
            "taken_for": np.tile(np.array(group.names), count),
            "samples": group.matrix.ravel(),
            "share": (group.matrix / totals).ravel(),
        }
        tables.append(_group_columns(group, count * count).assign(**columns))
    return table_csv(pd.concat(tables, ignore_index=True) if tables else pd.DataFrame())


def _group_columns(group: Confused, rows: int) -> pd.DataFrame:
    recipe = group.recipe
    row = {"label": group.label, "recipe": recipe.id, "change": change(recipe)}
    row |= {"family": recipe.family, "dataset": recipe.dataset, "seeds": group.seeds}
    return pd.DataFrame([row] * rows)


def _number(value: object) -> object:
    return "" if value == "" or value != value else float(f"{value:.9g}")


def _safe(cell: object) -> object:
    """The cell, escaped if it is text that a spreadsheet would otherwise run as a formula."""
    formula = isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{cell}" if formula else cell
