"""``check``: before a lecture, what is ready and what is not."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from typing import Any

from core.analysis.expectations import expected_words, timed_runs
from core.analysis.readiness import (
    Check,
    Expected,
    check_datasets,
    check_disk,
    check_home,
    check_memory,
    check_offline,
    check_store,
    check_workers,
    expected,
)
from core.datasets import DATASETS, dataset
from core.i18n import gettext
from core.settings import Settings, load_settings


def add(commands: Any) -> None:
    command = commands.add_parser(
        "check", help=gettext("before a lecture: is everything ready, how long will it take")
    )
    command.add_argument(
        "dataset",
        nargs="?",
        metavar="DATASET",
        help=gettext("what the lecture is about (default: all generated datasets)"),
    )
    command.add_argument("--json", action="store_true", help=gettext("as one JSON object"))
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if options.dataset:
        names = [dataset(options.dataset).name]
    else:
        names = [name for name, data in DATASETS.items() if data.generated]
    settings = load_settings()
    checks, times = [], []
    for found in _look(names, settings):
        if isinstance(found, Check):
            checks.append(found)
        else:
            times.append(found)
        if not options.json:
            print(_line(found), flush=True)
    wrong = [entry for entry in checks if entry.needed and not entry.ready]
    if options.json:
        described = {
            "ready": not wrong,
            "datasets": names,
            "checks": [entry.as_dict() for entry in checks],
            "recipes": [entry.as_dict() for entry in times],
        }
        print(json.dumps(described, ensure_ascii=False))
    else:
        print(_verdict(names, wrong))
    return 1 if wrong else 0


def _look(names: Sequence[str], settings: Settings) -> Iterator[Check | Expected]:
    yield check_home(settings)
    found, store = check_store(settings)
    yield found
    yield check_disk(settings)
    yield check_memory(settings)
    yield check_workers(settings)
    datasets = list(check_datasets(names, settings))
    yield from datasets
    yield check_offline(datasets)
    here = timed_runs(store, settings.threads) if store else {}
    if store:
        store.close()
    yield from expected(names, list(here.values()))


def _line(found: Check | Expected) -> str:
    if isinstance(found, Expected):
        words = expected_words(found.estimate).replace("**", "")
        return f"{gettext('time'):<10}{found.recipe.id}: {words}"
    if found.ready:
        state = gettext("ready")
    else:
        state = gettext("NOT READY") if found.needed else gettext("(missing)")
    return f"{state:<10}{found.name}: {found.sentence}"


def _verdict(names: Sequence[str], wrong: Sequence[Check]) -> str:
    about = ", ".join(names)
    if wrong:
        return gettext(
            "Not ready for {about}: {names}.",
            about=about,
            names=", ".join(entry.name for entry in wrong),
        )
    return gettext("All is ready for {about}.", about=about)
