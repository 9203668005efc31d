"""Whether a lecture can begin: what is ready on this machine, and what to do about what is not."""

from __future__ import annotations

import importlib.util
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core.analysis.estimates import Estimate, Timed, estimate
from core.architectures import FAMILIES
from core.datasets import DATASETS
from core.datasets.places import megabytes
from core.datasets.status import status
from core.datasets.table import SOURCES
from core.durations import duration
from core.errors import RecipeLabError
from core.i18n import gettext
from core.machine import disk, memory
from core.recipes import Recipe
from core.recipes.catalogue import representative
from core.runs.queue.slots import RUN_BYTES, free_slots
from core.runs.store import Store
from core.runs.store.database import next_version
from core.runs.workers import Executor, build_executor
from core.runs.workers.base import WARM, WARMING
from core.settings import Settings

# A run keeps up to some 80 MB of weights and predictions; a lecture has dozens of runs.
DISK_BYTES = 2_000_000_000
WARM_SECONDS = 120.0


@dataclass(frozen=True)
class Check:
    """One thing that has to be ready.

    Attributes:
        name: What it is, for programs.
        ready: Whether it is.
        needed: Whether what was asked about needs it.
        sentence: How it stands, and what to do where it is not ready.
    """

    name: str
    ready: bool
    sentence: str
    needed: bool = True

    def as_dict(self) -> dict[str, Any]:
        return dict(vars(self))


@dataclass(frozen=True)
class Expected:
    """How long a recipe of the row will take here."""

    recipe: Recipe
    estimate: Estimate

    def as_dict(self) -> dict[str, Any]:
        found = self.estimate
        return {
            "recipe": self.recipe.id,
            "family": self.recipe.family,
            "parameters": self.recipe.summary.parameters,
            "epochs": found.epochs,
            "epoch_seconds": found.epoch_seconds,
            "seconds": found.run_seconds,
            "basis": found.basis,
        }


def check_home(settings: Settings) -> Check:
    """Whether files can be written where runs keep theirs."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.home):
            pass
    except OSError as error:
        sentence = gettext(
            "The home {home} cannot be written ({reason}); make it writable or name another "
            "folder with RECIPE_LAB_HOME.",
            home=settings.home,
            reason=error.strerror or error,
        )
        return Check("home", False, sentence)
    return Check("home", True, gettext("The home {home} can be written.", home=settings.home))


def check_store(settings: Settings) -> tuple[Check, Store | None]:
    """Whether runs can be recorded; the store is open then."""
    try:
        store = Store(settings.store_url)
        store.write(next_version)
    except RecipeLabError as error:
        return Check("store", False, str(error)), None
    count = sum(store.counts().values())
    sentence = gettext("Runs can be recorded; {count:,} are there.", count=count)
    return Check("store", True, sentence), store


def check_disk(settings: Settings) -> Check:
    """Whether there is room for a lecture's runs."""
    free = disk(settings.home).free
    values = {"free": megabytes(free), "home": settings.home}
    if free >= DISK_BYTES:
        return Check("disk", True, gettext("{free} are free for {home}.", **values))
    sentence = gettext(
        "Only {free} are free for {home}, and a lecture may take {needed}: free some, or lower "
        "RECIPE_LAB_ARTIFACTS_LIMIT_MB.",
        needed=megabytes(DISK_BYTES),
        **values,
    )
    return Check("disk", False, sentence)


def check_memory(settings: Settings) -> Check:
    """How many runs fit beside each other."""
    fitting = free_slots(settings.slots, 0)
    free = megabytes(memory().available)
    if fitting >= settings.slots:
        sentence = gettext(
            "{free} of memory are free: {count} runs at once.", free=free, count=fitting
        )
        return Check("memory", True, sentence)
    sentence = gettext(
        "{free} of memory are free, so {count} of {slots} runs go at once and the others wait; "
        "closing other programs helps (a run may take {each}).",
        free=free,
        count=fitting,
        slots=settings.slots,
        each=megabytes(RUN_BYTES),
    )
    enough = memory().available >= RUN_BYTES
    return Check("memory", enough, sentence)


def check_workers(settings: Settings, executor: Executor | None = None) -> Check:
    """Start the workers as the server does, and end them."""
    if settings.executor == "thread":
        found = importlib.util.find_spec("tensorflow") is not None
        sentence = (
            gettext("Runs train inside the server (RECIPE_LAB_EXECUTOR is thread).")
            if found
            else gettext("TensorFlow is not installed; install requirements.txt.")
        )
        return Check("workers", found, sentence)
    executor = executor or build_executor(settings)
    changed = threading.Event()
    began = time.monotonic()
    try:
        executor.start(changed.set)
        while executor.warm != WARM and time.monotonic() - began < WARM_SECONDS:
            if not changed.wait(0.2):
                continue
            changed.clear()
            if executor.warm not in (WARM, WARMING):
                break
        warm = executor.warm == WARM
    except RecipeLabError as error:
        return Check("workers", False, str(error))
    finally:
        executor.close()
    took = duration(time.monotonic() - began)
    if warm:
        sentence = gettext(
            "Workers start: TensorFlow was loaded in {time}; the server does that by itself when "
            "it starts.",
            time=took,
        )
        return Check("workers", True, sentence)
    sentence = gettext(
        "Workers did not start within {time}; {log} in {home} says why.",
        time=took,
        log="workers.log",
        home=settings.home,
    )
    return Check("workers", False, sentence)


def check_datasets(needed: Sequence[str], settings: Settings) -> Iterator[Check]:
    """Every dataset, those that are needed read in full where they have not been yet."""
    for name in DATASETS:
        yield _dataset(name, settings, name in needed)
    if any(uses_glove(recipe) for dataset in needed for recipe in row(dataset)):
        yield _dataset("glove", settings, True)


def _dataset(name: str, settings: Settings, needed: bool) -> Check:
    found = status(name, settings)
    if needed and found.state == "ready" and not found.checked:
        try:
            SOURCES[name].open(settings)  # decoded once; a lecture need not wait for it
        except RecipeLabError as error:
            return Check(name, False, str(error), needed)
        found = status(name, settings)
    return Check(name, found.state in ("ready", "generated"), found.detail, needed)


def check_offline(datasets: Sequence[Check]) -> Check:
    """Whether anything would need the network."""
    if importlib.util.find_spec("plotly") is None:
        sentence = gettext("plotly is not installed, so charts cannot be drawn.")
        return Check("network", False, sentence)
    missing = [entry.name for entry in datasets if entry.needed and not entry.ready]
    if missing:
        sentence = gettext(
            "The network is needed once, to get {names}; after that, no more.",
            names=", ".join(missing),
        )
        return Check("network", False, sentence)
    sentence = gettext("The network is not needed: pages, charts and data come from this machine.")
    return Check("network", True, sentence)


def row(dataset: str) -> list[Recipe]:
    """The four recipes a race on a dataset runs, one a family."""
    return [representative(dataset, family) for family in FAMILIES]


def expected(datasets: Sequence[str], here: Sequence[Timed]) -> list[Expected]:
    """How long each recipe of some datasets' rows will take on this machine."""
    return [Expected(entry, estimate(entry, here)) for name in datasets for entry in row(name)]


def uses_glove(recipe: Recipe) -> bool:
    """Whether a recipe needs the GloVe word vectors, a file beside its dataset's."""
    return any(item.config.get("weights") == "glove" for item in recipe.layers)
