"""Kept inputs: what people give to trained models and keep, each for themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from core.errors import RequestError
from core.runs.run import new_id, now
from core.runs.store import tables
from core.runs.store.checks import CONTENT_LENGTH
from core.runs.store.parts import Part, is_text, next_version
from core.runs.store.runs import write_new
from core.runs.store.validity import INPUT_CONTENT, INPUT_NAME

INPUTS = 100
"""The most inputs of a person."""


class Inputs(Part):
    """The part of the store that holds kept inputs. Every method may raise StoreError."""

    def list(self, person: str, kind: str = "") -> list[Row]:
        """A person's inputs of one kind or of all, oldest first, without unreadable rows: ``id``,
        ``person``, ``kind``, ``name``, ``content`` and ``created``."""
        table = tables.inputs
        query = select(table).where(table.c.person == person).order_by(table.c.created, table.c.id)
        if kind:
            query = query.where(table.c.kind == kind)
        with self._database.reading() as connection:
            return self._database.readable("inputs", connection.execute(query))

    def keep(self, kind: str, name: str, content: Mapping[str, Any], *, person: str) -> str:
        """Keep an input under a name, and return its id; the same input is kept once.

        Args:
            kind: What reads it, such as ``text``: at most 32 characters.
            name: A line; shortened if it is longer than 60 characters.
            content: The input, as JSON values.
            person: Whose it is.

        Raises:
            RequestError: The input is too long or no valid text, or the person has 100 inputs.
        """
        if not INPUT_CONTENT(content):
            raise RequestError(
                "This input cannot be kept: it has more than {most:,} bytes or no valid text.",
                most=CONTENT_LENGTH,
            )
        row = {"person": person, "kind": kind, "name": short_name(name), "content": dict(content)}

        def work(connection: Connection) -> str:
            next_version(connection)  # from now on, other writers wait
            own = connection.execute(
                select(tables.inputs).where(tables.inputs.c.person == person)
            ).all()
            same = [it.id for it in own if (it.kind, it.content) == (kind, row["content"])]
            if same:
                return same[0]
            if len(own) >= INPUTS:
                raise RequestError(
                    "A person can keep at most {most} inputs; remove one first.", most=INPUTS
                )
            new = row | {"id": new_id(), "created": now()}
            connection.execute(insert(tables.inputs).values(new))
            return new["id"]

        return write_new(self._database, work)

    def remove(self, input_id: str, *, person: str) -> None:
        """Remove a person's input; nothing happens if they do not have it."""
        if not is_text(input_id):
            return
        table = tables.inputs

        def work(connection: Connection) -> None:
            next_version(connection)
            own = (table.c.id == input_id) & (table.c.person == person)
            connection.execute(delete(table).where(own))

        self._database.write(work)


def short_name(text: str) -> str:
    """A name as it is stored: one line of at most 60 printable characters."""
    line = "".join(it for it in " ".join(text.split()) if it.isprintable())
    most = tables.inputs.c.name.type.length
    name = line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
    assert INPUT_NAME(name)
    return name
