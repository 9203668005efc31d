"""Train's view in the URL: the form and the selected run.

``?recipe=imdb/cnn&units=64&seed=3`` describes the form: each changed setting by its name on the
command line. ``?run=…`` selects a run and loads its settings into the form; if the form has been
changed since, it is part of the URL as well. So a reload, a second tab, Back and a link all restore
the view.
"""

from __future__ import annotations

import streamlit as st

from core.errors import RequestError
from core.recipes import RECIPES, recipe
from core.recipes.draft import Draft, read_draft, texts
from core.runs.run import Run
from core.runs.store import Store
from pages.components.frame import address, session
from pages.components.frame.address import Text
from pages.components.run.form import LAUNCH, form, open_settings, set_launch

PAGE = "train"
BARE = {"recipe": session.FIRST}


def read_url(store: Store) -> None:
    """Apply the URL if the browser changed it, or what another page has shown meanwhile.

    Names that do not exist are reported through ``session.notify``; the rest is shown.
    """
    st.session_state.setdefault(session.RUN, None)
    st.session_state.setdefault(session.NOTICE, "")
    subject = "" if st.query_params else session.subject_for(PAGE)
    query = address.arrived(PAGE)
    if query is not None:
        session.notify(*_apply(query, store))
    elif subject:
        form().choose(RECIPES[subject])
        session.show_run(None)


def write_url(store: Store) -> None:
    """Write the view into the URL."""
    address.write(PAGE, _query(store), BARE)


def _apply(query: dict[str, str], store: Store) -> list[str]:
    """Show what a URL names; return sentences on what cannot be shown."""
    parameters = (Text(name="run", check=store.runs.get), Text(name="recipe", check=recipe))
    given, settings, problems = address.read((*parameters, *LAUNCH.values()), query)
    run = store.runs.get(given["run"]) if given.get("run") else None
    session.show_run(run.id if run else None)
    if run and "recipe" not in query and not settings:
        open_settings(run)
    elif "recipe" in given or "recipe" not in query:
        try:
            entry = recipe(given.get("recipe") or (run.recipe_id if run else _first()))
        except RequestError as error:  # the run's, from another version of the catalogue
            return [*problems, str(error)]
        draft, refused = read_draft(entry, settings)
        form().load(draft)
        form().launches.pop(entry.id, None)
        problems += map(str, refused)
    for name in LAUNCH.keys() & given.keys():
        set_launch(form().recipe_id, name, given[name])
    return problems


def _first() -> str:
    """The recipe that a URL without a query opens: the one shown on another page, if any."""
    return session.subject_for(PAGE) or session.FIRST


def _query(store: Store) -> dict[str, str]:
    """The URL's query for the form and the selected run."""
    current, run = form(), _run(store)
    query, launch = {}, dict(LAUNCH)
    if run and _gives(run, current.draft):
        launch["seed"] = launch["seed"].with_default(run.seed)
    else:
        query = {"recipe": current.recipe_id, **texts(current.draft)}
    query |= address.query(launch.values(), {name: current.launch(name) for name in launch})
    run_id = st.session_state[session.RUN]
    return query | ({"run": run_id} if run_id else {})


def _run(store: Store) -> Run | None:
    run_id = st.session_state[session.RUN]
    if not run_id:
        return None
    try:
        return store.runs.get(run_id)
    except RequestError:  # permanently deleted meanwhile; the view says so
        return None


def _gives(run: Run, draft: Draft) -> bool:
    """Whether loading the run's settings would give the same draft."""
    if run.recipe_id not in RECIPES:
        return False
    return draft.recipe is not None and draft.recipe.key == run.recipe_key
