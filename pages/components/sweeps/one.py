"""A sweep's own page: where it is, what came of it, every trial."""

from __future__ import annotations

import math

import streamlit as st

from core.charts.sweep import hidden, plot_best, plot_importance, plot_parallel
from core.i18n import gettext
from core.recipes import RECIPES
from core.runs.run import FAILED, PAUSED, RUNNING, STOPPED
from core.sweeps.report import KIND_WORDS, Report, say, settings_words
from core.sweeps.sweep import CONFIRMED, Sweep
from pages.components import wording
from pages.components.errors import told
from pages.components.live_chart import live_chart
from pages.components.person import person
from pages.components.run_curves import theme
from pages.components.sweeps.choice import PAGE, choice, desk, do, read, sweeps
from pages.components.sweeps.table import show_confirmations, show_trials
from pages.components.sweeps.words import badge

REFRESH_SECONDS = 2.0


def show_one(sweep_id: str) -> None:
    """The sweep, and a way back to all of them."""
    st.button(
        gettext("All sweeps"),
        key=f"{PAGE} back",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=choice().open,
        args=("",),
    )
    live = sweeps().get(sweep_id).status == RUNNING
    st.fragment(_show, run_every=REFRESH_SECONDS if live else None)(sweep_id, live=live)


def _show(sweep_id: str, live: bool) -> None:
    with told():
        if choice().run:
            run_id, choice().run = choice().run, ""
            st.switch_page("runs.py", query_params={"run": run_id})
        found = read(sweep_id)
        if live != (found.sweep.status == RUNNING):
            st.rerun()
        _show_heading(found.sweep)
        _show_state(found)
        _show_actions(found)
        if choice().notice:
            st.warning(wording.markdown(choice().notice), icon=":material/error:")
        if not found.trials:
            st.info(
                gettext("The first trials are about to be queued; a dashboard that runs does it."),
                icon=":material/hourglass_empty:",
            )
            return
        if found.confirmations:
            show_confirmations(found)
        _show_charts(found)
        show_trials(found)


def _show_heading(sweep: Sweep) -> None:
    entry = RECIPES.get(sweep.recipe_id)
    mark = f"{wording.family_mark(entry.family)} " if entry else ""
    recipe = wording.markdown(sweep.recipe_id)
    title = gettext("Sweep of {recipe}", recipe=recipe)
    st.markdown(f"## {mark}{title} {badge(sweep)}")
    parts = [
        gettext(KIND_WORDS[sweep.kind]),
        *(choices_words(item) for item in sweep.space),
        gettext("{count:,} epochs", count=sweep.base.fit["epochs"]),
        gettext("seed {seed}", seed=sweep.seed),
        gettext("launched {when}", when=f"{sweep.created.astimezone():%Y-%m-%d %H:%M}"),
        sweep.person,
        gettext("sweep {id}", id=sweep.id),
    ]
    text = " · ".join(part for part in parts if part)
    st.markdown(wording.small(wording.markdown(text)))


def choices_words(item: dict) -> str:
    """What a setting is varied over, as ``Space.as_list`` has it."""
    if "values" in item:
        values = ", ".join(str(value) for value in item["values"])
        return gettext("{name} {values}", name=item["name"], values=values)
    words = {"name": item["name"], "low": f"{item['low']:g}", "high": f"{item['high']:g}"}
    return gettext("{name} {low} to {high}", **words)


def _show_state(found: Report) -> None:
    text, status = wording.markdown(say(found)), found.sweep.status
    if status == CONFIRMED:
        st.success(text, icon=":material/trophy:")
    elif status == FAILED:
        st.error(text, icon=":material/error:")
    elif status in (PAUSED, STOPPED):
        st.warning(text, icon=":material/pause:")
    else:
        st.info(text, icon=":material/visibility_off:")


def _show_actions(found: Report) -> None:
    sweep = found.sweep
    if not person().may_change(sweep.person):
        return
    here = desk()

    def button(name: str, label: str, icon: str, text: str | None = None) -> None:
        st.button(
            label,
            key=f"{PAGE} {name}",
            icon=f":material/{icon}:",
            help=text,
            on_click=do,
            args=(lambda: getattr(here, name)(sweep.id),),
        )

    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if sweep.status == RUNNING:
            text = gettext("Its runs wait where they are; their slots are free for others.")
            button("pause", gettext("Pause"), "pause", text)
        if sweep.status in (PAUSED, STOPPED, FAILED):
            button("resume", gettext("Resume"), "play_arrow")
        if sweep.status in (RUNNING, PAUSED):
            button("stop", gettext("Stop"), "stop", gettext("It can go on later."))
        untried = len(sweep.proposals) < sweep.trials
        if sweep.status != CONFIRMED and untried and found.ranking:
            text = gettext("Try nothing more: confirm the best there is with fresh seeds.")
            button("enough", gettext("That is enough"), "flag", text)
        ids = [run.id for one in found.confirmations for run in one.runs]
        if sweep.status == CONFIRMED and ids:
            st.page_link(
                "compare.py",
                label=gettext("Compare what confirmed it"),
                icon=":material/query_stats:",
                query_params={"runs": ",".join(ids)},
            )


def _show_charts(found: Report) -> None:
    sweep, looks = found.sweep, theme()
    up = gettext("validation accuracy (share that is right)")
    if found.metric == "mae":
        up = gettext("validation error (standard deviations)")
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.markdown(f"### {gettext('Best so far')}")
        values = [trial.value for trial in found.trials]
        reached = [_reached(found, at) for at in range(len(found.trials))]
        figure = plot_best(
            values,
            reached,
            up=up,
            higher_is_better=sweep.higher_is_better,
            theme=looks,
            revision=sweep.id,
        )
        _chart(figure, "best", gettext("Each trial's validation figure, and the best so far"))
        outside = hidden(values, reached, sweep.higher_is_better)
        if outside:
            text = gettext("Outside of this view: {count} weaker trials; zoom out.", count=outside)
            st.markdown(wording.small(text))
    with right:
        st.markdown(f"### {gettext('Settings and what they gave')}")
        if len(found.ranking) < 2:
            st.markdown(wording.small(gettext("It is drawn from two completed trials on.")))
            return
        order = found.ranking[::-1]  # the best is drawn last, above the others
        names = [item["name"] for item in sweep.space]
        log = [item["name"] for item in sweep.space if _is_log(sweep, item)]
        figure = plot_parallel(
            {name: [trial.values[name] for trial in order] for name in names},
            [trial.value for trial in order],
            up=sweep.objective,
            log=log,
            listed=[item["name"] for item in sweep.space if "values" in item],
            theme=looks,
            revision=sweep.id,
        )
        text = gettext("Completed trials as lines across their settings to what each gave")
        _chart(figure, "parallel", text)
        best = found.ranking[0]
        st.markdown(
            wording.small(
                gettext(
                    "A line a completed trial, the stronger its colour the better; the best: "
                    "{settings}. Drag along an axis to see only the lines that pass there.",
                    settings=wording.markdown(settings_words(best.values)),
                )
            )
        )
    if sweep.importance:
        with left:
            st.markdown(f"### {gettext('What mattered')}")
            figure = plot_importance(sweep.importance, theme=looks)
            text = gettext("How much each setting decided whether a trial was a good one")
            _chart(figure, "importance", text, 90 + 46 * len(sweep.importance))


def _is_log(sweep: Sweep, item: dict) -> bool:
    if "scale" in item:
        return item["scale"] == "log"
    knob = sweep.base.hyperparameters().get(item["name"])
    return getattr(knob, "scale", "") == "log"


def _reached(found: Report, at: int) -> float:
    """The best a trial had when it ended early; NaN for one that did not."""
    trial = found.trials[at]
    if trial.run is None or trial.open or trial.value == trial.value:
        return math.nan
    values = [value for value in trial.run.curve if value == value]
    return (max if found.sweep.higher_is_better else min)(values, default=math.nan)


def _chart(figure: dict, name: str, label: str, height: int = 380) -> None:
    live_chart(
        figure,
        key=f"{PAGE} chart {name}",
        label=label,
        waiting=gettext("Loading the chart…"),
        height=height,
        picture=f"sweep-{name}",
    )
