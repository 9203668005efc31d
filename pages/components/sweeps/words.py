"""The states of sweeps and trials in words."""

from __future__ import annotations

from collections.abc import Mapping

from core.i18n import gettext, mark
from core.runs.run import FAILED, PAUSED, RUNNING, STOPPED
from core.sweeps.sweep import CONFIRMED, DELETED, PRUNED, SKIPPED, Sweep
from pages.components.frame import wording

STATES: Mapping[str, str] = {
    RUNNING: mark("searching"),
    PAUSED: mark("paused"),
    STOPPED: mark("stopped"),
    FAILED: mark("not confirmed"),
    CONFIRMED: mark("confirmed"),
}
COLOURS: Mapping[str, str] = {
    RUNNING: "blue",
    PAUSED: "gray",
    STOPPED: "gray",
    FAILED: "red",
    CONFIRMED: "green",
}
TRIALS: Mapping[str, str] = {
    **wording.STATUSES,
    PRUNED: mark("stopped early"),
    SKIPPED: mark("impossible"),
    DELETED: mark("in the bin"),
}


def badge(sweep: Sweep) -> str:
    """The state of a sweep as a Markdown badge."""
    confirming = sweep.status == RUNNING and sweep.chosen
    text = gettext("confirming") if confirming else gettext(STATES[sweep.status])
    return f":{COLOURS[sweep.status]}-badge[{text}]"
