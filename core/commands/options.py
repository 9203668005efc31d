"""Options that several commands have, and how their values are read."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from core.errors import RequestError
from core.i18n import gettext


def add_switch(command: argparse.ArgumentParser, name: str, text: str) -> None:
    """Add an option without a value, which ``text`` describes; it is False if not given."""
    command.add_argument(name, action="store_true", help=text)


def add_backup_file(command: argparse.ArgumentParser, text: str) -> None:
    """Add the file of a backup, which ``text`` describes, and what to leave out of it."""
    command.add_argument("file", metavar="FILE", type=Path, help=text)
    add_switch(
        command, "--no-artifacts", gettext("leave out weights, predictions, checkpoints and logs")
    )


def add_pairs(command: argparse.ArgumentParser, name: str, metavar: str, text: str) -> None:
    """Add an option that takes several ``key=value`` and may be repeated; see ``pairs``."""
    command.add_argument(name, metavar=metavar, nargs="+", action="extend", default=[], help=text)


def pairs(name: str, items: Iterable[str], example: str) -> dict[str, str]:
    """The ``key=value`` items of an option, as a dictionary.

    Args:
        name: The option, for the error.
        items: The values given.
        example: A valid item, for the error.

    Raises:
        RequestError: An item has no key or no equals sign.
    """
    values = {}
    for item in items:
        key, equals, value = item.partition("=")
        if not equals or not key.strip():
            raise RequestError(
                "{option} takes key=value, such as {example}, got {item!r}.",
                option=name,
                example=example,
                item=item,
            )
        values[key.strip()] = value.strip()
    return values


def whole(name: str, text: str, low: int, high: int) -> int:
    """The value of an option as a whole number.

    Args:
        name: The option, for the error.
        text: The value given.
        low: Smallest valid value.
        high: Largest valid value.

    Raises:
        RequestError: The value is not a whole number from ``low`` to ``high``.
    """
    try:
        number = int(text)
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise RequestError(
            "{name} must be a whole number from {low:,} to {high:,}, got {text!r}.",
            name=name,
            low=low,
            high=high,
            text=text,
        )
    return number
