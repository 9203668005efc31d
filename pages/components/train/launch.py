"""What a launch will be, how long it takes, its seeds, and Launch."""

from __future__ import annotations

import streamlit as st

from core.analysis.expectations import basis_words, expected_words, needed_words
from core.charts.themes import THEMES
from core.errors import RecipeLabError
from core.i18n import gettext
from core.people import TRAIN
from core.recipes import Recipe
from core.recipes.draft import Draft, texts
from core.runs.queue.limits import REFUSE, problem, room
from core.runs.queue.needs import need
from pages.components.frame import session, wording
from pages.components.frame.fields import refusals, render_field
from pages.components.frame.reader import theme
from pages.components.live.expected import pacemaker
from pages.components.live.get_data import files_of, is_ready
from pages.components.live.manager import run_manager
from pages.components.live.person import desk, person, show_person
from pages.components.run import form
from pages.components.train.queue import show_queue

# The last block of the form stays in sight while settings are turned, and fields keep clear of it.
# No :has() here: the browser would look for it again at every point a chart draws.
STYLE = """<style>
.st-key-form > [data-testid="stLayoutWrapper"]:last-child {
  position: sticky; bottom: 0; z-index: 10; padding: 0.5rem 0 0.75rem; background: COLOUR;
}
.st-key-form input { scroll-margin-bottom: 11rem; }
.st-key-launcher input { scroll-margin-bottom: 0; }
</style>"""


def show_seeds(draft: Draft) -> None:
    """Which seed, and how many from it on."""
    now = form.form()
    for place, (name, hyperparameter) in zip(
        st.columns(2, vertical_alignment="bottom"), form.LAUNCH.items(), strict=True
    ):
        with place:
            if not refusals(draft.entry.id, [hyperparameter]):
                form.set_field(session.field_key(draft.entry.id, name), now.launch(name))
            usual = hyperparameter.with_default(
                now.launch(name)
            )  # a seed is no change of the recipe
            render_field(usual, owner=draft.entry.id, on_change=form.change_field)


def show_launcher(draft: Draft) -> None:
    """What a launch will be, and its button: off, with the reason, where nothing can be done."""
    seeds = form.form().seeds
    settings = run_manager().settings
    ready = all(is_ready(name, settings) for name in files_of(draft.entry))
    wrong = _does_not_fit(draft)
    refused = wrong is not None and settings.limits == REFUSE
    values = refusals(draft.entry.id, [*draft.hyperparameters.values(), *form.LAUNCH.values()])
    st.html(STYLE.replace("COLOUR", THEMES[theme()].background))
    with st.container(key="launcher", gap="small"):
        _show_expected(draft, len(seeds), ready)
        for reason in values:
            st.markdown(f":red[{wording.escape_markdown(reason)}]")
        if wrong:
            st.markdown(f":{'red' if refused else 'orange'}[{wording.escape_markdown(str(wrong))}]")
        with st.container(horizontal=True, gap="small"):
            st.button(
                gettext("Launch")
                if len(seeds) < 2
                else gettext("Launch {count} runs", count=len(seeds)),
                key="launch",
                type="primary",
                width="stretch",
                disabled=not (ready and draft.recipe and person().may(TRAIN))
                or refused
                or bool(values),
                help=" ".join(values) or _why_not(draft, ready, refused),
                on_click=_launch,
                args=(draft.recipe, seeds),
                icon=":material/play_arrow:",
            )
            show_queue()
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.page_link(
                "sweeps.py",
                label=gettext("Try many settings"),
                icon=":material/tune:",
                query_params={"recipe": draft.entry.id, **texts(draft)},
                help=gettext("Vary some in a sweep; the others stay as they are here."),
            )
            show_person()


def _does_not_fit(draft: Draft) -> RecipeLabError | None:
    """Why this machine cannot hold what would be launched."""
    if draft.recipe is None:
        return None
    manager = run_manager()
    there = room(manager.settings, manager.state()["workers"].values())
    return problem(draft.recipe, manager.settings, there)


def _why_not(draft: Draft, ready: bool, refused: bool) -> str | None:
    if not ready:
        return gettext("Its data is not here yet; above is how to get it.")
    if not person().may(TRAIN):
        return gettext("You may watch here; whoever administers this dashboard can allow more.")
    if draft.recipe is None:
        return gettext("These settings are impossible together; the one to change says why.")
    if refused:
        return gettext("This machine cannot hold it; the line above says what would fit.")
    return None


def _show_expected(draft: Draft, runs: int, ready: bool) -> None:
    if draft.recipe is None:
        label = gettext(draft.hyperparameters[draft.culprit].label) if draft.culprit else ""
        text = gettext("No model can be built with these settings; see {setting}.", setting=label)
        st.markdown(f":red[{text}]")
        return
    found = pacemaker().estimate(draft.recipe)
    model = gettext("**{count:,}** parameters", count=draft.recipe.summary.parameters)
    lines = [f"{model} · {expected_words(found, runs)} · {needed_words(need(draft.recipe), runs)}"]
    if not ready:
        lines.append(f":red[{gettext('Its data is not here yet; above is how to get it.')}]")
    st.markdown("  \n".join(lines), help=basis_words(found))


def _launch(recipe: Recipe, seeds: range) -> None:
    try:
        runs = [desk().submit(recipe, seed) for seed in seeds]
    except RecipeLabError as error:
        session.notify(str(error))
        return
    session.notify()
    session.show_run(runs[0].id)
