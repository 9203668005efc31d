"""``sweep``: tries many settings of a recipe and confirms the best, or shows a sweep."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.errors import RequestError
from core.i18n import gettext
from core.people import Person
from core.recipes import RECIPES, Recipe, recipe
from core.runs.queue.manager import RunManager
from core.runs.run import RUNNING
from core.runs.store import Store
from core.settings import Settings, load_settings
from core.sweeps.curves import CurveReader
from core.sweeps.desk import SweepDesk
from core.sweeps.driver import SweepDriver
from core.sweeps.engine import write_study
from core.sweeps.plan import USUAL_SEEDS, USUAL_TRIALS, Plan, make_plan, with_validation
from core.sweeps.report import Report, describe, report, settings_words, why
from core.sweeps.space import make_space
from core.sweeps.store import SweepStore
from core.sweeps.sweep import CONFIRMED, TPE
from core.system.servers import servers

ACTIONS = ("show", "pause", "resume", "stop", "enough", "follow")
POLL_SECONDS = 0.5


def add(commands: Any) -> None:
    command = commands.add_parser(
        "sweep", help=gettext("try many settings and confirm the best with fresh seeds")
    )
    command.add_argument(
        "what",
        metavar="RECIPE|ID",
        nargs="?",
        help=gettext("a recipe to start a sweep of, or the id of a sweep"),
    )
    command.add_argument("action", choices=ACTIONS, nargs="?", default="show")
    command.add_argument(
        "--set",
        metavar="key=value[,value…]",
        nargs="+",
        action="extend",
        default=[],
        help=gettext("several values are tried; a single value is used in all trials"),
    )
    command.add_argument(
        "--range",
        metavar="key=low..high",
        nargs="+",
        action="extend",
        default=[],
        help=gettext("try any number in between, on the setting's own scale"),
    )
    command.add_argument("--kind", default=TPE, help=gettext("grid, random or tpe (default)"))
    numbers = (
        ("--trials", USUAL_TRIALS, gettext("number of trials; a grid tries all combinations")),
        ("--confirm", USUAL_SEEDS, gettext("number of fresh seeds that confirm the best")),
        ("--finalists", 1, gettext("number of best trials to confirm: 1 or 2")),
        ("--seed", 0, gettext("seed of every trial and of the search")),
    )
    for name, default, text in numbers:
        command.add_argument(name, type=int, default=default, help=f"{text} ({default})")
    command.add_argument("--epochs", help=gettext("short for --set epochs=N"))
    command.add_argument(
        "--no-prune", action="store_true", help=gettext("never stop a trial early")
    )
    command.add_argument(
        "--queue",
        action="store_true",
        help=gettext("leave the sweep to a dashboard and do not wait"),
    )
    command.add_argument(
        "--optuna", metavar="FILE", help=gettext("export a sweep as an Optuna study")
    )
    command.add_argument("--json", action="store_true", help=gettext("the sweep as JSON"))
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    settings = load_settings()
    store = Store(settings.store_url)
    sweeps = SweepStore(store)
    desk = SweepDesk(sweeps, Person(""), "command line")
    reader = CurveReader(sweeps)
    if options.what is None:
        return _list(sweeps, as_json=options.json)
    if options.what in RECIPES or "/" in options.what:
        launched = desk.launch(_plan(options))
        if not options.queue:
            return _follow(launched.id, store, sweeps, reader, settings, as_json=options.json)
        return _show(report(sweeps, reader, launched.id), as_json=options.json)
    sweep = sweeps.get(options.what)
    if options.optuna:
        trials = report(sweeps, reader, sweep.id).trials
        write_study(sweep, trials, Path(options.optuna))
    if options.action == "follow":
        return _follow(sweep.id, store, sweeps, reader, settings, as_json=options.json)
    if options.action != "show":
        getattr(desk, options.action)(sweep.id)
    return _show(report(sweeps, reader, sweep.id), as_json=options.json)


def _plan(options: argparse.Namespace) -> Plan:
    fixed, varied = {}, {}
    for name, text in _pairs("--set", options.set).items():
        values = [part.strip() for part in text.split(",") if part.strip()]
        if len(values) > 1:
            varied[name] = values
        else:
            fixed[name] = text.strip()
    ranges = {}
    for name, text in _pairs("--range", options.range).items():
        low, dots, high = text.partition("..")
        if not dots:
            raise RequestError(
                "--range takes key=low..high, such as learning_rate=1e-4..1e-2, got {item!r}.",
                item=f"{name}={text}",
            )
        ranges[name] = (low.strip(), high.strip())
    if options.epochs is not None:
        fixed["epochs"] = options.epochs
    base = _validated(recipe(options.what).with_settings(fixed))
    return make_plan(
        base,
        make_space(base, varied, ranges),
        kind=options.kind,
        trials=options.trials,
        seed=options.seed,
        prune=not options.no_prune,
        confirm=options.confirm,
        finalists=options.finalists,
    )


def _validated(entry: Recipe) -> Recipe:
    validated = with_validation(entry)
    if validated.key != entry.key:
        print(
            gettext(
                "Note: {recipe} has no validation data, which a sweep needs to choose by; "
                "{share:.0%} of its training data are held out for that.",
                recipe=entry.id,
                share=validated.fit["validation_split"],
            ),
            file=sys.stderr,
        )
    return validated


def _pairs(option: str, items: list[str]) -> Mapping[str, str]:
    pairs = {}
    for item in items:
        name, equals, value = item.partition("=")
        if not equals or not name.strip():
            raise RequestError(
                "{option} takes key=…, such as units=16,32,64, got {item!r}.",
                option=option,
                item=item,
            )
        pairs[name.strip()] = value.strip()
    return pairs


def _follow(
    sweep_id: str,
    store: Store,
    sweeps: SweepStore,
    reader: CurveReader,
    settings: Settings,
    *,
    as_json: bool,
) -> int:
    """Run a sweep until it ends, or only watch it if a running dashboard drives it."""
    manager = None if servers(settings) else RunManager(store, settings)
    driver = SweepDriver(manager) if manager else None
    if manager and driver:
        manager.start()
        driver.start()
    print(gettext("Sweep {id}: press Ctrl-C to leave it for later.", id=sweep_id), file=sys.stderr)
    printed = ""
    try:
        while True:
            current = report(sweeps, reader, sweep_id)
            line = describe(current)
            if line != printed and current.sweep.status == RUNNING:
                print(line, file=sys.stderr)
            printed = line
            if current.sweep.status != RUNNING:
                break
            time.sleep(POLL_SECONDS)
    finally:
        if manager and driver:
            driver.close()
            manager.close()
    _show(current, as_json=as_json)
    return 0 if current.sweep.status == CONFIRMED else 1


def _show(current: Report, *, as_json: bool) -> int:
    if as_json:
        print(json.dumps(current.as_dict(), ensure_ascii=False))
        return 0
    sweep = current.sweep
    head = gettext(
        "{id}: {kind} sweep of {recipe}, seed {seed}, {status}.",
        id=sweep.id,
        kind=sweep.kind,
        recipe=sweep.title,
        seed=sweep.seed,
        status=sweep.status,
    )
    print(f"{head} {describe(current)}")
    if not current.trials:
        return 0
    print(
        f"{'trial':>5}  {'state':<11} {sweep.objective:>12}  {'epochs':>6}  {'run':<11}  settings"
    )
    order = {trial.number: place for place, trial in enumerate(current.ranking)}
    for trial in sorted(current.trials, key=lambda trial: order.get(trial.number, len(order))):
        value = f"{trial.value:.4f}" if trial.value == trial.value else "—"
        done, run_id = (trial.run.epochs_done, trial.run.id) if trial.run else (0, "")
        print(
            f"{trial.number + 1:>5}  {trial.state:<11} {value:>12}  {done:>6}  {run_id:<11}  "
            f"{settings_words(trial.values)}" + (f"  ({why(trial)})" if why(trial) else "")
        )
    return 0


def _list(sweeps: SweepStore, *, as_json: bool) -> int:
    existing = sweeps.list()
    if as_json:
        print(json.dumps([sweep.to_dict() for sweep in existing], ensure_ascii=False))
        return 0
    if not existing:
        print(
            gettext(
                "No sweeps yet. Try: {command}",
                command="python -m core sweep digits/mlp "
                "--set units=16,32,64 --range learning_rate=1e-4..1e-2",
            )
        )
    for sweep in existing:
        print(
            f"{sweep.id:<12} {sweep.title:<27} {sweep.kind:<7} {sweep.status:<10} "
            + gettext("{done} of {trials} trials", done=len(sweep.proposals), trials=sweep.trials)
        )
    return 0
