"""The bar above the list: the actions on the selected runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from core.analysis.export import runs_csv
from core.analysis.selection import MAX_RUNS
from core.i18n import gettext
from core.runs.files.leftovers import bytes_left
from core.runs.index import RunRow
from core.runs.run import ACTIVE, ENDED, QUEUED, RUNNING
from core.runs.store.actions import RESUMABLE
from pages.components.frame import session, wording
from pages.components.frame.fields import bound
from pages.components.live.manager import run_manager
from pages.components.runs import actions
from pages.components.runs.choice import PAGE, choice


def show_bar(matches: Sequence[RunRow], all_runs: Sequence[RunRow]) -> None:
    """Show the bar of the list, or of the bin.

    Args:
        matches: All matching runs, on every page of the list.
        all_runs: All runs.
    """
    current = choice()
    ticked = set(current.selected)
    chosen = list(matches) if current.everything else [row for row in matches if row.id in ticked]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if current.query.binned:
            _show_bin(chosen, all_runs)
        else:
            _show_list(chosen, all_runs)
    _show_count(chosen, matches)


def _show_list(chosen: Sequence[RunRow], all_runs: Sequence[RunRow]) -> None:
    ids = [row.id for row in chosen]
    _button("compare", gettext("Compare"), "query_stats", _compare, ids, primary=True)
    _show_tags(chosen, all_runs)
    pausable = [row.id for row in chosen if row.status in (QUEUED, RUNNING)]
    _button("pause", gettext("Pause"), "pause", actions.pause, pausable)
    resumable = [row.id for row in chosen if row.status in RESUMABLE]
    _button("resume", gettext("Resume"), "play_arrow", actions.resume, resumable)
    active = [row.id for row in chosen if row.status in ACTIVE]
    _button("stop", gettext("Stop"), "stop", actions.stop, active)
    ended = any(row.status in ENDED for row in chosen)
    _button("bin", gettext("Move to bin"), "delete", actions.move_to_bin, ids, disabled=not ended)


def _show_bin(chosen: Sequence[RunRow], all_runs: Sequence[RunRow]) -> None:
    ids = [row.id for row in chosen]
    _button("restore", gettext("Restore"), "restore_from_trash", actions.restore, ids)
    _button("delete", gettext("Delete permanently…"), "delete_forever", actions.ask_to_delete, ids)
    binned = [row.id for row in all_runs if row.deleted is not None]
    _button("empty", gettext("Empty the bin…"), "delete_sweep", actions.ask_to_delete, binned)


def _show_tags(chosen: Sequence[RunRow], all_runs: Sequence[RunRow]) -> None:
    """Show the fields for tags, which take effect as soon as a tag is chosen."""
    ids = [row.id for row in chosen]
    given, taken = f"{PAGE} tags to give", f"{PAGE} tags to take"
    with st.popover(gettext("Tag"), icon=":material/label:", disabled=not chosen):
        known = sorted({tag for row in all_runs for tag in row.tags})
        st.multiselect(
            gettext("Tag {runs} with", runs=actions.runs(len(ids))),
            known,
            key=given,
            accept_new_options=True,
            placeholder=gettext("Choose one, or type a new one"),
            on_change=actions.tag,
            args=(ids, given),
        )
    theirs = sorted({tag for row in chosen for tag in row.tags})
    with st.popover(gettext("Untag"), icon=":material/label_off:", disabled=not theirs):
        st.multiselect(
            gettext("Remove from {runs}", runs=actions.runs(len(ids))),
            theirs,
            key=taken,
            placeholder=gettext("Choose one"),
            on_change=actions.untag,
            args=(ids, taken),
        )


def _show_count(chosen: Sequence[RunRow], matches: Sequence[RunRow]) -> None:
    current = choice()
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if current.everything:
            text = gettext("All **{count:,}** matching runs selected", count=len(chosen))
        elif chosen:
            text = gettext("**{runs}** selected", runs=actions.runs(len(chosen)))
        else:
            text = gettext("Select runs at the left edge of the table to act on them.")
        st.markdown(text)
        bound(
            st.checkbox,
            gettext("Select all {runs}", runs=actions.runs(len(matches))),
            key=f"{PAGE} everything",
            value=current.everything,
            on_change=partial(setattr, current, "everything"),
            disabled=not matches,
        )
        st.download_button(
            gettext("Table as CSV"),
            partial(runs_csv, chosen or matches),
            file_name="recipe-lab-runs.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
            disabled=not matches,
            key=f"{PAGE} file",
            help=gettext(
                "The selected runs, or all that match, with a column for every changed setting."
            ),
        )


def _compare(ids: Sequence[str]) -> None:
    session.open_page("compare", {"runs": ",".join(ids[:MAX_RUNS])})


def _button(
    name: str,
    label: str,
    icon: str,
    action: Callable[[Sequence[str]], None],
    ids: Sequence[str],
    *,
    disabled: bool = False,
    primary: bool = False,
) -> None:
    st.button(
        label,
        key=f"{PAGE} {name}",
        icon=f":material/{icon}:",
        type="primary" if primary else "secondary",
        on_click=action,
        args=(ids,),
        disabled=disabled or not ids,
    )


def confirm(ids: Sequence[str]) -> None:
    """Ask for confirmation in a dialog that says how many runs and how much data it deletes."""
    title = gettext("Delete permanently?")
    st.dialog(title, icon=":material/delete_forever:")(_show_question)(ids)


def _show_question(ids: Sequence[str]) -> None:
    if choice().answered:
        st.rerun()
    size = bytes_left(run_manager().settings.artifacts, ids)
    st.markdown(
        wording.escape_markdown(
            gettext(
                "{runs} will be permanently deleted, with every epoch, name, tag and note, and "
                "{size} of weights, predictions and logs on disk. This cannot be undone.",
                runs=actions.runs(len(ids)),
                size=wording.size(size),
            )
        )
    )
    with st.container(horizontal=True):
        st.button(
            gettext("Delete {runs} permanently", runs=actions.runs(len(ids))),
            key=f"{PAGE} for ever",
            type="primary",
            icon=":material/delete_forever:",
            on_click=actions.confirm_deletion,
            args=(ids,),
        )
        st.button(gettext("Keep them"), key=f"{PAGE} keep", on_click=actions.cancel_deletion)
