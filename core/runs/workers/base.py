"""What an executor is: it begins jobs, ends them when told, and says which of them ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from core.errors import RecipeLabError
from core.runs.store.leases import LEASE_SECONDS
from core.settings import Settings, load_settings

COLD = "cold"
WARMING = "warming"
WARM = "warm"


@dataclass(frozen=True, kw_only=True)
class Job:
    """A run to execute; everything a worker on any machine needs, JSON-ready.

    Attributes:
        run_id: The run, claimed by ``holder`` already.
        holder: Who the worker acts as.
        store: The store's URL.
        settings: The installation's settings.
        train: ``module:function`` that trains instead of ``core.training.train:train``.
        lease_seconds: How long its lease lasts unless renewed.
        memory: Bytes of memory it may grow to; 0 where nobody estimated them.
    """

    run_id: str
    holder: str
    store: str
    settings: Settings
    train: str = ""
    lease_seconds: float = LEASE_SECONDS
    memory: int = 0

    def as_dict(self) -> dict[str, Any]:
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
        code: Its exit code, 0 when it said in the store how it ended; minus the signal that
            killed it; None when the executor itself was lost with it.
        error: Why it ended, where the executor knows better than the code says.
        node_lost: Its machine died or left the cluster: the run can go on elsewhere.
    """

    run_id: str
    code: int | None
    error: RecipeLabError | None = None
    node_lost: bool = False


class Executor(Protocol):
    """Executes jobs beside each other. None of its methods waits for a job.

    Attributes:
        name: Kept with every run it executes.
        warm: ``cold``, ``warming`` or ``warm``: whether a job begins at once.
    """

    name: str
    warm: str

    def start(self, notify: Callable[[], None]) -> None:
        """Get ready; ``notify`` is called, from any thread, when there is an exit."""

    def launch(self, job: Job) -> None:
        """Begin a job, or have it wait until the executor is warm."""

    def kill(self, run_id: str) -> None:
        """End a job at once where that can be done; unknown ones are none of its business."""

    def room(self) -> int | None:
        """How many more jobs can begin now; None where this machine's memory decides."""

    def exits(self) -> list[Exit]:
        """The jobs that ended since this was last asked."""

    def pids(self) -> dict[str, int]:
        """Run id → process, of the jobs that have one of their own; 0 where it is elsewhere."""

    def close(self) -> None:
        """End everything, in a few seconds at most."""
