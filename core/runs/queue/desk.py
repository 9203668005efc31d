"""What one person may do with runs: the only way by which pages change anything.

A hidden button stops nobody who changes what a browser sends, so what is allowed is decided here,
where it is done.
"""

from __future__ import annotations

from collections.abc import Collection

from core.people import TRAIN, Person
from core.recipes import Recipe
from core.runs.queue.limits import refuse_again
from core.runs.queue.manager import RunManager
from core.runs.run import Run


class Desk:
    """A manager and its store, for one person.

    Every method raises Forbidden where the person's role or somebody else's run forbids it, and
    what the manager or the store raises.

    Args:
        manager: Does it.
        person: Who asks.
    """

    def __init__(self, manager: RunManager, person: Person):
        self._manager, self._store, self.person = manager, manager.store, person

    def submit(self, recipe: Recipe, seed: int) -> Run:
        """Queue a run under this person's name."""
        self.person.require(TRAIN)
        return self._manager.submit(recipe, seed, person=self.person.name)

    def stop(self, run_id: str) -> str:
        """Stop a run of theirs; returns its status."""
        self._own([run_id])
        return self._manager.stop(run_id)

    def pause(self, run_id: str) -> str:
        """Pause a run of theirs; returns its status."""
        self._own([run_id])
        return self._manager.pause(run_id)

    def resume(self, run_id: str) -> str:
        """Have a run of theirs go on, if this machine can hold it; returns its status."""
        self._own([run_id])
        self._refuse(run_id)
        return self._manager.resume(run_id)

    def extend(self, run_id: str, epochs: int) -> str:
        """Have a run of theirs go on for more epochs, as ``resume``; returns its status."""
        self._own([run_id])
        self._refuse(run_id)
        return self._manager.extend(run_id, epochs)

    def retry(self, run_id: str) -> Run:
        """Try a run again, anybody's: the new one is this person's."""
        self.person.require(TRAIN)
        self._refuse(run_id)
        return self._manager.retry(run_id, person=self.person.name)

    def rename(self, run_id: str, name: str) -> None:
        """Call a run of theirs ``name``."""
        self._own([run_id])
        self._store.rename(run_id, name)

    def annotate(self, run_id: str, note: str) -> None:
        """Write about a run of theirs."""
        self._own([run_id])
        self._store.annotate(run_id, note)

    def tag(self, run_ids: Collection[str], tags: Collection[str]) -> None:
        """Give runs of theirs more tags."""
        self._own(run_ids)
        self._store.tag(run_ids, tags)

    def untag(self, run_ids: Collection[str], tags: Collection[str]) -> None:
        """Take tags from runs of theirs."""
        self._own(run_ids)
        self._store.untag(run_ids, tags)

    def delete(self, run_ids: Collection[str]) -> None:
        """Put runs of theirs into the bin."""
        self._own(run_ids)
        self._store.delete(run_ids)

    def restore(self, run_ids: Collection[str]) -> None:
        """Take runs of theirs out of the bin."""
        self._own(run_ids)
        self._store.restore(run_ids)

    def empty_bin(self, run_ids: Collection[str]) -> list[str]:
        """Delete runs of theirs that are in the bin for ever; the ids that are gone."""
        self._own(run_ids)
        return self._store.empty_bin(run_ids)

    def _refuse(self, run_id: str) -> None:
        pids = self._manager.state()["workers"].values()
        refuse_again(self._store.get(run_id), self._manager.settings, pids)

    def _own(self, run_ids: Collection[str]) -> None:
        self.person.require_own(list(self._store.owners(run_ids).values()))
