"""The menu of saved views on a page: save its address under a name, open, rename, delete, copy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from core.errors import RecipeLabError
from core.i18n import gettext
from core.people import TRAIN
from core.runs.queue.views import ViewDesk
from core.runs.store.views import NameTaken
from pages.components.frame import session, wording
from pages.components.frame.errors import show_errors
from pages.components.frame.fields import bound
from pages.components.live.manager import run_manager
from pages.components.live.person import person

# What a page's address is now: the names and texts of its query.
Query = Callable[[], Mapping[str, str]]
WIDTH = 360


@dataclass
class Menu:
    """What a session sees of a page's menu.

    Attributes:
        details: Id of the view whose link and name are shown; "" for none.
        done: What was just done, as a sentence.
        problem: Why something was not done, as a sentence.
        taken: Id of the view whose name was to be given to another one.
    """

    details: str = ""
    done: str = ""
    problem: str = ""
    taken: str = ""


def show_views(page: str, query: Query) -> None:
    """Show the button that opens the menu.

    Args:
        page: The page's URL path.
        query: What would be saved.
    """
    with st.container(width="content"):
        st.fragment(_show_button)(page, query)


def menu_key(page: str) -> str:
    """The key of a page's menu in the session's state: whether it is open."""
    return f"views of {page}"


def _show_button(page: str, query: Query) -> None:
    with show_errors():
        session.follow_page()
        popover = st.popover(
            gettext("Saved views"),
            icon=":material/bookmarks:",
            key=menu_key(page),
            on_change=partial(_forget, page),
        )
        if popover.open:
            with popover, st.container(width=WIDTH, gap="small"):
                _show_menu(page, query)


def _menu(page: str) -> Menu:
    return st.session_state.setdefault(f"views menu of {page}", Menu())


def _forget(page: str) -> None:
    """A menu that is opened or closed says nothing of before."""
    st.session_state[f"views menu of {page}"] = Menu()


def _show_menu(page: str, query: Query) -> None:
    menu, views = _menu(page), run_manager().store.views.list(page)
    if not views:
        text = gettext("A saved view is what this page shows now, under a name, for everyone here.")
        st.markdown(wording.small(text))
    for view in views:
        _show_view(page, view, query)
    if person().may(TRAIN):
        _show_form(page, query)
    if menu.done:
        st.markdown(f":green[:material/check:] {wording.escape_markdown(menu.done)}")
    if menu.problem:
        st.warning(wording.escape_markdown(menu.problem))
    taken = next((view for view in views if view.id == menu.taken), None)
    if taken and person().may_change(taken.person):
        st.button(
            gettext("Replace it"),
            key=f"{page} replace view",
            on_click=_replace,
            args=(page, taken.id, taken.name, query),
        )


def _show_view(page: str, view: Any, query: Query) -> None:
    """A line with a view's name, which opens it, and below it the details if they are open."""
    menu = _menu(page)
    is_open = menu.details == view.id
    line = {"horizontal": True, "vertical_alignment": "center", "gap": "small"}
    with st.container(horizontal_alignment="distribute", **line):
        st.button(
            wording.escape_markdown(view.name),
            key=f"{page} open view {view.id}",
            icon=":material/check:" if dict(query()) == view.query else ":material/bookmark:",
            type="tertiary",
            on_click=_open,
            args=(page, view.query),
        )
        with st.container(width="content", **line):
            st.markdown(wording.small(wording.escape_markdown(view.person)), width="content")
            st.button(
                gettext("Hide") if is_open else gettext("Details"),
                key=f"{page} details of view {view.id}",
                type="tertiary",
                help=gettext("Link, name, delete"),
                on_click=_toggle,
                args=(page, view.id),
            )
    if is_open:
        _show_details(page, view)


def _show_details(page: str, view: Any) -> None:
    base = (st.context.url or "").rstrip("/").removesuffix(f"/{page}")
    st.code(f"{base}/{page}?{urlencode(view.query)}", language=None)
    if not person().may_change(view.person):
        return
    bound(
        st.text_input,
        gettext("Name"),
        key=f"{page} name of view {view.id}",
        value=view.name,
        on_change=partial(_rename, page, view.id),
    )
    st.button(
        gettext("Delete this view"),
        key=f"{page} delete view",
        icon=":material/delete:",
        on_click=_delete,
        args=(page, view.id, view.name),
    )


def _show_form(page: str, query: Query) -> None:
    with (
        st.form(key=f"{page} save view", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", key="save-view"),
    ):
        st.text_input(
            gettext("Save what is shown as"),
            key=f"{page} view name",
            placeholder=gettext("a name"),
        )
        st.form_submit_button(gettext("Save"), on_click=_save, args=(page, query))


def _open(page: str, query: Mapping[str, str]) -> None:
    st.session_state[menu_key(page)] = False
    session.open_page(page, query)


def _toggle(page: str, view_id: str) -> None:
    menu = _menu(page)
    _forget(page)
    _menu(page).details = "" if menu.details == view_id else view_id


def _save(page: str, query: Query) -> None:
    field = f"{page} view name"
    name = st.session_state[field].strip()
    done = gettext("Saved as “{name}”.", name=name)
    if _change(page, lambda desk: desk.save(page, name, query()), done):
        st.session_state[field] = ""


def _replace(page: str, view_id: str, name: str, query: Query) -> None:
    done = gettext("“{name}” is now what this page shows.", name=name)
    if _change(page, lambda desk: desk.replace(view_id, query()), done):
        st.session_state[f"{page} view name"] = ""


def _rename(page: str, view_id: str, name: str) -> None:
    done = gettext("Renamed to “{name}”.", name=name.strip())
    _change(page, lambda desk: desk.rename(view_id, name), done)


def _delete(page: str, view_id: str, name: str) -> None:
    _change(page, lambda desk: desk.delete(view_id), gettext("Deleted “{name}”.", name=name))


def _change(page: str, work: Callable[[ViewDesk], object], done: str) -> bool:
    """Change saved views; the menu then says what was done, or why not. Whether it was done."""
    details = _menu(page).details
    _forget(page)
    menu = _menu(page)
    try:
        work(ViewDesk(run_manager().store, person()))
    except RecipeLabError as error:
        menu.problem, menu.details = str(error), details
        menu.taken = error.view_id if isinstance(error, NameTaken) and not details else ""
        return False
    menu.done = done
    return True
