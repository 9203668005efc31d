"""The seeds that would settle a verdict, and one button that trains them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import streamlit as st

from core.analysis.groups import free_seeds, with_trials
from core.durations import roughly
from core.errors import RecipeLabError
from core.i18n import gettext, ngettext
from core.people import TRAIN
from core.recipes import Recipe
from core.runs.run import ACTIVE
from core.verdict.spending import MAX_AT_ONCE
from pages.components.frame import wording
from pages.components.live.expected import pacemaker
from pages.components.live.judgement import ScreenJudgement
from pages.components.live.manager import run_index
from pages.components.live.person import desk, person

NO_BREAK = "\u00a0"
# In the session: why the seeds could not be queued.
REFUSED = "more seeds refused"
# In the session: recipe key → how many more seeds were asked for.
ASKED = "more seeds asked"


def show_refused() -> None:
    """Show once why the button queued nothing."""
    if REFUSED in st.session_state:
        st.error(wording.escape_markdown(st.session_state.pop(REFUSED)), icon=":material/block:")


def wanted_seeds(judgement: ScreenJudgement) -> dict[str, int]:
    """Group → how many seeds would settle its open verdicts and are not queued or running yet."""
    wanted = {
        key: min(more, MAX_AT_ONCE) - judgement.coming.get(key, 0)
        for key, more in judgement.missing.items()
    }
    return {key: more for key, more in wanted.items() if more > 0}


def show_more_seeds(
    judgement: ScreenJudgement,
    wanted: Mapping[str, int],
    *,
    on_queue: Callable[[Collection[str]], None] | None = None,
    stops: bool = False,
) -> None:
    """Show the button that trains the missing seeds, or their progress.

    Args:
        judgement: The judgement they are for.
        wanted: Group → how many more seeds to train.
        on_queue: Called with the recipe keys of what was queued.
        stops: Whether the progress can be stopped.
    """
    if not wanted:
        _show_progress(judgement, stops)
        return
    runs = sum(wanted.values())
    values = {"runs": runs, "time": _time(judgement, wanted)}
    if len(wanted) > 1 and len(set(wanted.values())) == 1:
        label = ngettext(
            "Train {count} more seed of each · {runs} runs, {time}",
            "Train {count} more seeds of each · {runs} runs, {time}",
            next(iter(wanted.values())),
            **values,
        )
    else:
        label = ngettext(
            "Train {count} more seed · {runs} run, {time}",
            "Train {count} more seeds · {runs} runs, {time}",
            runs,
            **values,
        )
    first, _, cost = label.partition(" · ")
    label = f"{first} · {cost.replace(' ', NO_BREAK)}"  # where it is narrow, on two lines
    names = [wording.escape_markdown(judgement.names[key]) for key in wanted]
    st.button(
        label,
        key="run more seeds",
        type="primary",
        disabled=not person().may(TRAIN),
        on_click=_run_more,
        args=({key: (judgement.recipes[key], more) for key, more in wanted.items()}, on_queue),
        help=gettext(
            "For {names}. About this many should settle it, if the scatter stays as it is.",
            names=", ".join(names),
        ),
    )


def _show_progress(judgement: ScreenJudgement, stops: bool) -> None:
    text = wording.small(wording.escape_markdown(_progress(judgement)))
    if not stops:
        st.markdown(text)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(text, width="content")
        st.button(
            gettext("Stop"),
            key="stop more seeds",
            type="tertiary",
            on_click=_stop,
            args=(tuple(judgement.coming),),
        )


def _time(judgement: ScreenJudgement, runs: Mapping[str, int]) -> str:
    """How long some more runs of each group take, one after the other."""
    estimates = {key: pacemaker().estimate(judgement.recipes[key]) for key in runs}
    seconds = sum(estimates[key].run_seconds * more for key, more in runs.items())
    return roughly(seconds)


def _progress(judgement: ScreenJudgement) -> str:
    """How many seeds are still to come and, of those this session asked for, how many are done."""
    left = sum(judgement.coming.values())
    time = _time(judgement, judgement.coming)
    asked = sum(st.session_state.get(ASKED, {}).get(key, 0) for key in judgement.coming)
    if asked >= left:
        return ngettext(
            "Training {count} more run: {done} of {count} done, {time} left",
            "Training {count} more runs: {done} of {count} done, {time} left",
            asked,
            done=asked - left,
            time=time,
        )
    return ngettext(
        "Training {count} more run, {time} left",
        "Training {count} more runs, {time} left",
        left,
        time=time,
    )


def _run_more(
    wanted: Mapping[str, tuple[Recipe, int]], on_queue: Callable[[Collection[str]], None] | None
) -> None:
    """Queue the runs seed by seed, so that all recipes advance together."""
    rows = run_index().rows()
    st.session_state[ASKED] = {key: more for key, (_, more) in wanted.items()}
    if on_queue:
        on_queue(wanted)
    seeds = {key: free_seeds(with_trials(rows, key), more) for key, (_, more) in wanted.items()}
    try:
        for turn in range(max(map(len, seeds.values()))):
            for key, (recipe, _) in wanted.items():
                if turn < len(seeds[key]):
                    desk().submit(recipe, seeds[key][turn])
    except RecipeLabError as error:
        st.session_state[REFUSED] = str(error)


def _stop(keys: Collection[str]) -> None:
    """Stop this person's active runs of these recipes."""
    for row in run_index().rows():
        active = row.status in ACTIVE and row.deleted is None
        if row.recipe_key in keys and active and person().may_change(row.person):
            try:
                desk().stop(row.id)
            except RecipeLabError as error:
                st.session_state[REFUSED] = str(error)
