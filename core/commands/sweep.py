"""``sweep``: tries many settings of a recipe and confirms the best, or shows a sweep."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

from core.commands.options import add_pairs, add_switch, pairs
from core.commands.output import print_json, print_table
from core.errors import RequestError
from core.i18n import gettext, mark
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
from core.sweeps.plan import DEFAULT_SEEDS, DEFAULT_TRIALS, Plan, make_plan, with_validation
from core.sweeps.report import Report, describe, report, settings_words, why
from core.sweeps.space import make_space
from core.sweeps.store import SweepStore
from core.sweeps.sweep import CONFIRMED, TPE, Trial
from core.system.servers import servers

HELP = mark("try many settings and confirm the best with fresh seeds")

ACTIONS = ("show", "pause", "resume", "stop", "enough", "follow")
POLL_SECONDS = 0.5
RANGE = "learning_rate=1e-4..1e-2"


def add(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "what",
        metavar="RECIPE|ID",
        nargs="?",
        help=gettext("a recipe to start a sweep of, or the id of a sweep"),
    )
    command.add_argument("action", choices=ACTIONS, nargs="?", default="show")
    text = gettext("several values are tried; a single value is used in all trials")
    add_pairs(command, "--set", "key=value[,value…]", text)
    text = gettext("try any number in between, on the setting's own scale")
    add_pairs(command, "--range", "key=low..high", text)
    command.add_argument("--kind", default=TPE, help=gettext("grid, random or tpe (default)"))
    numbers = (
        ("--trials", DEFAULT_TRIALS, gettext("number of trials; a grid tries all combinations")),
        ("--confirm", DEFAULT_SEEDS, gettext("number of fresh seeds that confirm the best")),
        ("--finalists", 1, gettext("number of best trials to confirm: 1 or 2")),
        ("--seed", 0, gettext("seed of every trial and of the search")),
    )
    for name, default, text in numbers:
        command.add_argument(name, type=int, default=default, help=f"{text} ({default})")
    command.add_argument("--epochs", help=gettext("short for --set epochs=N"))
    add_switch(command, "--no-prune", gettext("never stop a trial early"))
    add_switch(command, "--queue", gettext("leave the sweep to a dashboard and do not wait"))
    command.add_argument(
        "--optuna", metavar="FILE", help=gettext("export a sweep as an Optuna study")
    )
    add_switch(command, "--json", gettext("the sweep as JSON"))


def run(options: argparse.Namespace) -> int:
    settings = load_settings()
    store = Store(settings.store_url)
    sweeps = SweepStore(store)
    desk = SweepDesk(sweeps, Person(""), "command line")
    reader = CurveReader(sweeps)
    if options.what is None:
        return _list(sweeps, as_json=options.json)
    if options.what in RECIPES or "/" in options.what:
        sweep, action = desk.launch(_plan(options)), "show" if options.queue else "follow"
    else:
        sweep, action = sweeps.get(options.what), options.action
        if options.optuna:
            write_study(sweep, report(sweeps, reader, sweep.id).trials, Path(options.optuna))
    if action == "follow":
        _follow(partial(report, sweeps, reader, sweep.id), store, settings)
    elif action != "show":
        getattr(desk, action)(sweep.id)
    current = report(sweeps, reader, sweep.id)
    if options.json:
        print_json(current.as_dict())
    else:
        _show(current)
    return 1 if action == "follow" and current.sweep.status != CONFIRMED else 0


def _plan(options: argparse.Namespace) -> Plan:
    fixed, varied = {}, {}
    for name, text in pairs("--set", options.set, "units=16,32,64").items():
        values = [part.strip() for part in text.split(",") if part.strip()]
        if len(values) > 1:
            varied[name] = values
        else:
            fixed[name] = text
    ranges = {}
    for name, text in pairs("--range", options.range, RANGE).items():
        low, dots, high = text.partition("..")
        if not dots:
            raise RequestError(
                "--range takes key=low..high, such as {example}, got {item!r}.",
                example=RANGE,
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


def _follow(current: Callable[[], Report], store: Store, settings: Settings) -> None:
    """Run a sweep until it ends, or only watch it if a running dashboard drives it."""
    with ExitStack() as stack:
        if not servers(settings):
            manager = stack.enter_context(closing(RunManager(store, settings)))
            driver = stack.enter_context(closing(SweepDriver(manager)))
            manager.start()
            driver.start()
        sweep_id = current().sweep.id
        print(
            gettext("Sweep {id}: press Ctrl-C to leave it for later.", id=sweep_id), file=sys.stderr
        )
        printed = ""
        while (latest := current()).sweep.status == RUNNING:
            if (line := describe(latest)) != printed:
                print(line, file=sys.stderr)
                printed = line
            time.sleep(POLL_SECONDS)


def _show(current: Report) -> None:
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
        return
    order = {trial.number: place for place, trial in enumerate(current.ranking)}
    trials = sorted(current.trials, key=lambda trial: order.get(trial.number, len(order)))
    columns = {"trial": ">5", "state": "<11", sweep.objective: ">12", "epochs": ">6", "run": "<11"}
    print_table(columns | {"settings": "<8"}, map(_cells, trials))


def _cells(trial: Trial) -> tuple[object, ...]:
    value = f"{trial.value:.4f}" if trial.value == trial.value else "—"
    done, run_id = (trial.run.epochs_done, trial.run.id) if trial.run else (0, "")
    words = settings_words(trial.values) + (f"  ({why(trial)})" if why(trial) else "")
    return trial.number + 1, trial.state, value, done, run_id, words


def _list(sweeps: SweepStore, *, as_json: bool) -> int:
    existing = sweeps.list()
    if as_json:
        print_json([sweep.to_dict() for sweep in existing])
    elif existing:
        columns = {"sweep": "<11", "recipe": "<26", "kind": "<6", "status": "<9", "trials": "<6"}
        rows = (
            (it.id, it.title, it.kind, it.status, f"{len(it.proposals)} of {it.trials}")
            for it in existing
        )
        print_table(columns, rows)
    else:
        print(
            gettext(
                "No sweeps yet. Try: {command}",
                command=f"python -m core sweep digits/mlp --set units=16,32,64 --range {RANGE}",
            )
        )
    return 0
