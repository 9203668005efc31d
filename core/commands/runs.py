"""``runs``: lists the runs of the store."""

from __future__ import annotations

import argparse

from core.commands.options import add_switch, whole
from core.commands.output import print_json, print_table
from core.i18n import gettext, mark
from core.runs.run import COMPLETED, Run
from core.runs.store import Store
from core.settings import load_settings

HELP = mark("list runs, newest first")

COLUMNS = {
    "run": "<11",
    "recipe": "<26",
    "seed": ">4",
    "status": "<11",
    "epochs": ">11",
    "test": "<4",
}


def add(command: argparse.ArgumentParser) -> None:
    add_switch(command, "--json", gettext("as one JSON list"))
    command.add_argument(
        "--limit", default="50", help=gettext("the most runs to list (default: 50)")
    )


def run(options: argparse.Namespace) -> int:
    store = Store(load_settings().store_url)
    runs = store.runs.list(limit=whole("--limit", options.limit, 1, 1_000_000))
    if options.json:
        print_json([item.to_dict() for item in runs])
    elif runs:
        print_table(COLUMNS, map(_cells, runs))
    else:
        print(gettext("No runs yet. Try: python -m core train numeric-binary/mlp"))
    return 0


def _cells(item: Run) -> tuple[object, ...]:
    metric = next((name for name in ("accuracy", "mae") if name in item.test), "")
    test = f"{metric} {item.test[metric]:.4f}" if metric else item.error
    if item.sealed and item.status == COMPLETED:
        test = gettext("hidden until its sweep {sweep} is confirmed", sweep=item.sweep)
    epochs = f"{item.epochs_done} of {item.epochs}"
    return item.id, item.title, item.seed, item.status, epochs, test
