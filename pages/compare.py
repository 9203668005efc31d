"""Compare: curves and figures of any runs, updated while they train."""

from __future__ import annotations

import streamlit as st

from core.analysis.selection import MAX_RUNS
from core.i18n import gettext, ngettext
from core.recipes import RECIPES
from pages.components.compare import choice
from pages.components.compare.comparison import (
    Comparison,
    View,
    comparisons,
    keys_and_labels,
)
from pages.components.compare.confusions import show_confusions
from pages.components.compare.curves import (
    show_curves,
    show_differences,
    show_dots,
    summary,
)
from pages.components.compare.equal_cost import show_equal_cost
from pages.components.compare.files import show_files
from pages.components.compare.tables import show_tables
from pages.components.compare.verdict import show_evidence, show_verdict
from pages.components.frame import session, wording
from pages.components.frame.errors import show_errors
from pages.components.live.judgement import seeds_coming
from pages.components.live.manager import run_index

# Curves update on their own and a finished run appears at once. Figures of running runs are redrawn
# this often, which costs the server a few hundredths of a second per page.
REFRESH_SECONDS = 15.0


def main() -> None:
    with show_errors():
        rows = run_index().rows()
        problems = choice.read(rows)
        with st.sidebar:
            choice.show_choice(rows)
            style = st.container()
        # Which curves can be highlighted is known only once the runs are read.
        first = comparisons().read(choice.view())
        labels = keys_and_labels(first, choice.view().mean) if first.entrants else {}
        with style:
            choice.show_style(labels)
        view = choice.view()
        comparison = comparisons().read(view)
        st.markdown(f"## {gettext('Compare')}")
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
    st.markdown(wording.small(wording.escape_markdown(summary(comparison))))
    coming = seeds_coming(comparison.entrants)
    every = REFRESH_SECONDS if comparison.active or any(coming.values()) else None
    st.fragment(_show_verdict, run_every=every)(view)
    show_curves(view, comparison)
    st.fragment(_show_figures, run_every=every)(view)


def _show_verdict(view: View) -> None:
    with show_errors():
        comparison = comparisons().read(view)
        if comparison.entrants:
            show_verdict(comparison)


def _show_figures(view: View) -> None:
    with show_errors():
        comparison = comparisons().read(view)
        if not comparison.entrants:
            return
        show_evidence(view, comparison)
        st.markdown(f"#### {gettext('Figures')}")
        show_tables(view, comparison)
        show_dots(view, comparison)
        show_equal_cost(view, comparison)
        show_confusions(view, comparison)
        st.markdown(f"#### {gettext('What differs')}")
        show_differences(comparison)
        show_files(view, comparison)


def _show_empty(view: View) -> None:
    if view.selection.filtered:
        text = gettext("No matching runs yet. Remove a filter, or train one.")
    else:
        text = gettext("Nothing is selected. Choose a dataset on the left, or train a recipe.")
    st.info(text, icon=":material/query_stats:")
    st.page_link("train.py", label=gettext("Open Train"), icon=":material/play_arrow:")


main()
