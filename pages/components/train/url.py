"""Train's view in the URL: the form and the selected run.

``?recipe=imdb/cnn&units=64&seed=3`` describes the form: each changed setting by its name on the
command line. ``?run=…`` selects a run and loads its settings into the form; if the form has been
changed since, it is part of the URL as well. So a reload, a second tab, Back and a link all restore
the view.
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
# A click made before our new URL reached the browser still brings an earlier one.
STALE_SECONDS = 2.0


def read_url(store: Store) -> None:
    """Apply the URL if it changed since we wrote it: on the first visit, after a link, after Back.

    Names that do not exist are reported through ``session.notify``; the rest is shown.
    """
    st.session_state.setdefault(session.RUN, None)
    st.session_state.setdefault(session.NOTICE, "")
    url = dict(st.query_params)
    written = st.session_state.get(session.URL)
    if url == written or _is_stale(url):
        return
    if not url and written is not None and session.DATASET not in st.session_state:
        st.session_state[session.URL] = None  # back from another page: restore the view
        if subject := session.subject_for("train"):  # another page has shown something else
            form().choose(RECIPES[subject])
            session.show_run(None)
        return
    st.session_state[session.URL] = url
    session.notify(*_apply(url, store))


def write_url(store: Store) -> None:
    """Write the view into the URL."""
    written = st.session_state[session.URL]
    query = _query(form(), _run(store))
    if query == {RECIPE: session.FIRST} and written == {}:
        return  # the URL without a query means the same; Back must be able to leave it
    if written != query:
        previous = st.session_state.setdefault(session.PREVIOUS_URLS, [])
        previous.append((written, time.monotonic()))
        del previous[:-20]
        st.session_state[session.URL] = query
    if dict(st.query_params) != query:
        st.query_params.from_dict(query)


def _is_stale(url: dict[str, str]) -> bool:
    since = time.monotonic() - STALE_SECONDS
    previous = st.session_state.get(session.PREVIOUS_URLS, [])
    return any(url == old and replaced_at > since for old, replaced_at in previous)


def _apply(url: dict[str, str], store: Store) -> list[str]:
    """Show what a URL names; return sentences on what cannot be shown."""
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
        problems += _apply_settings(url.get(RECIPE, run.recipe_id if run else _first()), named)
    else:
        open_settings(run)
    for name in LAUNCH.keys() & url.keys():
        try:
            form().set_launch(**{name: LAUNCH[name].validate(url[name])})
        except RequestError as error:
            problems.append(str(error))
    return problems


def _first() -> str:
    """The recipe that a URL without a query opens: the one shown on another page, if any."""
    return session.subject_for("train") or session.FIRST


def _apply_settings(recipe_id: str, named: dict[str, str]) -> list[str]:
    try:
        entry = recipe(recipe_id)
    except RequestError as error:
        return [str(error)]
    draft, problems = read_draft(entry, named)
    form().load(draft)
    form().launches.pop(entry.id, None)
    return [str(error) for error in problems]


def _run(store: Store) -> Run | None:
    run_id = st.session_state[session.RUN]
    if not run_id:
        return None
    try:
        return store.get(run_id)
    except RequestError:  # permanently deleted meanwhile; the view says so
        return None


def _query(current: Form, run: Run | None) -> dict[str, str]:
    """The URL's query for a form and the selected run."""
    run_id = st.session_state[session.RUN]
    query = {}
    if not (run and _gives(run, current.draft)):
        query = {RECIPE: current.recipe_id, **texts(current.draft)}
    defaults = {name: hyperparameter.default for name, hyperparameter in LAUNCH.items()}
    if run and not query:
        defaults["seed"] = run.seed
    values = {name: current.launch(name) for name in LAUNCH}
    query |= {name: str(value) for name, value in values.items() if value != defaults[name]}
    return query | ({"run": run_id} if run_id else {})


def _gives(run: Run, draft: Draft) -> bool:
    """Whether loading the run's settings would give the same draft."""
    if run.recipe_id not in RECIPES:
        return False
    return draft.recipe is not None and draft.recipe.key == run.recipe_key
