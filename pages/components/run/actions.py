"""What can be done to a run now: pause, resume, stop, extend, try again; the same on every page."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.analysis.groups import free_seeds, with_trials
from core.errors import RecipeLabError
from core.i18n import gettext
from core.people import TRAIN
from core.recipes import recipe_from_dict
from core.runs.run import OPEN, PAUSED, RUNNING, STOPPED, Run
from core.runs.store.lives import available_actions
from pages.components.live.person import desk, person
from pages.components.live.run_index import run_index
from pages.components.run.opening import open_run

MOST_EPOCHS = 10_000
MORE_SEEDS, MOST_SEEDS = 2, 50


def show_actions(run: Run, owner: str, notify: Callable[[str], None]) -> None:
    """Buttons, within a horizontal container of the caller's.

    Args:
        owner: Begins the widgets' keys; "" for a page that has it once.
        say: Told a sentence where something could not be done.
    """
    offered = available_actions(run.status, epochs_done=run.epochs_done, epochs=run.epochs)
    if run.deleted is not None or not person().may_change(run.person):
        return

    def button(name: str, label: str, icon: str, work: Callable[[], object], **more: str) -> None:
        st.button(
            label,
            key=f"{owner} {name}".strip(),
            icon=f":material/{icon}:",
            on_click=_do,
            args=(work, notify),
            disabled=run.stop_requested and run.status in OPEN,
            **more,
        )

    here = desk()
    if run.status == RUNNING and run.pause_requested:
        button("resume", gettext("Go on"), "play_arrow", lambda: here.resume(run.id))
    elif "pause" in offered:
        text = gettext("Let it wait where it is; its slot is free for others meanwhile.")
        button("pause", gettext("Pause"), "pause", lambda: here.pause(run.id), help=text)
    if "resume" in offered:
        button(
            "resume",
            gettext("Resume"),
            "play_arrow",
            lambda: here.resume(run.id),
            help=_where(run),
        )
    if "stop" in offered:
        button("stop", gettext("Stop"), "stop", lambda: here.stop(run.id))
    if "extend" in offered and not run.sweep:
        _show_extend(run, owner, notify)
    if "retry" in offered and "resume" not in offered and "extend" not in offered:
        text = gettext("A new run of the same settings and seed; this one stays as it is.")
        button("retry", gettext("Try again"), "replay", lambda: _retry(run), help=text)


def show_repeat(run: Run, owner: str, notify: Callable[[str], None]) -> None:
    """The same settings with seeds that are new: one run says nothing of luck."""
    if not person().may(TRAIN) or run.deleted is not None or run.sealed:
        return
    with st.popover(gettext("Repeat"), icon=":material/repeat:"):
        key = f"{owner} more seeds".strip()
        st.number_input(
            gettext("More seeds"),
            min_value=1,
            max_value=MOST_SEEDS,
            value=MORE_SEEDS,
            key=key,
            help=gettext("Each is a run of the same settings that begins with other weights."),
        )
        st.markdown(
            gettext(
                "The same recipe with seeds that no run of it has used: what changes from seed to "
                "seed is luck, and a figure is the mean over them."
            )
        )
        st.button(
            gettext("Run them"),
            key=f"{owner} repeat".strip(),
            icon=":material/repeat:",
            type="primary",
            on_click=lambda: _do(lambda: _repeat(run, int(st.session_state[key])), notify),
        )


def _repeat(run: Run, count: int) -> None:
    recipe, used = recipe_from_dict(run.recipe), with_trials(run_index().rows(), run.recipe_key)
    for seed in free_seeds(used, count):
        desk().submit(recipe, seed)


def _show_extend(run: Run, owner: str, notify: Callable[[str], None]) -> None:
    with st.popover(gettext("Extend"), icon=":material/more_time:"):
        key = f"{owner} more epochs".strip()
        st.number_input(
            gettext("More epochs"),
            min_value=1,
            max_value=MOST_EPOCHS,
            value=min(run.epochs, MOST_EPOCHS),
            key=key,
        )
        st.markdown(
            gettext(
                "It goes on from epoch {epochs:,} and becomes a run of the recipe with more "
                "epochs; what it has reached is kept with it.",
                epochs=run.epochs,
            )
        )
        st.button(
            gettext("Go on training"),
            key=f"{owner} extend".strip(),
            icon=":material/more_time:",
            type="primary",
            on_click=lambda: _do(lambda: desk().extend(run.id, int(st.session_state[key])), notify),
        )


def _where(run: Run) -> str:
    """Where a run goes on from, as a sentence."""
    kept = run.checkpoint
    if not kept or not (kept["epoch"] or kept["step"]):
        if not run.epochs_done:
            return gettext("It begins.")
        return gettext("It begins again and gives the same values: it kept no checkpoint.")
    if kept["step"]:
        return gettext("It goes on within epoch {epoch:,}.", epoch=kept["epoch"] + 1)
    return gettext("It goes on after epoch {epoch:,}.", epoch=kept["epoch"])


def why_ended(run: Run) -> str:
    """What is said of a paused or stopped run."""
    values = {"done": run.epochs_done, "planned": run.epochs, "where": _where(run)}
    if run.status == PAUSED:
        return gettext("Paused after {done:,} of {planned:,} epochs. On Resume: {where}", **values)
    assert run.status == STOPPED
    if run.error:  # a limit stopped it, not somebody
        return run.error
    return gettext(
        "Stopped after {done:,} of {planned:,} epochs; its curves are kept. On Resume: {where}",
        **values,
    )


def _retry(run: Run) -> None:
    open_run(desk().retry(run.id).id)


def _do(work: Callable[[], object], notify: Callable[[str], None]) -> None:
    try:
        work()
    except RecipeLabError as error:
        notify(str(error))
