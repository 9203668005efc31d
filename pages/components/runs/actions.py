"""What is done with runs: paused, stopped, tagged, put into the bin, taken out, deleted for ever.

All are called by buttons, before the page is drawn; what came of it is told on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from core.analysis.scoring import forget_figures
from core.errors import RecipeLabError
from core.i18n import gettext
from core.runs.files.leftovers import remove_leftovers
from core.runs.files.sharing import unshare
from core.runs.run import ENDED, OPEN, QUEUED, RUNNING
from core.runs.store.lives import RESUMABLE
from pages.components.live.manager import run_manager
from pages.components.live.person import desk
from pages.components.live.run_index import run_index
from pages.components.runs.choice import choice


def report_errors(work: Callable[[], None]) -> None:
    """Do it; an error of ours is told as its sentence."""
    try:
        work()
    except RecipeLabError as error:
        choice().notify(str(error), kind="problem")


def stop(ids: Sequence[str]) -> None:
    """Stop those that go on."""
    done, problem = _each(_of_status(ids, OPEN), desk().stop)
    text = gettext("1 run is being stopped; its epochs stay.")
    if done != 1:
        text = gettext("{count:,} runs are being stopped; their epochs stay.", count=done)
    choice().notify(problem or text, kind="problem" if problem else "done")


def pause(ids: Sequence[str]) -> None:
    """Pause those that wait or train."""
    done, problem = _each(_of_status(ids, (QUEUED, RUNNING)), desk().pause)
    text = gettext("Pausing: {runs}; Resume lets them go on.", runs=runs(done))
    choice().notify(problem or text, kind="problem" if problem else "done")


def resume(ids: Sequence[str]) -> None:
    """Queue those again that are paused, stopped or interrupted."""
    done, problem = _each(_of_status(ids, RESUMABLE), desk().resume)
    text = gettext("Queued again: {runs}; each goes on where it was.", runs=runs(done))
    choice().notify(problem or text, kind="problem" if problem else "done")


def _each(ids: Sequence[str], work: Callable[[str], object]) -> tuple[int, str]:
    """Do it to one after the other.

    Returns:
        To how many it was done, and why not to the others, or "".
    """
    done, problem = 0, ""
    for run_id in ids:
        try:
            work(run_id)
        except RecipeLabError as error:
            problem = str(error)
        else:
            done += 1
    if problem and done:
        problem = gettext("Done for {runs}; not for all: {why}", runs=runs(done), why=problem)
    return done, problem


def tag(ids: Sequence[str], key: str) -> None:
    """Give runs the tags that the widget ``key`` holds."""

    def work() -> None:
        tags = list(st.session_state[key])
        if tags:
            st.session_state[key] = []
            desk().tag(ids, tags)
            choice().notify(
                gettext("Tagged with {tags}: {runs}.", tags=", ".join(tags), runs=runs(len(ids)))
            )

    report_errors(work)


def untag(ids: Sequence[str], key: str) -> None:
    """Take the tags that the widget ``key`` holds from runs."""

    def work() -> None:
        tags = list(st.session_state[key])
        if tags:
            st.session_state[key] = []
            desk().untag(ids, tags)
            choice().notify(
                gettext("{tags} taken off {runs}.", tags=", ".join(tags), runs=runs(len(ids)))
            )

    report_errors(work)


def move_to_bin(ids: Sequence[str]) -> None:
    """Put those that ended into the bin; the others stay, and that is said."""

    def work() -> None:
        ended = _of_status(ids, ENDED)
        desk().delete(ended)
        text = gettext("In the bin now: {runs}.", runs=runs(len(ended)))
        if len(ended) < len(ids):
            left = runs(len(ids) - len(ended))
            text = gettext(
                "{text} Still going on, and so left: {left}; stop them first.", text=text, left=left
            )
        choice().notify(text, binned=ended)
        _untick()

    report_errors(work)


def take_out(ids: Sequence[str]) -> None:
    """Take runs out of the bin."""

    def work() -> None:
        desk().restore(ids)
        choice().notify(gettext("Out of the bin again: {runs}.", runs=runs(len(ids))))
        _untick()

    report_errors(work)


def ask(ids: Sequence[str]) -> None:
    """Ask before runs go for ever."""
    here = choice()
    here.confirm, here.answered, here.notices = tuple(ids), False, []


def keep() -> None:
    """They stay in the bin."""
    choice().answered = True


def doom(ids: Sequence[str]) -> None:
    """They go for ever, as soon as the page can say so."""
    choice().doomed, choice().answered = tuple(ids), True


def delete_for_ever(ids: Sequence[str]) -> None:
    """Delete runs that are in the bin, with what they kept on disk."""

    def work() -> None:
        gone = desk().empty_bin(ids)
        settings = run_manager().settings
        kept = remove_leftovers(settings.artifacts, gone)
        forget_figures(gone, settings)
        unshare(settings, gone)
        choice().notify(gettext("Gone for ever: {runs}.", runs=runs(len(gone))))
        if kept:
            text = gettext(
                "Gone for ever: {runs}. {count:,} files of them could not be deleted, such as "
                "{path}.",
                runs=runs(len(gone)),
                count=len(kept),
                path=kept[0],
            )
            choice().notify(text, kind="problem")

    _untick()
    report_errors(work)


def runs(count: int) -> str:
    """``"1 run"``, ``"3,412 runs"``."""
    return gettext("1 run") if count == 1 else gettext("{count:,} runs", count=count)


def _of_status(ids: Sequence[str], statuses: Iterable[str]) -> list[str]:
    wanted, allowed = set(ids), set(statuses)
    return [row.id for row in run_index().rows() if row.id in wanted and row.status in allowed]


def _untick() -> None:
    choice().selected, choice().everything = (), False
