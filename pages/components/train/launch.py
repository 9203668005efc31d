"""The end of the form: seeds, what training will cost, and the button Train."""

from __future__ import annotations

import streamlit as st

from core.analysis.expectations import basis_words, expected_words, needed_words
from core.errors import RecipeLabError
from core.i18n import gettext, ngettext
from core.people import TRAIN
from core.recipes import Recipe
from core.recipes.draft import Draft, texts
from core.runs.queue.limits import REFUSE, problem, room
from core.runs.queue.needs import need
from pages.components.frame import session, wording
from pages.components.frame.errors import report_errors
from pages.components.frame.fields import refusals, render_field
from pages.components.live.expected import pacemaker
from pages.components.live.get_data import files_of, is_ready
from pages.components.live.manager import run_manager
from pages.components.live.person import desk, person, show_person
from pages.components.run import form
from pages.components.train.queue import show_queue
from pages.components.train.scroll import scroll_to


def show_seeds(draft: Draft) -> None:
    """Draw the fields for the first seed and the number of seeds."""
    current = form.form()
    for column, (name, hyperparameter) in zip(
        st.columns(2, vertical_alignment="bottom"), form.LAUNCH.items(), strict=True
    ):
        with column:
            value = current.launch(name)
            render_field(
                hyperparameter.with_default(value),  # a seed must not be marked as a change
                owner=draft.entry.id,
                value=value,
                on_change=form.set_launch,
            )


def show_launcher(draft: Draft) -> None:
    """Show the expected cost and the button Train, which is disabled with a reason if need be."""
    seeds = form.form().seeds
    settings = run_manager().settings
    ready = all(is_ready(name) for name in files_of(draft.entry))
    too_large = _does_not_fit(draft)
    refused = too_large is not None and settings.limits == REFUSE
    invalid = refusals(draft.entry.id, [*draft.hyperparameters.values(), *form.LAUNCH.values()])
    reason = " ".join(invalid) or _why_not(draft, ready, refused)
    with st.container(key="launcher", gap="small"):
        _show_expected(draft, len(seeds), ready)
        for reason in invalid:
            st.markdown(f":red[{wording.escape_markdown(reason)}]")
        if too_large:
            colour = "red" if refused else "orange"
            st.markdown(f":{colour}[{wording.escape_markdown(str(too_large))}]")
        with st.container(horizontal=True, gap="small"):
            st.button(
                ngettext("Train", "Train {count} runs", len(seeds)),
                key="launch",
                type="primary",
                width="stretch",
                disabled=reason is not None,
                help=reason,
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
                help=gettext(
                    "Varies some settings in a sweep and keeps the others as they are here."
                ),
            )
            show_person()


def _does_not_fit(draft: Draft) -> RecipeLabError | None:
    """The error if the run needs more than this machine has; None if it fits."""
    if draft.recipe is None:
        return None
    manager = run_manager()
    available = room(manager.settings, manager.state()["workers"].values())
    return problem(draft.recipe, manager.settings, available)


def _why_not(draft: Draft, ready: bool, refused: bool) -> str | None:
    """Why the button is disabled; None if it is not."""
    if not ready:
        return gettext("The data is not downloaded yet; get it above.")
    if not person().may(TRAIN):
        return gettext("You have view-only access; ask an administrator for more.")
    if draft.recipe is None:
        return gettext("These settings conflict; see the message at the highlighted one.")
    if refused:
        return gettext("It does not fit on this machine; the line above says what would.")
    return None


def _show_expected(draft: Draft, runs: int, ready: bool) -> None:
    if draft.recipe is None:
        label = gettext(draft.hyperparameters[draft.culprit].label) if draft.culprit else ""
        text = gettext("No model can be built with these settings; see {setting}.", setting=label)
        st.markdown(f":red[{text}]")
        return
    estimate = pacemaker().estimate(draft.recipe)
    model = gettext("**{count:,}** parameters", count=draft.recipe.summary.parameters)
    lines = [
        f"{model} · {expected_words(estimate, runs)} · {needed_words(need(draft.recipe), runs)}"
    ]
    if not ready:
        lines.append(f":red[{gettext('The data is not downloaded yet; get it above.')}]")
    st.markdown("  \n".join(lines), help=basis_words(estimate))


def _launch(recipe: Recipe, seeds: range) -> None:
    with report_errors(session.notify):
        runs = [desk().submit(recipe, seed) for seed in seeds]
        session.notify()
        session.show_run(runs[0].id)
        scroll_to(runs[0].id)
