"""The seeds that would settle a verdict: one press runs them."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.analysis.groups import free_seeds, with_trials
from core.errors import RecipeLabError
from core.i18n import gettext, ngettext
from core.people import TRAIN
from core.recipes import Recipe
from core.verdict.ranking import MOST_AT_ONCE
from pages.components import wording
from pages.components.expected import pacemaker
from pages.components.judged import Judged
from pages.components.person import desk, person
from pages.components.run_index import run_index

# In the session: why they could not be queued.
REFUSED = "more seeds refused"


def show_refused() -> None:
    """Why a press ran nothing, once."""
    if REFUSED in st.session_state:
        st.error(wording.markdown(st.session_state.pop(REFUSED)), icon=":material/block:")


def wanted_seeds(judged: Judged) -> dict[str, int]:
    """Group → seeds that would settle what is open and are not on their way yet."""
    wanted = {
        key: min(more, MOST_AT_ONCE) - judged.coming.get(key, 0)
        for key, more in judged.missing.items()
    }
    return {key: more for key, more in wanted.items() if more > 0}


def show_more_seeds(judged: Judged, wanted: Mapping[str, int]) -> None:
    """One press that runs what is missing, or that it is on its way."""
    if not wanted:
        text = ngettext(
            "{count} more seed is queued or training; look again then.",
            "{count} more seeds are queued or training; look again then.",
            sum(judged.coming.values()),
        )
        st.markdown(wording.small(text))
        return
    runs = sum(wanted.values())
    seconds = sum(
        pacemaker().estimate(judged.recipes[key]).run_seconds * more for key, more in wanted.items()
    )
    time = wording.duration(seconds)
    if len(wanted) > 1 and len(set(wanted.values())) == 1:
        label = ngettext(
            "Run {count} more seed of each ({runs} runs, {time})",
            "Run {count} more seeds of each ({runs} runs, {time})",
            next(iter(wanted.values())),
            runs=runs,
            time=time,
        )
    else:
        label = ngettext(
            "Run {count} more seed ({time})", "Run {count} more seeds ({time})", runs, time=time
        )
    st.button(
        label,
        key="run more seeds",
        icon=":material/add:",
        disabled=not person().may(TRAIN),
        on_click=_run_more,
        args=({key: (judged.recipes[key], more) for key, more in wanted.items()},),
        help=gettext(
            "Of {names}. About so many settle it, if everything scatters as it did so far.",
            names=wording.markdown(", ".join(judged.scores[key].name for key in wanted)),
        ),
    )


def _run_more(wanted: Mapping[str, tuple[Recipe, int]]) -> None:
    """Queue them seed by seed, so that all recipes get on alike."""
    rows = run_index().rows()
    seeds = {key: free_seeds(with_trials(rows, key), more) for key, (_, more) in wanted.items()}
    try:
        for turn in range(max(map(len, seeds.values()))):
            for key, (recipe, _) in wanted.items():
                if turn < len(seeds[key]):
                    desk().submit(recipe, seeds[key][turn])
    except RecipeLabError as error:
        st.session_state[REFUSED] = str(error)
