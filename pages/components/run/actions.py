"""Buttons to pause, resume, stop, extend, retry or repeat a run; the same on every page."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.analysis.groups import free_seeds, with_trials
from core.i18n import gettext
from core.people import TRAIN
from core.recipes import recipe_from_dict
from core.runs.run import ACTIVE, PAUSED, RUNNING, STOPPED, Run
from core.runs.store.actions import available_actions
from pages.components.frame.errors import report_errors
from pages.components.live.manager import run_index
from pages.components.live.person import desk, person
from pages.components.run.opening import open_run

MAX_EPOCHS = 10_000
MORE_SEEDS, MAX_SEEDS = 2, 50


def show_actions(run: Run, owner: str, notify: Callable[[str], None]) -> None:
    """Draw the buttons that fit the run's state, in the caller's horizontal container.

    Args:
        owner: Prefix of the widgets' keys; "" on a page that shows one run.
        notify: Called with the error's sentence if an action fails.
    """
    offered = available_actions(run.status, epochs_done=run.epochs_done, epochs=run.epochs)
    if run.deleted is not None or not person().may_change(run.person):
        return

    def key_of(name: str) -> str:
        return f"{owner} {name}".strip()

    def button(
        name: str, label: str, icon: str, action: Callable[[], object], **options: str
    ) -> None:
        st.button(
            label,
            key=key_of(name),
            icon=f":material/{icon}:",
            on_click=_do,
            args=(action, notify),
            disabled=run.stop_requested and run.status in ACTIVE,
            **options,
        )

    own_desk = desk()
    pausing = run.status == RUNNING and run.pause_requested
    if "pause" in offered and not pausing:
        text = gettext("Pauses the run where it is and frees its slot for others.")
        button("pause", gettext("Pause"), "pause", lambda: own_desk.pause(run.id), help=text)
    if pausing or "resume" in offered:
        text = "" if pausing else _resume_words(run)
        label = gettext("Resume")

        def resume() -> None:
            # Clicks on a page that has not answered yet arrive together, in no order of theirs.
            if not st.session_state.get(key_of("stop")):
                own_desk.resume(run.id)

        button("resume", label, "play_arrow", resume, help=text)
    if "stop" in offered:
        button("stop", gettext("Stop"), "stop", lambda: own_desk.stop(run.id))
    if "extend" in offered and not run.sweep:
        _show_extend(run, owner, notify)
    if "retry" in offered and "resume" not in offered and "extend" not in offered:
        text = gettext("Starts a new run with the same settings and seed; this one stays as it is.")
        button("retry", gettext("Retry"), "replay", lambda: _retry(run), help=text)


def show_repeat(run: Run, owner: str, notify: Callable[[str], None]) -> None:
    """Offer to train the same settings with new seeds, since one run says nothing about luck."""
    if not person().may(TRAIN) or run.deleted is not None or run.sealed:
        return
    with st.popover(gettext("Repeat"), icon=":material/repeat:"):
        key = f"{owner} more seeds".strip()
        st.number_input(
            gettext("More seeds"),
            min_value=1,
            max_value=MAX_SEEDS,
            value=MORE_SEEDS,
            key=key,
            help=gettext(
                "Each seed is a run with the same settings and different initial weights."
            ),
        )
        st.markdown(
            gettext(
                "Trains the same recipe with unused seeds. What changes from seed to seed is luck; "
                "figures are means over the seeds."
            )
        )
        st.button(
            gettext("Train"),
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
            max_value=MAX_EPOCHS,
            value=min(run.epochs, MAX_EPOCHS),
            key=key,
        )
        st.markdown(
            gettext(
                "Training continues after epoch {epochs:,}. The run then counts as one of the "
                "recipe with more epochs; its results so far are kept with it.",
                epochs=run.epochs,
            )
        )
        st.button(
            gettext("Extend"),
            key=f"{owner} extend".strip(),
            icon=":material/more_time:",
            type="primary",
            on_click=lambda: _do(lambda: desk().extend(run.id, int(st.session_state[key])), notify),
        )


def _resume_words(run: Run) -> str:
    """Where Resume would continue, as a sentence."""
    checkpoint = run.checkpoint
    if not checkpoint or not (checkpoint["epoch"] or checkpoint["step"]):
        if not run.epochs_done:
            return gettext("Resume starts from the beginning.")
        return gettext(
            "There is no checkpoint: Resume starts from the beginning and gives the same values."
        )
    if checkpoint["step"]:
        return gettext("Resume continues in epoch {epoch:,}.", epoch=checkpoint["epoch"] + 1)
    return gettext("Resume continues after epoch {epoch:,}.", epoch=checkpoint["epoch"])


def why_ended(run: Run) -> str:
    """Why a paused or stopped run is not training, and where it would continue."""
    values = {"done": run.epochs_done, "planned": run.epochs, "resume": _resume_words(run)}
    if run.status == PAUSED:
        return gettext("Paused after {done:,} of {planned:,} epochs. {resume}", **values)
    assert run.status == STOPPED
    if run.error:  # stopped by a limit, not by a person
        return run.error
    return gettext(
        "Stopped after {done:,} of {planned:,} epochs; the curves are kept. {resume}", **values
    )


def _retry(run: Run) -> None:
    open_run(desk().retry(run.id).id)


def _do(action: Callable[[], object], notify: Callable[[str], None]) -> None:
    with report_errors(notify):
        action()
