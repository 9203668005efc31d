"""The base of executors, which launch jobs, kill them on request, and report those that ended."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from core.errors import RecipeLabError
from core.recipes import Recipe
from core.runs.store.leases import LEASE_SECONDS
from core.settings import Settings, load_settings

COLD = "cold"
WARMING = "warming"
WARM = "warm"


@dataclass(frozen=True, kw_only=True)
class Job:
    """A run to execute: everything a worker on any machine needs.

    Attributes:
        run_id: The run, already claimed by ``holder``.
        holder: Name under which the worker holds the run's lease.
        store: URL of the store.
        settings: The installation's settings.
        train: ``module:function`` to train with; by default ``core.training.train:train``.
        lease_seconds: How long the lease lasts unless renewed.
        memory: Bytes of memory it may grow to; 0 if not estimated.
        prepared: Key of what a worker may have prepared for it; "" if it is never kept.
    """

    run_id: str
    holder: str
    store: str
    settings: Settings
    train: str = ""
    lease_seconds: float = LEASE_SECONDS
    memory: int = 0
    prepared: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The job as JSON-ready values; ``from_dict`` reads it back."""
        values = {name: value for name, value in vars(self.settings).items() if value is not None}
        texts = {name: str(value) for name, value in values.items()}
        return asdict(self) | {"settings": texts}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Job:
        environment = {
            f"RECIPE_LAB_{name.upper()}": value for name, value in data["settings"].items()
        }
        return cls(**{**data, "settings": load_settings(environment)})


@dataclass(frozen=True)
class Exit:
    """A job that ended.

    Attributes:
        code: Its exit code: 0 if it recorded in the store how the run ended, the negative signal
            number if it was killed, None if the executor itself was lost with it.
        error: Why it ended, if the executor knows more than the exit code.
        hand_back: It ended through no fault of its own and can continue: its machine died or left
            the cluster, or it had not started yet when the executor was lost.
    """

    run_id: str
    code: int | None
    error: RecipeLabError | None = None
    hand_back: bool = False


class Executor:
    """Executes jobs in parallel. None of its methods waits for a job.

    Attributes:
        name: Stored with every run it executes.
        warm: ``cold``, ``warming`` or ``warm``; a warm executor starts a job at once.
    """

    name: str
    warm: str

    def __init__(self) -> None:
        self._notify: Callable[[], None] = lambda: None
        self._lock = threading.RLock()
        self._exits: list[Exit] = []

    def start(self, notify: Callable[[], None]) -> None:
        """Get ready; ``notify`` is called, from any thread, whenever a job ends."""
        self._notify = notify

    def launch(self, job: Job) -> None:
        """Start a job, or queue it until the executor is warm."""
        raise NotImplementedError

    def rehearse(self, plan: Sequence[tuple[Recipe, Job]]) -> None:
        """Prepare recipes for runs that may follow, one after the other, if the executor can.

        Args:
            plan: Each recipe with a job without a run: the settings and the key of what is
                prepared. It replaces what was planned before and has not begun.
        """

    def release(self) -> bool:
        """End the workers that wait for another run; return whether there were any."""
        return False

    def idle_pids(self) -> list[int]:
        """Process ids of the workers that wait for another run."""
        return []

    def kill(self, run_id: str) -> None:
        """Kill a job at once if the executor can; unknown ids are ignored."""

    def room(self) -> int | None:
        """How many more jobs can start now; None if this machine's memory decides."""
        return None

    def exits(self) -> list[Exit]:
        """The jobs that ended since the last call."""
        with self._lock:
            exits, self._exits = self._exits, []
        return exits

    def pids(self) -> dict[str, int]:
        """Run id → process id of the jobs with a process of their own; 0 on another machine."""
        return {}

    def close(self) -> None:
        """End all jobs and the executor, within a few seconds."""
