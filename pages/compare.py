"""Compare: curves and figures of any runs, updated while they train."""

from __future__ import annotations

import streamlit as st

from core.analysis.selection import MAX_RUNS
from core.analysis.standing import standing
from core.i18n import gettext, ngettext
from core.recipes import RECIPES
from core.runs.run import COMPLETED
from core.sweeps.report import HIDDEN
from pages.components.compare import choice
from pages.components.compare.answer import raced_and_leading, show_answer
from pages.components.compare.comparison import (
    Comparison,
    View,
    comparisons,
    keys_and_labels,
)
from pages.components.compare.curves import (
    show_curves,
    show_differences,
    show_dots,
    show_race_chips,
    show_small_loss,
)
from pages.components.compare.equal_cost import show_equal_cost
from pages.components.compare.files import show_files
from pages.components.compare.mistakes import show_mistakes
from pages.components.compare.stage import show_stage
from pages.components.compare.tables import show_cost, show_tables
from pages.components.compare.title import show_title
from pages.components.compare.verdict import judgement_of, show_evidence
from pages.components.compare.verdict_line import show_verdict_line
from pages.components.frame import session, wording
from pages.components.frame.errors import show_errors
from pages.components.live.judgement import seeds_coming
from pages.components.live.manager import run_index, run_manager
from pages.components.live.more_seeds import show_refused
from pages.components.live.views import show_views

# Curves update on their own and a finished run appears at once. Figures of running runs are redrawn
# this often, which costs the server a few hundredths of a second per page.
REFRESH_SECONDS = 15.0
CHOICE_WIDTHS = (3, 2)
WIDTHS = (7, 3)  # of the curves and of the column to their right


def main() -> None:
    with show_errors():
        rows = run_index().rows()
        problems = choice.read(rows)
        head = st.container()
        comparison = comparisons().read(choice.view())
        title = gettext("What is compared, and chart options")
        with st.container(key="chooser", gap=None):
            with st.expander(title, expanded=not comparison.entrants, icon=":material/tune:"):
                runs, style = st.columns(CHOICE_WIDTHS, gap="large")
                with runs:
                    choice.show_choice(rows)
                # Not in a popover: what it holds would forget its values when it opens late.
                with style:
                    choice.show_style(keys_and_labels(comparison, choice.chosen("mean")))
            show_views(choice.PAGE, choice.url)
        view = choice.view()
        comparison = comparisons().read(view)
        with head:
            show_title(comparison)
            _show_notices(problems, comparison)
        if comparison.entrants:
            _show(view, comparison)
        else:
            _show_empty(view)
        choice.write()
        known = [it.recipe.id for it in comparison.entrants if it.recipe.id in RECIPES]
        if known:
            session.remember_subject(choice.PAGE, known[0])


def _show_notices(problems: list[str], comparison: Comparison) -> None:
    """Say what part of the link or the selection is not shown, and why."""
    chosen, notices = comparison.chosen, list(problems)
    if chosen.unknown:
        ids = wording.some(chosen.unknown)
        notices.append(gettext("No longer available: {ids}.", ids=ids))
    if chosen.deleted:
        ids = wording.some(chosen.deleted)
        notices.append(gettext("In the bin, so not shown: {ids}. Restore them on Runs.", ids=ids))
    if comparison.left_out:
        left_out = ngettext(
            "{count} more run is measured differently and left out of these charts; choose one "
            "dataset or the other.",
            "{count} more runs are measured differently and left out of these charts; choose one "
            "dataset or the other.",
            comparison.left_out,
        )
        notices.append(left_out)
    if notices:
        st.warning(wording.escape_markdown("  \n".join(notices)), icon=":material/link_off:")
    if chosen.total > len(chosen.rows):
        text = gettext(
            "Showing {shown} of {found:,} runs: single runs first, then the newest. Narrow the "
            "selection to see others.",
            shown=MAX_RUNS,
            found=chosen.total,
        )
        st.info(text, icon=":material/filter_alt:")


def _show(view: View, comparison: Comparison) -> None:
    coming = seeds_coming(comparison.entrants)
    every = REFRESH_SECONDS if comparison.active or any(coming.values()) else None
    st.fragment(_show_result, run_every=every)(view)
    with st.container(key="race-curves"):
        curves, side = st.columns(WIDTHS, gap="large")
        with curves:
            show_curves(view, comparison)
        with side, st.container(key="next to curves"):
            st.fragment(_show_side, run_every=every)(view)
    st.fragment(_show_tabs, run_every=every)(view)


def _show_result(view: View) -> None:
    with show_errors():
        comparison = comparisons().read(view)
        if comparison.entrants:
            judgement = judgement_of(comparison)
            where = standing(judgement)
            guess, keys = choice.chosen("guess"), choice.chosen("keys")
            show_stage(view, comparison, judgement, where, guess, keys=keys)
            with st.container(key="race-result"):
                show_race_chips(view, comparison, where)
                show_refused()
                show_verdict_line(comparison, judgement, where)


def _show_side(view: View) -> None:
    """While anything runs: what to look for, and the loss; afterwards: why."""
    with show_errors():
        comparison = comparisons().read(view)
        raced, leading = raced_and_leading(comparison.entrants, standing(judgement_of(comparison)))
        if raced:
            dataset = comparison.entrants[0].recipe.dataset
            guess = choice.chosen("guess")
            show_answer(dataset, raced, leading, guess, run_manager().settings)
        show_small_loss(view, comparison)


def _show_tabs(view: View) -> None:
    with show_errors():
        comparison = comparisons().read(view)
        if not comparison.entrants:
            return
        tabs = {
            "sure": (gettext("How sure"), lambda: show_evidence(view, comparison)),
            "figures": (gettext("Figures"), lambda: show_tables(view, comparison)),
            "mistakes": (gettext("Mistakes"), lambda: show_mistakes(view, comparison)),
            "cost": (gettext("Cost"), lambda: _show_cost(view, comparison)),
            "differs": (gettext("What differs"), lambda: show_differences(comparison)),
            "export": (gettext("Export"), lambda: show_files(view, comparison)),
        }
        if any(one.status == COMPLETED and not one.test for one in comparison.entrants):
            st.markdown(f":material/visibility_off: {wording.small(gettext(HIDDEN))}")
        titles = {title: name for name, (title, _) in tabs.items()}
        st.session_state[choice.TAB] = tabs[choice.open_tab()][0]
        shown = st.tabs(list(titles), key=choice.TAB, on_change=choice.keep_tab, args=(titles,))
        for tab, (_, show) in zip(shown, tabs.values(), strict=True):
            if tab.open:
                with tab:
                    show()
        choice.view()
        choice.write()


def _show_cost(view: View, comparison: Comparison) -> None:
    show_dots(view, comparison)
    show_cost(comparison)
    show_equal_cost(view, comparison)


def _show_empty(view: View) -> None:
    if view.selection.filtered:
        text = gettext("No matching runs yet. Remove a filter, or train one.")
    else:
        text = gettext("Nothing is selected. Choose a dataset above, or train a recipe.")
    st.info(text, icon=":material/query_stats:")
    st.page_link("train.py", label=gettext("Open Train"), icon=":material/play_arrow:")


main()
