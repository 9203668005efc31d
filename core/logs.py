"""What goes on, as lines for machines: JSON in a file of the home, and on stderr where asked.

Every process of an installation writes the same file, a whole line at a time. A line holds what
``event`` was told and nothing else a user wrote, so no name or note can make two lines of one.
"""

from __future__ import annotations

import json
import logging
import os
import platform
import re
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import Any

from core.settings import Settings

NAME = "recipe-lab.jsonl"
# The file and its four elders: 25 MB at most, some hundred thousand lines.
FILE_BYTES = 5_000_000
ELDERS = 4
OURS = ("core", "pages")
LONGEST, LONGEST_TRACEBACK = 500, 8_000
STALE_SECONDS = 10.0
# What stands before the @ of a URL is somebody's.
SECRET = re.compile(r"(\w://[^\s:/@]*:)[^\s@]+@")


def event(
    log: logging.Logger, name: str, level: int = logging.INFO, /, message: str = "", **values: Any
) -> None:
    """Log that something happened.

    Args:
        name: What: ``queued``, ``started``, ``completed`` …
        message: A sentence of ours, where the name does not say it all.
        **values: Facts in JSON's own kinds, such as ``run`` and ``recipe``.
    """
    log.log(level, message or name, extra={"event": name, "values": values})


def set_up(settings: Settings, program: str) -> None:
    """Have this process log: to the file, and to stderr as the settings say. Again replaces it.

    Args:
        program: ``server``, ``worker`` or ``command``.
    """
    loud = logging.StreamHandler(sys.stderr)
    if settings.log == "no":  # what Python does where nothing is set up
        loud.setLevel(logging.WARNING)
    loud.setFormatter(Lines(program) if settings.log == "json" else Words(program))
    file = SharedFile(settings.logs / NAME)
    file.setFormatter(Lines(program))
    for name in OURS:
        logger = logging.getLogger(name)
        for handler in [item for item in logger.handlers if getattr(item, "ours", False)]:
            logger.removeHandler(handler)
            handler.close()
        logger.setLevel(settings.log_level.upper())
        for handler in (loud, file):
            handler.ours = True
            logger.addHandler(handler)


class Lines(logging.Formatter):
    """One JSON object a line, in ASCII: nothing in it can break the line or a terminal."""

    def __init__(self, program: str):
        super().__init__()
        self._program, self._host = program, platform.node()

    def facts(self, record: logging.LogRecord) -> dict[str, Any]:
        """What a line says, in this order; values that are empty are left out."""
        moment = datetime.fromtimestamp(record.created, UTC)
        name = getattr(record, "event", "")
        message = record.getMessage()
        found = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "event": name or "message",
            **getattr(record, "values", {}),
            "message": "" if message == name else message,
            "program": self._program,
            "pid": record.process,
            "host": self._host,
            "logger": record.name,
        }
        if record.exc_info:
            traceback = self.formatException(record.exc_info)
            found["traceback"] = SECRET.sub(r"\1***@", traceback[-LONGEST_TRACEBACK:])
        return {key: _short(key, value) for key, value in found.items() if value not in ("", None)}

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(self.facts(record), default=str).replace("\x7f", "\\u007f")


class Words(Lines):
    """The same for people: time, level, program, event, then what it was about."""

    def format(self, record: logging.LogRecord) -> str:
        facts = self.facts(record)
        first = [facts.pop(name, "") for name in ("time", "level", "program", "event")]
        message, traceback = facts.pop("message", ""), facts.pop("traceback", "")
        rest = [f"{key}={json.dumps(value, default=str)}" for key, value in facts.items()]
        line = " ".join([*map(str, first), *rest, *([json.dumps(message)] if message else [])])
        return f"{line}\n{traceback}" if traceback else line


class SharedFile(WatchedFileHandler):
    """A file that several processes write to, and that whoever finds it full puts aside.

    The logging of a program must never end it: what cannot be written is not written.
    """

    def __init__(self, path: Path):
        super().__init__(path, encoding="utf-8", delay=True)
        self._path = path

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if self._path.exists() and self._path.stat().st_size > FILE_BYTES:
                self._put_aside()
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        pass

    def _put_aside(self) -> None:
        """Rename it to ``….1`` and the elders up; one process does, the others go on writing."""
        claim = self._path.with_suffix(".rotating")
        with suppress(OSError):
            if time.time() - claim.stat().st_mtime > STALE_SECONDS:
                claim.unlink()
        try:
            os.close(os.open(claim, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
        try:
            if self._path.stat().st_size <= FILE_BYTES:  # somebody has just done it
                return
            for number in range(ELDERS - 1, 0, -1):
                with suppress(FileNotFoundError):
                    os.replace(f"{self._path}.{number}", f"{self._path}.{number + 1}")
            os.replace(self._path, f"{self._path}.1")
        finally:
            claim.unlink(missing_ok=True)


def _short(key: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _short(name, item) for name, item in value.items()}
    if not isinstance(value, str) or key == "traceback":
        return value
    hidden = SECRET.sub(r"\1***@", value)
    return hidden if len(hidden) <= LONGEST else f"{hidden[:LONGEST]}…"
