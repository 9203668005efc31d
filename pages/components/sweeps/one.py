"""A sweep's own page: its state, its result, every trial."""

from __future__ import annotations

import streamlit as st

from core.i18n import gettext, ngettext
from core.recipes import RECIPES
from core.runs.run import FAILED, PAUSED, RUNNING, STOPPED
from core.sweeps.report import KIND_WORDS, Report, describe
from core.sweeps.sweep import CONFIRMED, Sweep
from pages.components.frame import session, wording
from pages.components.frame.errors import show_errors
from pages.components.frame.reader import moment
from pages.components.live.person import person
from pages.components.live.sweeps import read, sweep_desk, sweeps
from pages.components.sweeps.charts import show_charts
from pages.components.sweeps.choice import PAGE, choice, do
from pages.components.sweeps.table import show_confirmations, show_trials
from pages.components.sweeps.words import badge

REFRESH_SECONDS = 2.0


def show_one(sweep_id: str) -> None:
    """Show the sweep, and a button back to the list."""
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
    with show_errors():
        session.follow_page()
        report = read(sweep_id)
        if live != (report.sweep.status == RUNNING):
            st.rerun()
        _show_heading(report.sweep)
        _show_state(report)
        _show_actions(report)
        if choice().notice:
            st.warning(wording.escape_markdown(choice().notice), icon=":material/error:")
        if not report.trials:
            return
        if report.confirmations:
            show_confirmations(report)
        show_charts(report)
        show_trials(report)


def _show_heading(sweep: Sweep) -> None:
    entry = RECIPES.get(sweep.recipe_id)
    mark = f"{wording.family_mark(entry.family)} " if entry else ""
    recipe = wording.escape_markdown(sweep.title)
    title = gettext("Sweep of {recipe}", recipe=recipe)
    st.markdown(f"## {mark}{title} {badge(sweep)}")
    fixed_epochs = all(item["name"] != "epochs" for item in sweep.space)
    parts = [
        gettext(KIND_WORDS[sweep.kind]),
        *(choices_words(item) for item in sweep.space),
        ngettext("{count:,} epoch", "{count:,} epochs", sweep.base.fit["epochs"])
        if fixed_epochs
        else "",
        gettext("seed {seed}", seed=sweep.seed),
        gettext("launched {when}", when=moment(sweep.created)),
        sweep.person,
        gettext("sweep {id}", id=sweep.id),
    ]
    text = " · ".join(part for part in parts if part)
    st.markdown(wording.small(wording.escape_markdown(text)))


def choices_words(item: dict) -> str:
    """The values or range of a setting, from an item of ``Space.as_list``."""
    if "values" in item:
        values = ", ".join(str(value) for value in item["values"])
        return gettext("{name} {values}", name=item["name"], values=values)
    words = {"name": item["name"], "low": f"{item['low']:g}", "high": f"{item['high']:g}"}
    return gettext("{name} {low} to {high}", **words)


def _show_state(report: Report) -> None:
    text, status = wording.escape_markdown(describe(report)), report.sweep.status
    if status == CONFIRMED:
        st.success(text, icon=":material/trophy:")
    elif status == FAILED:
        st.error(text, icon=":material/error:")
    elif status in (PAUSED, STOPPED):
        st.warning(text, icon=":material/pause:")
    else:
        st.info(text, icon=":material/visibility_off:")


def _show_actions(report: Report) -> None:
    sweep = report.sweep
    if not person().may_change(sweep.person):
        return
    current_desk = sweep_desk()

    def button(name: str, label: str, icon: str, text: str | None = None) -> None:
        st.button(
            label,
            key=f"{PAGE} {name}",
            icon=f":material/{icon}:",
            help=text,
            on_click=do,
            args=(lambda: getattr(current_desk, name)(sweep.id),),
        )

    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if sweep.status == RUNNING:
            text = gettext("Its runs pause, which frees their slots for others.")
            button("pause", gettext("Pause"), "pause", text)
        if sweep.status in (PAUSED, STOPPED, FAILED):
            button("resume", gettext("Resume"), "play_arrow")
        if sweep.status in (RUNNING, PAUSED):
            button("stop", gettext("Stop"), "stop", gettext("It can be resumed later."))
        untried = len(sweep.proposals) < sweep.trials
        if sweep.status != CONFIRMED and untried and report.ranking:
            text = gettext("Confirm the best trial so far with fresh seeds.")
            button("enough", gettext("Stop searching"), "flag", text)
        ids = [run.id for one in report.confirmations for run in one.runs]
        if sweep.status == CONFIRMED and ids:
            st.page_link(
                "compare.py",
                label=gettext("Compare the confirming runs"),
                icon=":material/query_stats:",
                query_params={"runs": ",".join(ids)},
            )
