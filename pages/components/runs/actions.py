"""Actions on runs: pause, resume, stop, tag, move to the bin, restore, delete permanently.

Buttons call them before the page is drawn; the page then shows a notice with the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from functools import partial

import streamlit as st

from core.analysis.scoring import forget_figures
from core.errors import RecipeLabError
from core.i18n import gettext, mark, ngettext
from core.runs.files.leftovers import remove_leftovers
from core.runs.files.sharing import unshare
from core.runs.queue.desk import Desk
from core.runs.run import ACTIVE, ENDED, QUEUED, RUNNING
from core.runs.store.actions import RESUMABLE
from pages.components.frame.errors import report_errors
from pages.components.live.manager import run_index, run_manager
from pages.components.live.person import desk
from pages.components.runs.choice import choice


def notice_errors() -> AbstractContextManager[None]:
    """Show a ``RecipeLabError`` as a notice."""
    return report_errors(partial(choice().notify, kind="problem"))


def stop(ids: Sequence[str]) -> None:
    """Stop the active ones of these runs."""
    _apply(
        _of_status(ids, ACTIVE),
        desk().stop,
        lambda done: ngettext(
            "Stopping {count:,} run; its epochs are kept.",
            "Stopping {count:,} runs; their epochs are kept.",
            done,
        ),
    )


def pause(ids: Sequence[str]) -> None:
    """Pause the queued and running ones of these runs."""
    text = mark("Pausing {runs}; press Resume to continue.")
    _apply(
        _of_status(ids, (QUEUED, RUNNING)),
        desk().pause,
        lambda done: gettext(text, runs=runs(done)),
    )


def resume(ids: Sequence[str]) -> None:
    """Queue the paused, stopped and interrupted ones of these runs again."""
    text = mark("Queued again: {runs}; each continues where it left off.")
    _apply(_of_status(ids, RESUMABLE), desk().resume, lambda done: gettext(text, runs=runs(done)))


def _apply(
    ids: Sequence[str], work: Callable[[str], object], describe: Callable[[int], str]
) -> None:
    """Apply ``work`` to one run after the other; the notice describes it, or says why not."""
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
    choice().notify(problem or describe(done), kind="problem" if problem else "done")


def tag(ids: Sequence[str], key: str) -> None:
    """Add the tags in the widget ``key`` to runs."""
    _change_tags(Desk.tag, ids, key, mark("Tagged with {tags}: {runs}."))


def untag(ids: Sequence[str], key: str) -> None:
    """Remove the tags in the widget ``key`` from runs."""
    _change_tags(Desk.untag, ids, key, mark("Removed {tags} from {runs}."))


def _change_tags(work: Callable[..., None], ids: Sequence[str], key: str, text: str) -> None:
    """Change runs by the tags in a widget, which is empty afterwards."""
    tags, st.session_state[key] = list(st.session_state[key]), []
    if tags:
        with notice_errors():
            work(desk(), ids, tags)
            choice().notify(gettext(text, tags=", ".join(tags), runs=runs(len(ids))))


def move_to_bin(ids: Sequence[str]) -> None:
    """Move the runs that ended to the bin; the notice counts those skipped."""
    with notice_errors():
        ended = _of_status(ids, ENDED)
        desk().delete(ended)
        text = gettext("Moved {runs} to the bin.", runs=runs(len(ended)))
        if len(ended) < len(ids):
            skipped = runs(len(ids) - len(ended))
            text = gettext(
                "{text} Skipped {runs} still running; stop them first.", text=text, runs=skipped
            )
        choice().notify(text, binned=ended)
        _clear_selection()


def restore(ids: Sequence[str]) -> None:
    """Restore runs from the bin."""
    with notice_errors():
        desk().restore(ids)
        choice().notify(gettext("Restored {runs} from the bin.", runs=runs(len(ids))))
        _clear_selection()


def ask_to_delete(ids: Sequence[str]) -> None:
    """Ask for confirmation before deleting runs permanently."""
    current = choice()
    current.confirm, current.answered, current.notices = tuple(ids), False, []


def cancel_deletion() -> None:
    """Close the question; the runs stay in the bin."""
    choice().answered = True


def confirm_deletion(ids: Sequence[str]) -> None:
    """Mark runs for deletion; the page deletes them once it can show that it does."""
    choice().doomed, choice().answered = tuple(ids), True


def delete_permanently(ids: Sequence[str]) -> None:
    """Permanently delete runs in the bin, with their files."""
    with notice_errors():
        deleted = desk().empty_bin(ids)
        settings = run_manager().settings
        leftover = remove_leftovers(settings.artifacts, deleted)
        forget_figures(deleted, settings)
        unshare(settings, deleted)
        choice().notify(gettext("Permanently deleted {runs}.", runs=runs(len(deleted))))
        if leftover:
            text = gettext(
                "Permanently deleted {runs}. {count:,} of their files could not be deleted, such "
                "as {path}.",
                runs=runs(len(deleted)),
                count=len(leftover),
                path=leftover[0],
            )
            choice().notify(text, kind="problem")
    _clear_selection()


def runs(count: int) -> str:
    """``"1 run"``, ``"3,412 runs"``."""
    return ngettext("{count:,} run", "{count:,} runs", count)


def _of_status(ids: Sequence[str], statuses: Iterable[str]) -> list[str]:
    wanted, allowed = set(ids), set(statuses)
    return [row.id for row in run_index().rows() if row.id in wanted and row.status in allowed]


def _clear_selection() -> None:
    choice().selected, choice().everything = (), False
