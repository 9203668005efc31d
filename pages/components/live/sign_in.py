"""Signing in by Streamlit's OpenID Connect, where the settings ask for it."""

from __future__ import annotations

import streamlit as st

from core.i18n import gettext
from core.people import ROLE_NAMES
from pages.components.frame import wording
from pages.components.live.manager import run_manager
from pages.components.live.person import person


def may_enter() -> bool:
    """Whether the page may be shown; if not, show how to sign in.

    Raises:
        RecipeLabError: The settings cannot be read.
    """
    if run_manager().settings.sign_in != "yes":
        return True
    if st.user.get("is_logged_in"):
        _show_person()
        return True
    _show_sign_in()
    return False


def _show_sign_in() -> None:
    st.header("Recipe Lab")
    st.markdown(gettext("This dashboard is for people who are signed in."))
    if "auth" not in st.secrets:
        st.error(
            gettext(
                "Sign-in is on (RECIPE_LAB_SIGN_IN=yes), but the server has no identity provider: "
                "its .streamlit/secrets.toml needs a section [auth]."
            ),
            icon=":material/error:",
        )
        return
    st.button(
        gettext("Sign in"), type="primary", icon=":material/login:", on_click=st.login, key="login"
    )


def _show_person() -> None:
    current = person()
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        role = gettext(ROLE_NAMES[current.role])
        name = wording.escape_markdown(current.name or gettext("without a verified e-mail address"))
        st.markdown(wording.small(f"{name} · {role}"))
        st.button(
            gettext("Sign out"),
            type="tertiary",
            icon=":material/logout:",
            on_click=st.logout,
            key="logout",
        )
