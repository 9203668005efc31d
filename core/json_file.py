"""Small JSON files: written atomically, and read only if they have an object."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from core.regular_file import open_regular, replacing


def write_json(path: Path, content: object) -> None:
    """Write ``content`` as JSON, replacing the file atomically.

    Raises:
        OSError: It could not be written, for example to a full disk; nothing is left behind.
        ValueError: It has a number that JSON does not allow, such as NaN.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, allow_nan=False)
    with replacing(path) as file:
        file.write(text.encode())


def read_object(path: Path) -> dict[str, Any]:
    """Read the JSON object in a file.

    Raises:
        OSError: The file does not exist, cannot be read, or is not a regular file.
        ValueError: It has no object; see ``parse_object``.
    """
    with open_regular(path) as file:
        return parse_object(file.read())


def parse_object(text: str | bytes) -> dict[str, Any]:
    """Parse a JSON object.

    Raises:
        ValueError: ``text`` is not a JSON object, or is nested too deeply to be parsed.
    """
    try:
        content = json.loads(text)
    except RecursionError:
        raise ValueError("the JSON is nested too deeply") from None
    if not isinstance(content, dict):
        raise ValueError(f"it must be a JSON object, got {type(content).__name__}")
    return content
