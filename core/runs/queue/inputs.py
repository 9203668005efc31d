"""One person's kept inputs. Pages keep and remove inputs through this class only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.people import TRAIN, Person
from core.runs.store import Store


class InputDesk:
    """The inputs that one person keeps; nobody else's are shown or removed.

    Every method may raise StoreError.

    Args:
        store: The run store.
        person: The person who asks.

    Example:
        >>> desk = InputDesk(store, person)
        >>> desk.keep("text", "not bad", {"text": "not bad at all"})
        >>> [it.content for it in desk.list("text")]
        [{'text': 'not bad at all'}]
    """

    def __init__(self, store: Store, person: Person):
        self._inputs, self._person = store.inputs, person

    def list(self, kind: str = "") -> Sequence[Any]:
        """This person's inputs of one kind or of all, oldest first: ``id``, ``kind``, ``name``,
        ``content`` and ``created``."""
        return self._inputs.list(self._person.name, kind)

    def keep(self, kind: str, name: str, content: Mapping[str, Any]) -> str:
        """Keep an input under a name, and return its id.

        Args:
            kind: What reads it, such as ``text``.
            name: What it is called; shortened to 60 characters.
            content: The input, as JSON values; at most 120,000 bytes.

        Raises:
            Forbidden: This person has view-only access.
            RequestError: It is too long, or the person has 100 inputs.
        """
        self._person.require(TRAIN)
        return self._inputs.keep(kind, name, content, person=self._person.name)

    def remove(self, input_id: str) -> None:
        """Remove one of this person's inputs."""
        self._inputs.remove(input_id, person=self._person.name)
