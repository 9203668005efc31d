"""Errors people can act on: what was wrong, what was received, what would be right."""

from __future__ import annotations

from core.i18n import gettext

LONGEST = 2_000


class RecipeLabError(Exception):
    """Base of every error of ours; its text is one sentence a person can act on.

    Args:
        message: The English sentence, a gettext message id with named placeholders.
        **values: What the placeholders stand for.
    """

    exit_code = 1

    def __init__(self, message: str, **values: object):
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return gettext(self.message, **{name: _bounded(it) for name, it in self.values.items()})

    def __reduce__(self):
        return _rebuild, (type(self), self.message, self.values)


def _bounded(value: object) -> object:
    """A value that is short enough for a sentence; what somebody sent may be megabytes."""
    if isinstance(value, str) and len(value) > LONGEST:
        return value[:LONGEST] + "…"
    return value


def first_line(error: BaseException) -> str:
    """What a library's error says, in its first line and 300 characters; its kind if nothing."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]


def _rebuild(kind: type[RecipeLabError], message: str, values: dict[str, object]) -> RecipeLabError:
    return kind(message, **values)


class RequestError(RecipeLabError):
    """What was asked for cannot be: an unknown name, a value out of bounds, impossible shapes."""

    exit_code = 2


class DatasetError(RecipeLabError):
    """A dataset is missing, refused or could not be fetched."""


class StoreError(RecipeLabError):
    """The run store cannot be opened, read or written."""


class TrainingError(RecipeLabError):
    """A run failed while it trained: it diverged, ran out of memory or lost its worker."""
