"""A run while it is queued, goes on, and after it ended."""

from __future__ import annotations

import streamlit as st

from core.datasets import dataset
from core.i18n import gettext, mark
from core.recipes import RECIPES, Recipe, recipe_from_dict
from core.runs.manager import RunManager
from core.runs.run import COMPLETED, FAILED, INTERRUPTED, QUEUED, RUNNING, STOPPED, Run
from pages.components import wording
from pages.components.live_runs import SeenRun
from pages.components.pace import pace

PHASES = {
    "prepare": mark("Loading the data and TensorFlow"),
    "build": mark("Building the model"),
    "first_epoch": mark("Compiling, then the first epoch"),
    "train": mark("Training"),
    "evaluate": mark("Testing on {basis}"),
}


def run_recipe(run: Run) -> Recipe:
    """The recipe a run executes, with what its catalogue entry knows beside: reference, flaws."""
    return recipe_from_dict(run.recipe)


def changes(recipe: Recipe) -> dict[str, tuple[object, object]]:
    """What differs from the catalogue's recipe: setting → (there, here)."""
    if recipe.id not in RECIPES or RECIPES[recipe.id].key == recipe.key:
        return {}
    there, here = RECIPES[recipe.id].values(), recipe.values()
    return {
        name: (there.get(name), value)
        for name, value in here.items()
        if there.get(name) != value
    }


def show_progress(run: Run, seen: SeenRun, manager: RunManager) -> None:
    """One line and a bar on where the run is, or how it ended."""
    if run.status == QUEUED:
        st.progress(0.0, text=_queued(run, manager))
    elif run.status == RUNNING:
        _show_running(run, seen)
    elif run.status in (FAILED, INTERRUPTED):
        (st.error if run.status == FAILED else st.warning)(run.error)
    elif run.status == STOPPED:
        st.info(
            gettext(
                "Stopped after {done} of {planned} epochs; its curves are kept.",
                done=f"{run.epochs_done:,}",
                planned=f"{run.epochs:,}",
            )
        )
    elif run.status == COMPLETED:
        _show_result(run, seen)


def _queued(run: Run, manager: RunManager) -> str:
    ahead = [other.id for other in manager.store.next_queued(1000)].index(run.id) if _waits(
        run, manager
    ) else 0
    if ahead:
        return gettext("Queued: {count} before it.", count=ahead)
    if manager.warm != "warm":
        return gettext(
            "Queued: it begins when TensorFlow is in memory, about 10 s after the server's start."
        )
    return gettext("Queued: it begins when a slot is free.")


def _waits(run: Run, manager: RunManager) -> bool:
    return any(other.id == run.id for other in manager.store.next_queued(1000))


def _show_running(run: Run, seen: SeenRun) -> None:
    phase = run.progress.get("phase", "")
    if run.stop_requested:
        st.progress(pace(run, seen.epoch_seconds).share, text=gettext("Stopping…"))
        return
    if phase == "evaluate":
        st.progress(1.0, text=gettext(PHASES[phase], basis=wording.basis(run.dataset)))
        return
    if phase not in ("train", "first_epoch") or (not run.epochs_done and "epoch" not in run.progress):
        text = gettext(PHASES[phase]) if phase in PHASES else gettext("Starting a worker")
        st.progress(0.0, text=text + "…")
        return
    now = pace(run, seen.epoch_seconds, seen.sight)
    parts = [gettext("Epoch {epoch:,} of {epochs:,}", epoch=now.epoch, epochs=now.epochs)]
    if now.batches and (now.epoch_seconds is None or now.epoch_seconds > 1):
        parts.append(
            gettext("batch {batch:,} of {batches:,}", batch=now.batch, batches=now.batches)
        )
    if now.epoch_seconds is not None:
        parts.append(gettext("{time} an epoch", time=wording.duration(now.epoch_seconds)))
    if now.seconds_left is not None:
        left = wording.duration(max(1.0, now.seconds_left))
        patient = run.recipe["fit"].get("patience")
        parts.append(
            gettext("at most {time} left", time=left)
            if patient
            else gettext("about {time} left", time=left)
        )
    st.progress(now.share, text=" · ".join(parts))


def _show_result(run: Run, seen: SeenRun) -> None:
    recipe = run_recipe(run)
    value = run.test.get(recipe.metric)
    on = wording.basis(run.dataset, seen.test_samples)
    if recipe.metric == "mae":
        text = gettext("Test error **{value} sd**", value=wording.figure(value))
        if run.scale and value is not None:
            degrees = f"{value * run.scale:.2f} {run.unit}"
            text = gettext(
                "Test error **{value} sd = {degrees}**",
                value=wording.figure(value),
                degrees=degrees,
            )
    else:
        text = gettext("Test accuracy **{value}**", value=wording.share(value))
    parts = [text, on]
    reference = RECIPES[run.recipe_id].reference if run.recipe_id in RECIPES else None
    if reference and reference.test_accuracy is not None:
        parts.append(gettext("published **{value}**", value=wording.share(reference.test_accuracy)))
    elif reference and recipe.metric == "mae" and reference.val_loss is not None:
        parts.append(
            gettext(
                "published, on validation: {value} sd", value=wording.figure(reference.val_loss)
            )
        )
    st.success(" · ".join(parts), icon=":material/flag:")


def title(run: Run) -> str:
    """A heading: family marker, recipe, seed."""
    return f"{wording.family_mark(run.family)} {run.recipe_id}"


def summary_line(run: Run) -> str:
    """What a run is, in one line."""
    parts = [
        gettext(dataset(run.dataset).title),
        gettext("seed {seed}", seed=run.seed),
        gettext("{count:,} epochs", count=run.epochs),
    ]
    if run.parameters:
        parts.append(gettext("{count:,} parameters", count=run.parameters))
    if run.started and run.ended:
        parts.append(gettext("took {time}", time=wording.duration(run.elapsed)))
    return " · ".join(parts)


def state_badge(run: Run) -> str:
    return f":{wording.STATUS_COLOURS[run.status]}-badge[{gettext(wording.STATUSES[run.status])}]"
