"""Records how a run ended when its worker could not do so itself."""

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

# The last message of a C++ library that could not allocate memory, or start a thread without it.
OUT_OF_MEMORY = ("bad_alloc", "out of memory", "cannot allocate memory", "pthread_create() failed")
TAIL_BYTES = 8192
# How often a run resumes by itself: a run that takes its server or machine down every time must
# not do so forever.
MAX_RESUMES = 5

log = logging.getLogger(__name__)


def explain_exit(code: int | None, log: Path) -> tuple[str, RecipeLabError]:
    """Status and error of a run whose worker exited without recording how the run ended.

    Args:
        code: Exit code; the negative signal number if it was killed; None if it was lost with its
            executor.
        log: File with the worker's output.
    """
    if code is None:
        return INTERRUPTED, TrainingError(
            "The program that starts workers ended unexpectedly, and this run's worker with it; "
            "its results so far are kept."
        )
    if code == -9:
        return INTERRUPTED, TrainingError(
            "Its worker was killed (signal 9), probably because the machine ran out of memory; "
            "resume it while fewer runs are active, or choose a smaller batch size."
        )
    output = last_bytes(log, TAIL_BYTES).decode(errors="replace").lower()
    if code != 0 and any(words in output for words in OUT_OF_MEMORY):
        return FAILED, TrainingError(
            "Its worker ran out of memory; choose a smaller batch size, shorter inputs or fewer "
            "units, or train fewer runs at once."
        )
    if code < 0:
        return FAILED, TrainingError(
            "Its worker crashed ({name}); see {log} in the run's folder for its last output.",
            name=_signal_name(-code),
            log=LOG,
        )
    return FAILED, TrainingError(
        "Its worker ended before the run did (exit code {code}); see {log} in the run's folder "
        "for its last output.",
        code=code,
        log=LOG,
    )


class Endings:
    """How runs ended whose workers did not record it, held until the store has saved it.

    Args:
        store: The run store.
    """

    def __init__(self, store: Store):
        self._store = store
        self._writing = threading.Lock()
        self._pending: list[tuple[str, str, str, RecipeLabError | None, bool]] = []

    def note(
        self, run_id: str, holder: str, status: str, error: RecipeLabError | None = None
    ) -> None:
        """Record how a run ended; does nothing if its worker has already recorded that."""
        self._pending.append((run_id, holder, status, error, False))
        self.write()

    def note_exit(self, ended: Exit, holder: str, log: Path) -> None:
        """Record the run of a worker that exited, or queue it again if it is to be handed back.

        Args:
            ended: The worker's exit.
            holder: Name under which it held the run.
            log: File with the worker's output.
        """
        status, error = explain_exit(ended.code, log)
        if ended.error:
            status, error = INTERRUPTED if ended.code is None else FAILED, ended.error
        self._pending.append((ended.run_id, holder, status, error, ended.hand_back))
        self.write()

    def lose(self, holders: Mapping[str, str], seconds: float) -> None:
        """Record that runs are interrupted because this server ends.

        Args:
            holders: Run id → holder.
            seconds: How long to wait for the store at most.
        """
        for run_id, holder in holders.items():
            self._pending.append((run_id, holder, INTERRUPTED, lost_with_server(), False))
        writing = threading.Thread(target=self.write, daemon=True)
        writing.start()
        writing.join(seconds)

    def write(self) -> None:
        """Write what is pending; what the store cannot save now stays pending."""
        with self._writing:
            while self._pending:
                run_id, holder, status, error, back = self._pending[0]
                try:
                    if not (back and self._store.actions.hand_back(run_id, holder, MAX_RESUMES)):
                        self._store.leases.finish(run_id, holder, status, error)
                except StoreError:
                    log.exception("the end of run %s is not recorded yet", run_id)
                    return
                self._pending.pop(0)


def lost_with_server() -> RecipeLabError:
    """Why a run whose server ended is interrupted."""
    # Stored with runs and compared by core.runs.queue.resuming: keep the sentence as it is.
    return TrainingError("The server that ran it ended; what it had is kept.")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
