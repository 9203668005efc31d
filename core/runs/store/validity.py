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

from sqlalchemy import BigInteger, Boolean, Column, Double, Integer, String, Table

from core.architectures import FAMILIES
from core.datasets import DATASETS
from core.errors import RecipeLabError, in_english
from core.recipes import recipe_from_dict
from core.recipes.naming import change, changes
from core.runs.run import ORIGINS, STATUSES
from core.runs.store import checks, tables

TASKS = frozenset(entry.task for entry in DATASETS.values())
SWEEP_KINDS = ("grid", "random", "tpe")
SWEEP_STATES = ("running", "paused", "stopped", "failed", "confirmed")


RUN: Mapping[str, checks.Check] = {
    "id": checks.run_id,
    "recipe": lambda value: isinstance(value, Mapping),
    "recipe_text": lambda value: isinstance(value, str),
    "dataset": checks.one_of(DATASETS),
    "task": checks.one_of(TASKS),
    "family": checks.one_of(FAMILIES),
    "seed": checks.integer(2**31 - 1),
    "status": checks.one_of(STATUSES),
    "origin": checks.one_of(ORIGINS),
    "progress": checks.progress,
    "test": checks.numbers,
    "seconds": checks.numbers,
    "environment": checks.mapping,
    "notes": checks.list_of(checks.text(10_000), 100),
    "failure": checks.failure,
    "tags": checks.list_of(checks.line(40), 20),
    "note": checks.text(10_000),
    "baselines": checks.numbers,
    "checkpoint": checks.numbers,
    "extended": checks.list_of(checks.reached, 1_000),
}
SWEEP: Mapping[str, checks.Check] = {
    "id": checks.run_id,
    "recipe": lambda value: isinstance(value, Mapping),
    "kind": checks.one_of(SWEEP_KINDS),
    "space": checks.list_of(checks.choices, 100),
    "seed": checks.integer(2**31 - 1),
    "status": checks.one_of(SWEEP_STATES),
    "origin": checks.one_of(ORIGINS),
    "proposals": checks.list_of(checks.mapping, 100_000),
    "skipped": lambda value: (
        isinstance(value, Mapping) and all(map(checks.failure, value.values()))
    ),
    "chosen": checks.list_of(checks.COUNT, 1_000),
    "importance": checks.numbers,
    "failure": checks.failure,
}
VIEW_NAME = checks.line(tables.views.c.name.type.length)
VIEW_QUERY = checks.query
INPUT_NAME = checks.line(tables.inputs.c.name.type.length)
INPUT_CONTENT = checks.content


def _by_type(column: Column) -> checks.Check:
    """The check of a column that says everything by its type."""
    kinds: dict[type, checks.Check] = {
        tables.Instant: checks.moment,
        Boolean: checks.boolean,
        BigInteger: checks.SIZE,
        Integer: checks.COUNT,
        Double: checks.finite,
    }
    if isinstance(column.type, String):
        return checks.line(column.type.length)
    check = next(kinds[kind] for kind in kinds if isinstance(column.type, kind))
    return checks.optional(check) if column.nullable else check


def _checks(table: Table, special: Mapping[str, checks.Check]) -> Mapping[str, checks.Check]:
    plain = {entry.name: _by_type(entry) for entry in table.c if entry.name not in special}
    return {**plain, **special}


# Table → column → check of its values.
CHECKS: Mapping[str, Mapping[str, checks.Check]] = {
    "runs": _checks(tables.runs, RUN),
    "sweeps": _checks(tables.sweeps, SWEEP),
    "views": _checks(tables.views, {"id": checks.run_id, "query": VIEW_QUERY}),
    "inputs": _checks(tables.inputs, {"id": checks.run_id, "content": INPUT_CONTENT}),
    "epochs": _checks(tables.epochs, {"run": checks.run_id}),
    **{
        table.name: _checks(table, {"run": checks.run_id, "value": checks.optional(checks.number)})
        for table in (tables.metrics, tables.points)
    },
}


def fault(table: str, row: Mapping[str, Any]) -> str:
    """The first invalid column of a row and its value, as text; "" if the row is valid.

    Args:
        table: A name in CHECKS.
        row: Column → value, for any of the table's columns. If it includes the recipe, or its
            JSON as ``recipe_text``, that is checked against the other columns.
    """
    column_checks = CHECKS[table]
    for name, value in row.items():
        if not column_checks[name](value):
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
        changes: Setting → value, for those that differ from the catalogue's recipe.
    """

    columns: Mapping[str, str]
    change: str
    changes: Mapping[str, Any]


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
    new_values = {name: new for name, (_, new) in changes(recipe).items()}
    return Identity(columns, change(recipe), new_values)
