"""``recipes``: lists all recipes, or shows one as Keras code."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from core.commands.options import add_pairs, add_switch, pairs
from core.commands.output import print_json, print_table
from core.datasets import TASKS
from core.errors import RequestError
from core.i18n import gettext, mark
from core.recipes import RECIPES, Recipe, recipe
from core.recipes.keras_code import arrays, keras_code
from core.settings import load_settings
from core.training.prepared import load_splits

HELP = mark("list all recipes and their settings; show one as Keras code")

COLUMNS = {
    "recipe": "<26",
    "dataset": "<13",
    "family": "<23",
    "parameters": ">10",
    "published test": "<14",
}


def add(command: argparse.ArgumentParser) -> None:
    text = gettext("id of a recipe (default: all)")
    command.add_argument("recipe", metavar="RECIPE", nargs="?", help=text)
    add_pairs(command, "--set", "key=value", gettext("change settings of the recipe"))
    add_switch(command, "--code", gettext("the recipe as a script for plain Keras"))
    text = gettext("write the recipe's data to a new file, for the script to load")
    command.add_argument("--data", metavar="FILE", type=Path, help=text)
    add_switch(command, "--json", gettext("as one JSON list"))


def run(options: argparse.Namespace) -> int:
    changes = pairs("--set", options.set, "units=64")
    if not options.recipe and (changes or options.code or options.data):
        raise RequestError("--set, --code and --data need the id of a recipe.")
    if not options.recipe:
        _print(RECIPES.values(), as_json=options.json)
        return 0
    entry = recipe(options.recipe).with_settings(changes)
    if options.data:
        _write_data(entry, options.data)
    if options.code:
        print(keras_code(entry).text, end="")
    elif not options.data:
        _print([entry], as_json=options.json)
    return 0


def _write_data(entry: Recipe, path: Path) -> None:
    splits = load_splits(entry, load_settings())
    try:
        with path.open("xb") as file:
            np.savez(file, **arrays(splits))
    except FileExistsError:
        raise RequestError("{path} exists already; choose another name.", path=path) from None
    except OSError as error:
        raise RequestError(
            "{path} could not be written: {reason}.", path=path, reason=error.strerror
        ) from None


def _print(entries: Iterable[Recipe], *, as_json: bool) -> None:
    entries = list(entries)
    if as_json:
        print_json([describe(entry) for entry in entries])
        return
    for task in TASKS:
        rows = sorted(
            (entry for entry in entries if entry.task == task), key=lambda entry: entry.dataset
        )
        if rows:
            print(f"\n{task}")
            print_table(COLUMNS, map(_cells, rows), "  ")


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
