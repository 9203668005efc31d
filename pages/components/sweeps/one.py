"""A sweep's own page: where it is, what came of it, every trial."""

from __future__ import annotations

import streamlit as st

from core.i18n import gettext
from core.recipes import RECIPES
from core.runs.run import FAILED, PAUSED, RUNNING, STOPPED
from core.sweeps.report import KIND_WORDS, Report, describe
from core.sweeps.sweep import CONFIRMED, Sweep
from pages.components.frame import wording
from pages.components.frame.errors import show_errors
from pages.components.frame.reader import moment
from pages.components.live.person import person
from pages.components.sweeps.charts import show_charts
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
    with show_errors():
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
            st.warning(wording.escape_markdown(choice().notice), icon=":material/error:")
        if not found.trials:
            return
        if found.confirmations:
            show_confirmations(found)
        show_charts(found)
        show_trials(found)


def _show_heading(sweep: Sweep) -> None:
    entry = RECIPES.get(sweep.recipe_id)
    mark = f"{wording.family_mark(entry.family)} " if entry else ""
    recipe = wording.escape_markdown(sweep.title)
    title = gettext("Sweep of {recipe}", recipe=recipe)
    st.markdown(f"## {mark}{title} {badge(sweep)}")
    same = all(item["name"] != "epochs" for item in sweep.space)
    parts = [
        gettext(KIND_WORDS[sweep.kind]),
        *(choices_words(item) for item in sweep.space),
        gettext("{count:,} epochs", count=sweep.base.fit["epochs"]) if same else "",
        gettext("seed {seed}", seed=sweep.seed),
        gettext("launched {when}", when=moment(sweep.created)),
        sweep.person,
        gettext("sweep {id}", id=sweep.id),
    ]
    text = " · ".join(part for part in parts if part)
    st.markdown(wording.small(wording.escape_markdown(text)))


def choices_words(item: dict) -> str:
    """What a setting is varied over, as ``Space.as_list`` has it."""
    if "values" in item:
        values = ", ".join(str(value) for value in item["values"])
        return gettext("{name} {values}", name=item["name"], values=values)
    words = {"name": item["name"], "low": f"{item['low']:g}", "high": f"{item['high']:g}"}
    return gettext("{name} {low} to {high}", **words)


def _show_state(found: Report) -> None:
    text, status = wording.escape_markdown(describe(found)), found.sweep.status
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
