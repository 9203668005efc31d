"""What cannot fit on this machine is refused before it is begun, with what would fit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.errors import RecipeLabError, RequestError
from core.machine import disk, memory, resident
from core.recipes import Recipe, recipe_from_dict
from core.runs.queue.needs import Need, need
from core.runs.queue.slots import RUN_BYTES, free_memory
from core.runs.run import QUEUED, RUNNING, Run
from core.runs.store.leases import CLUSTER
from core.settings import Settings
from core.sizes import roughly, size

REFUSE = "refuse"
# What the home's disk must have left for the store, which must be able to end the run.
STORE_BYTES = 50_000_000


@dataclass(frozen=True)
class Room:
    """Bytes this machine can give a run: of memory, once ours have ended, and of disk.

    ``disk`` is None where nothing can be said of it.
    """

    memory: int
    disk: int | None


def room(settings: Settings, pids: Iterable[int] = ()) -> Room:
    """What there is.

    Args:
        pids: Processes of runs that will have ended before a run that waits begins.
    """
    ours = sum(resident(pid) or 0 for pid in pids)
    try:
        free = disk(settings.home).free
    except OSError:
        free = None
    found = memory()
    return Room(min(found.total, found.available + ours), free)


def problem(recipe: Recipe, settings: Settings, there: Room) -> RecipeLabError | None:
    """Why a run of ``recipe`` cannot be held, and what could be; None where it can,
    and on a cluster, which says so itself."""
    if settings.executor == CLUSTER:
        return None
    wanted = need(recipe)
    if wanted.memory > there.memory:
        return _memory_problem(recipe, wanted, there)
    if there.disk is not None and there.disk < STORE_BYTES:
        return RequestError(
            "The disk of {home} is full ({free} are left), so nothing of a run could be kept; free "
            "some space there first.",
            home=settings.home,
            free=size(there.disk),
        )
    if there.disk is not None and wanted.disk > there.disk - STORE_BYTES:
        return RequestError(
            "A run of {recipe} would keep {needed} on disk, and {home} has {free} left; free "
            "some space there, or choose fewer units or a smaller vocabulary.",
            recipe=recipe.id,
            needed=roughly(wanted.disk),
            home=settings.home,
            free=size(there.disk),
        )
    return None


def refuse(recipe: Recipe, settings: Settings, pids: Iterable[int] = ()) -> None:
    """Refuse what this machine cannot hold, unless the settings say to try it all the same.

    Args:
        pids: Processes of runs that will have ended before this one begins.

    Raises:
        RequestError: It cannot fit; the message has what would.
    """
    if settings.limits != REFUSE:
        return
    found = problem(recipe, settings, room(settings, pids))
    if found:
        raise found


def refuse_again(run: Run, settings: Settings, pids: Iterable[int] = ()) -> None:
    """As ``refuse``, for a run that shall go on or be tried again; never for one that goes on.

    Raises:
        RequestError: It cannot fit; the message has what would.
    """
    if run.status in (QUEUED, RUNNING):
        return
    try:
        recipe = recipe_from_dict(run.recipe)
    except RequestError:  # of another version; its worker says so
        return
    refuse(recipe, settings, pids)


def fits_now(run: Run, workers: Iterable[tuple[int, int]], settings: Settings) -> bool:
    """Whether memory is there for a run that waits, beside what goes on.

    Args:
        workers: Process, 0 where it has not begun, and the bytes it may grow to.
    """
    wanted = needed(run)
    if settings.limits != REFUSE or settings.executor == CLUSTER or wanted <= RUN_BYTES:
        return True
    return wanted <= free_memory(workers)


def needed(run: Run) -> int:
    """Bytes a run may grow to; what a small one is counted as, where that is less."""
    try:
        return max(RUN_BYTES, need(recipe_from_dict(run.recipe)).memory)
    except RequestError:  # of another version; its worker says so
        return RUN_BYTES


def _memory_problem(recipe: Recipe, wanted: Need, there: Room) -> RecipeLabError:
    values = {
        "recipe": recipe.id,
        "needed": roughly(wanted.memory),
        "room": size(there.memory),
    }
    fitting = fitting_batch_size(recipe, there.memory)
    if fitting:
        return RequestError(
            "A run of {recipe} would take {needed} of memory, and this machine can give it "
            "{room}; a batch size of at most {batch_size} would fit.",
            batch_size=fitting,
            **values,
        )
    return RequestError(
        "A run of {recipe} would take {needed} of memory, and this machine can give it "
        "{room}; fewer units, a smaller vocabulary or shorter inputs take less, and ending other "
        "programs makes room.",
        **values,
    )


def fitting_batch_size(recipe: Recipe, room: int) -> int:
    """The largest batch size, below the recipe's own, that fits into ``room`` bytes; 0 for none."""
    low, high = 0, recipe.fit["batch_size"]
    while high - low > 1:
        middle = (low + high) // 2
        fits = need(recipe.with_settings({"batch_size": middle})).memory <= room
        low, high = (middle, high) if fits else (low, middle)
    return low
