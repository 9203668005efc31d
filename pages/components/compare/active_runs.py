"""The active runs on Compare, each with a progress bar and a few words that update themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import numpy as np

from core.charts import FAMILY_STYLES
from core.i18n import gettext
from core.runs.index import RunRow
from core.runs.run import ACTIVE, COMPLETED, FAILED, QUEUED, RUNNING, describe_phase, now
from core.runs.workers.base import WARM
from pages.components.frame import wording
from pages.components.live.component import component
from pages.components.live.manager import run_manager
from pages.components.live.pace import pace

ACTIVE_RUNS = "going"
MOST = 8
# A run that has ended stays listed this long, so that the page below does not jump.
ENDED_SHOWN = timedelta(minutes=15)
NO_TIMES = np.zeros(0)  # speed is not shown here

_HTML = '<div class="active-runs"></div>'


def show_active_runs(words: Mapping[str, Any], *, feed: dict[str, Any]) -> None:
    """Show the result of ``active_run_words`` and let the browser follow the feed.

    Args:
        words: ``active_run_words(…)[ACTIVE_RUNS]``.
        feed: ``pages.components.live.feeds.Feeds.address``.
    """
    component(__file__, _HTML)(key=ACTIVE_RUNS, data={"words": words, "feed": feed})


def active_run_words(
    rows: Iterable[RunRow], labels: Mapping[str, str], metric: str
) -> dict[str, dict[str, Any]]:
    """Describe the active runs and those that have just ended.

    Args:
        rows: The person's own runs on screen.
        labels: Run id → its label on screen, in the order shown.
        metric: ``accuracy`` or ``mae``.

    Returns:
        ``ACTIVE_RUNS`` → ``runs`` (each with ``id``, ``name``, ``mark``, ``colour``, ``share`` from
        0 to 1, ``text``, ``bad``) and ``more``, a text counting the runs that do not fit; empty if
        no run is active or has just ended.
    """
    since = now() - ENDED_SHOWN
    recent = {
        row.id: row
        for row in rows
        if row.status in ACTIVE or (row.finished is not None and row.finished > since)
    }
    shown = [recent[run_id] for run_id in labels if run_id in recent]
    if not shown:
        return {}
    left = len(shown) - MOST
    more = gettext("and {count} more", count=left) if left > 0 else ""
    runs = [_run(row, labels[row.id], metric) for row in shown[:MOST]]
    return {ACTIVE_RUNS: {"runs": runs, "more": more}}


def _run(row: RunRow, label: str, metric: str) -> dict[str, Any]:
    style = FAMILY_STYLES[row.family]
    return {
        "id": row.id,
        "name": label,
        "mark": style.character,
        "colour": style.word,
        "share": _share(row),
        "text": _text(row, metric),
        "bad": row.status == FAILED,
    }


def _share(row: RunRow) -> float:
    return 1.0 if row.status == COMPLETED else round(pace(row, NO_TIMES).share, 2)


def _text(row: RunRow, metric: str) -> str:
    if row.status == QUEUED and run_manager().warm != WARM:
        return gettext("queued, warming up")
    if row.status == RUNNING:
        return _phase(row)
    if row.status == COMPLETED and metric in row.test:
        return gettext("test {value}", value=wording.number(row.test[metric], metric))
    return gettext(row.status)


def _phase(row: RunRow) -> str:
    phase = row.progress.get("phase", "")
    if phase in ("", "evaluate") or not (row.epochs_done or _share(row)):
        return describe_phase(phase)
    current = pace(row, NO_TIMES)
    return gettext("epoch {epoch:,} of {epochs:,}", epoch=current.epoch, epochs=current.epochs)
