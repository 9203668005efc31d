"""``status``: shows the state of this installation, whether or not a dashboard is running."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from typing import Any

from core.i18n import gettext
from core.runs.store import Store
from core.settings import load_settings
from core.system import sentences, storage_sentences
from core.system.sentences import Line
from core.system.status import Status, status


def add(commands: Any) -> None:
    command = commands.add_parser(
        "status", help=gettext("show runs, the queue, stored files and the speed of the store")
    )
    command.add_argument("--json", action="store_true", help=gettext("as one JSON object"))
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    settings = load_settings()
    store = Store(settings.store_url)
    try:
        current = status(store, settings)
    finally:
        store.close()
    if options.json:
        print(json.dumps(current.as_dict(), ensure_ascii=False))
    else:
        _print(current)
    return 0


def _print(current: Status) -> None:
    _section(
        gettext("Dashboard"),
        [*sentences.describe_servers(current), *sentences.describe_slots(current)],
    )
    workers: list[Line] = []
    for worker in current.workers:
        title, activity, where = sentences.describe_worker(worker)
        workers.append(Line(f"{worker.run}  {title}: {activity}; {where.text}", where.attention))
    _section(gettext("Runs"), workers or [Line(gettext("No run is training."))])
    waiting = [Line(f"{run.run}  {sentences.describe_next(run)}") for run in current.queue.next]
    _section(gettext("Queue"), [*sentences.describe_queue(current), *waiting])
    _section(gettext("Machine"), sentences.describe_machine(current))
    _section(gettext("Store"), storage_sentences.describe_store(current))
    _section(gettext("Files of runs"), storage_sentences.describe_artifacts(current))
    _section(gettext("Limits"), sentences.describe_limits(current))
    _section(
        gettext("Versions"),
        [Line(f"{name} {version or '—'}") for name, version in current.versions.items()],
    )
    _section(
        gettext("Settings"),
        [
            *(Line(f"{it.name} = {it.value or '—'}  ({it.source})") for it in current.settings),
            *sentences.describe_settings(current),
        ],
    )


def _section(title: str, lines: Iterable[Line]) -> None:
    print(title)
    for line in lines:
        print(f"{'! ' if line.attention else '  '}{line.text}")
