"""``recipes``: lists all recipes."""

from __future__ import annotations

import argparse
import json
from typing import Any

from core.i18n import gettext
from core.recipes import RECIPES, Recipe


def add(commands: Any) -> None:
    command = commands.add_parser("recipes", help=gettext("list all recipes and their settings"))
    command.add_argument("--json", action="store_true", help=gettext("as one JSON list"))
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if options.json:
        print(json.dumps([describe(entry) for entry in RECIPES.values()], ensure_ascii=False))
        return 0
    task = ""
    for entry in sorted(RECIPES.values(), key=lambda item: (_task_index(item), item.dataset)):
        if entry.task != task:
            task = entry.task
            print(f"\n{task}")
            heads = ("recipe", "dataset", "family", "parameters", "published test")
            print("  {:<27} {:<14} {:<24} {:>10}  {}".format(*heads))
        print(
            f"  {entry.id:<27} {entry.dataset:<14} {entry.family:<24} "
            f"{entry.summary.parameters:>10,}  {_reference(entry)}"
        )
    return 0


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


def _task_index(entry: Recipe) -> int:
    from core.datasets import TASKS

    return TASKS.index(entry.task)


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
