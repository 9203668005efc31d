"""The seeds that would settle a verdict: one press runs them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import streamlit as st

from core.analysis.groups import free_seeds, with_trials
from core.errors import RecipeLabError
from core.i18n import gettext, ngettext
from core.people import TRAIN
from core.recipes import Recipe
from core.verdict.ranking import MOST_AT_ONCE
from pages.components.compare import choice
from pages.components.compare.titles import SEPARATOR
from pages.components.frame import wording
from pages.components.live.expected import pacemaker
from pages.components.live.judgement import ScreenJudgement
from pages.components.live.person import desk, person
from pages.components.live.run_index import run_index

# In the session: why they could not be queued.
REFUSED = "more seeds refused"
# In the session: recipe key → how many more seeds were asked for.
ASKED = "more seeds asked"


def show_refused() -> None:
    """Why a press ran nothing, once."""
    if REFUSED in st.session_state:
        st.error(wording.escape_markdown(st.session_state.pop(REFUSED)), icon=":material/block:")


def wanted_seeds(judged: ScreenJudgement) -> dict[str, int]:
    """Group → seeds that would settle what is open and are not on their way yet."""
    wanted = {
        key: min(more, MOST_AT_ONCE) - judged.coming.get(key, 0)
        for key, more in judged.missing.items()
    }
    return {key: more for key, more in wanted.items() if more > 0}


def show_more_seeds(judged: ScreenJudgement, wanted: Mapping[str, int]) -> None:
    """One press that runs what is missing, or how far that is."""
    if not wanted:
        st.markdown(wording.small(wording.escape_markdown(_progress(judged))))
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
            names=wording.escape_markdown(", ".join(judged.name(key) for key in wanted)),
        ),
    )


def _progress(judged: ScreenJudgement) -> str:
    """How many of the seeds are still to come, and of those this session asked for, how many are
    done."""
    left = sum(judged.coming.values())
    seconds = sum(
        pacemaker().estimate(judged.recipes[key]).run_seconds * count
        for key, count in judged.coming.items()
    )
    values = {"time": wording.duration(seconds)}
    asked = sum(st.session_state.get(ASKED, {}).get(key, 0) for key in judged.coming)
    if asked >= left:
        return ngettext(
            "Training {count} more run: {done} of {count} done, about {time} left",
            "Training {count} more runs: {done} of {count} done, about {time} left",
            asked,
            done=asked - left,
            **values,
        )
    return ngettext(
        "Training {count} more run, about {time} left",
        "Training {count} more runs, about {time} left",
        left,
        **values,
    )


def _run_more(wanted: Mapping[str, tuple[Recipe, int]]) -> None:
    """Queue them seed by seed, so that all recipes get on alike, and have the page show them."""
    rows = run_index().rows()
    st.session_state[ASKED] = {key: more for key, (_, more) in wanted.items()}
    _follow(wanted)
    seeds = {key: free_seeds(with_trials(rows, key), more) for key, (_, more) in wanted.items()}
    try:
        for turn in range(max(map(len, seeds.values()))):
            for key, (recipe, _) in wanted.items():
                if turn < len(seeds[key]):
                    desk().submit(recipe, seeds[key][turn])
    except RecipeLabError as error:
        st.session_state[REFUSED] = str(error)


def _follow(keys: Collection[str]) -> None:
    """Show all seeds of these recipe keys, those to come too, where single runs of them are."""
    own = {row.id: row.recipe_key for row in run_index().rows()}
    runs = list(choice.chosen("runs"))
    ids = [value.rpartition(SEPARATOR)[2] for value in runs]
    named = dict.fromkeys(own[id] for id in ids if own.get(id) in keys)
    kept = [value for value, id in zip(runs, ids, strict=True) if own.get(id) not in named]
    st.session_state[choice.field_key("runs")] = kept
    st.session_state[choice.field_key("groups")] = list(
        dict.fromkeys([*choice.chosen("groups"), *named])
    )
