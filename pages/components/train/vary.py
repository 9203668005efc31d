"""Vary this: a setting over a few values with three seeds each, and the curves of such sweeps."""

from __future__ import annotations

import streamlit as st

from core.durations import roughly
from core.errors import RecipeLabError, RequestError
from core.i18n import gettext, ngettext
from core.people import TRAIN
from core.recipes.draft import Draft
from core.recipes.naming import spaced
from core.runs.run import PAUSED, RUNNING
from core.sweeps.plan import DEFAULT_SEEDS, Plan, make_plan, with_validation
from core.sweeps.space import DATA, SEED, make_space, values_around
from core.sweeps.sweep import GRID, Sweep
from core.sweeps.varied import setting_of
from pages.components.frame import session, wording
from pages.components.frame.errors import report_errors, show_errors
from pages.components.live.expected import pacemaker
from pages.components.live.person import person
from pages.components.live.sweeps import read, sweep_desk, sweeps
from pages.components.run.varied import show_varied, varied_words
from pages.components.train.scroll import scroll_to

SEEDS = (0, 1, 2)
MOST = 9
CURVES = 3
REFRESH_SECONDS = 2.0
PLACE = ".st-key-varied"


def show_vary(draft: Draft, name: str) -> None:
    """Show a button that opens the values to try of a setting, and starts a sweep of them."""
    if name not in DATA and draft.recipe is not None:
        with st.container(width="content"):
            st.fragment(_show_button)(draft, name)


def menu_key(recipe_id: str, name: str) -> str:
    """The key of a setting's menu in the session's state: whether it is open."""
    return f"vary menu {recipe_id} {name}"


def _show_button(draft: Draft, name: str) -> None:
    label = gettext("Vary {label}", label=spaced(name))
    menu = st.popover(
        "",
        icon=":material/show_chart:",
        help=label,
        type="tertiary",
        key=menu_key(draft.entry.id, name),
        on_change="rerun",
    )
    if menu.open:  # a plan and its cost take milliseconds, and a page has seven menus
        with show_errors(), menu:
            st.markdown(f"**{wording.escape_markdown(label)}**")
            _show_menu(draft, name)


def _show_menu(draft: Draft, name: str) -> None:
    hyperparameter = draft.hyperparameters[name]
    around = values_around(hyperparameter, draft.value(name))
    text = st.text_input(
        gettext("Values to try"),
        value=", ".join(_text(value) for value in around),
        key=f"vary {draft.entry.id} {name} {draft.value(name)}",
        help=gettext("Separated by commas; {rule}.", rule=hyperparameter.rule()),
    )
    try:
        plan = _plan(draft, name, [part.strip() for part in text.split(",") if part.strip()])
    except RecipeLabError as error:
        st.markdown(f":red[{wording.escape_markdown(str(error))}]")
        return
    st.markdown(wording.small(_cost(plan)))
    if st.button(
        gettext("Start {count} runs", count=plan.trials),
        key=f"vary start {draft.entry.id} {name}",
        type="primary",
        icon=":material/play_arrow:",
        disabled=not person().may(TRAIN),
        on_click=_start,
        args=(plan, menu_key(draft.entry.id, name)),
    ):
        st.rerun()  # the curves are outside of this fragment


def _text(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _plan(draft: Draft, name: str, values: list[str]) -> Plan:
    if len(values) > MOST:
        raise RequestError("Give at most {most} values, got {count}.", most=MOST, count=len(values))
    base = with_validation(draft.recipe)
    space = make_space(base, {name: values, SEED: list(SEEDS)}, {})
    return make_plan(base, space, kind=GRID, prune=False, confirm=DEFAULT_SEEDS)


def _cost(plan: Plan) -> str:
    each = [pacemaker().estimate(recipe).run_seconds for recipe in plan.extremes]
    return gettext(
        "{seeds} seeds each, compared by validation; the best is confirmed with {more} fresh "
        "seeds. {time}.",
        seeds=len(SEEDS),
        more=plan.confirm,
        time=wording.capitalized(roughly(sum(each) / len(each) * plan.runs)),
    )


def _start(plan: Plan, menu: str) -> None:
    with report_errors(session.notify):
        sweep = sweep_desk().launch(plan)
        st.session_state[menu] = False
        session.notify()
        scroll_to(sweep.id, PLACE, PLACE)


def show_curves_of_settings(recipe_id: str) -> None:
    """Show what was varied on a recipe, the newest first; nothing before the first."""
    varied = _varied(recipe_id)
    if not varied:
        return
    live = any(sweep.status in (RUNNING, PAUSED) for sweep in varied)
    st.fragment(_show, run_every=REFRESH_SECONDS if live else None)(recipe_id, live)


def _varied(recipe_id: str) -> list[Sweep]:
    """The newest sweeps of a recipe that vary one setting, one for each setting."""
    newest: dict[str, Sweep] = {}
    for sweep in sweeps().list():
        name = setting_of(sweep) if sweep.recipe_id == recipe_id else ""
        if name:
            newest.setdefault(name, sweep)
    return list(newest.values())[:CURVES]


def _show(recipe_id: str, live: bool) -> None:
    with show_errors():
        varied = _varied(recipe_id)
        if live != any(sweep.status in (RUNNING, PAUSED) for sweep in varied):
            st.rerun()
        with st.container(key="varied"):
            columns = st.columns(max(2, len(varied)), gap="large")
        for sweep, place in zip(varied, columns, strict=False):
            with place:
                _show_one(sweep)


def _show_one(sweep: Sweep) -> None:
    report = read(sweep.id)
    name = setting_of(sweep)
    label = wording.capitalized(spaced(name))
    st.markdown(f"**{wording.escape_markdown(gettext('{label}, varied', label=label))}**")
    show_varied(report, f"varied {sweep.id}")
    st.markdown(
        varied_words(report),
        help=gettext(
            "Small marks are seeds, the large one is their mean with its 95 % interval; grey is "
            "the recipe's own value."
        ),
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        done = sum(not trial.active for trial in report.trials)
        if sweep.status == RUNNING:
            text = ngettext(
                "{done} of {count} run done", "{done} of {count} runs done", sweep.trials, done=done
            )
            st.markdown(wording.small(text))
            if person().may_change(sweep.person):
                st.button(
                    gettext("Stop"),
                    key=f"vary stop {sweep.id}",
                    icon=":material/stop:",
                    type="tertiary",
                    on_click=_stop,
                    args=(sweep.id,),
                )
        st.page_link("sweeps.py", label=gettext("All its runs"), query_params={"sweep": sweep.id})


def _stop(sweep_id: str) -> None:
    with report_errors(session.notify):
        sweep_desk().stop(sweep_id)
