"""What the end of a worker means for its run."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Mapping
from pathlib import Path

from core.errors import RecipeLabError, StoreError, TrainingError
from core.runs.files.artifacts import LOG
from core.runs.files.leftovers import last_bytes
from core.runs.run import FAILED, INTERRUPTED
from core.runs.store import Store
from core.runs.workers.base import Exit

# What a C++ library says last when it is refused memory, or a thread for want of it.
OUT_OF_MEMORY = ("bad_alloc", "out of memory", "cannot allocate memory", "pthread_create() failed")
TAIL_BYTES = 8192
# How often a run goes on by itself: one that takes its server or machine down each time must not
# do so for ever.
MOST_RESUMES = 5

log = logging.getLogger(__name__)


def explain_exit(code: int | None, log: Path) -> tuple[str, RecipeLabError]:
    """The status and the sentence for a run whose worker ended without ending it.

    Args:
        code: Exit code; minus the signal that killed it; None when it was lost with its executor.
        log: What it printed.
    """
    if code is None:
        return INTERRUPTED, TrainingError(
            "The program that starts workers was lost, and this run's worker with it; what it had "
            "is kept."
        )
    if code == -9:
        return INTERRUPTED, TrainingError(
            "Its worker was killed (signal 9), probably because the machine's memory ran out; "
            "resume it beside fewer others, or choose a smaller batch size."
        )
    said = last_bytes(log, TAIL_BYTES).decode(errors="replace").lower()
    if code != 0 and any(words in said for words in OUT_OF_MEMORY):
        return FAILED, TrainingError(
            "Its worker ended because the machine gave it no more memory; choose a smaller batch "
            "size, shorter inputs or fewer units, or run fewer at once."
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


class Endings:
    """How runs ended whose workers did not say so themselves, until the store has it.

    Args:
        store: Where it is written.
    """

    def __init__(self, store: Store):
        self._store = store
        self._noted: list[tuple[str, str, str, RecipeLabError | None, bool]] = []

    def note(
        self, run_id: str, holder: str, status: str, error: RecipeLabError | None = None
    ) -> None:
        """Note an end and write it; nothing happens where the worker has said it."""
        self._noted.append((run_id, holder, status, error, False))
        self.write()

    def note_exit(self, ended: Exit, holder: str, log: Path) -> None:
        """Note what the end of a worker means; a run whose machine died is queued again.

        Args:
            log: What the worker printed.
        """
        status, error = explain_exit(ended.code, log)
        if ended.error:
            status, error = INTERRUPTED if ended.code is None else FAILED, ended.error
        self._noted.append((ended.run_id, holder, status, error, ended.node_lost))
        self.write()

    def lose(self, holders: Mapping[str, str], seconds: float) -> None:
        """Note that runs end with this server, and wait so long at most until that is written.

        Args:
            holders: Run id → holder.
        """
        for run_id, holder in holders.items():
            self._noted.append((run_id, holder, INTERRUPTED, lost_with_server(), False))
        writing = threading.Thread(target=self.write, daemon=True)
        writing.start()
        writing.join(seconds)

    def write(self) -> None:
        """Write the noted ends; those that a full disk refuses are kept for the next time."""
        while self._noted:
            run_id, holder, status, error, again = self._noted[0]
            try:
                if not (again and self._store.hand_back(run_id, holder, MOST_RESUMES)):
                    self._store.finish(run_id, holder, status, error)
            except StoreError:
                log.exception("the end of run %s is not written yet", run_id)
                return
            self._noted.pop(0)


def lost_with_server() -> RecipeLabError:
    """Why a run is interrupted whose server ended."""
    return TrainingError("The server that ran it ended; what it had is kept.")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
