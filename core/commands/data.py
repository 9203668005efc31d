"""``data``: what is there, getting it, checking it."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from core.datasets import DATASETS
from core.datasets.fetch import fetch
from core.datasets.places import megabytes
from core.datasets.status import check, status
from core.datasets.table import SOURCES, source
from core.errors import RecipeLabError
from core.i18n import gettext
from core.settings import Settings, load_settings


def add(commands: Any) -> None:
    command = commands.add_parser("data", help=gettext("list, fetch or check the datasets"))
    command.add_argument(
        "action",
        nargs="?",
        default="list",
        choices=("list", "fetch", "check"),
        help=gettext("say what is there; get it, after asking; read it in full (default: list)"),
    )
    command.add_argument("names", nargs="*", metavar="NAME", help=gettext("for fetch and check"))
    command.add_argument("--yes", action="store_true", help=gettext("download without asking"))
    command.add_argument("--json", action="store_true", help=gettext("as JSON"))
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    settings = load_settings()
    if options.action == "fetch":
        return _fetch(options, settings)
    look = check if options.action == "check" else status
    names = options.names or [*DATASETS, *(name for name in SOURCES if name not in DATASETS)]
    rows = []
    for name in names:
        found = look(name, settings)
        rows.append({"name": name, "state": found.state, "size": found.size})
        rows[-1] |= {"path": str(found.path) if found.path else None, "detail": found.detail}
        rows[-1] |= {"checked": found.checked}
        if not options.json:
            print(f"{name:<14} {found.state:<10} {found.detail}", flush=True)
    if options.json:
        print(json.dumps(rows, ensure_ascii=False))
    wrong = [row for row in rows if row["state"] == "refused"]
    asked = [row for row in rows if options.names and row["state"] == "missing"]
    return 1 if options.action == "check" and (wrong or asked) else 0


def _fetch(options: argparse.Namespace, settings: Settings) -> int:
    names = options.names or list(SOURCES)
    entries = {name: source(name) for name in names}
    failed = 0
    rows = []
    for name, entry in entries.items():
        found = status(name, settings)
        agreed = options.yes or found.state == "ready" or _ask(name, entry.file)
        try:
            path = _with_progress(name, settings, agreed)
        except RecipeLabError as error:
            failed = max(failed, error.exit_code)
            rows.append({"name": name, "path": None, "error": str(error)})
            print(f"{name}: {error}", file=sys.stderr)
            continue
        rows.append({"name": name, "path": str(path), "error": None})
        if not options.json:
            print(gettext("{name}: ready, {path}", name=name, path=path))
    if options.json:
        print(json.dumps(rows, ensure_ascii=False))
    return failed


def _ask(name: str, file: Any) -> bool:
    """Consent is a person's answer at a terminal, or ``--yes``."""
    print(
        gettext(
            "{name}: {file} ({size}) is downloaded from {url}.",
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


def _with_progress(name: str, settings: Settings, consent: bool) -> Any:
    from tqdm import tqdm

    with tqdm(desc=name, unit="B", unit_scale=True, disable=None, leave=False) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return fetch(name, settings, consent=consent, progress=progress)
