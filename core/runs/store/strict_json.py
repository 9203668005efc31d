"""Strict JSON that any program can read, with an encoding for NaN and infinity."""

from __future__ import annotations

import json
import math
from typing import Any

KEY = "$number"
NUMBERS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_decode = json.JSONDecoder().decode


def dumps(value: Any) -> str:
    """Encode ``value``; NaN and infinity become objects such as ``{"$number": "nan"}``."""
    try:
        return _encode(value)
    except ValueError:
        return _encode(_marked(value))


def loads(text: str | bytes) -> Any:
    """Decode a text from ``dumps``.

    Raises:
        ValueError: It is not such a text.
    """
    if isinstance(text, bytes | bytearray | memoryview):
        text = bytes(text).decode()
    if KEY in text:
        return json.loads(text, object_hook=_number)
    return _decode(text)


def _marked(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _marked(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_marked(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {KEY: str(float(value))}
    return value


def _number(item: dict[str, Any]) -> Any:
    if item.keys() != {KEY}:
        return item
    if item[KEY] not in NUMBERS:
        raise ValueError(f"{item[KEY]!r:.40} is not a number")
    return NUMBERS[item[KEY]]
