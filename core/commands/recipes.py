"""``recipes``: lists all recipes."""

from __future__ import annotations

import argparse
from typing import Any

from core.commands.options import add_switch
from core.commands.output import print_json, print_table
from core.datasets import TASKS
from core.i18n import gettext, mark
from core.recipes import RECIPES, Recipe

HELP = mark("list all recipes and their settings")

COLUMNS = {
    "recipe": "<26",
    "dataset": "<13",
    "family": "<23",
    "parameters": ">10",
    "published test": "<14",
}


def add(command: argparse.ArgumentParser) -> None:
    add_switch(command, "--json", gettext("as one JSON list"))


def run(options: argparse.Namespace) -> int:
    if options.json:
        print_json([describe(entry) for entry in RECIPES.values()])
        return 0
    for task in TASKS:
        entries = [entry for entry in RECIPES.values() if entry.task == task]
        print(f"\n{task}")
        print_table(COLUMNS, map(_cells, sorted(entries, key=lambda entry: entry.dataset)), "  ")
    return 0


def _cells(entry: Recipe) -> tuple[object, ...]:
    parameters = f"{entry.summary.parameters:,}"
    return entry.id, entry.dataset, entry.family, parameters, _reference(entry)


def describe(entry: Recipe) -> dict[str, Any]:
    """A recipe as in ``recipes --json``."""
    return {
        "id": entry.id,
        "task": entry.task,
        "dataset": entry.dataset,
        "family": entry.family,
        "architecture": entry.architecture.name,
        "published": entry.published,
        "represents": entry.represents,
        "key": entry.key,
        "parameters": entry.summary.parameters,
        "settings": entry.values(),
        "hyperparameters": [
            _translated(hyperparameter.as_dict())
            for hyperparameter in entry.hyperparameters().values()
        ],
        "layers": [item.as_dict() for item in entry.layers],
        "loss": entry.compile["loss"],
        "metric": entry.metric,
        "reference": entry.reference.as_dict(),
        "source": gettext(entry.source) if entry.source else "",
        "flaws": [
            {"text": gettext(flaw.text), "correction": dict(flaw.correction)}
            for flaw in entry.flaws
        ],
        "notes": [gettext(note) for note in entry.notes],
    }


def _translated(hyperparameter: dict[str, Any]) -> dict[str, Any]:
    return hyperparameter | {
        name: gettext(hyperparameter[name]) for name in ("label", "help") if hyperparameter[name]
    }


def _reference(entry: Recipe) -> str:
    if not entry.published:
        return gettext("no published source")
    reference = entry.reference
    if reference.test_accuracy is not None:
        return gettext("accuracy {value:.4f}", value=reference.test_accuracy)
    if reference.val_accuracy is not None:
        return gettext("validation accuracy {value:.4f}", value=reference.val_accuracy)
    if reference.val_loss is not None:
        return gettext("validation MAE {value:.4f}", value=reference.val_loss)
    return "—"
