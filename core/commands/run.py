"""``run``: shows, pauses, resumes, stops, extends or retries a run of the store."""

from __future__ import annotations

import argparse
from typing import Any

from core.analysis.diagnoses import (
    DIAGNOSED,
    chip,
    diagnose_run,
    evidence,
    remedy,
    results_by_recipe,
    unit_of,
)
from core.baselines.cached import cached_baselines, shipped_baselines
from core.baselines.rivals import rivals_of
from core.commands.options import add_switch
from core.commands.output import print_json
from core.commands.train import train_in_foreground
from core.errors import RequestError
from core.i18n import gettext, mark
from core.recipes import recipe_from_dict
from core.runs.index import RunIndex
from core.runs.run import COMPLETED, ENDED, QUEUED, SEALED, Run
from core.runs.store import Store
from core.settings import Settings, load_settings

HELP = mark("pause, resume, stop, extend or retry a run")

ACTIONS = ("show", "pause", "resume", "stop", "extend", "retry")


def add(command: argparse.ArgumentParser) -> None:
    command.add_argument("id", metavar="ID", help=gettext("id of a run, from `runs`"))
    command.add_argument("action", choices=ACTIONS, nargs="?", default="show")
    command.add_argument(
        "epochs",
        nargs="?",
        help=gettext("for extend: number of further epochs, as in run ID extend 10"),
    )
    add_switch(
        command,
        "--here",
        gettext("for resume, extend and retry: train in this terminal, not in a dashboard"),
    )
    add_switch(command, "--json", gettext("the run as JSON"))


def run(options: argparse.Namespace) -> int:
    settings = load_settings()
    store = Store(settings.store_url)
    current = _act(store, options)
    code = 0
    if options.here and current.status == QUEUED:
        current = train_in_foreground(current, store, settings)
        code = 0 if current.status == COMPLETED else 1
    known = _diagnoses(current, store, settings)
    if options.json:
        print_json(current.to_dict() | {"diagnoses": known})
    else:
        print(_sentence(current, options.action))
        for one in known:
            print(gettext("Looks like: {chip}. {evidence} {remedy}", **one))
    return code


def _diagnoses(current: Run, store: Store, settings: Settings) -> list[dict[str, Any]]:
    """The diagnoses of a run as dictionaries, with their words."""
    if current.status not in DIAGNOSED:
        return []
    entry = recipe_from_dict(current.recipe)
    known = cached_baselines(entry.dataset, entry.preprocessing, settings)
    known = known or shipped_baselines(entry.dataset, entry.preprocessing) or []
    group = results_by_recipe(RunIndex(store).rows()) if current.trial is None else {}
    diagnoses = diagnose_run(
        current,
        entry,
        store.histories.get(current.id).metrics,
        rivals_of(known, current.baselines.get("persistence_test")),
        group.get(current.recipe_key, ()),
        settings,
    )
    unit = unit_of(entry, current.scale, current.unit)
    return [
        one.as_dict()
        | {"chip": chip(one), "evidence": evidence(one, unit), "remedy": remedy(one, entry)}
        for one in diagnoses
    ]


def _act(store: Store, options: argparse.Namespace) -> Run:
    if options.epochs is not None and options.action != "extend":
        raise RequestError(
            "{action} takes no further argument, got {epochs!r}.",
            action=options.action,
            epochs=options.epochs,
        )
    if options.action == "retry":
        return store.actions.retry(options.id, origin="command line")
    if options.action == "extend":
        store.actions.extend(options.id, _epochs(options.epochs))
    elif options.action != "show":
        getattr(store.actions, options.action)(options.id)
    return store.runs.get(options.id)


def _epochs(text: str | None) -> int:
    try:
        return int(text or "")
    except ValueError:
        raise RequestError(
            "extend takes the number of further epochs, such as extend 10, got {text!r}.",
            text=text or "",
        ) from None


def _sentence(current: Run, action: str) -> str:
    values = {
        "id": current.id,
        "recipe": current.title,
        "seed": current.seed,
        "status": current.status,
        "done": current.epochs_done,
        "epochs": current.epochs,
    }
    text = gettext("{id}: {recipe}, seed {seed}, {status}, {done} of {epochs} epochs.", **values)
    if current.status == QUEUED and action in ("resume", "extend", "retry"):
        text += " " + gettext(
            "A running dashboard will start it; --here trains it in this terminal."
        )
    if action in ("pause", "stop") and current.status not in (*ENDED, "paused"):
        text += " " + gettext("The request takes effect in a moment.")
    if current.sealed:
        text += " " + gettext(SEALED)
    return f"{text} {current.error}".strip()
