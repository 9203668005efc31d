"""``data``: lists, fetches and checks the datasets."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from core.commands.options import add_switch
from core.commands.output import print_json
from core.datasets import DATASETS
from core.datasets.fetch import fetch
from core.datasets.places import megabytes
from core.datasets.status import status
from core.datasets.table import SOURCES, source
from core.errors import RecipeLabError
from core.i18n import gettext, mark
from core.settings import Settings, load_settings

HELP = mark("list, fetch or check the datasets")


def add(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "action",
        nargs="?",
        default="list",
        choices=("list", "fetch", "check"),
        help=gettext(
            "list what is available, download after asking, or read in full and verify "
            "(default: list)"
        ),
    )
    command.add_argument(
        "names", nargs="*", metavar="NAME", help=gettext("datasets (default: all)")
    )
    add_switch(command, "--yes", gettext("download without asking"))
    add_switch(command, "--json", gettext("as JSON"))


def run(options: argparse.Namespace) -> int:
    settings = load_settings()
    if options.action == "fetch":
        return _fetch(options, settings)
    names = options.names or [*DATASETS, *(name for name in SOURCES if name not in DATASETS)]
    rows = []
    for name in names:
        current = status(name, settings, read=options.action == "check")
        path = str(current.path) if current.path else None
        row = {"name": name, "state": current.state, "size": current.size, "path": path}
        rows.append(row | {"detail": current.detail, "checked": current.checked})
        if not options.json:
            print(f"{name:<14} {current.state:<10} {current.detail}", flush=True)
    if options.json:
        print_json(rows)
    refused = [row for row in rows if row["state"] == "refused"]
    missing = [row for row in rows if options.names and row["state"] == "missing"]
    return 1 if options.action == "check" and (refused or missing) else 0


def _fetch(options: argparse.Namespace, settings: Settings) -> int:
    entries = {name: source(name) for name in options.names or SOURCES}
    failed = 0
    rows = []
    for name, entry in entries.items():
        current = status(name, settings)
        consent = options.yes or current.state == "ready" or _ask(name, entry.file)
        try:
            path = _fetch_with_progress(name, settings, consent)
        except RecipeLabError as error:
            failed = max(failed, error.exit_code)
            rows.append({"name": name, "path": None, "error": str(error)})
            print(f"{name}: {error}", file=sys.stderr)
            continue
        rows.append({"name": name, "path": str(path), "error": None})
        if not options.json:
            print(gettext("{name}: ready, {path}", name=name, path=path))
    if options.json:
        print_json(rows)
    return failed


def _ask(name: str, file: Any) -> bool:
    """Ask for consent to a download at the terminal; False without a terminal."""
    print(
        gettext(
            "{name}: {file} ({size}) will be downloaded from {url}.",
            name=name,
            file=file.name,
            size=megabytes(file.size),
            url=file.url,
        ),
        file=sys.stderr,
    )
    if not sys.stdin.isatty():
        return False
    print(gettext("Download it? [y/N] "), end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _fetch_with_progress(name: str, settings: Settings, consent: bool) -> Any:
    from tqdm import tqdm

    with tqdm(desc=name, unit="B", unit_scale=True, disable=None, leave=False) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return fetch(name, settings, consent=consent, progress=progress)
