"""The end of the form: seeds, what training will cost, and the button Train."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.analysis.expectations import basis_words, each_words, expected_words, needed_words
from core.errors import RecipeLabError
from core.i18n import gettext, ngettext
from core.people import TRAIN
from core.recipes import Recipe
from core.recipes.draft import Draft, texts
from core.runs.queue.limits import REFUSE, problem, room
from core.runs.queue.needs import need
from pages.components.frame import session, wording
from pages.components.frame.errors import report_errors
from pages.components.frame.fields import bound, refusals
from pages.components.live.expected import pacemaker
from pages.components.live.get_data import files_of, is_ready
from pages.components.live.manager import run_manager
from pages.components.live.person import desk, person, show_person
from pages.components.run import form
from pages.components.run.blocks import exactly, operations_words, scaled, signed
from pages.components.train.queue import show_queue
from pages.components.train.scroll import scroll_to

# The numbers of seeds that are one click away.
SEEDS = (1, 3, 5)


def show_launcher(draft: Draft) -> None:
    """Show the expected cost and the button Train, which is disabled with a reason if need be."""
    seeds = form.form().seeds
    settings = run_manager().settings
    ready = all(is_ready(name) for name in files_of(draft.entry))
    too_large = _does_not_fit(draft)
    refused = too_large is not None and settings.limits == REFUSE
    invalid = refusals(draft.entry.id, [*draft.hyperparameters.values(), *form.LAUNCH.values()])
    reason = " ".join(invalid) or _why_not(draft, ready, refused)
    if reason is None:
        desk().rehearse([draft.recipe])
    with st.container(key="launcher", gap="small"):
        _show_expected(draft, len(seeds), ready)
        for reason in invalid:
            st.markdown(f":red[{wording.escape_markdown(reason)}]")
        if too_large:
            colour = "red" if refused else "yellow"
            st.markdown(f":{colour}[{wording.escape_markdown(str(too_large))}]")
        with st.container(horizontal=True, gap="small"):
            st.button(
                ngettext("Train", "Train {count} runs", len(seeds)),
                key="launch",
                # next to a verdict, the seeds that settle it are the next step
                type="secondary" if st.session_state[session.RUN] else "primary",
                width="stretch",
                disabled=reason is not None,
                help=reason,
                on_click=_launch,
                icon=":material/play_arrow:",
            )
            _pick_seeds(draft)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            show_queue()
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
    available = room(manager.settings, manager.pids())
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
    recipe, entry = draft.recipe, draft.entry
    estimate = pacemaker().estimate(recipe)
    parameters = recipe.summary.parameters
    more = parameters - entry.summary.parameters
    lines = [
        gettext("**{count:,}** parameters ({change})", count=parameters, change=exactly(more))
        if more
        else gettext("**{count:,}** parameters", count=parameters),
        _operations(recipe, entry),
        each_words(estimate),
    ]
    if not ready:
        lines.append(f":red[{gettext('The data is not downloaded yet; get it above.')}]")
    details = (expected_words(estimate, runs), needed_words(need(recipe), runs))
    st.markdown("  \n".join(lines), help="  \n".join([*details, basis_words(estimate)]))


def _operations(recipe: Recipe, entry: Recipe) -> str:
    """The operations of a forward pass, and how many more or fewer than the entry's."""
    count = recipe.summary.operations
    more = count - entry.summary.operations
    if not more:
        return operations_words(count)
    return gettext("{count} operations ({change})", count=scaled(count), change=signed(more))


def _pick_seeds(draft: Draft) -> None:
    """Draw the usual numbers of seeds; any other is set among the folded settings."""
    current = form.form().launch(form.SEEDS.name)
    options = sorted({*SEEDS, current})
    bound(
        st.segmented_control,
        gettext(form.SEEDS.label),
        options,
        key=f"number of seeds {draft.entry.id}",
        value=current,
        on_change=partial(form.set_launch, draft.entry.id, form.SEEDS.name),
        format_func=lambda count: (
            gettext("{count} seeds", count=count) if count == options[-1] else str(count)
        ),
        required=True,
        label_visibility="collapsed",
    )


def _launch() -> None:
    # Not what the button was drawn with: someone who types and presses at once means the new value.
    current = form.form()
    recipe = current.draft.recipe
    if recipe is None:
        return
    with report_errors(session.notify):
        runs = [desk().submit(recipe, seed) for seed in current.seeds]
        session.notify()
        session.show_run(runs[0].id)
        scroll_to(runs[0].id)
