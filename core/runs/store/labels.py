"""Labels of runs and the bin: name, tag and annotate runs, delete and restore them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from core.errors import RequestError
from core.runs.run import ENDED, now
from core.runs.store import tables
from core.runs.store.database import (
    Database,
    is_text,
    next_version,
    no_such_run,
    set_run,
    unreadable_run,
)
from core.runs.store.validity import fault

NAME_LENGTH = 120
TAG_LENGTH = 40
TAGS = 20
NOTE_LENGTH = 10_000
IDS_AT_ONCE = 500
"""Ids per statement: fewer than any database allows."""
RUNS_AT_ONCE = 100
"""Runs deleted per transaction: each may have thousands of epochs, and other writers wait."""


class Labels(Database):
    """The part of the store that holds names, tags, notes and the bin."""

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

    def delete(self, run_ids: Collection[str]) -> None:
        """Move runs to the bin. They stay there, complete, until the bin is emptied.

        Raises:
            RequestError: A run has not ended, or there is no such run. Nothing is changed then.
        """

        def work(connection: Connection) -> None:
            for run_id, status in _each(connection, run_ids, tables.runs.c.status).items():
                if status not in ENDED:
                    raise RequestError(
                        "The run {run_id} is {status}; stop it before moving it to the bin.",
                        run_id=run_id,
                        status=status,
                    )
            moment = now()
            _set_each(connection, "deleted", dict.fromkeys(run_ids, moment))

        self.write(work)

    def restore(self, run_ids: Collection[str]) -> None:
        """Restore runs from the bin; a run outside the bin is not changed.

        Raises:
            RequestError: There is no such run, or no longer. Nothing is changed then.
        """

        def work(connection: Connection) -> None:
            _each(connection, run_ids, tables.runs.c.id)
            _set_each(connection, "deleted", dict.fromkeys(run_ids))

        self.write(work)

    def empty_bin(self, run_ids: Collection[str] | None = None) -> list[str]:
        """Delete runs in the bin permanently, with their epochs.

        Runs are deleted in batches, so that other writers do not wait long. If interrupted, each
        run is either deleted or kept with everything that belongs to it.

        Args:
            run_ids: Only these runs; by default all runs in the bin.

        Returns:
            Ids of the deleted runs, whose files the caller has to remove.
        """
        table = tables.runs
        query = select(table.c.id).where(table.c.deleted.is_not(None))
        with self.reading() as connection:
            in_bin = list(connection.execute(query).scalars())
        allowed = set(in_bin if run_ids is None else run_ids)
        deleted = []
        for part in _parts([id for id in in_bin if id in allowed], RUNS_AT_ONCE):

            def work(connection: Connection, part: list[str] = part) -> list[str]:
                still = list(connection.execute(query.where(table.c.id.in_(part))).scalars())
                for child in (tables.metrics, tables.epochs):
                    connection.execute(delete(child).where(child.c.run.in_(still)))
                connection.execute(delete(table).where(table.c.id.in_(still)))
                if still:
                    next_version(connection)
                return still

            deleted += self.write(work)
        return deleted

    def owners(self, run_ids: Collection[str]) -> dict[str, str]:
        """Run id → person who started the run.

        Raises:
            RequestError: There is no such run.
        """
        with self.reading() as connection:
            return _each(connection, run_ids, tables.runs.c.person)

    def _label(self, run_id: str, **values: Any) -> None:
        def work(connection: Connection) -> None:
            _each(connection, [run_id], tables.runs.c.id)
            set_run(connection, run_id, **values)

        self.write(work)

    def _retag(self, run_ids: Collection[str], change: Any) -> None:
        def work(connection: Connection) -> None:
            current = _each(connection, run_ids, tables.runs.c.tags)
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
            _set_each(connection, "tags", changed)

        self.write(work)


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


def _each(connection: Connection, run_ids: Collection[str], column: Any) -> dict[str, Any]:
    """A column's value for each run: run id → value, in the given order.

    Raises:
        RequestError: There is no such run.
    """
    values = {}
    for part in _parts(list(filter(is_text, run_ids)), IDS_AT_ONCE):
        query = select(tables.runs.c.id, column.label("value")).where(tables.runs.c.id.in_(part))
        values |= {row.id: row.value for row in connection.execute(query)}
    for run_id in run_ids:
        if run_id not in values:
            raise no_such_run(run_id)
    return {run_id: values[run_id] for run_id in run_ids}


def _set_each(connection: Connection, column: str, values: Mapping[str, Any]) -> None:
    """Set a column of many runs, counted as one change."""
    if not values:
        return
    table = tables.runs
    change = update(table).where(table.c.id == bindparam("run"))
    change = change.values({column: bindparam("value"), "changed": next_version(connection)})
    connection.execute(change, [{"run": id, "value": value} for id, value in values.items()])


def _parts(values: list[str], size: int) -> list[list[str]]:
    return [values[start : start + size] for start in range(0, len(values), size)]
