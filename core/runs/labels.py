"""What people do with runs besides running them: name, tag, annotate, put into the bin."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, delete, select, update

from core.errors import RequestError
from core.runs import tables
from core.runs.database import Database, next_version
from core.runs.run import ENDED, now

NAME_LENGTH = 120
TAG_LENGTH = 40
TAGS = 20
NOTE_LENGTH = 10_000


class Labels(Database):
    """The part of the store that holds names, tags, notes and the bin."""

    def rename(self, run_id: str, name: str) -> None:
        """Call a run ``name``; "" takes its name away.

        Raises:
            RequestError: There is no such run, or the name is longer than 120 characters or more
                than a line.
        """
        self._label(run_id, name=_line(name, "name", NAME_LENGTH))

    def annotate(self, run_id: str, note: str) -> None:
        """Write about a run, as plain text.

        Raises:
            RequestError: There is no such run, or the note is longer than 10,000 characters.
        """
        self._label(run_id, note=_short(note.strip(), "note", NOTE_LENGTH))

    def tag(self, run_ids: Collection[str], tags: Collection[str]) -> None:
        """Give runs more tags; those they have stay.

        Raises:
            RequestError: A tag is empty, longer than 40 characters, or has a comma; a run would
                have more than 20; there is no such run. Then nothing is changed.
        """
        wanted = {clean_tag(tag) for tag in tags}
        self._retag(run_ids, lambda known: known | wanted)

    def untag(self, run_ids: Collection[str], tags: Collection[str]) -> None:
        """Take tags from runs; those they do not have are ignored."""
        self._retag(run_ids, lambda known: known - set(tags))

    def delete(self, run_ids: Collection[str]) -> None:
        """Put runs into the bin. They stay there, whole, until the bin is emptied.

        Raises:
            RequestError: A run has not ended, or there is no such run. Then nothing is changed.
        """
        table = tables.runs

        def work(connection: Connection) -> None:
            for run_id in run_ids:
                status = _one(connection, run_id, table.c.status)
                if status not in ENDED:
                    raise RequestError(
                        "The run {run_id} is {status}; stop it before it goes into the bin.",
                        run_id=run_id,
                        status=status,
                    )
                _set(connection, run_id, deleted=now())

        self.write(work)

    def restore(self, run_ids: Collection[str]) -> None:
        """Take runs out of the bin again; one that is not there stays as it is.

        Raises:
            RequestError: There is no such run (any more). Then nothing is changed.
        """

        def work(connection: Connection) -> None:
            for run_id in run_ids:
                _one(connection, run_id, tables.runs.c.id)
                _set(connection, run_id, deleted=None)

        self.write(work)

    def empty_bin(self, run_ids: Collection[str] | None = None) -> list[str]:
        """Delete runs that are in the bin, with their epochs, for ever.

        Args:
            run_ids: Only these; all that are in the bin if not given.

        Returns:
            The ids that are gone; whoever asked removes what they kept on disk.
        """
        table = tables.runs

        def work(connection: Connection) -> list[str]:
            query = select(table.c.id).where(table.c.deleted.is_not(None))
            found = list(connection.execute(query).scalars())
            gone = found if run_ids is None else [id for id in found if id in set(run_ids)]
            for run_id in gone:
                connection.execute(delete(tables.metrics).where(tables.metrics.c.run == run_id))
                connection.execute(delete(tables.epochs).where(tables.epochs.c.run == run_id))
                connection.execute(delete(table).where(table.c.id == run_id))
            if gone:
                next_version(connection)
            return gone

        return self.write(work)

    def _label(self, run_id: str, **values: Any) -> None:
        def work(connection: Connection) -> None:
            _one(connection, run_id, tables.runs.c.id)
            _set(connection, run_id, **values)

        self.write(work)

    def _retag(self, run_ids: Collection[str], change: Any) -> None:
        def work(connection: Connection) -> None:
            for run_id in run_ids:
                tags = sorted(change(set(_one(connection, run_id, tables.runs.c.tags))))
                if len(tags) > TAGS:
                    raise RequestError(
                        "A run has at most {most} tags, {run_id} would have {count}.",
                        most=TAGS,
                        run_id=run_id,
                        count=len(tags),
                    )
                _set(connection, run_id, tags=tags)

        self.write(work)


def clean_tag(tag: str) -> str:
    """A tag as it is kept.

    Raises:
        RequestError: It is empty, longer than 40 characters, or has a comma.
    """
    tag = _line(tag, "tag", TAG_LENGTH)
    if not tag or "," in tag:
        raise RequestError("A tag is a word or a few, without a comma, got {tag!r}.", tag=tag)
    return tag


def _line(text: str, what: str, most: int) -> str:
    text = text.strip()
    if any(not character.isprintable() for character in text):
        raise RequestError("A {what} is one line of text, got {text!r}.", what=what, text=text)
    return _short(text, what, most)


def _short(text: str, what: str, most: int) -> str:
    if len(text) > most:
        raise RequestError(
            "A {what} has at most {most:,} characters, got {count:,}.",
            what=what,
            most=most,
            count=len(text),
        )
    return text


def _one(connection: Connection, run_id: str, column: Any) -> Any:
    found = connection.execute(select(column).where(tables.runs.c.id == run_id)).first()
    if found is None:
        raise RequestError("There is no run {run_id!r}.", run_id=run_id)
    return found[0]


def _set(connection: Connection, run_id: str, **values: Any) -> None:
    table = tables.runs
    connection.execute(
        update(table).where(table.c.id == run_id).values(changed=next_version(connection), **values)
    )
