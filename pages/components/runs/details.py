"""A run's settings, the machine it ran on, and its log."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from core.analysis.entrants import run_entrant
from core.digits import significant
from core.errors import StoreError
from core.i18n import gettext, mark
from core.recipes import RECIPES, Recipe
from core.recipes.naming import DATASET, LAYERS, changes, plain_value, settings
from core.runs.files.artifacts import LOG
from core.runs.files.leftovers import log_tail
from core.runs.files.sharing import run_folder
from core.runs.run import PHASES, Run
from pages.components.frame import wording
from pages.components.frame.table import show_table
from pages.components.live.manager import run_manager
from pages.components.live.runs import SeenRun
from pages.components.runs.filters import ORIGIN_NAMES

CHANGED = "●"
OTHER = {DATASET: mark("Dataset"), LAYERS: mark("Layers")}
# Phases whose durations need other words: the second includes the first.
EPOCHS = {
    "first_epoch": mark("first epoch, including compilation"),
    "train": mark("training, all epochs"),
}
ENVIRONMENT = {
    "system": mark("System"),
    "processor": mark("Processor"),
    "cores": mark("Cores"),
    "python": mark("Python"),
    "tensorflow": mark("TensorFlow"),
    "keras": mark("Keras"),
    "numpy": mark("NumPy"),
}


def show_settings(recipe: Recipe, seed: int) -> None:
    """Show every setting, marking those changed from the recipe, with the recipe's values."""
    changed = changes(recipe)
    current = settings(recipe)
    hyperparameters = recipe.hyperparameters()
    names = dict.fromkeys([*changed, *current])
    if LAYERS not in changed:
        names.pop(LAYERS)  # they are drawn further down
    st.markdown(_describe_changes(recipe, len(changed), seed))
    show_table(
        {
            "": (
                [CHANGED if name in changed else "" for name in names],
                st.column_config.TextColumn(width=30),
            ),
            gettext("setting"): (
                [
                    gettext(hyperparameters[name].label if name in hyperparameters else OTHER[name])
                    for name in names
                ],
                None,
            ),
            gettext("name"): (names, None),
            gettext("this run"): ([_shown(current.get(name)) for name in names], None),
            gettext("the recipe"): (
                [_shown(changed[name][0]) if name in changed else "" for name in names],
                None,
            ),
        },
        tall=len(names),
    )


def _describe_changes(recipe: Recipe, count: int, seed: int) -> str:
    if recipe.id not in RECIPES:
        text = mark(
            "The catalogue no longer has a recipe {recipe}; with seed {seed}, these settings "
            "reproduce the run."
        )
    elif count:
        text = mark(
            "Marked with {mark}: changed from the recipe {recipe}. With seed {seed}, these "
            "settings reproduce the run."
        )
    else:
        text = mark(
            "The recipe {recipe}, unchanged. With seed {seed}, these settings reproduce the run."
        )
    return wording.escape_markdown(gettext(text, mark=CHANGED, recipe=recipe.id, seed=seed))


def _shown(value: object) -> str:
    return "—" if value is None else plain_value(value)


def show_notes(run: Run) -> None:
    """Show in what its data or timing differ from what one would expect."""
    lines = [gettext(note) for note in run.notes]
    if run.neighbours:
        lines.append(
            gettext(
                "Up to {count} other runs trained at the same time: its times cannot be compared.",
                count=run.neighbours,
            )
        )
    if lines:
        st.markdown(f"**{gettext('This run')}**")
        st.markdown(wording.bullets(lines))


def show_environment(seen: SeenRun) -> None:
    """Show machine and versions, how long each phase took, and the other costs."""
    run = seen.run
    where, took = st.container(key="where-it-ran").columns([3, 2], gap="large")
    with where:
        lines = [
            (gettext(title), str(run.environment[name]))
            for name, title in ENVIRONMENT.items()
            if name in run.environment
        ]
        lines += [
            (gettext("Threads"), _count(run.threads)),
            (gettext("Machine"), run.host),
            (gettext("Executed by"), run.executor),
            (gettext("Launched from"), gettext(ORIGIN_NAMES.get(run.origin, run.origin))),
            (gettext("Engine"), run.engine),
            (gettext("Digest of the data"), run.digest),
            (gettext("Recipe key"), run.recipe_key),
        ]
        _show_pairs(lines)
    with took:
        lines = [
            (wording.capitalized(gettext(title)), wording.duration(run.seconds[name]))
            for name, title in (PHASES | EPOCHS).items()
            if name in run.seconds
        ]
        lines += [
            (gettext("Epochs"), f"{run.epochs_done:,} / {run.epochs:,}"),
            (gettext("Best epoch"), "" if run.best_epoch is None else f"{run.best_epoch + 1:,}"),
            (gettext("Training samples"), _count(run.train_samples)),
            (gettext("Test samples"), _count(run.test_samples)),
            *_costs(seen),
            (gettext("Other runs at the same time, at most"), str(run.neighbours)),
            (gettext("Peak memory"), wording.size(run.peak_memory) if run.peak_memory else ""),
            (
                gettext("Stored weights and predictions"),
                wording.size(run.artifacts_bytes) if run.artifacts_bytes else "",
            ),
        ]
        _show_pairs(lines)


def _costs(seen: SeenRun) -> list[tuple[str, str]]:
    entrant = run_entrant(seen.run, seen.recipe, seen.epochs, seen.metrics, seen.epoch_seconds)
    each, spent = entrant.samples_a_second, entrant.along("operations")
    known = len(spent) and spent[-1] == spent[-1]
    return [
        (
            gettext("Training samples per second"),
            gettext("{count:,.0f}, from the second epoch on", count=each) if each else "",
        ),
        (
            gettext("Forward pass of one sample"),
            gettext("{count:,} floating-point operations", count=entrant.operations),
        ),
        (
            gettext("Training"),
            gettext("{count} GFLOP: samples × forward pass × 3", count=significant(spent[-1]))
            if known
            else "",
        ),
    ]


def show_log(run: Run) -> None:
    """Show the end of the worker's log, as it is."""
    installation = run_manager().settings
    with suppress(StoreError):  # a local copy is better than nothing
        run_folder(installation, run.id, LOG)
    text = log_tail(installation.artifacts, run.id)
    with st.expander(gettext("Log"), expanded=bool(run.failure and text), icon=":material/notes:"):
        if text:
            st.code(text, language=None, wrap_lines=True)
        else:
            st.markdown(gettext("The worker printed nothing, or its log is no longer stored."))


def _show_pairs(lines: list[tuple[str, str]]) -> None:
    rows = [f"|{title}|{wording.escape_markdown(value)}|" for title, value in lines if value]
    st.markdown("\n".join(["| | |", "|:--|:--|", *rows]))


def _count(number: int | None) -> str:
    return "" if number is None else f"{number:,}"
