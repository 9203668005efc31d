"""A run: one execution of a recipe with one seed, as recorded in the store."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from core.durations import roughly
from core.i18n import gettext, gettext_stored, mark
from core.recipes import recipe_from_dict, recipe_title

# Each is also its own word on a page.
QUEUED = mark("queued")
RUNNING = mark("running")
PAUSED = mark("paused")
COMPLETED = mark("completed")
STOPPED = mark("stopped")
FAILED = mark("failed")
INTERRUPTED = mark("interrupted")
STATUSES = (QUEUED, RUNNING, PAUSED, COMPLETED, STOPPED, FAILED, INTERRUPTED)
ACTIVE = (QUEUED, RUNNING, PAUSED)
ENDED = (COMPLETED, STOPPED, FAILED, INTERRUPTED)

ORIGINS = ("dashboard", "command line")

# What a run is doing, by phase of ``core.training.recorder.PHASES``; "" is before the first.
PHASES = {
    "": mark("starting a worker"),
    "prepare": mark("loading TensorFlow and the data"),
    "build": mark("building the model"),
    "first_epoch": mark("compiling the first epoch"),
    "train": mark("training"),
    "evaluate": mark("testing"),
}

SEALED = mark(
    "Its test results stay hidden until the winner of its sweep is confirmed: choosing the best of "
    "many by its test result would make it look better than it is."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFields:
    """The small fields of a run, which lists of many runs have too.

    Times are timezone-aware datetimes in UTC, or None if not reached.

    Attributes:
        id: Eleven lower-case letters and digits; ids sort by creation time.
        recipe_key: Identifies everything that determines the history, except the seed.
        status: One of STATUSES.
        origin: One of ORIGINS.
        epochs: Epochs planned.
        epochs_done: Completed epochs that are in the store.
        progress: ``phase``, 0-based ``epoch``, ``batch``, ``batches``, ``metrics`` (running
            means), ``point`` (position of the last point within an epoch that is in the store),
            ``ending`` (its holder, once training has ended and files are saved) and ``updated``
            (seconds since 1970, UTC); empty before the run starts.
        test: ``loss`` and ``accuracy`` or ``mae`` on the test split.
        best_epoch: 0-based epoch with the best monitored loss.
        seconds: Seconds spent in each phase of ``core.training.recorder.PHASES``.
        threads: Threads the run computed with.
        neighbours: The largest number of other runs on the same host at the same time; timings
            are comparable only at 0.
        digest: Digest of the data the run was trained on.
        scale: For a series, the size of one step of the target, in ``unit``.
        host: Machine of the worker that holds or held the run.
        changed: The store's version when the run last changed.
        name: A name given by a person, or "".
        tags: Tags given by people, sorted.
        deleted: When it was moved to the bin; None for a run that is not in the bin.
        train_samples: Training samples per epoch.
        test_samples: Samples in the test split.
        person: Display name of the person who started it, or "" if unknown.
        sweep: Id of the sweep it belongs to, or "".
        trial: 0-based number of the trial it executes, or None.
        confirms: Number of the trial whose recipe it repeats with a new seed, or None.
        sealed: Whether its sweep has no confirmed winner yet; ``test`` is then shown as empty.
    """

    id: str
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
    threads: int | None = None
    neighbours: int = 0
    digest: str = ""
    scale: float | None = None
    unit: str = ""
    host: str = ""
    changed: int = 0
    name: str = ""
    tags: tuple[str, ...] = ()
    deleted: datetime | None = None
    train_samples: int | None = None
    test_samples: int | None = None
    person: str = ""
    sweep: str = ""
    trial: int | None = None
    confirms: int | None = None
    sealed: bool = False


@dataclass(frozen=True, kw_only=True)
class Run(RunFields):
    """A run as the store has it; see RunFields for the fields that lists have too.

    Attributes:
        recipe: ``Recipe.as_dict()``, for ``recipe_from_dict``.
        peak_memory: Largest resident set of the run's process in bytes, TensorFlow included.
        environment: Versions, platform, processor, cores and machine.
        notes: Sentences on how the data differed from what the recipe asks for.
        engine: What computes it, from its beginning on; see ``core.training.choice``.
        failure: Message id and values of why it failed or was interrupted; see ``error``.
        executor: Name of the executor that ran it.
        holder: Who holds the lease; empty when nobody does.
        lease_until: When the lease expires unless it is renewed.
        stop_requested: Whether the run was asked to stop.
        artifacts_bytes: Bytes of weights and predictions on disk.
        note: A note by a person, as plain text.
        baselines: For a series, the error of predicting no change (``persistence_test`` …), in
            steps of the target.
        pause_requested: Whether the run was asked to pause.
        checkpoint: Where the run can resume: 0-based ``epoch``, ``step`` within it, ``bytes`` of
            the file; empty without a checkpoint.
        resumes: How often the run was queued again.
        extended: Its state before each extension: ``epochs``, ``key``, ``test``, ``best_epoch``,
            ``finished``.
        retry_of: Id of the run that this one retries, or "".
    """

    recipe: Mapping[str, Any]
    peak_memory: int | None = None
    environment: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    engine: str = ""
    failure: Mapping[str, Any] = field(default_factory=dict)
    executor: str = ""
    holder: str = ""
    lease_until: datetime | None = None
    stop_requested: bool = False
    artifacts_bytes: int = 0
    note: str = ""
    baselines: Mapping[str, float] = field(default_factory=dict)
    pause_requested: bool = False
    checkpoint: Mapping[str, Any] = field(default_factory=dict)
    resumes: int = 0
    extended: tuple[Mapping[str, Any], ...] = ()
    retry_of: str = ""

    @property
    def ended(self) -> bool:
        return self.status in ENDED

    @property
    def error(self) -> str:
        """Why it failed or was interrupted, as a sentence in the current language, or ""."""
        return stored_error(self.failure)

    @property
    def title(self) -> str:
        """The recipe's id and the settings that were changed: ``imdb/cnn · kernel size 7``."""
        return recipe_title(recipe_from_dict(self.recipe))

    @property
    def elapsed(self) -> float:
        """Seconds from its start until its end, or until now; 0 before it started."""
        if self.started is None:
            return 0.0
        # the clock may have been set back since
        return max(0.0, ((self.finished or now()) - self.started).total_seconds())

    def to_dict(self) -> dict[str, Any]:
        """All fields, ready for strict JSON: times in ISO 8601, NaN and infinity as None."""
        values = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        return plain(values | {"title": self.title, "error": self.error})


def stored_error(failure: Mapping[str, Any]) -> str:
    """The sentence for a stored failure's ``message`` and ``values``; "" without a failure."""
    return gettext_stored(failure["message"], failure["values"]) if failure else ""


def describe_phase(phase: str, *, trained: bool = False, seconds: float | None = None) -> str:
    """What a run is doing, in a few words.

    Args:
        phase: A key of PHASES.
        trained: Whether it has trained on its first batch; until then, it compiles.
        seconds: How long compiling takes; None if not known.
    """
    if phase == "train" and not trained:
        phase = "first_epoch"
    if phase == "first_epoch" and seconds is not None:
        return gettext("compiling, {time}", time=roughly(seconds))
    return gettext(PHASES.get(phase, PHASES[""]))


def visible(test: Mapping[str, float], *, sealed: bool) -> Mapping[str, float]:
    """The test results that may be shown. Everything that reads them from the store uses this.

    Choosing the best of many runs by its test result would overestimate it. So the test results
    of a sweep stay hidden until its winner, chosen by validation, is confirmed.
    """
    return {} if sealed else test


def now() -> datetime:
    """The current time, timezone-aware and in UTC, like every time in the store."""
    return datetime.now(UTC)


def new_id() -> str:
    """A new id, base 36: 8 digits for the milliseconds since 2020 (until 2109), 3 random digits."""
    since_2020 = time.time_ns() // 1_000_000 - 1_577_836_800_000
    return _base36(since_2020, 8) + _base36(int.from_bytes(os.urandom(4), "big"), 3)


def _base36(number: int, width: int) -> str:
    digits = ""
    for _ in range(width):
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits


def plain(value: Any) -> Any:
    """Convert ``value`` to JSON types; NumPy numbers to plain ones, NaN and infinity to None."""
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
