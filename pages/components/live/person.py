"""Who is at this browser: by the name it keeps, or by who they signed in as."""

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
from pages.components.live.manager import run_manager

COOKIE = "recipe_lab_name"
NAME = "person"
FIELD = "person name"
_KEEP = """export default function ({ data }) {
  const path = document.querySelector("base")?.getAttribute("href") ?? "/";
  document.cookie = `${data.cookie}=${data.name}; Max-Age=31536000; SameSite=Lax; path=${path}`;
}"""


def person() -> Person:
    """Who this session acts for.

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
    return Person(_name())


def desk() -> Desk:
    """What this session may do with runs."""
    return Desk(run_manager(), person())


def _name() -> str:
    """The name this browser keeps; one drawn by lot until somebody gives one."""
    if NAME not in st.session_state:
        try:
            name = clean_name(unquote(_kept()))
        except RequestError:
            name = gettext("Guest {number}", number=f"{secrets.randbelow(9_000) + 1_000}")
        st.session_state[NAME] = name
    return st.session_state[NAME]


def _kept() -> str:
    """The name as the browser sent it when the session began, quoted; "" where it has none."""
    return st.context.cookies.get(COOKIE, "")


def keep_name() -> None:
    """Have the browser keep the name; draws nothing. Once a run of the whole page, at its end."""
    if run_manager().settings.sign_in == "yes":
        return
    name = quote(_name())
    if _kept() != name or st.session_state.get(f"{NAME} given"):
        component = st.components.v2.component("recipe_lab.keep_name", js=_KEEP)
        component(key="keep name", data={"cookie": COOKIE, "name": name})


def show_person() -> None:
    """Under which name runs are launched, and how to change it; who signed in sees it above."""
    who = person()
    if who.signed_in:
        return
    label = wording.escape_markdown(gettext("as {name}", name=who.name))
    with st.popover(label, icon=":material/person:", type="tertiary"):
        st.text_input(
            gettext("Your name here"),
            value=who.name,
            key=FIELD,
            on_change=_rename,
            help=gettext(
                "Runs are launched under it, and people take turns in the queue. This browser "
                "keeps it; nobody checks it."
            ),
        )


def _rename() -> None:
    text = st.session_state[FIELD].strip()
    if len(text) > NAME_LENGTH:  # a limit of the field's own would ignore what is pasted past it
        session.notify(
            gettext(
                "Kept the first {most:,} of {count:,} characters.",
                most=NAME_LENGTH,
                count=len(text),
            )
        )
    st.session_state[FIELD] = text[:NAME_LENGTH]
    try:
        st.session_state[NAME] = clean_name(st.session_state[FIELD])
        st.session_state[f"{NAME} given"] = True
    except RequestError as error:
        session.notify(str(error))
