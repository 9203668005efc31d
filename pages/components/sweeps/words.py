"""The states of sweeps and trials in words."""

from __future__ import annotations

from collections.abc import Mapping

from core.i18n import gettext, mark
from core.runs.run import FAILED, RUNNING
from core.sweeps.sweep import CONFIRMED, DELETED, PRUNED, Sweep
from pages.components.frame import wording

# Of sweeps and of trials; the others are words already.
STATES: Mapping[str, str] = {
    RUNNING: mark("searching"),
    FAILED: mark("not confirmed"),
    CONFIRMED: mark("confirmed"),
}
COLOURS: Mapping[str, str] = {**wording.STATUS_COLOURS, CONFIRMED: "green"}
TRIALS: Mapping[str, str] = {
    PRUNED: mark("stopped early"),
    DELETED: mark("in the bin"),
}


def badge(sweep: Sweep) -> str:
    """The state of a sweep as a Markdown badge."""
    confirming = sweep.status == RUNNING and sweep.chosen
    text = gettext("confirming") if confirming else gettext(STATES.get(sweep.status, sweep.status))
    return f":{COLOURS.get(sweep.status, 'gray')}-badge[{text}]"


def state_words(state: str) -> str:
    """The state of a trial or of a confirming run."""
    return gettext(TRIALS.get(state, state))
