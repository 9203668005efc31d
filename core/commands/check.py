"""``check``: shows before a lecture what is ready and what is not."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from core.analysis import readiness
from core.analysis.expectations import expected_words, timed_runs
from core.analysis.readiness import Check, Expected
from core.commands.options import add_switch
from core.commands.output import print_json
from core.datasets import DATASETS, dataset
from core.i18n import gettext, mark
from core.settings import Settings, load_settings

HELP = mark("check before a lecture what is ready and how long it takes")


def add(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "dataset",
        nargs="?",
        metavar="DATASET",
        help=gettext("the dataset of the lecture (default: all generated datasets)"),
    )
    add_switch(command, "--json", gettext("as one JSON object"))


def run(options: argparse.Namespace) -> int:
    if options.dataset:
        names = [dataset(options.dataset).name]
    else:
        names = [name for name, data in DATASETS.items() if data.generated]
    settings = load_settings()
    items = []
    for item in _run_checks(names, settings):
        items.append(item)
        if not options.json:
            print(_line(item), flush=True)
    checks = [item for item in items if isinstance(item, Check)]
    failed = [entry for entry in checks if entry.needed and not entry.ready]
    if options.json:
        described = {
            "ready": not failed,
            "datasets": names,
            "checks": [entry.as_dict() for entry in checks],
            "recipes": [item.as_dict() for item in items if isinstance(item, Expected)],
        }
        print_json(described)
    else:
        print(_verdict(names, failed))
    return 1 if failed else 0


def _run_checks(names: Sequence[str], settings: Settings) -> Iterator[Check | Expected]:
    yield readiness.check_home(settings)
    store_check, store = readiness.check_store(settings)
    yield store_check
    yield readiness.check_disk(settings)
    yield readiness.check_memory(settings)
    yield readiness.check_workers(settings)
    datasets = list(readiness.check_datasets(names, settings))
    yield from datasets
    yield readiness.check_offline(datasets)
    measured = timed_runs(store, settings.threads) if store else {}
    if store:
        store.close()
    yield from readiness.expected(names, list(measured.values()))


def _line(item: Check | Expected) -> str:
    if isinstance(item, Expected):
        words = expected_words(item.estimate).replace("**", "")
        return f"{gettext('time'):<10}{item.recipe.id}: {words}"
    if item.ready:
        state = gettext("ready")
    else:
        state = gettext("NOT READY") if item.needed else gettext("(missing)")
    return f"{state:<10}{item.name}: {item.sentence}"


def _verdict(names: Sequence[str], failed: Sequence[Check]) -> str:
    datasets = ", ".join(names)
    if failed:
        return gettext(
            "Not ready for {datasets}: {names}.",
            datasets=datasets,
            names=", ".join(entry.name for entry in failed),
        )
    return gettext("All is ready for {datasets}.", datasets=datasets)
