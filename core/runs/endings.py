"""What the end of a worker means for its run."""

from __future__ import annotations

import signal

from core.errors import RecipeLabError, TrainingError
from core.runs.artifacts import LOG
from core.runs.run import FAILED, INTERRUPTED


def explain_exit(code: int | None) -> tuple[str, RecipeLabError]:
    """The status and the sentence for a run whose worker ended without ending it.

    Args:
        code: Exit code; minus the signal that killed it; None when it was lost with its executor.
    """
    if code is None:
        return INTERRUPTED, TrainingError(
            "The program that starts workers was lost, and this run's worker with it; what it had "
            "is kept."
        )
    if code == -9:
        return FAILED, TrainingError(
            "Its worker was killed (signal 9), probably because the machine's memory ran out; "
            "choose a smaller batch size or run fewer at once."
        )
    if code < 0:
        return FAILED, TrainingError(
            "Its worker crashed ({name}); {log} in its folder has what it said last.",
            name=_signal_name(-code),
            log=LOG,
        )
    return FAILED, TrainingError(
        "Its worker ended (exit code {code}) before the run did; {log} in its folder has what it "
        "said last.",
        code=code,
        log=LOG,
    )


def lost_with_server() -> RecipeLabError:
    """Why a run is interrupted whose server ended."""
    return TrainingError("The server that ran it ended; what it had is kept.")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
