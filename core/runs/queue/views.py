"""What one person may do with saved views. Pages change views through this class only.

Anyone who may view pages sees and opens all of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.people import TRAIN, Forbidden, Person
from core.runs.store import Store


class ViewDesk:
    """The saved views, as one person may change them.

    Every method raises Forbidden if the person's role does not allow the change or the view belongs
    to somebody else, and whatever ``Store.views`` raises.

    Args:
        store: The run store.
        person: The person who asks.
    """

    def __init__(self, store: Store, person: Person):
        self._views, self._person = store.views, person

    def save(self, page: str, name: str, query: Mapping[str, str]) -> str:
        """Save a page's address under a name, in this person's name; returns the view's id."""
        self._person.require(TRAIN)
        return self._views.save(page, name, query, person=self._person.name)

    def replace(self, view_id: str, query: Mapping[str, str]) -> None:
        """Give one of the person's views another address."""
        self._require_own(view_id)
        self._views.replace(view_id, query, person=self._person.name)

    def rename(self, view_id: str, name: str) -> None:
        """Give one of the person's views another name."""
        self._require_own(view_id)
        self._views.rename(view_id, name)

    def delete(self, view_id: str) -> None:
        """Delete one of the person's views."""
        self._require_own(view_id)
        self._views.delete(view_id)

    def _require_own(self, view_id: str) -> None:
        self._person.require(TRAIN)
        owner = self._views.owner(view_id)
        if not self._person.may_change(owner):
            raise Forbidden(
                "This view belongs to {owner}; only they or an administrator may change it.",
                owner=owner,
            )
