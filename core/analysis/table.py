"""The results of a comparison side by side, with a row per recipe or per run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from core.analysis.entrants import Entrant
from core.analysis.groups import Spread, counted, spread
from core.analysis.lines import group_labels, groups_of, run_labels
from core.recipes import RECIPES


@dataclass(frozen=True)
class _Row:
    """What the cells of a row are computed from.

    Attributes:
        members: All its runs.
        seeds: One run per seed.
        finished: One finished run per seed.
        test: ``metric`` of the finished ones; None if there are none.
    """

    key: str
    label: str
    metric: str
    members: Sequence[Entrant]
    seeds: Sequence[Entrant]
    finished: Sequence[Entrant]
    test: Spread | None

    @property
    def first(self) -> Entrant:
        return self.members[0]

    @property
    def spent(self) -> Sequence[Entrant]:
        """The runs whose costs are averaged: the finished ones, if there are any."""
        return self.finished or self.seeds


COLUMNS: dict[str, Callable[[_Row], Any]] = {
    "key": lambda row: row.key,
    "label": lambda row: row.label,
    "family": lambda row: row.first.recipe.family,
    "recorded": lambda row: row.first.recorded,
    "status": lambda row: _status(row.members),
    "seeds": lambda row: ", ".join(str(member.seed) for member in row.seeds),
    "open": lambda row: sum(member.active for member in row.members),
    "epochs": lambda row: max(len(member.epochs) for member in row.members),
    "planned": lambda row: max(member.planned for member in row.members),
    "test": lambda row: row.test.mean if row.test else np.nan,
    "test_low": lambda row: row.test.low if row.test else np.nan,
    "test_high": lambda row: row.test.high if row.test else np.nan,
    "test_loss": lambda row: _mean(member.test.get("loss", np.nan) for member in row.finished),
    "test_samples": lambda row: next((m.test_samples for m in row.members if m.test_samples), None),
    "best_epoch": lambda row: _mean(map(_best_epoch, row.seeds)),
    "best_validation": lambda row: _mean(_best_validation(m, row.metric) for m in row.seeds),
    "gap": lambda row: _mean(_gap(member, row.metric) for member in row.seeds),
    "parameters": lambda row: row.first.parameters,
    "operations": lambda row: row.first.operations,
    "seconds": lambda row: _mean(member.seconds or np.nan for member in row.spent),
    "seconds_an_epoch": lambda row: _mean(
        member.seconds_an_epoch or np.nan for member in row.seeds
    ),
    "samples_a_second": lambda row: _mean(
        member.samples_a_second or np.nan for member in row.seeds
    ),
    "training_operations": lambda row: _mean(map(_operations, row.spent)),
    "peak_memory": lambda row: _mean(member.peak_memory or np.nan for member in row.spent),
    "timed": lambda row: all(member.timed for member in row.seeds),
    "published": lambda row: _published(row.first),
}


def table(entrants: Sequence[Entrant], metric: str, *, mean: bool = True) -> pd.DataFrame:
    """Return the results of each recipe (or run), in order of appearance.

    Args:
        entrants: The runs on screen; those without ``metric`` are left out.
        metric: ``accuracy`` or ``mae``.
        mean: Whether to return a row per group, with means over seeds, instead of one per run.

    Returns:
        COLUMNS: ``key`` and ``label`` as in ``lines``; ``seeds`` the list of seeds as text;
        ``epochs`` done by the run that is farthest along; ``test`` with its lowest and highest
        seed, NaN before a run is completed; ``best_epoch`` 1-based, by validation loss;
        ``best_validation`` the metric at that epoch; ``gap`` the training metric minus the
        validation metric after the last epoch; ``operations`` in one sample's forward pass;
        ``seconds`` of training over all epochs, ``seconds_an_epoch`` the median,
        ``samples_a_second``, ``training_operations`` of all epochs (10**9, counted as in
        ``Entrant.along``) and ``peak_memory`` in bytes (float, NaN where unknown); ``timed`` False
        if other runs or other work used the machine at the same time; ``published`` the source's
        test figure.
    """
    included = [entrant for entrant in entrants if entrant.recipe.metric == metric]
    rows = [
        _row(key, label, members, metric)
        for key, label, members in rows_of(included, entrants, mean=mean)
    ]
    cells = [{name: cell(row) for name, cell in COLUMNS.items()} for row in rows]
    return pd.DataFrame(cells, columns=list(COLUMNS))


def rows_of(
    included: Sequence[Entrant], entrants: Sequence[Entrant], *, mean: bool = True
) -> list[tuple[str, str, list[Entrant]]]:
    """Return the key, the label and the runs of each row of a table.

    Args:
        included: The runs to include.
        entrants: All runs on screen, among which labels are unique.
        mean: Whether to return a row per group instead of one per run.
    """
    if mean:
        names = group_labels(entrants)
        return [(key, names[key], members) for key, members in groups_of(included).items()]
    names = run_labels(entrants)
    return [(member.id, names[member.id], [member]) for member in included]


def qualities(
    entrants: Sequence[Entrant],
    figures: Mapping[str, Mapping[str, float]],
    *,
    mean: bool = True,
) -> pd.DataFrame:
    """Return further measures from stored predictions, averaged over the seeds that have them.

    Args:
        entrants: All runs on screen.
        figures: Run id → ``core.analysis.quality.figures``.
        mean: Whether to return a row per group instead of one per run.

    Returns:
        ``key``, ``label``, ``family``, ``seeds`` (how many have predictions) and a column per
        measure; rows without any are left out.
    """
    rows = []
    for key, label, members in rows_of(entrants, entrants, mean=mean):
        finished = counted(member for member in members if member.finished)
        by_seed = [figures[member.id] for member in finished if figures.get(member.id)]
        if by_seed:
            means = {name: _mean([seed[name] for seed in by_seed]) for name in by_seed[0]}
            row = {"key": key, "label": label, "family": members[0].recipe.family}
            rows.append(row | {"seeds": len(by_seed)} | means)
    return pd.DataFrame(rows, columns=None if rows else ["key", "label", "family", "seeds"])


def _row(key: str, label: str, members: Sequence[Entrant], metric: str) -> _Row:
    finished = counted(member for member in members if member.finished)
    test = spread([member.test.get(metric, np.nan) for member in finished])
    return _Row(key, label, metric, members, counted(members), finished, test)


def _status(members: Sequence[Entrant]) -> str:
    """The status of the latest active run, else of the latest run; ids are in order of time."""
    active = [member for member in members if member.active]
    return max(active or members, key=lambda member: member.id).status


def _best_epoch(entrant: Entrant) -> float:
    index = _best_index(entrant)
    return np.nan if index is None else float(entrant.epochs[index] + 1)


def _best_validation(entrant: Entrant, metric: str) -> float:
    index, values = _best_index(entrant), entrant.metrics.get(f"val_{metric}")
    return np.nan if index is None or values is None else float(values[index])


def _best_index(entrant: Entrant) -> int | None:
    losses = entrant.metrics.get("val_loss", np.nan)
    return int(np.nanargmin(losses)) if np.isfinite(losses).any() else None


def _gap(entrant: Entrant, metric: str) -> float:
    training, validation = entrant.metrics.get(metric), entrant.metrics.get(f"val_{metric}")
    if training is None or validation is None or not len(training):
        return np.nan
    return float(training[-1] - validation[-1])


def _operations(entrant: Entrant) -> float:
    spent = entrant.along("operations")
    return float(spent[-1]) if len(spent) else np.nan


def _published(entrant: Entrant) -> float:
    """The source's test figure, if the run has the published settings and data; else NaN."""
    entry = RECIPES.get(entrant.recipe.id)
    if entry is None or entry.key != entrant.recipe.key or entrant.different_data:
        return np.nan
    value = entry.reference.test_accuracy if entry.metric == "accuracy" else None
    return np.nan if value is None else value


def _mean(values: Iterable[float]) -> float:
    summary = spread(list(values))
    return summary.mean if summary else np.nan
