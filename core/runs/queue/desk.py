"""What one person may do with runs. Pages change runs through this class only.

Hiding a button does not stop someone who edits the browser's requests, so permissions are checked
here, where the change is made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from core.people import TRAIN, Person
from core.recipes import Recipe
from core.runs.queue.limits import refuse_again
from core.runs.queue.manager import RunManager
from core.runs.run import Run


class Desk:
    """The run manager and its store, as one person may use them.

    Every method but ``rehearse`` raises Forbidden if the person's role does not allow the action or
    the run belongs to somebody else, and whatever the manager or the store raises.

    Args:
        manager: The run manager.
        person: The person who asks.
    """

    def __init__(self, manager: RunManager, person: Person):
        self._manager, self._store, self.person = manager, manager.store, person

    def submit(self, recipe: Recipe, seed: int) -> Run:
        """Queue a run in this person's name."""
        self.person.require(TRAIN)
        return self._manager.submit(recipe, seed, person=self.person.name)

    def rehearse(self, recipes: Iterable[Recipe]) -> None:
        """Prepare recipes that this person may train next, if they may train."""
        if self.person.may(TRAIN):
            self._manager.rehearse(recipes)

    def stop(self, run_id: str) -> str:
        """Stop one of the person's runs; returns its status."""
        self._require_own([run_id])
        return self._store.actions.stop(run_id)

    def pause(self, run_id: str) -> str:
        """Pause one of the person's runs; returns its status."""
        self._require_own([run_id])
        return self._store.actions.pause(run_id)

    def resume(self, run_id: str) -> str:
        """Resume one of the person's runs if it fits on this machine; returns its status."""
        self._require_own([run_id])
        self._refuse_if_too_large(run_id)
        return self._store.actions.resume(run_id)

    def extend(self, run_id: str, epochs: int) -> str:
        """Train one of the person's runs for more epochs if it fits; returns its status."""
        self._require_own([run_id])
        self._refuse_if_too_large(run_id)
        return self._store.actions.extend(run_id, epochs)

    def retry(self, run_id: str) -> Run:
        """Retry anyone's run; the new run belongs to this person."""
        self.person.require(TRAIN)
        self._refuse_if_too_large(run_id)
        return self._store.actions.retry(run_id, origin="dashboard", person=self.person.name)

    def rename(self, run_id: str, name: str) -> None:
        """Name one of the person's runs."""
        self._require_own([run_id])
        self._store.labels.rename(run_id, name)

    def annotate(self, run_id: str, note: str) -> None:
        """Set the note of one of the person's runs."""
        self._require_own([run_id])
        self._store.labels.annotate(run_id, note)

    def tag(self, run_ids: Collection[str], tags: Collection[str]) -> None:
        """Add tags to the person's runs."""
        self._require_own(run_ids)
        self._store.labels.tag(run_ids, tags)

    def untag(self, run_ids: Collection[str], tags: Collection[str]) -> None:
        """Remove tags from the person's runs."""
        self._require_own(run_ids)
        self._store.labels.untag(run_ids, tags)

    def delete(self, run_ids: Collection[str]) -> None:
        """Move the person's runs to the bin."""
        self._require_own(run_ids)
        self._store.bin.add(run_ids)

    def restore(self, run_ids: Collection[str]) -> None:
        """Move the person's runs out of the bin."""
        self._require_own(run_ids)
        self._store.bin.restore(run_ids)

    def empty_bin(self, run_ids: Collection[str]) -> list[str]:
        """Permanently delete the person's runs that are in the bin; returns the deleted ids."""
        self._require_own(run_ids)
        return self._store.bin.empty(run_ids)

    def _refuse_if_too_large(self, run_id: str) -> None:
        pids = self._manager.pids()
        refuse_again(self._store.runs.get(run_id), self._manager.settings, pids)

    def _require_own(self, run_ids: Collection[str]) -> None:
        self.person.require_own(list(self._store.runs.owners(run_ids).values()))
