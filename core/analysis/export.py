"""A comparison's data as text files."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from core.analysis.entrants import Entrant
from core.analysis.lines import run_labels


def curves_csv(entrants: Sequence[Entrant]) -> str:
    """Every epoch of every run, a row each: who, epoch (1-based), seconds, samples, metrics.

    A value that is not there is empty.
    """
    metrics = list(dict.fromkeys(name for entrant in entrants for name in entrant.metrics))
    labels = run_labels(entrants)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    head = ["run", "label", "recipe", "family", "dataset", "seed", "status"]
    writer.writerow([*head, "epoch", "seconds", "samples", *metrics])
    for entrant in entrants:
        recipe = entrant.recipe
        who = [entrant.id, _safe(labels[entrant.id]), recipe.id, recipe.family, recipe.dataset]
        who += [entrant.seed, entrant.status]
        seconds, samples = entrant.along("seconds"), entrant.along("samples")
        for at, epoch in enumerate(entrant.epochs):
            values = [
                entrant.metrics[name][at] if name in entrant.metrics else "" for name in metrics
            ]
            row = [seconds[at], samples[at], *values]
            writer.writerow([*who, int(epoch) + 1, *(_number(value) for value in row)])
    return text.getvalue()


def _number(value: object) -> object:
    return "" if value == "" or value != value else float(f"{value:.9g}")


def _safe(text: str) -> str:
    """A spreadsheet runs a cell that begins like a formula; a name must not."""
    return "'" + text if text[:1] in "=+-@\t\r" else text
