"""Labels of runs: names, tags and notes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Connection

from core.errors import RequestError
from core.runs.store import tables
from core.runs.store.parts import Part, each_run, set_each, set_run, unreadable_run
from core.runs.store.validity import fault

NAME_LENGTH = 120
TAG_LENGTH = 40
TAGS = 20
NOTE_LENGTH = 10_000


class Labels(Part):
    """The part of the store that holds names, tags and notes."""

    def rename(self, run_id: str, name: str) -> None:
        """Give a run a name; "" removes it.

        Raises:
            RequestError: There is no such run, or the name is longer than 120 characters or has
                more than one line.
        """
        self._label(run_id, name=_line(name, "name", NAME_LENGTH))

    def annotate(self, run_id: str, note: str) -> None:
        """Set a run's note, as plain text.

        Raises:
            RequestError: There is no such run, or the note is longer than 10,000 characters or
                has a character that databases cannot store.
        """
        for character in note:
            if character == "\0" or "\ud800" <= character <= "\udfff":
                raise RequestError(
                    "A note must be plain text; it cannot have the character {character!r}.",
                    character=character,
                )
        self._label(run_id, note=_short(note.strip(), "note", NOTE_LENGTH))

    def tag(self, run_ids: Collection[str], tags: Collection[str]) -> None:
        """Add tags to runs.

        Raises:
            RequestError: A tag is empty, longer than 40 characters, or has a comma; a run would
                have more than 20; there is no such run. Nothing is changed then.
        """
        added = {clean_tag(tag) for tag in tags}
        self._retag(run_ids, lambda current: current | added)

    def untag(self, run_ids: Collection[str], tags: Collection[str]) -> None:
        """Remove tags from runs; tags they do not have are ignored."""
        self._retag(run_ids, lambda current: current - set(tags))

    def _label(self, run_id: str, **values: Any) -> None:
        def work(connection: Connection) -> None:
            each_run(connection, [run_id], tables.runs.c.id)
            set_run(connection, run_id, **values)

        self._database.write(work)

    def _retag(self, run_ids: Collection[str], change: Callable[[set[str]], set[str]]) -> None:
        def work(connection: Connection) -> None:
            current = each_run(connection, run_ids, tables.runs.c.tags)
            for run_id, tags in current.items():
                if reason := fault("runs", {"tags": tags}):
                    raise unreadable_run(run_id, reason)
            changed = {run_id: sorted(change(set(tags))) for run_id, tags in current.items()}
            for run_id, tags in changed.items():
                if len(tags) > TAGS:
                    raise RequestError(
                        "A run can have at most {most} tags; {run_id} would have {count}.",
                        most=TAGS,
                        run_id=run_id,
                        count=len(tags),
                    )
            set_each(connection, "tags", changed)

        self._database.write(work)


def clean_tag(tag: str) -> str:
    """A valid tag, without surrounding spaces.

    Raises:
        RequestError: It is empty, longer than 40 characters, or has a comma.
    """
    tag = _line(tag, "tag", TAG_LENGTH)
    if not tag or "," in tag:
        raise RequestError("A tag must be one or more words without a comma, got {tag!r}.", tag=tag)
    return tag


def _line(text: str, what: str, most: int) -> str:
    text = text.strip()
    if any(not character.isprintable() for character in text):
        raise RequestError("A {what} must be one line of text, got {text!r}.", what=what, text=text)
    return _short(text, what, most)


def _short(text: str, what: str, most: int) -> str:
    if len(text) > most:
        raise RequestError(
            "A {what} can have at most {most:,} characters, got {count:,}.",
            what=what,
            most=most,
            count=len(text),
        )
    return text
