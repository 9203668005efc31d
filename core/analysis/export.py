"""A comparison's data as text files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.analysis.entrants import Entrant
from core.analysis.lines import run_labels
from core.analysis.predictions import per_class
from core.recipes import Recipe
from core.recipes.naming import change


@dataclass(frozen=True)
class Confused:
    """What a group of runs took for what.

    Attributes:
        label: The group's name on screen.
        names: (classes,) the classes' names.
        matrix: (classes, classes) samples, the mean of the seeds, a row a true class.
        seeds: How many runs were asked.
    """

    label: str
    recipe: Recipe
    names: Sequence[str]
    matrix: np.ndarray
    seeds: int


def curves_csv(entrants: Sequence[Entrant]) -> str:
    """Every epoch of every run, a row each: who, epoch (1-based), seconds, samples, metrics.

    A value that is not there is empty.
    """
    metrics = list(dict.fromkeys(name for entrant in entrants for name in entrant.metrics))
    labels = run_labels(entrants)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    head = ["run", "label", "recipe", "change", "family", "dataset", "seed", "status"]
    writer.writerow([*head, "epoch", "seconds", "samples", *metrics])
    for entrant in entrants:
        recipe = entrant.recipe
        who = [entrant.id, _safe(labels[entrant.id]), recipe.id, _safe(change(recipe))]
        who += [recipe.family, recipe.dataset, entrant.seed, entrant.status]
        seconds, samples = entrant.along("seconds"), entrant.along("samples")
        for at, epoch in enumerate(entrant.epochs):
            values = [
                entrant.metrics[name][at] if name in entrant.metrics else "" for name in metrics
            ]
            row = [seconds[at], samples[at], *values]
            writer.writerow([*who, int(epoch) + 1, *(_number(value) for value in row)])
    return text.getvalue()


def table_csv(found: pd.DataFrame) -> str:
    """A table as it is, with a head; a value that is not there is empty."""
    texts = [name for name in found if not pd.api.types.is_numeric_dtype(found[name])]
    safe = found.assign(**{name: [_plain(cell) for cell in found[name]] for name in texts})
    return safe.to_csv(index=False, lineterminator="\n")


def classes_csv(groups: Iterable[Confused]) -> str:
    """How well each class was told, a row a class of a group; ``support`` is samples."""
    tables = [
        _who(group, len(group.names))
        .assign(**{"class": list(group.names)})
        .join(per_class(group.matrix))
        for group in groups
    ]
    return table_csv(pd.concat(tables, ignore_index=True) if tables else pd.DataFrame())


def confusions_csv(groups: Iterable[Confused]) -> str:
    """A row a pair of classes of a group: what was true, what it was taken for, how many samples
    (the mean of the seeds) and which share of those of the true class."""
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
        tables.append(_who(group, count * count).assign(**columns))
    return table_csv(pd.concat(tables, ignore_index=True) if tables else pd.DataFrame())


def _who(group: Confused, rows: int) -> pd.DataFrame:
    recipe = group.recipe
    who = {"label": group.label, "recipe": recipe.id, "change": change(recipe)}
    who["family"] = recipe.family
    return pd.DataFrame([who | {"dataset": recipe.dataset, "seeds": group.seeds}] * rows)


def _plain(cell: object) -> object:
    return _safe(cell) if isinstance(cell, str) else cell


def _number(value: object) -> object:
    return "" if value == "" or value != value else float(f"{value:.9g}")


def _safe(text: str) -> str:
    """A spreadsheet runs a cell that begins like a formula; a name must not."""
    return "'" + text if text[:1] in "=+-@\t\r" else text
