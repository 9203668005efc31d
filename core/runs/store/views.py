"""Saved views: addresses of pages under a name, shared by everyone at an installation."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, Row, delete, insert, select, update

from core.errors import RequestError
from core.runs.run import new_id, now
from core.runs.store import tables
from core.runs.store.parts import Part, is_text, next_version
from core.runs.store.runs import write_new
from core.runs.store.validity import VIEW_NAME, VIEW_QUERY

VIEWS = 100
"""The most views of a page."""


class NameTaken(RequestError):
    """The page has another view of that name.

    Attributes:
        view_id: The id of that view.
    """

    view_id = ""


class Views(Part):
    """The part of the store that holds saved views. Every method may raise StoreError.

    Names differ from one another on a page, in more than case.
    """

    def list(self, page: str) -> list[Row]:
        """The views of a page by name, without unreadable rows: ``id``, ``page``, ``name``,
        ``query`` (the names and texts of the URL), ``person`` and ``created``."""
        query = select(tables.views).where(tables.views.c.page == page)
        with self._database.reading() as connection:
            rows = self._database.readable("views", connection.execute(query))
        return sorted(rows, key=lambda row: row.name.casefold())

    def save(self, page: str, name: str, query: Mapping[str, str], *, person: str) -> str:
        """Save a page's address under a name, and return the view's id.

        Raises:
            NameTaken: The page has a view of that name.
            RequestError: The name is empty, longer than 60 characters or more than one line; the
                address is too long; or the page has 100 views.
        """
        name = clean_name(name)
        row = {"page": page, "name": name, "query": _short(query), "person": person}

        def work(connection: Connection) -> str:
            next_version(connection)  # from now on, other writers wait
            _require_free(connection, page, name)
            names = select(tables.views.c.name).where(tables.views.c.page == page)
            if len(connection.execute(names).all()) >= VIEWS:
                raise RequestError(
                    "A page can have at most {most} saved views; delete one first.", most=VIEWS
                )
            view_id = new_id()
            new = row | {"id": view_id, "created": now()}
            connection.execute(insert(tables.views).values(new))
            return view_id

        return write_new(self._database, work)

    def replace(self, view_id: str, query: Mapping[str, str], *, person: str) -> None:
        """Give a view another address and owner, and its time.

        Raises:
            RequestError: There is no such view, or the address is too long.
        """
        values = {"query": _short(query), "person": person, "created": now()}
        self._database.write(lambda connection: _set(connection, view_id, **values))

    def rename(self, view_id: str, name: str) -> None:
        """Give a view another name.

        Raises:
            NameTaken: The page has another view of that name.
            RequestError: There is no such view, or the name is as ``save`` refuses it.
        """
        name = clean_name(name)

        def work(connection: Connection) -> None:
            next_version(connection)
            _require_free(connection, _find(connection, view_id).page, name, but=view_id)
            _set(connection, view_id, name=name)

        self._database.write(work)

    def delete(self, view_id: str) -> None:
        """Delete a view; nothing happens if it does not exist any more."""

        def work(connection: Connection) -> None:
            next_version(connection)
            connection.execute(delete(tables.views).where(tables.views.c.id == view_id))

        self._database.write(work)

    def owner(self, view_id: str) -> str:
        """The person who saved a view.

        Raises:
            RequestError: There is no such view.
        """
        with self._database.reading() as connection:
            return _find(connection, view_id).person


def clean_name(text: str) -> str:
    """A view's name, without surrounding spaces.

    Raises:
        RequestError: It is empty, longer than 60 characters or more than one line.
    """
    name = text.strip()
    if not name or not VIEW_NAME(name):
        raise RequestError(
            "The name of a view must be one line of 1 to {most} characters, got {name!r}.",
            most=tables.views.c.name.type.length,
            name=text[:100],
        )
    return name


def _short(query: Mapping[str, str]) -> dict[str, str]:
    if not VIEW_QUERY(query):
        raise RequestError("This address is too long to be saved; choose fewer runs or words.")
    return dict(query)


def _require_free(connection: Connection, page: str, name: str, *, but: str = "") -> None:
    """Require that no view of the page, except the one with the id ``but``, has the name."""
    views = select(tables.views.c["id", "name", "person"]).where(tables.views.c.page == page)
    for row in connection.execute(views):
        if row.id != but and str(row.name).casefold() == name.casefold():
            taken = NameTaken(
                "“{name}” exists already; {owner} saved it.", name=row.name, owner=row.person
            )
            taken.view_id = row.id
            raise taken


def _find(connection: Connection, view_id: str) -> Row:
    query = select(tables.views).where(tables.views.c.id == view_id)
    row = connection.execute(query).first() if is_text(view_id) else None
    if row is None:
        raise RequestError("This view does not exist any more.")
    return row


def _set(connection: Connection, view_id: str, **values: object) -> None:
    _find(connection, view_id)
    next_version(connection)
    connection.execute(update(tables.views).where(tables.views.c.id == view_id).values(values))
