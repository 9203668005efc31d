"""Validity of the store's rows: values written by other programs are checked when read.

An invalid row is skipped, with a reason, wherever several are read, so that it does not affect the
others. The same rules decide which rows of a backup are restored.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from core.architectures import FAMILIES
from core.datasets import DATASETS
from core.errors import RecipeLabError, in_english
from core.recipes import recipe_from_dict
from core.recipes.naming import change
from core.runs.run import ORIGINS, STATUSES
from core.runs.store.checks import (
    COUNT,
    SIZE,
    Check,
    boolean,
    choices,
    failure,
    finite,
    integer,
    line,
    list_of,
    mapping,
    moment,
    number,
    numbers,
    one_of,
    optional,
    progress,
    reached,
    run_id,
    text,
)

TASKS = frozenset(entry.task for entry in DATASETS.values())
# As in core.sweeps.sweep, which cannot be imported here.
SWEEP_KINDS = ("grid", "random", "tpe")
SWEEP_STATES = ("running", "paused", "stopped", "failed", "confirmed")


RUN: Mapping[str, Check] = {
    "id": run_id,
    "recipe": lambda value: isinstance(value, Mapping),
    "recipe_text": lambda value: isinstance(value, str),
    "recipe_id": line(120),
    "recipe_key": line(32),
    "dataset": one_of(DATASETS),
    "task": one_of(TASKS),
    "family": one_of(FAMILIES),
    "seed": integer(2**31 - 1),
    "status": one_of(STATUSES),
    "origin": one_of(ORIGINS),
    "created": moment,
    "started": optional(moment),
    "finished": optional(moment),
    "epochs": COUNT,
    "epochs_done": COUNT,
    "progress": progress,
    "parameters": optional(SIZE),
    "test": numbers,
    "best_epoch": optional(COUNT),
    "seconds": numbers,
    "peak_memory": optional(SIZE),
    "threads": optional(COUNT),
    "neighbours": COUNT,
    "environment": mapping,
    "notes": list_of(text(10_000), 100),
    "digest": line(128),
    "scale": optional(finite),
    "unit": line(32),
    "engine": line(32),
    "failure": failure,
    "executor": line(32),
    "host": line(255),
    "holder": line(255),
    "lease_until": optional(moment),
    "stop_requested": boolean,
    "artifacts_bytes": SIZE,
    "changed": SIZE,
    "name": line(120),
    "tags": list_of(line(40), 20),
    "note": text(10_000),
    "deleted": optional(moment),
    "train_samples": optional(SIZE),
    "test_samples": optional(SIZE),
    "baselines": numbers,
    "pause_requested": boolean,
    "checkpoint": numbers,
    "resumes": COUNT,
    "extended": list_of(reached, 1_000),
    "retry_of": line(32),
    "person": line(254),
    "sweep": line(32),
    "trial": optional(COUNT),
    "confirms": optional(COUNT),
    "sealed": boolean,
}
SWEEP: Mapping[str, Check] = {
    "id": run_id,
    "recipe": lambda value: isinstance(value, Mapping),
    "recipe_id": line(120),
    "kind": one_of(SWEEP_KINDS),
    "space": list_of(choices, 100),
    "seed": integer(2**31 - 1),
    "trials": COUNT,
    "prune": boolean,
    "confirm": COUNT,
    "finalists": COUNT,
    "status": one_of(SWEEP_STATES),
    "origin": one_of(ORIGINS),
    "person": line(254),
    "created": moment,
    "finished": optional(moment),
    "proposals": list_of(mapping, 100_000),
    "skipped": lambda value: isinstance(value, Mapping) and all(map(failure, value.values())),
    "chosen": list_of(COUNT, 1_000),
    "winner": optional(COUNT),
    "importance": numbers,
    "failure": failure,
    "changed": SIZE,
}
EPOCH: Mapping[str, Check] = {
    "run": run_id,
    "epoch": COUNT,
    "seconds": finite,
    "ended_at": moment,
}
VALUE: Mapping[str, Check] = {
    "run": run_id,
    "metric": line(64),
    "epoch": COUNT,
    "value": optional(number),
}
# Table → column → check of its values.
CHECKS: Mapping[str, Mapping[str, Check]] = {
    "runs": RUN,
    "sweeps": SWEEP,
    "epochs": EPOCH,
    "metrics": VALUE,
}


def fault(table: str, row: Mapping[str, Any]) -> str:
    """The first invalid column of a row and its value, as text; "" if the row is valid.

    Args:
        table: A name in CHECKS.
        row: Column → value, for any of the table's columns. If it includes the recipe, or its
            JSON as ``recipe_text``, that is checked against the other columns.
    """
    checks = CHECKS[table]
    for name, value in row.items():
        if not checks[name](value):
            return f"{name} is {value!r:.60}"
    trials_fault = _trials_fault(row) if "proposals" in row else ""
    has_recipe = "recipe" in row or "recipe_text" in row
    return trials_fault or (_recipe_fault(row) if has_recipe else "")


def _trials_fault(row: Mapping[str, Any]) -> str:
    """Which value of a sweep's row refers to trials or settings that it does not have."""
    names, trials = {item["name"] for item in row["space"]}, row["proposals"]
    if any(values.keys() != names for values in trials):
        return f"proposals do not have the settings {', '.join(sorted(names))!r:.60}"
    for name in ("winner", "chosen"):
        numbers = [row[name]] if name == "winner" else row[name]
        if any(number is not None and number >= len(trials) for number in numbers):
            return f"{name} is {row[name]!r:.60}, of {len(trials)} trials"
    return ""


def _recipe_fault(row: Mapping[str, Any]) -> str:
    try:
        text = row["recipe_text"] if "recipe_text" in row else json.dumps(row["recipe"])
        recipe = identity(text)
    except (ValueError, TypeError, RecursionError):
        recipe = "it is not JSON"
    if isinstance(recipe, str):
        return f"recipe is invalid: {recipe}"
    return next(
        (
            f"recipe has the {name} {value}, not {row[name]}"
            for name, value in recipe.columns.items()
            if name in row and value != row[name]
        ),
        "",
    )


@dataclass(frozen=True)
class Identity:
    """What is derived from a stored recipe.

    Attributes:
        columns: Column → the value it must have for this recipe.
        change: See ``core.recipes.naming``.
    """

    columns: Mapping[str, str]
    change: str


@lru_cache(maxsize=4_096)
def identity(text: str) -> Identity | str:
    """The identity of the recipe in the JSON ``text``, or why it is invalid."""
    try:
        recipe = recipe_from_dict(json.loads(text))
        recipe.hyperparameters()
    except RecipeLabError as error:
        return in_english(error)[:200]
    columns = {
        "recipe_id": recipe.id,
        "dataset": recipe.dataset,
        "task": recipe.task,
        "family": recipe.family,
    }
    return Identity(columns, change(recipe))
