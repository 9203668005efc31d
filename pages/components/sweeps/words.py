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
COLOURS: Mapping[str, str] = {**wording.STATUS_COLOURS, CONFIRMED: "green"}
# Of trials; those of their runs are words already.
TRIALS: Mapping[str, str] = {
    PRUNED: mark("stopped early"),
    SKIPPED: mark("impossible"),
    DELETED: mark("in the bin"),
}


def badge(sweep: Sweep) -> str:
    """The state of a sweep as a Markdown badge."""
    confirming = sweep.status == RUNNING and sweep.chosen
    text = gettext("confirming") if confirming else gettext(STATES[sweep.status])
    return f":{COLOURS.get(sweep.status, 'gray')}-badge[{text}]"


def state_words(state: str) -> str:
    """The state of a trial or of a confirming run."""
    return gettext(TRIALS.get(state, state))
