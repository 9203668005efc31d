"""``run``: pause, resume, stop, extend or try again a run of the store."""

from __future__ import annotations

import argparse
import json
from typing import Any

from core.commands.train import train_in_foreground
from core.errors import RequestError
from core.i18n import gettext
from core.runs.run import COMPLETED, ENDED, QUEUED, SEALED, Run
from core.runs.store import Store
from core.settings import load_settings

ACTIONS = ("show", "pause", "resume", "stop", "extend", "retry")


def add(commands: Any) -> None:
    command = commands.add_parser("run", help=gettext("pause, resume, stop, extend or retry a run"))
    command.add_argument("id", metavar="ID", help=gettext("a run of `runs`"))
    command.add_argument("action", choices=ACTIONS, nargs="?", default="show")
    command.add_argument(
        "epochs", nargs="?", help=gettext("how many more, for extend: run ID extend 10")
    )
    command.add_argument(
        "--here",
        action="store_true",
        help=gettext("after resume, extend or retry: train in this terminal, not in a dashboard"),
    )
    command.add_argument("--json", action="store_true", help=gettext("the run as JSON"))
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    settings = load_settings()
    store = Store(settings.store_url)
    found = _act(store, options)
    code = 0
    if options.here and found.status == QUEUED:
        found = train_in_foreground(found, store, settings)
        code = 0 if found.status == COMPLETED else 1
    if options.json:
        print(json.dumps(found.to_dict(), ensure_ascii=False))
    else:
        print(_sentence(found, options.action))
    return code


def _act(store: Store, options: argparse.Namespace) -> Run:
    if options.epochs is not None and options.action != "extend":
        raise RequestError(
            "{action} takes nothing more, got {epochs!r}.",
            action=options.action,
            epochs=options.epochs,
        )
    if options.action == "retry":
        return store.retry(options.id, origin="command line")
    if options.action == "extend":
        store.extend(options.id, _epochs(options.epochs))
    elif options.action == "pause":
        store.request_pause(options.id)
    elif options.action == "stop":
        store.request_stop(options.id)
    elif options.action == "resume":
        store.resume(options.id)
    return store.get(options.id)


def _epochs(text: str | None) -> int:
    try:
        return int(text or "")
    except ValueError:
        raise RequestError(
            "extend takes how many more epochs, such as extend 10, got {text!r}.", text=text or ""
        ) from None


def _sentence(found: Run, action: str) -> str:
    values = {
        "id": found.id,
        "recipe": found.title,
        "seed": found.seed,
        "status": found.status,
        "done": found.epochs_done,
        "epochs": found.epochs,
    }
    text = gettext("{id}: {recipe}, seed {seed}, {status}, {done} of {epochs} epochs.", **values)
    if found.status == QUEUED and action in ("resume", "extend", "retry"):
        text += " " + gettext("A running dashboard takes it up; with --here this terminal does.")
    if action in ("pause", "stop") and found.status not in (*ENDED, "paused"):
        text += " " + gettext("It was asked to, and does so within a moment.")
    if found.sealed:
        text += " " + gettext(SEALED)
    return f"{text} {found.error}".strip()
