"""``runs``: lists the runs of the store."""

from __future__ import annotations

import argparse
import json
from typing import Any

from core.commands.train import whole
from core.i18n import gettext
from core.runs.run import COMPLETED
from core.runs.store import Store
from core.settings import load_settings


def add(commands: Any) -> None:
    command = commands.add_parser("runs", help=gettext("list runs, newest first"))
    command.add_argument("--json", action="store_true", help=gettext("as one JSON list"))
    command.add_argument(
        "--limit", default="50", help=gettext("the most runs to list (default: 50)")
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    store = Store(load_settings().store_url)
    runs = store.list(limit=whole("--limit", options.limit, 1, 1_000_000))
    if options.json:
        print(json.dumps([item.to_dict() for item in runs], ensure_ascii=False))
        return 0
    if not runs:
        print(gettext("No runs yet. Try: python -m core train numeric-binary/mlp"))
        return 0
    print(f"{'run':<12} {'recipe':<27} {'seed':>4}  {'status':<12} {'epochs':>11}  test")
    for item in runs:
        metric = next((name for name in ("accuracy", "mae") if name in item.test), "")
        test = f"{metric} {item.test[metric]:.4f}" if metric else item.error
        if item.sealed and item.status == COMPLETED:
            test = gettext("hidden until its sweep {sweep} is confirmed", sweep=item.sweep)
        epochs = f"{item.epochs_done} of {item.epochs}"
        print(
            f"{item.id:<12} {item.title:<27} {item.seed:>4}  {item.status:<12} {epochs:>11}  {test}"
        )
    return 0
