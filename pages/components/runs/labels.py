"""A run's name, tags and note, as editable fields."""

from __future__ import annotations

import streamlit as st

from core.i18n import gettext
from core.runs.run import Run
from core.runs.store.labels import NAME_LENGTH, NOTE_LENGTH, TAGS
from pages.components.frame.fields import set_field, shortened
from pages.components.live.manager import run_index, run_manager
from pages.components.live.person import desk
from pages.components.runs.actions import report_errors
from pages.components.runs.choice import PAGE, choice


def show_labels(run: Run) -> None:
    """Show the fields; each is saved when it loses focus."""
    name, tags, note = (f"{PAGE} {what} of {run.id}" for what in ("name", "tags", "note"))
    set_field(name, run.name)
    st.text_input(
        gettext("Name"),
        key=name,
        placeholder=run.title,
        on_change=_rename,
        args=(run.id, name),
    )
    set_field(tags, list(run.tags))
    known = {tag for row in run_index().rows() for tag in row.tags}
    st.multiselect(
        gettext("Tags"),
        sorted(known | set(run.tags)),
        key=tags,
        accept_new_options=True,
        max_selections=TAGS,
        placeholder=gettext("Choose some, or type a new one"),
        on_change=_retag,
        args=(run.id, tags),
    )
    set_field(note, run.note)
    st.text_area(
        gettext("Note"),
        key=note,
        height=120,
        placeholder=gettext("What you wanted to know, and what came out"),
        on_change=_annotate,
        args=(run.id, note),
    )


def _rename(run_id: str, key: str) -> None:
    report_errors(lambda: desk().rename(run_id, _shortened(key, NAME_LENGTH)))


def _annotate(run_id: str, key: str) -> None:
    report_errors(lambda: desk().annotate(run_id, _shortened(key, NOTE_LENGTH)))


def _shortened(key: str, most: int) -> str:
    """The text of a field, cut at ``most`` characters; a notice says so if it was longer."""
    text, notice = shortened(st.session_state[key] or "", most)
    if notice:
        choice().notify(notice, kind="problem")
    return text


def _retag(run_id: str, key: str) -> None:
    def work() -> None:
        current_desk, wanted = desk(), set(st.session_state[key])
        known = set(run_manager().store.get(run_id).tags)
        if wanted - known:
            current_desk.tag([run_id], wanted - known)
        if known - wanted:
            current_desk.untag([run_id], known - wanted)

    report_errors(work)
