"""``run``: shows, pauses, resumes, stops, extends, retries or saves a run of the store."""

from __future__ import annotations

import argparse
from pathlib import Path
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
from core.commands.output import print_json, require_new, silence_native_stderr
from core.commands.train import train_in_foreground
from core.errors import RecipeLabError, RequestError
from core.i18n import gettext, mark
from core.inside.inputs import splits_of
from core.inside.models import open_model
from core.recipes import recipe_from_dict
from core.runs.index import RunIndex
from core.runs.run import COMPLETED, ENDED, QUEUED, SEALED, Run
from core.runs.store import Store
from core.settings import Settings, load_settings
from core.training.export import save_model
from core.training.runtime import tensorflow

HELP = mark("pause, resume, stop, extend or retry a run, or save its model")

ACTIONS = ("show", "pause", "resume", "stop", "extend", "retry", "model")


def add(command: argparse.ArgumentParser) -> None:
    command.add_argument("id", metavar="ID", help=gettext("id of a run, from `runs`"))
    command.add_argument("action", choices=ACTIONS, nargs="?", default="show")
    command.add_argument(
        "value",
        nargs="?",
        help=gettext(
            "for extend: number of further epochs, as in run ID extend 10; for model: the file to "
            "create, as in run ID model FILE.keras"
        ),
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
    if options.action == "model":
        return _save_model(current, options.value or "", settings)
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
    if options.value is not None and options.action not in ("extend", "model"):
        raise RequestError(
            "{action} takes no further argument, got {value!r}.",
            action=options.action,
            value=options.value,
        )
    if options.action == "retry":
        return store.actions.retry(options.id, origin="command line")
    if options.action == "extend":
        store.actions.extend(options.id, _epochs(options.value))
    elif options.action not in ("show", "model"):
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


def _save_model(ended: Run, name: str, settings: Settings) -> int:
    path = Path(name)
    require_new(path, ".keras")
    model = open_model(ended, settings)
    entry, shape = model.recipe, model.recipe.input_shape
    if entry.task == "series-regression":  # a file may have other columns than the published one
        shape = splits_of(entry, settings).train.shape
    silence_native_stderr()
    tensorflow(settings.threads)
    try:
        save_model(entry, model.seed, shape, model.weights, path)
    except OSError as error:
        raise RecipeLabError(
            "{path} cannot be written ({reason}).", path=path, reason=error.strerror or error
        ) from None
    print(gettext("Saved the model of run {id} to {path}.", id=ended.id, path=path))
    return 0


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
