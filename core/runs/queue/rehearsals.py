"""Recipes that workers prepare before anybody asks for a run, so that it starts at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from core.recipes import Recipe
from core.runs.queue.needs import need
from core.runs.queue.slots import RUN_BYTES, free_memory
from core.runs.workers import Executor, Job
from core.runs.workers.base import WARM

# Settings that change again within this time are not worth preparing.
SETTLE_SECONDS = 0.5


class Rehearsals:
    """The recipes to prepare next.

    A recipe whose data is in a file is left out, and so is one that needs much memory.

    Args:
        executor: What has the workers.
        job: Returns the job of a recipe, with a key if workers keep it prepared.
    """

    def __init__(self, executor: Executor, job: Callable[[Recipe], Job]):
        self._executor, self._job = executor, job
        self._planned: list[Recipe] = []
        self._due = 0.0

    def plan(self, recipes: Iterable[Recipe]) -> None:
        """Prepare these, in place of others not begun yet, unless they change again at once."""
        self._due = time.monotonic() + SETTLE_SECONDS
        self._planned = list(recipes)

    def step(self) -> None:
        """Ask the executor for what is due. Called by the manager while nothing runs."""
        if self._executor.warm != WARM or time.monotonic() < self._due:
            return
        planned, self._planned = self._planned, []
        jobs = [(recipe, self._job(recipe)) for recipe in planned]
        plan = [(recipe, job) for recipe, job in jobs if job.prepared and _is_small(recipe)]
        if plan and free_memory(()) >= RUN_BYTES:
            self._executor.rehearse(plan)


def _is_small(recipe: Recipe) -> bool:
    return need(recipe).memory <= RUN_BYTES
