"""Refuses a run that cannot fit on this machine before it starts, and names what would fit."""

from __future__ import annotations

from bisect import bisect_right
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
# Disk space that must remain in the home, so that the store can record how the run ended.
STORE_BYTES = 50_000_000


@dataclass(frozen=True)
class Room:
    """Bytes this machine can give a run.

    Attributes:
        memory: Memory available once the runs that will end first have ended.
        disk: Free space on the home's disk; None if unknown.
    """

    memory: int
    disk: int | None


def room(settings: Settings, pids: Iterable[int] = ()) -> Room:
    """Memory and disk space this machine can give a run.

    Args:
        pids: Processes of runs that will have ended before a queued run starts; their memory
            counts as available.
    """
    reclaimed = sum(resident(pid) or 0 for pid in pids)
    try:
        free_disk = disk(settings.home).free
    except OSError:
        free_disk = None
    current = memory()
    return Room(min(current.total, current.available + reclaimed), free_disk)


def problem(recipe: Recipe, settings: Settings, available: Room) -> RecipeLabError | None:
    """Why a run of ``recipe`` does not fit, and what would; None if it fits.

    Always None on a cluster, which refuses a run itself.
    """
    if settings.executor == CLUSTER:
        return None
    required = need(recipe)
    if required.memory > available.memory:
        return _memory_problem(recipe, required, available)
    if available.disk is not None and available.disk < STORE_BYTES:
        return RequestError(
            "The disk of {home} is full ({free} left), so a run could not be saved; free some "
            "space first.",
            home=settings.home,
            free=size(available.disk),
        )
    if available.disk is not None and required.disk > available.disk - STORE_BYTES:
        return RequestError(
            "A run of {recipe} needs {needed} on disk, but {home} has only {free} left; free some "
            "space, or choose fewer units or a smaller vocabulary.",
            recipe=recipe.id,
            needed=roughly(required.disk),
            home=settings.home,
            free=size(available.disk),
        )
    return None


def refuse(recipe: Recipe, settings: Settings, pids: Iterable[int] = ()) -> None:
    """Refuse a run that does not fit on this machine, unless ``limits`` is set to only warn.

    Args:
        pids: Processes of runs that will have ended before this one starts.

    Raises:
        RequestError: The run does not fit; the message names what would.
    """
    if settings.limits != REFUSE:
        return
    error = problem(recipe, settings, room(settings, pids))
    if error:
        raise error


def refuse_again(run: Run, settings: Settings, pids: Iterable[int] = ()) -> None:
    """Like ``refuse``, for a run to be resumed, extended or retried; never refuses an active run.

    Raises:
        RequestError: The run does not fit; the message names what would.
    """
    if run.status in (QUEUED, RUNNING):
        return
    try:
        recipe = recipe_from_dict(run.recipe)
    except RequestError:  # written by another version; its worker reports that
        return
    refuse(recipe, settings, pids)


def fits_now(run: Run, workers: Iterable[tuple[int, int]], settings: Settings) -> bool:
    """Whether a queued run fits into memory now, alongside the running ones.

    Args:
        workers: For each running run, its process id (0 before it starts) and the bytes it may
            grow to.
    """
    required = needed(run)
    if settings.limits != REFUSE or settings.executor == CLUSTER or required <= RUN_BYTES:
        return True
    return required <= free_memory(workers)


def needed(run: Run) -> int:
    """Bytes of memory a run may grow to, at least ``RUN_BYTES``."""
    try:
        return max(RUN_BYTES, need(recipe_from_dict(run.recipe)).memory)
    except RequestError:  # written by another version; its worker reports that
        return RUN_BYTES


def _memory_problem(recipe: Recipe, required: Need, available: Room) -> RecipeLabError:
    values = {
        "recipe": recipe.id,
        "needed": roughly(required.memory),
        "room": size(available.memory),
    }
    fitting = fitting_batch_size(recipe, available.memory)
    if fitting:
        return RequestError(
            "A run of {recipe} needs {needed} of memory, but this machine has only {room} for it; "
            "a batch size of at most {batch_size} would fit.",
            batch_size=fitting,
            **values,
        )
    return RequestError(
        "A run of {recipe} needs {needed} of memory, but this machine has only {room} for it; "
        "choose fewer units, a smaller vocabulary or shorter inputs, or close other programs.",
        **values,
    )


def fitting_batch_size(recipe: Recipe, room: int) -> int:
    """The largest batch size below the recipe's own that fits into ``room`` bytes; 0 if none."""
    sizes = range(1, recipe.fit["batch_size"])
    return bisect_right(
        sizes, room, key=lambda size: need(recipe.with_settings({"batch_size": size})).memory
    )
