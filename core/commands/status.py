"""``status``: shows the state of this installation, whether or not a dashboard is running."""

from __future__ import annotations

import argparse
from contextlib import closing

from core.commands.options import add_switch
from core.commands.output import print_json
from core.i18n import gettext, mark
from core.runs.store import Store
from core.settings import load_settings
from core.system import sentences, storage_sentences
from core.system.sentences import Line
from core.system.status import Status, status

HELP = mark("show runs, the queue, stored files and the speed of the store")


def add(command: argparse.ArgumentParser) -> None:
    add_switch(command, "--json", gettext("as one JSON object"))


def run(options: argparse.Namespace) -> int:
    settings = load_settings()
    with closing(Store(settings.store_url)) as store:
        current = status(store, settings)
    if options.json:
        print_json(current.as_dict())
    else:
        _print(current)
    return 0


def _print(current: Status) -> None:
    workers: list[Line] = []
    for worker in current.workers:
        title, activity, where = sentences.describe_worker(worker)
        workers.append(Line(f"{worker.run}  {title}: {activity}; {where.text}", where.attention))
    waiting = [Line(f"{run.run}  {sentences.describe_next(run)}") for run in current.queue.next]
    versions = [Line(f"{name} {version or '—'}") for name, version in current.versions.items()]
    settings = [Line(f"{it.name} = {it.value or '—'}  ({it.source})") for it in current.settings]
    sections = {
        gettext("Dashboard"): [
            *sentences.describe_servers(current),
            *sentences.describe_slots(current),
        ],
        gettext("Runs"): workers or [Line(gettext("No run is training."))],
        gettext("Queue"): [*sentences.describe_queue(current), *waiting],
        gettext("Machine"): sentences.describe_machine(current),
        gettext("Store"): storage_sentences.describe_store(current),
        gettext("Files of runs"): storage_sentences.describe_artifacts(current),
        gettext("Limits"): sentences.describe_limits(current),
        gettext("Versions"): versions,
        gettext("Settings"): [*settings, *sentences.describe_settings(current)],
    }
    for title, lines in sections.items():
        print(title)
        for line in lines:
            print(f"{'! ' if line.attention else '  '}{line.text}")
