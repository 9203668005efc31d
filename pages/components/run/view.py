"""A run on screen: queued, running or ended."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.analysis.diagnoses import DISAPPOINTING
from core.datasets import dataset
from core.i18n import gettext, mark, ngettext
from core.recipes import RECIPES, Recipe
from core.recipes.naming import LAYERS, changes, plain_value, spaced
from core.runs.run import COMPLETED, FAILED, INTERRUPTED, PAUSED, SEALED, Run
from pages.components.frame import wording
from pages.components.frame.reader import theme
from pages.components.live.baselines import rivals
from pages.components.live.diagnoses import diagnoses_of
from pages.components.live.runs import SeenRun
from pages.components.run.actions import why_ended
from pages.components.run.curves import show_curves
from pages.components.run.live_progress import live_progress
from pages.components.run.screen import PROGRESS, RunScreen, RunView, run_screens


def view_of(run_id: str) -> RunView:
    """The view of a run with the other seeds of its recipe, in this browser's theme."""
    return RunView(run_id, seeds=True, theme=theme())


def heading(run: Run) -> str:
    """The run's name, else its recipe and changed settings; with its state, as Markdown."""
    colour = wording.STATUS_COLOURS.get(run.status, "gray")
    status = gettext(run.status)
    title = wording.escape_markdown(run.name or run.title)
    return f"## {wording.family_mark(run.family)} {title} :{colour}-badge[{status}]"


def summary(run: Run, *more: str) -> str:
    """What was run and for how long, in a line of small text, as Markdown.

    Args:
        *more: Further parts of the line.
    """
    parts = [
        run.title if run.name else "",
        wording.family_title(run.family),
        gettext(dataset(run.dataset).title),
        gettext("seed {seed}", seed=run.seed),
        gettext("{count:,} parameters", count=run.parameters) if run.parameters else "",
        *more,
    ]
    if run.started and run.ended:
        parts.append(gettext("took {time}", time=wording.duration(run.elapsed)))
    return wording.small(wording.escape_markdown(" · ".join(filter(None, parts))))


def show_charts(view: RunView, screen: RunScreen) -> None:
    """Draw the run's curves, which update on their own; other changes trigger a rerun."""
    feed = partial(run_screens().feed, view, screen)
    show_curves(screen.seen.recipe, screen.charts, gettext("run {id}", id=view.run), feed)


def show_state(view: RunView, screen: RunScreen) -> None:
    """Show progress, result or the reason it ended early, in one sentence."""
    seen, run = screen.seen, screen.seen.run
    if PROGRESS in screen.words:
        feed = run_screens().feed(view, screen, PROGRESS)
        live_progress(screen.words[PROGRESS], key="progress", feed=feed)
    elif run.status == FAILED:
        st.error(wording.escape_markdown(run.error), icon=":material/error:")
    elif run.status == INTERRUPTED:
        st.warning(wording.escape_markdown(run.error), icon=":material/power_off:")
    elif run.sealed and run.status == COMPLETED:
        st.info(gettext(SEALED), icon=":material/visibility_off:")
    elif run.status == COMPLETED:
        _show_result(run, seen)
    else:
        icon = ":material/pause:" if run.status == PAUSED else ":material/stop:"
        st.info(wording.escape_markdown(why_ended(run)), icon=icon)


def _show_result(run: Run, seen: SeenRun) -> None:
    """Show a completed run's result, without applause if it is no better than a baseline."""
    result = _result(run, seen, seen.recipe)
    names = {diagnosis.name for diagnosis in diagnoses_of(run) or ()}
    if names.isdisjoint(DISAPPOINTING):
        st.success(result, icon=":material/flag:")
    else:
        st.info(result, icon=":material/flag:")


def _result(run: Run, seen: SeenRun, recipe: Recipe) -> str:
    unit = wording.escape_markdown(run.unit)
    result = wording.score(run.test.get(recipe.metric), recipe.metric, run.scale, unit)
    if recipe.metric == "accuracy":
        text = gettext("test accuracy **{result}**", result=result)
    else:
        text = gettext("test error **{result}**", result=result)
    guess = run.baselines.get("persistence_test")
    if guess is not None:
        guess = wording.score(guess, recipe.metric, run.scale, unit)
        text = gettext("{result} (guessing “as now”: {guess})", result=text, guess=guess)
    parts = [text, wording.basis(run.dataset, seen.test_samples), *_published(run, recipe)]
    parts += _linear_baselines(recipe)
    if run.epochs_done < run.epochs:
        parts.append(
            ngettext(
                "stopped early, after {count:,} epoch",
                "stopped early, after {count:,} epochs",
                run.epochs_done,
            )
        )
    return " · ".join(parts)


def _linear_baselines(recipe: Recipe) -> list[str]:
    """The result of each linear baseline on the same test set."""
    if recipe.metric == "mae":
        return []
    return [
        gettext(
            "baseline “{title}”: {value}",
            title=gettext(item.title),
            value=wording.share(item.test["accuracy"]),
        )
        for item in rivals(recipe)
    ]


def _published(run: Run, recipe: Recipe) -> list[str]:
    figure = wording.published(RECIPES[recipe.id]) if recipe.id in RECIPES else ""
    if not figure:
        return []
    if run.notes:
        return [gettext("published, on other data: {figure}", figure=figure)]
    return [gettext("published **{figure}**", figure=figure)]


def show_details(run: Run, recipe: Recipe) -> None:
    """Show what was changed, notes on the data, and where the run was trained."""
    lines = [_changes(recipe), *(wording.escape_markdown(gettext(note)) for note in run.notes)]
    if run.neighbours:
        text = ngettext(
            "Another run was training at the same time, so its times are not comparable.",
            "Up to {count} other runs were training at the same time, so its times are not "
            "comparable.",
            run.neighbours,
        )
        lines.append(text)
    if run.environment:
        names = ("system", "processor", "cores", "tensorflow", "keras")
        sentence = gettext(
            "{system}, {processor}, {cores} cores, {threads} threads per run; TensorFlow "
            "{tensorflow}, Keras {keras}.",
            threads=run.threads,
            **{name: run.environment.get(name, "?") for name in names},
        )
        lines.append(wording.escape_markdown(sentence))
    lines = [line for line in lines if line]
    if lines:
        st.markdown(f"**{gettext('This run')}**")
        st.markdown("\n".join(f"- {line}" for line in lines))


def instead_of(recipe: Recipe) -> list[str]:
    """How the settings differ from the catalogue's recipe: ``["kernel size 7 instead of 5"]``."""
    words = []
    for name, (usual, value) in changes(recipe).items():
        if name == LAYERS or value is None:
            continue
        values = {"name": spaced(name), "value": plain_value(value), "usual": plain_value(usual)}
        text = (
            mark("{name} {value}") if usual is None else mark("{name} {value} instead of {usual}")
        )
        words.append(gettext(text, **values))
    return words


def _changes(recipe: Recipe) -> str:
    """How the run's settings differ from the catalogue's recipe, as a sentence, or ""."""
    if not changes(recipe):
        return ""
    text = mark("Changed from the recipe: {changes}.")
    if RECIPES[recipe.id].published:
        text = mark(
            "Changed from the recipe, so the published figures are for other settings: {changes}."
        )
    named = ", ".join(instead_of(recipe)) or gettext("its layers")
    return wording.escape_markdown(gettext(text, changes=named))
