"""``status``: what goes on in this installation, whether or not a dashboard runs."""

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
        "status", help=gettext("what runs, waits and is kept, and how well the store keeps up")
    )
    command.add_argument("--json", action="store_true", help=gettext("as one JSON object"))
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    settings = load_settings()
    store = Store(settings.store_url)
    try:
        found = status(store, settings)
    finally:
        store.close()
    if options.json:
        print(json.dumps(found.as_dict(), ensure_ascii=False))
    else:
        _print(found)
    return 0


def _print(found: Status) -> None:
    _section(
        gettext("Dashboard"), [*sentences.describe_servers(found), *sentences.describe_slots(found)]
    )
    workers: list[Line] = []
    for worker in found.workers:
        title, at, where = sentences.describe_worker(worker)
        workers.append(Line(f"{worker.run}  {title}: {at}; {where.text}", where.attention))
    _section(gettext("Runs"), workers or [Line(gettext("Nothing trains."))])
    waiting = [Line(f"{run.run}  {sentences.describe_next(run)}") for run in found.queue.next]
    _section(gettext("Queue"), [*sentences.describe_queue(found), *waiting])
    _section(gettext("Machine"), sentences.describe_machine(found))
    _section(gettext("Store"), storage_sentences.describe_store(found))
    _section(gettext("Files of runs"), storage_sentences.describe_artifacts(found))
    _section(gettext("Limits"), sentences.describe_limits(found))
    _section(
        gettext("Versions"),
        [Line(f"{name} {version or '—'}") for name, version in found.versions.items()],
    )
    _section(
        gettext("Settings"),
        [
            *(Line(f"{it.name} = {it.value or '—'}  ({it.source})") for it in found.settings),
            *sentences.describe_settings(found),
        ],
    )


def _section(title: str, lines: Iterable[Line]) -> None:
    print(title)
    for line in lines:
        print(f"{'! ' if line.attention else '  '}{line.text}")
