"""Train's view in the URL: the form, and the run that is looked at.

``?recipe=imdb/cnn&units=64&seed=3`` is the form: whatever is turned, by its name on the command
line. ``?run=…`` is a run, with the form turned to its settings; where the form has been turned to
something else since, it stands before the run. So a reload, a second tab, Back and a link come
back to what was there.
"""

from __future__ import annotations

import time

import streamlit as st

from core.errors import RequestError
from core.recipes import RECIPES, recipe
from core.recipes.draft import Draft, read_draft, texts
from core.runs.run import Run
from core.runs.store import Store
from pages.components.frame import session
from pages.components.run.form import LAUNCH, Form, form, open_settings

RECIPE = "recipe"
# A click made before the browser has heard of our new URL still brings one that we left.
STALE_SECONDS = 2.0


def read_url(store: Store) -> None:
    """Follow the URL where it changed since we wrote it: at first, by a link, by Back.

    What it names but is not there is said in ``session.NOTICE``, and the rest is shown.
    """
    st.session_state.setdefault(session.RUN, None)
    st.session_state.setdefault(session.NOTICE, "")
    url = dict(st.query_params)
    known = st.session_state.get(session.URL)
    if url == known or _is_stale(url):
        return
    if not url and known is not None and session.DATASET not in st.session_state:
        st.session_state[session.URL] = None  # back from another page: as it was left
        if fresh := session.subject_for("train"):  # unless something else was looked at since
            form().choose(RECIPES[fresh])
            session.show_run(None)
        return
    st.session_state[session.URL] = url
    session.notify(*_take(url, store))


def write_url(store: Store) -> None:
    """Name what is shown in the URL."""
    known = st.session_state[session.URL]
    wanted = _wanted(form(), _run(store))
    if wanted == {RECIPE: session.FIRST} and known == {}:
        return  # the bare address says the same; Back must be able to leave it
    if known != wanted:
        left = st.session_state.setdefault(session.LEFT_URLS, [])
        left.append((known, time.monotonic()))
        del left[:-20]
        st.session_state[session.URL] = wanted
    if dict(st.query_params) != wanted:
        st.query_params.from_dict(wanted)


def _is_stale(url: dict[str, str]) -> bool:
    since = time.monotonic() - STALE_SECONDS
    left = st.session_state.get(session.LEFT_URLS, [])
    return any(url == old and when > since for old, when in left)


def _take(url: dict[str, str], store: Store) -> list[str]:
    """Show what a URL names; returns sentences on what cannot be shown."""
    problems: list[str] = []
    run = None
    session.show_run(None)
    if "run" in url:
        try:
            run = store.get(url["run"])
        except RequestError as error:
            problems.append(str(error))
        else:
            session.show_run(run.id)
    named = {name: text for name, text in url.items() if name not in ("run", RECIPE, *LAUNCH)}
    if RECIPE in url or named or run is None:
        problems += _take_form(url.get(RECIPE, run.recipe_id if run else _first()), named)
    else:
        open_settings(run)
    for name in LAUNCH.keys() & url.keys():
        try:
            form().set_launch(**{name: LAUNCH[name].validate(url[name])})
        except RequestError as error:
            problems.append(str(error))
    return problems


def _first() -> str:
    """The recipe a bare address opens: what was looked at elsewhere, if anything."""
    return session.subject_for("train") or session.FIRST


def _take_form(recipe_id: str, named: dict[str, str]) -> list[str]:
    try:
        entry = recipe(recipe_id)
    except RequestError as error:
        return [str(error)]
    draft, problems = read_draft(entry, named)
    form().take(draft)
    form().launches.pop(entry.id, None)
    return [str(error) for error in problems]


def _run(store: Store) -> Run | None:
    run_id = st.session_state[session.RUN]
    if not run_id:
        return None
    try:
        return store.get(run_id)
    except RequestError:  # emptied from the bin meanwhile; the view says so
        return None


def _wanted(now: Form, run: Run | None) -> dict[str, str]:
    run_id = st.session_state[session.RUN]
    wanted = {} if run and _is_of(now.draft, run) else {RECIPE: now.recipe_id, **texts(now.draft)}
    usual = {name: hyperparameter.default for name, hyperparameter in LAUNCH.items()}
    if run and not wanted:
        usual["seed"] = run.seed
    wanted |= {name: str(now.launch(name)) for name in LAUNCH if now.launch(name) != usual[name]}
    return wanted | ({"run": run_id} if run_id else {})


def _is_of(draft: Draft, run: Run) -> bool:
    """Whether opening the run would bring the same draft."""
    if run.recipe_id not in RECIPES:
        return False
    return draft.recipe is not None and draft.recipe.key == run.recipe_key
