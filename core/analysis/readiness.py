"""Whether a lecture can begin: what is ready on this machine, and how to fix what is not."""

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
from core.i18n import gettext, ngettext
from core.machine import disk, memory
from core.recipes import Recipe
from core.recipes.catalogue import representative
from core.runs.queue.slots import RUN_BYTES, free_slots
from core.runs.store import Store
from core.runs.workers import Executor, build_executor
from core.runs.workers.base import WARM, WARMING
from core.settings import Settings

# A run stores up to about 80 MB of weights and predictions; a lecture has dozens of runs.
DISK_BYTES = 2_000_000_000
WARM_SECONDS = 120.0


@dataclass(frozen=True)
class Check:
    """One thing that has to be ready.

    Attributes:
        name: Its name, for programs.
        ready: Whether it is ready.
        sentence: Its state and, if it is not ready, what to do.
        needed: Whether the requested datasets need it.
    """

    name: str
    ready: bool
    sentence: str
    needed: bool = True

    def as_dict(self) -> dict[str, Any]:
        return dict(vars(self))


@dataclass(frozen=True)
class Expected:
    """How long a recipe of a dataset's row is expected to take here."""

    recipe: Recipe
    estimate: Estimate

    def as_dict(self) -> dict[str, Any]:
        estimate = self.estimate
        return {
            "recipe": self.recipe.id,
            "family": self.recipe.family,
            "parameters": self.recipe.summary.parameters,
            "epochs": estimate.epochs,
            "epoch_seconds": estimate.epoch_seconds,
            "seconds": estimate.run_seconds,
            "basis": estimate.basis,
        }


def check_home(settings: Settings) -> Check:
    """Check that files can be written to the home, where runs store theirs."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.home):
            pass
    except OSError as error:
        sentence = gettext(
            "The home folder {home} is not writable ({reason}); make it writable or set "
            "RECIPE_LAB_HOME to another folder.",
            home=settings.home,
            reason=error.strerror or error,
        )
        return Check("home", False, sentence)
    return Check("home", True, gettext("The home folder {home} is writable.", home=settings.home))


def check_store(settings: Settings) -> tuple[Check, Store | None]:
    """Check that runs can be recorded; return the store too, open, if they can."""
    try:
        store = Store(settings.store_url)
        store.database.touch()
    except RecipeLabError as error:
        return Check("store", False, str(error)), None
    count = sum(store.runs.counts().values())
    sentence = gettext("Runs can be recorded; {count:,} so far.", count=count)
    return Check("store", True, sentence), store


def check_disk(settings: Settings) -> Check:
    """Check that there is room for a lecture's runs on the disk."""
    free = disk(settings.home).free
    values = {"free": megabytes(free), "home": settings.home}
    if free >= DISK_BYTES:
        return Check("disk", True, gettext("{home} has {free} of free disk space.", **values))
    sentence = gettext(
        "{home} has only {free} of free disk space, and a lecture may need {needed}; free some "
        "space or lower RECIPE_LAB_ARTIFACTS_LIMIT_MB.",
        needed=megabytes(DISK_BYTES),
        **values,
    )
    return Check("disk", False, sentence)


def check_memory(settings: Settings) -> Check:
    """Check how many runs fit into memory at once."""
    fitting = free_slots(settings.slots, 0)
    free = megabytes(memory().available)
    if fitting >= settings.slots:
        sentence = ngettext(
            "{free} of free memory, enough for {count} run at once.",
            "{free} of free memory, enough for {count} runs at once.",
            fitting,
            free=free,
        )
        return Check("memory", True, sentence)
    sentence = gettext(
        "{free} of free memory, enough for {count} of {slots} runs at once; the others will wait. "
        "Close other programs to make room (a run may need {each}).",
        free=free,
        count=fitting,
        slots=settings.slots,
        each=megabytes(RUN_BYTES),
    )
    enough = memory().available >= RUN_BYTES
    return Check("memory", enough, sentence)


def check_workers(settings: Settings, executor: Executor | None = None) -> Check:
    """Check that workers start as they do in the server, then close them."""
    if settings.executor == "thread":
        installed = importlib.util.find_spec("tensorflow") is not None
        sentence = (
            gettext("Runs train inside the server (RECIPE_LAB_EXECUTOR is thread).")
            if installed
            else gettext("TensorFlow is not installed; install requirements.txt.")
        )
        return Check("workers", installed, sentence)
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
            "Workers start: TensorFlow was loaded in {time}; the server loads it by itself when it "
            "starts.",
            time=took,
        )
        return Check("workers", True, sentence)
    sentence = gettext(
        "Workers did not start within {time}; see {log} in {home} for the reason.",
        time=took,
        log="workers.log",
        home=settings.home,
    )
    return Check("workers", False, sentence)


def check_datasets(needed: Sequence[str], settings: Settings) -> Iterator[Check]:
    """Check every dataset; read in full those that are needed and have not been read yet."""
    for name in DATASETS:
        yield _dataset(name, settings, name in needed)
    if any(uses_glove(recipe) for dataset in needed for recipe in row(dataset)):
        yield _dataset("glove", settings, True)


def _dataset(name: str, settings: Settings, needed: bool) -> Check:
    current = status(name, settings)
    if needed and current.state == "ready" and not current.checked:
        try:
            SOURCES[name].open(settings)  # decodes it now, so that the lecture need not wait
        except RecipeLabError as error:
            return Check(name, False, str(error), needed)
        current = status(name, settings)
    return Check(name, current.state in ("ready", "generated"), current.detail, needed)


def check_offline(datasets: Sequence[Check]) -> Check:
    """Check whether anything still needs the network."""
    if importlib.util.find_spec("plotly") is None:
        sentence = gettext("plotly is not installed, so charts cannot be drawn.")
        return Check("network", False, sentence)
    missing = [entry.name for entry in datasets if entry.needed and not entry.ready]
    if missing:
        sentence = gettext(
            "The network is needed once, to get {names}; not after that.",
            names=", ".join(missing),
        )
        return Check("network", False, sentence)
    sentence = gettext("The network is not needed: pages, charts and data come from this machine.")
    return Check("network", True, sentence)


def row(dataset: str) -> list[Recipe]:
    """The four recipes in a race on a dataset, one per family."""
    return [representative(dataset, family) for family in FAMILIES]


def expected(datasets: Sequence[str], timings: Sequence[Timed]) -> list[Expected]:
    """How long each recipe in these datasets' rows is expected to take on this machine."""
    return [Expected(entry, estimate(entry, timings)) for name in datasets for entry in row(name)]


def uses_glove(recipe: Recipe) -> bool:
    """Whether a recipe needs the GloVe word vectors, in addition to its dataset."""
    return any(item.config.get("weights") == "glove" for item in recipe.layers)
