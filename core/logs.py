"""Structured logs: JSON lines in a file in the home, and on stderr if the settings ask for it.

All processes of an installation write to the same file, one whole line at a time. A line is JSON
in ASCII with only the facts given to ``event``, so no name or note can break it into two.
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
# The file and four older ones have at most 25 MB, about a hundred thousand lines.
FILE_BYTES = 5_000_000
OLD_FILES = 4
LOGGERS = ("core", "pages")
MAX_LENGTH, MAX_TRACEBACK_LENGTH = 500, 8_000
STALE_SECONDS = 10.0
# The password in a URL.
SECRET = re.compile(r"(\w://[^\s:/@]*:)[^\s@]+@")


def event(
    log: logging.Logger, name: str, level: int = logging.INFO, /, message: str = "", **values: Any
) -> None:
    """Log an event.

    Args:
        log: The logger of the module.
        name: The event: ``queued``, ``started``, ``completed`` …
        level: The level, from ``logging``.
        message: A sentence, if the name does not say everything.
        **values: JSON-ready facts, such as ``run`` and ``recipe``.
    """
    log.log(level, message or name, extra={"event": name, "values": values})


def set_up(settings: Settings, program: str) -> None:
    """Set up the logging of this process, to the file and to stderr; replaces an earlier set-up.

    Args:
        settings: The installation's settings: folder, level and format on stderr.
        program: ``server``, ``worker`` or ``command``.
    """
    stderr = logging.StreamHandler(sys.stderr)
    if settings.log == "no":  # as in Python without any set-up
        stderr.setLevel(logging.WARNING)
    stderr.setFormatter(
        JsonFormatter(program) if settings.log == "json" else TextFormatter(program)
    )
    file = SharedFile(settings.logs / NAME)
    file.setFormatter(JsonFormatter(program))
    for name in LOGGERS:
        logger = logging.getLogger(name)
        for handler in [item for item in logger.handlers if getattr(item, "ours", False)]:
            logger.removeHandler(handler)
            handler.close()
        logger.setLevel(settings.log_level.upper())
        for handler in (stderr, file):
            handler.ours = True
            logger.addHandler(handler)


class JsonFormatter(logging.Formatter):
    """One JSON object per line, in ASCII, so that nothing can break the line or a terminal."""

    def __init__(self, program: str):
        super().__init__()
        self._program, self._host = program, platform.node()

    def facts(self, record: logging.LogRecord) -> dict[str, Any]:
        """The content of a line, in order and without empty values."""
        created = datetime.fromtimestamp(record.created, UTC)
        name = getattr(record, "event", "")
        message = record.getMessage()
        facts = {
            "time": created.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
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
            facts["traceback"] = SECRET.sub(r"\1***@", traceback[-MAX_TRACEBACK_LENGTH:])
        return {key: _clean(key, value) for key, value in facts.items() if value not in ("", None)}

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(self.facts(record), default=str).replace("\x7f", "\\u007f")


class TextFormatter(JsonFormatter):
    """The same facts for people: time, level, program and event, then the rest as key=value."""

    def format(self, record: logging.LogRecord) -> str:
        facts = self.facts(record)
        start = [facts.pop(name, "") for name in ("time", "level", "program", "event")]
        message, traceback = facts.pop("message", ""), facts.pop("traceback", "")
        rest = [f"{key}={json.dumps(value, default=str)}" for key, value in facts.items()]
        line = " ".join([*map(str, start), *rest, *([json.dumps(message)] if message else [])])
        return f"{line}\n{traceback}" if traceback else line


class SharedFile(WatchedFileHandler):
    """A file that several processes write to; the first to find it full rotates it.

    Logging must never end a program, so lines that cannot be written are dropped.
    """

    def __init__(self, path: Path):
        super().__init__(path, encoding="utf-8", delay=True)
        self._path = path

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(OSError):  # another process has just renamed it
                if self._path.stat().st_size > FILE_BYTES:
                    self._rotate()
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        pass

    def _rotate(self) -> None:
        """Rename the file to ``….1`` and older ones likewise; other processes keep writing."""
        lock = self._path.with_suffix(".rotating")
        with suppress(OSError):
            if time.time() - lock.stat().st_mtime > STALE_SECONDS:
                lock.unlink()
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
        try:
            if self._path.stat().st_size <= FILE_BYTES:  # another process has just rotated it
                return
            for number in range(OLD_FILES - 1, 0, -1):
                with suppress(FileNotFoundError):
                    os.replace(f"{self._path}.{number}", f"{self._path}.{number + 1}")
            os.replace(self._path, f"{self._path}.1")
        finally:
            lock.unlink(missing_ok=True)


def _clean(key: str, value: Any) -> Any:
    """The value without passwords in URLs, and with texts truncated to MAX_LENGTH."""
    if isinstance(value, Mapping):
        return {name: _clean(name, item) for name, item in value.items()}
    if not isinstance(value, str) or key == "traceback":
        return value
    hidden = SECRET.sub(r"\1***@", value)
    return hidden if len(hidden) <= MAX_LENGTH else f"{hidden[:MAX_LENGTH]}…"
