"""A small file of JSON: written whole or not at all, read as an object or refused."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

from core.regular_file import open_regular


def write_json(path: Path, content: object) -> None:
    """Write ``content`` as JSON; whoever reads meanwhile finds the file that was there.

    Raises:
        OSError: It could not be written, a full disk for example; nothing is left behind.
        ValueError: A number in it is none that JSON has.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        part.write_text(json.dumps(content, allow_nan=False), encoding="utf-8")
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def read_object(path: Path) -> dict[str, Any]:
    """The JSON object in a file.

    Raises:
        OSError: It is not there, cannot be read, or is no regular file.
        ValueError: There is no object in it; see ``parse_object``.
    """
    with open_regular(path) as file:
        return parse_object(file.read())


def parse_object(text: str | bytes) -> dict[str, Any]:
    """The JSON object that ``text`` is.

    Raises:
        ValueError: It is none, or nested too deeply to be read.
    """
    try:
        content = json.loads(text)
    except RecursionError:
        raise ValueError("JSON that is nested too deeply") from None
    if not isinstance(content, dict):
        raise ValueError(f"a JSON object is missing, there is {type(content).__name__}")
    return content
