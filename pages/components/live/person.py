"""The person at this browser: by the name it remembers, or by their sign-in."""

from __future__ import annotations

import secrets
from urllib.parse import quote, unquote

import streamlit as st

from core.errors import RequestError
from core.i18n import gettext
from core.people import NAME_LENGTH, Person, clean_name, signed_in, verified_address
from core.runs.queue.desk import Desk
from core.settings import listed
from pages.components.frame import session, wording
from pages.components.frame.errors import report_errors
from pages.components.frame.fields import shortened
from pages.components.live.manager import run_manager

COOKIE = "recipe_lab_name"
NAME = "person"
FIELD = "person name"
_KEEP = """export default function ({ data }) {
  const path = document.querySelector("base")?.getAttribute("href") ?? "/";
  document.cookie = `${data.cookie}=${data.name}; Max-Age=31536000; SameSite=Lax; path=${path}`;
}"""


def person() -> Person:
    """The person this session acts for.

    Raises:
        RecipeLabError: The settings cannot be read.
    """
    settings = run_manager().settings
    if settings.sign_in == "yes":
        claims = st.user if st.user.get("is_logged_in") else {}
        required = settings.email_verified == "required"
        return signed_in(
            verified_address(claims, required=required),
            trainers=listed(settings.trainers),
            administrators=listed(settings.administrators),
        )
    return Person(_current_name())


def desk() -> Desk:
    """The actions on runs that this session may take."""
    return Desk(run_manager(), person())


def _current_name() -> str:
    """The name this browser remembers; a random guest name until somebody sets one."""
    if NAME not in st.session_state:
        try:
            name = clean_name(unquote(_stored_name()))
        except RequestError:
            name = gettext("Guest {number}", number=f"{secrets.randbelow(9_000) + 1_000}")
        st.session_state[NAME] = name
    return st.session_state[NAME]


def _stored_name() -> str:
    """The URL-quoted name that the browser sent when the session began; "" if it has none."""
    return st.context.cookies.get(COOKIE, "")


def keep_name() -> None:
    """Have the browser remember the name; draws nothing. Call it once, at the end of a page run."""
    if run_manager().settings.sign_in == "yes":
        return
    name = quote(_current_name())
    if _stored_name() != name or st.session_state.get(f"{NAME} given"):
        component = st.components.v2.component("recipe_lab.keep_name", js=_KEEP)
        component(key="keep name", data={"cookie": COOKIE, "name": name})


def show_person() -> None:
    """The name under which runs are trained, and a field to change it; nothing after sign-in."""
    current = person()
    if current.signed_in:
        return
    label = wording.escape_markdown(gettext("Train as {name}", name=current.name))
    with st.popover(label, icon=":material/person:", type="tertiary"):
        st.text_input(
            gettext("Display name"),
            value=current.name,
            key=FIELD,
            on_change=_rename,
            help=gettext(
                "Your runs carry this name, and people take turns in the queue. This browser "
                "remembers it; nobody checks it."
            ),
        )


def _rename() -> None:
    st.session_state[FIELD], notice = shortened(st.session_state[FIELD], NAME_LENGTH)
    if notice:
        session.notify(notice)
    with report_errors(session.notify):
        st.session_state[NAME] = clean_name(st.session_state[FIELD])
        st.session_state[f"{NAME} given"] = True
