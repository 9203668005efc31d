"""Errors people can act on: what was wrong, what was received, what would be right."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TypeVar

from core.i18n import ENGLISH, gettext, in_language

MAX_LENGTH = 2_000
Entry = TypeVar("Entry")


class RecipeLabError(Exception):
    """Base class of our errors; its text is one sentence that a person can act on.

    Args:
        message: The English sentence, a gettext message id with named placeholders.
        **values: The values of the placeholders.
    """

    exit_code = 1

    def __init__(self, message: str, **values: object):
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        values = {name: _truncated(value) for name, value in self.values.items()}
        return gettext(self.message, **values)

    def __reduce__(self):
        return partial(type(self), self.message, **self.values), ()


def _truncated(value: object) -> object:
    """The value, short enough for a sentence; text from a request may be megabytes long."""
    if isinstance(value, str) and len(value) > MAX_LENGTH:
        return value[:MAX_LENGTH] + "…"
    return value


def in_english(error: BaseException) -> str:
    """The error's text for logs and for what all sessions share, whatever this one's language."""
    with in_language(ENGLISH):
        return str(error)


def first_line(error: BaseException) -> str:
    """The first line of an error's text, at most 300 characters; its type if it has no text."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]


class RequestError(RecipeLabError):
    """The request is wrong: an unknown name, a value out of bounds, impossible shapes."""

    exit_code = 2


def look_up(table: Mapping[str, Entry], name: str, message: str, **values: object) -> Entry:
    """The entry of a table.

    Args:
        table: Entries by name.
        name: The name requested.
        message: The error's sentence, with the placeholders ``{name}`` and ``{names}``.
        **values: The values of its other placeholders.

    Raises:
        RequestError: The name is unknown; the message lists the valid ones.
    """
    if name not in table:
        raise RequestError(message, name=name, names=", ".join(table), **values)
    return table[name]


class DatasetError(RecipeLabError):
    """A dataset is missing, refused or could not be fetched."""


class StoreError(RecipeLabError):
    """The run store cannot be opened, read or written."""


class TrainingError(RecipeLabError):
    """A run failed during training: it diverged, ran out of memory or lost its worker."""
