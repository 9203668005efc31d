"""A run: one execution of a recipe with one seed, as the store knows it."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from core.i18n import gettext_stored, mark
from core.recipes import recipe_from_dict, recipe_title

QUEUED = "queued"
RUNNING = "running"
PAUSED = "paused"
COMPLETED = "completed"
STOPPED = "stopped"
FAILED = "failed"
INTERRUPTED = "interrupted"
STATUSES = (QUEUED, RUNNING, PAUSED, COMPLETED, STOPPED, FAILED, INTERRUPTED)
OPEN = (QUEUED, RUNNING, PAUSED)
ENDED = (COMPLETED, STOPPED, FAILED, INTERRUPTED)

ORIGINS = ("dashboard", "command line")

SEALED = mark(
    "Its test figures stay hidden until the winner of its sweep is confirmed: picking the best of "
    "many by its test figure would flatter it."
)


@dataclass(frozen=True, kw_only=True)
class Run:
    """What the store knows of a run. Times are aware datetimes in UTC, None until they come.

    Attributes:
        id: Eleven lower-case letters and digits; later runs sort after earlier ones.
        recipe: ``Recipe.as_dict()``, for ``recipe_from_dict``.
        recipe_key: Names everything that decides the history but the seed.
        status: One of STATUSES.
        origin: One of ORIGINS.
        epochs: Epochs planned.
        epochs_done: Epochs that ended and are in the store.
        progress: phase, 0-based epoch, batch, batches, metrics (running means) and updated
            (seconds since 1970, UTC); empty before it starts.
        test: ``loss`` and ``accuracy`` or ``mae`` on the test split.
        best_epoch: 0-based epoch of the best monitored loss.
        seconds: Seconds by phase of ``core.training.recorder.PHASES``.
        peak_memory: Bytes, the largest resident set of its process while it went on, TensorFlow's
            own part included.
        threads: Threads the run computed with.
        neighbours: The most runs that ran beside it on its host; timings count only at 0.
        environment: Versions, platform, processor, cores and machine.
        notes: Sentences on how the data differed from what the recipe asks.
        digest: Digest of the data it saw.
        scale: For a series, how many ``unit`` one step of the target is.
        engine: How the epochs were compiled.
        failure: Message id and values of why it failed or was interrupted; see ``error``.
        executor: What ran it.
        host: Machine whose worker holds or held it.
        holder: Who holds the lease; empty when nobody does.
        lease_until: When the lease runs out unless renewed.
        stop_requested: Somebody asked it to stop.
        artifacts_bytes: Bytes of weights and predictions kept.
        changed: The store's version when the run last changed.
        name: What people call it, or "".
        tags: Words people gave it, sorted.
        note: What people wrote about it, as plain text.
        deleted: When it was put into the bin; None for one that is not there.
        train_samples: Samples one epoch goes through.
        test_samples: Samples it was or will be tested on.
        baselines: For a series, the error of guessing "as now" (``persistence_test`` …), in
            steps of the target.
        pause_requested: Somebody asked it to pause.
        checkpoint: Where it could go on: 0-based ``epoch``, ``step`` in it, ``bytes`` of the
            file; empty where there is none.
        resumes: How often it was queued again.
        extended: What it had reached each time it was extended: ``epochs``, ``key``, ``test``,
            ``best_epoch``, ``finished``.
        retry_of: The run that this one tries again, or "".
        person: Who launched it, by the name their browser keeps; "" where nobody said.
        sweep: The sweep that it is a part of, or "".
        trial: The number of the trial that it is, 0-based; None where it is none.
        confirms: The number of the trial whose recipe it runs with a fresh seed, or None.
        sealed: Its sweep has no confirmed winner yet: ``test`` is empty, whatever it gave.
    """

    id: str
    recipe: Mapping[str, Any]
    recipe_id: str
    recipe_key: str
    dataset: str
    task: str
    family: str
    seed: int
    status: str
    origin: str
    created: datetime
    started: datetime | None = None
    finished: datetime | None = None
    epochs: int = 0
    epochs_done: int = 0
    progress: Mapping[str, Any] = field(default_factory=dict)
    parameters: int | None = None
    test: Mapping[str, float] = field(default_factory=dict)
    best_epoch: int | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    peak_memory: int | None = None
    threads: int | None = None
    neighbours: int = 0
    environment: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    digest: str = ""
    scale: float | None = None
    unit: str = ""
    engine: str = ""
    failure: Mapping[str, Any] = field(default_factory=dict)
    executor: str = ""
    host: str = ""
    holder: str = ""
    lease_until: datetime | None = None
    stop_requested: bool = False
    artifacts_bytes: int = 0
    changed: int = 0
    name: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    deleted: datetime | None = None
    train_samples: int | None = None
    test_samples: int | None = None
    baselines: Mapping[str, float] = field(default_factory=dict)
    pause_requested: bool = False
    checkpoint: Mapping[str, Any] = field(default_factory=dict)
    resumes: int = 0
    extended: tuple[Mapping[str, Any], ...] = ()
    retry_of: str = ""
    person: str = ""
    sweep: str = ""
    trial: int | None = None
    confirms: int | None = None
    sealed: bool = False

    @property
    def ended(self) -> bool:
        return self.status in ENDED

    @property
    def error(self) -> str:
        """Why it failed or was interrupted, as a sentence in this context's language, or ""."""
        return stored_error(self.failure)

    @property
    def title(self) -> str:
        """Its recipe's id and what was changed in it: ``imdb/cnn · kernel size 7``."""
        return recipe_title(recipe_from_dict(self.recipe))

    @property
    def elapsed(self) -> float:
        """Seconds since it started, or from its start to its end; 0 before it started."""
        if self.started is None:
            return 0.0
        # a clock that was set back meanwhile makes no run take less than no time
        return max(0.0, ((self.finished or now()) - self.started).total_seconds())

    def to_dict(self) -> dict[str, Any]:
        """Everything, ready for strict JSON: times in ISO 8601, NaN and infinity as None."""
        found = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        return plain(found | {"title": self.title, "error": self.error})


def stored_error(failure: Mapping[str, Any]) -> str:
    """Why something failed, of its ``message`` and ``values`` as kept; "" where it did not."""
    return gettext_stored(failure["message"], failure["values"]) if failure else ""


def visible(test: Mapping[str, float], *, sealed: bool) -> Mapping[str, float]:
    """What may be seen of a run's test figures. Whatever reads them from the store asks here.

    Picking the best of many by its test figure would flatter it, so those of a sweep's runs are
    nobody's to see before its winner, picked by validation, is confirmed.
    """
    return {} if sealed else test


def now() -> datetime:
    """The moment, aware and in UTC, as every time in the store is."""
    return datetime.now(UTC)


def new_id() -> str:
    """Eight digits of base 36 for the milliseconds since 2020 (until 2109), three random ones."""
    since_2020 = time.time_ns() // 1_000_000 - 1_577_836_800_000
    return _base36(since_2020, 8) + _base36(int.from_bytes(os.urandom(4), "big"), 3)


def _base36(number: int, width: int) -> str:
    digits = ""
    for _ in range(width):
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits


def plain(value: Any) -> Any:
    """``value`` in strict JSON's own kinds; numpy numbers included, NaN and infinity as None."""
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if hasattr(value, "item"):
        return plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return str(value)
