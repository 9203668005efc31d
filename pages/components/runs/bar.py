"""The bar above the list: what can be done with the runs that are ticked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from core.i18n import gettext
from core.runs.files.leftovers import bytes_left
from core.runs.index import RunRow
from core.runs.run import ENDED, OPEN, QUEUED, RUNNING
from core.runs.store.lives import RESUMABLE
from pages.components.compare.comparison import MOST_RUNS
from pages.components.frame import wording
from pages.components.live.manager import run_manager
from pages.components.run.form import set_field
from pages.components.runs import actions
from pages.components.runs.choice import PAGE, choice


def show_bar(found: Sequence[RunRow], everywhere: Sequence[RunRow]) -> None:
    """The bar of the list, or of the bin.

    Args:
        found: All runs that fit, on whichever page.
        everywhere: All runs there are.
    """
    here = choice()
    ticked = set(here.selected)
    chosen = list(found) if here.everything else [row for row in found if row.id in ticked]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if here.query.binned:
            _show_bin(chosen, everywhere)
        else:
            _show_list(chosen, everywhere)
    _show_how_many(chosen, found)


def _show_list(chosen: Sequence[RunRow], everywhere: Sequence[RunRow]) -> None:
    ids = [row.id for row in chosen]
    _button("compare", gettext("Compare"), "query_stats", _compare, ids, primary=True)
    _show_tags(chosen, everywhere)
    active = [row.id for row in chosen if row.status in (QUEUED, RUNNING)]
    _button("pause", gettext("Pause"), "pause", actions.pause, active)
    waiting = [row.id for row in chosen if row.status in RESUMABLE]
    _button("resume", gettext("Resume"), "play_arrow", actions.resume, waiting)
    going = [row.id for row in chosen if row.status in OPEN]
    _button("stop", gettext("Stop"), "stop", actions.stop, going)
    ended = any(row.status in ENDED for row in chosen)
    _button("bin", gettext("Move to bin"), "delete", actions.move_to_bin, ids, disabled=not ended)


def _show_bin(chosen: Sequence[RunRow], everywhere: Sequence[RunRow]) -> None:
    ids = [row.id for row in chosen]
    _button("restore", gettext("Restore"), "restore_from_trash", actions.take_out, ids)
    _button("delete", gettext("Delete for ever…"), "delete_forever", actions.ask, ids)
    binned = [row.id for row in everywhere if row.deleted is not None]
    _button("empty", gettext("Empty the bin…"), "delete_sweep", actions.ask, binned)


def _show_tags(chosen: Sequence[RunRow], everywhere: Sequence[RunRow]) -> None:
    """A tag is given or taken as soon as it is chosen: there is nothing more to press."""
    ids = [row.id for row in chosen]
    given, taken = f"{PAGE} tags to give", f"{PAGE} tags to take"
    with st.popover(gettext("Tag"), icon=":material/label:", disabled=not chosen):
        known = sorted({tag for row in everywhere for tag in row.tags})
        st.multiselect(
            gettext("Tag {runs} with", runs=actions.runs(len(ids))),
            known,
            key=given,
            accept_new_options=True,
            placeholder=gettext("choose one, or type a new one"),
            on_change=actions.tag,
            args=(ids, given),
        )
    theirs = sorted({tag for row in chosen for tag in row.tags})
    with st.popover(gettext("Untag"), icon=":material/label_off:", disabled=not theirs):
        st.multiselect(
            gettext("Take off {runs}", runs=actions.runs(len(ids))),
            theirs,
            key=taken,
            placeholder=gettext("choose one"),
            on_change=actions.untag,
            args=(ids, taken),
        )


def _show_how_many(chosen: Sequence[RunRow], found: Sequence[RunRow]) -> None:
    here = choice()
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if here.everything:
            text = gettext("**{runs}** chosen: all that fit", runs=actions.runs(len(chosen)))
        elif chosen:
            text = gettext("**{runs}** chosen", runs=actions.runs(len(chosen)))
        else:
            text = gettext("Tick runs at the left edge of the table to do something with them.")
        st.markdown(text)
        key = f"{PAGE} everything"
        set_field(key, here.everything)
        st.checkbox(
            gettext("All that fit: {runs}", runs=actions.runs(len(found))),
            key=key,
            on_change=_choose_everything,
            disabled=not found,
        )


def _choose_everything() -> None:
    choice().everything = st.session_state[f"{PAGE} everything"]


def _compare(ids: Sequence[str]) -> None:
    choice().compare = tuple(ids[:MOST_RUNS])


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
    """Ask, in a dialog, before runs go for ever: how many, and how much."""
    title = gettext("Delete for ever?")
    st.dialog(title, icon=":material/delete_forever:")(_show_question)(ids)


def _show_question(ids: Sequence[str]) -> None:
    if choice().answered:
        st.rerun()
    size = bytes_left(run_manager().settings.artifacts, ids)
    st.markdown(
        wording.escape_markdown(
            gettext(
                "{runs} will be gone for ever, with every epoch, name, tag and note, and "
                "{size} of weights, predictions and logs on disk. Nothing can bring them back.",
                runs=actions.runs(len(ids)),
                size=wording.size(size),
            )
        )
    )
    with st.container(horizontal=True):
        st.button(
            gettext("Delete {runs} for ever", runs=actions.runs(len(ids))),
            key=f"{PAGE} for ever",
            type="primary",
            icon=":material/delete_forever:",
            on_click=actions.doom,
            args=(ids,),
        )
        st.button(gettext("Keep them"), key=f"{PAGE} keep", on_click=actions.keep)
