"""Checks of single values from the store, combined in ``core.runs.store.validity``."""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Mapping
from datetime import UTC, datetime
from typing import Any

from core.runs.files.leftovers import ID
from core.runs.store import strict_json

Check = Callable[[Any], bool]
# A page must be able to show a time in any time zone, which shifts it by less than a day.
EARLIEST = datetime(1970, 1, 2, tzinfo=UTC).timestamp()
LATEST = datetime(9998, 1, 1, tzinfo=UTC).timestamp()
MESSAGE_LENGTH = 2_000
DEEPEST = 4
# Of a URL's query: browsers and proxies refuse longer ones.
QUERY_LENGTH = 6_000
# Of an input somebody keeps: a text of 10,000 words, a drawing, or five days of 14 measurements.
CONTENT_LENGTH = 120_000


def text(most: int) -> Check:
    """Text of at most ``most`` characters, without NUL."""
    return lambda value: isinstance(value, str) and len(value) <= most and "\0" not in value


def line(most: int) -> Check:
    """One line of printable text of at most ``most`` characters."""
    return lambda value: isinstance(value, str) and len(value) <= most and value.isprintable()


def integer(most: int) -> Check:
    """A whole number from 0 to ``most``."""
    return lambda value: type(value) is int and 0 <= value <= most


def optional(check: Check) -> Check:
    """None, or a value that passes ``check``."""
    return lambda value: value is None or check(value)


def one_of(names: Container[str]) -> Check:
    """One of ``names``."""
    return lambda value: isinstance(value, str) and value in names


def list_of(check: Check, most: int) -> Check:
    """A list of at most ``most`` values that all pass ``check``."""
    return lambda value: (
        isinstance(value, list | tuple) and len(value) <= most and all(map(check, value))
    )


def boolean(value: Any) -> bool:
    """True or False, but not 1 or 0."""
    return isinstance(value, bool)


def number(value: Any) -> bool:
    """A number, including NaN and infinity."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def finite(value: Any) -> bool:
    """A finite number."""
    return number(value) and math.isfinite(value)


def moment(value: Any) -> bool:
    """A time that a page can show: a datetime, or seconds since 1970."""
    if isinstance(value, datetime):
        value = value.timestamp()
    return number(value) and EARLIEST <= value <= LATEST


def run_id(value: Any) -> bool:
    """The id of a run, sweep, view or input; a run's is also a folder name."""
    return isinstance(value, str) and ID.fullmatch(value) is not None


def numbers(value: Any) -> bool:
    """A mapping of names to numbers, or to None for a number that was not finite."""
    return (
        isinstance(value, Mapping)
        and len(value) <= 1_000
        and all(isinstance(name, str) for name in value)
        and all(item is None or number(item) for item in value.values())
    )


def plain(value: Any, depth: int = 0) -> bool:
    """Any JSON value that is nested at most DEEPEST levels."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return depth < DEEPEST and all(plain(item, depth + 1) for item in value)
    return value is None or isinstance(value, str | bool) or number(value)


def mapping(value: Any) -> bool:
    """A mapping of JSON values that is nested at most DEEPEST levels."""
    return isinstance(value, Mapping) and plain(value)


def progress(value: Any) -> bool:
    """``Run.progress``."""
    if not isinstance(value, Mapping):
        return False
    counts = ("epoch", "batch", "batches")
    return (
        all(COUNT(value.get(name, 0)) for name in counts)
        and isinstance(value.get("phase", ""), str)
        and finite(value.get("updated", 0))
        and numbers(value.get("metrics", {}))
        and plain(value)
    )


def failure(value: Any) -> bool:
    """``Run.failure``: empty, or a message id and values."""
    if not isinstance(value, Mapping) or not value:
        return value == {}
    return MESSAGE(value.get("message")) and mapping(value.get("values"))


def reached(value: Any) -> bool:
    """An entry of ``Run.extended``."""
    return isinstance(value, Mapping) and numbers(value.get("test", {})) and plain(value)


def choices(value: Any) -> bool:
    """The choices for one setting of a sweep: a list of values, or a range."""
    if not isinstance(value, Mapping) or not isinstance(value.get("name"), str):
        return False
    if "values" in value:
        return isinstance(value["values"], list) and bool(value["values"]) and plain(value)
    return (
        value.keys() == {"name", "low", "high", "scale", "whole"}
        and finite(value["low"])
        and finite(value["high"])
        and value["scale"] in ("linear", "log")
        and boolean(value["whole"])
    )


def query(value: Any) -> bool:
    """The names and texts of a URL's query, of a length that a URL can have."""
    return (
        isinstance(value, Mapping)
        and all(line(QUERY_LENGTH)(part) for item in value.items() for part in item)
        and sum(len(part) for item in value.items() for part in item) <= QUERY_LENGTH
    )


def content(value: Any) -> bool:
    """An input somebody keeps: JSON values of at most CONTENT_LENGTH characters of valid text."""
    if not mapping(value):
        return False
    encoded = strict_json.dumps(value)
    try:
        return len(encoded.encode()) <= CONTENT_LENGTH and "\\u0000" not in encoded
    except UnicodeEncodeError:  # half a character
        return False


COUNT = integer(2**31 - 1)
SIZE = integer(2**63 - 1)
MESSAGE = text(MESSAGE_LENGTH)
