"""Runs in threads of the server itself: an opt-in, for systems without worker processes.

TensorFlow and all its memory are then part of the server, and a run that hangs or crashes takes
the server down with it.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable

from core.runs.workers.base import COLD, WARM, Executor, Exit, Job
from core.settings import Settings

log = logging.getLogger(__name__)


class ThreadExecutor(Executor):
    """Executes each run in a daemon thread; see Executor. A run can be asked to stop, not killed.

    Args:
        settings: Not used; all executors are built with them.
    """

    name = "thread"

    def __init__(self, settings: Settings):
        super().__init__()

    @property
    def warm(self) -> str:
        return WARM if "keras" in sys.modules else COLD

    def start(self, notify: Callable[[], None]) -> None:
        super().start(notify)
        keep_keras_from_streamlit()

    def launch(self, job: Job) -> None:
        threading.Thread(
            target=self._execute, args=[job], name=f"run {job.run_id}", daemon=True
        ).start()

    def _execute(self, job: Job) -> None:
        from core.runs.store import Store
        from core.runs.workers.worker import run_job

        code = 1
        try:
            store = Store(job.store)
            run_job(job, store, self.name)
            store.close()
            code = 0
        except BaseException:
            log.exception("the thread of run %s failed", job.run_id)
        finally:
            with self._lock:
                self._exits.append(Exit(job.run_id, code))
            self._notify()


def keep_keras_from_streamlit() -> None:
    """Stop Streamlit, if this is its process, from clearing Keras' session during runs.

    Once Keras is imported, Streamlit calls ``keras.backend.clear_session()`` after every script
    run, which resets the name counters of models being built in other threads.
    """
    runner = sys.modules.get("streamlit.runtime.scriptrunner.script_runner")
    if runner is not None:
        runner._clean_problem_modules = lambda: None
