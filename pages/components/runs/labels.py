"""A run's name, tags and note, as editable fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from core.i18n import gettext
from core.runs.queue.desk import Desk
from core.runs.run import Run
from core.runs.store.labels import NAME_LENGTH, NOTE_LENGTH, TAGS
from pages.components.frame.fields import bound, shortened
from pages.components.live.manager import run_index, run_manager
from pages.components.live.person import desk
from pages.components.runs.actions import notice_errors
from pages.components.runs.choice import PAGE, choice


def show_labels(run: Run) -> None:
    """Show the fields; each is saved when it loses focus."""
    bound(
        st.text_input,
        gettext("Name"),
        key=f"{PAGE} name of {run.id}",
        value=run.name,
        on_change=partial(_write, Desk.rename, run.id, NAME_LENGTH),
        placeholder=run.title,
    )
    known = {tag for row in run_index().rows() for tag in row.tags}
    bound(
        st.multiselect,
        gettext("Tags"),
        sorted(known | set(run.tags)),
        key=f"{PAGE} tags of {run.id}",
        value=list(run.tags),
        on_change=partial(_retag, run.id),
        accept_new_options=True,
        max_selections=TAGS,
        placeholder=gettext("Choose some, or type a new one"),
    )
    bound(
        st.text_area,
        gettext("Note"),
        key=f"{PAGE} note of {run.id}",
        value=run.note,
        on_change=partial(_write, Desk.annotate, run.id, NOTE_LENGTH),
        height=120,
        placeholder=gettext("What you wanted to know, and what came out"),
    )


def _write(work: Callable[..., None], run_id: str, most: int, text: str) -> None:
    """Write a typed text, cut at ``most`` characters; a notice says so if it was longer."""
    with notice_errors():
        text, notice = shortened(text or "", most)
        if notice:
            choice().notify(notice, kind="problem")
        work(desk(), run_id, text)


def _retag(run_id: str, tags: Sequence[str]) -> None:
    with notice_errors():
        current_desk, wanted = desk(), set(tags)
        known = set(run_manager().store.runs.get(run_id).tags)
        if wanted - known:
            current_desk.tag([run_id], wanted - known)
        if known - wanted:
            current_desk.untag([run_id], known - wanted)
