"""``train``: trains a recipe in the foreground and records it in the store like any run."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from core.commands.bar import ProgressBar
from core.commands.dry_run import dry_run
from core.commands.options import add_pairs, add_switch, pairs, whole
from core.commands.output import print_json, silence_native_stderr
from core.i18n import gettext, mark
from core.recipes import Recipe, recipe, recipe_from_dict
from core.runs.queue.limits import refuse
from core.runs.run import COMPLETED, SEALED, Run, plain
from core.runs.store import Store
from core.runs.workers.execute import execute, new_holder
from core.settings import Settings, load_settings

HELP = mark("train a recipe in the foreground")


def add(command: argparse.ArgumentParser) -> None:
    command.add_argument("recipe", metavar="RECIPE", help=gettext("id of a recipe, from `recipes`"))
    text = gettext("change settings of the recipe; `recipes --json` lists them")
    add_pairs(command, "--set", "key=value", text)
    command.add_argument("--epochs", help=gettext("short for --set epochs=N"))
    command.add_argument("--seed", default="0", help=gettext("the first seed (default: 0)"))
    command.add_argument(
        "--repeat", default="1", help=gettext("number of consecutive seeds (default: 1)")
    )
    add_switch(command, "--json", gettext("one JSON object per run on stdout"))
    add_switch(
        command, "--dry-run", gettext("only estimate time, memory and disk space; train nothing")
    )


def run(options: argparse.Namespace) -> int:
    changes = pairs("--set", options.set, "units=64")
    if options.epochs is not None:
        changes["epochs"] = options.epochs
    entry = recipe(options.recipe).with_settings(changes)
    repeat = whole("--repeat", options.repeat, 1, 1_000)
    first = whole("--seed", options.seed, 0, 2**31 - repeat)  # the last seed must be valid, too
    settings = load_settings()
    store = Store(settings.store_url)
    if options.dry_run:
        return dry_run(entry, repeat, store, settings, as_json=options.json)
    refuse(entry, settings)
    silence_native_stderr()
    code = 0
    for seed in range(first, first + repeat):
        holder = new_holder()
        begun = store.runs.create(entry, seed, origin="command line", holder=holder)
        ended = _execute(begun, entry, holder, store, settings)
        if options.json:
            print_json(describe(ended, store))
        else:
            _print_result(entry, ended)
        if ended.status != COMPLETED:
            code = 1
            if ended.error:
                print(ended.error, file=sys.stderr)
    return code


def train_in_foreground(queued: Run, store: Store, settings: Settings) -> Run:
    """Claim a queued run and train it in this terminal until it ends."""
    silence_native_stderr()
    return _execute(queued, recipe_from_dict(queued.recipe), new_holder(), store, settings)


def _execute(run: Run, entry: Recipe, holder: str, store: Store, settings: Settings) -> Run:
    with ProgressBar(entry, run.seed) as bar:
        return execute(run.id, store, settings, holder, executor="command line", listener=bar)


def describe(ended: Run, store: Store) -> dict[str, Any]:
    """A run as in ``train --json``; NaN becomes null."""
    history, points = store.histories.get(ended.id), store.histories.points(ended.id)
    described = {
        "run_id": ended.id,
        "recipe": ended.recipe_id,
        "key": ended.recipe_key,
        "seed": ended.seed,
        "status": ended.status,
        "epochs": ended.epochs_done,
        "params": ended.parameters,
        "test": dict(ended.test),
        "seconds": dict(ended.seconds),
        "history": {name: list(values) for name, values in history.metrics.items()},
        "points": {"position": points.epochs, **points.metrics},
        "epoch_seconds": store.histories.seconds(ended.id),
        "best_epoch": ended.best_epoch,
        "peak_memory": ended.peak_memory,
        "threads": ended.threads,
        "neighbours": ended.neighbours,
        "notes": list(ended.notes),
        "error": ended.error or None,
    }
    return plain(described)


def _print_result(entry: Recipe, ended: Run) -> None:
    for note in ended.notes:
        print(gettext("Note: {note}", note=note), file=sys.stderr)
    if ended.status != COMPLETED:
        print(
            gettext(
                "{recipe}, seed {seed}: {status} after {epochs} epochs (run {id}).",
                recipe=entry.id,
                seed=ended.seed,
                status=ended.status,
                epochs=ended.epochs_done,
                id=ended.id,
            )
        )
        return
    if ended.sealed:
        print(gettext(SEALED))
        return
    value, published = ended.test[entry.metric], entry.reference.test_accuracy
    known = published is not None
    print(
        gettext(
            "{recipe}, seed {seed}: test {metric} {value:.4f}{degrees}, loss {loss:.4f}, "
            "{epochs} epochs in {seconds:.1f} s (run {id}){reference}",
            recipe=entry.id,
            seed=ended.seed,
            metric=entry.metric,
            value=value,
            degrees=f" ({value * ended.scale:.2f} {ended.unit})" if ended.scale else "",
            loss=ended.test["loss"],
            epochs=ended.epochs_done,
            seconds=ended.seconds.get("train", 0.0),
            id=ended.id,
            reference=gettext("; published {value:.4f}", value=published) if known else "",
        )
    )
