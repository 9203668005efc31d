"""Which dashboards run on this home: each says so in a small file, kept current while it lives."""

from __future__ import annotations

import os
import platform
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import psutil

from core.json_file import read_object, write_json
from core.machine import open_files
from core.settings import Settings

BEAT_SECONDS = 2.0
# A server elsewhere that was not heard of for so long is gone; one here is looked for itself.
SILENT_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class Server:
    """A dashboard that runs.

    Attributes:
        host: Its machine.
        pid: Its process there.
        began: Seconds since 1970 (UTC) when that process began.
        heard: Seconds since 1970 (UTC) when it last said so.
        executor: What executes its runs.
        warm: ``cold``, ``warming`` or ``warm``: whether a run begins within about a second.
        slots: Runs at once.
        workers: Run id → worker process, of the runs it executes now.
        short: Runs whose turn it is, but that wait for memory.
        open_files: Files and sockets it has open, and file_limit, how many it may have; 0 where
            there is no limit.
    """

    host: str
    pid: int
    began: float
    heard: float
    executor: str
    warm: str
    slots: int
    workers: Mapping[str, int] = field(default_factory=dict)
    short: Sequence[str] = ()
    open_files: int = 0
    file_limit: int = 0


# As the dataclass has them: the file of another version, or a damaged one, may have others.
_KINDS = {
    "str": str,
    "int": int,
    "float": int | float,
    "Mapping[str, int]": dict,
    "Sequence[str]": list | tuple,
}


class Presence:
    """Says that this process serves pages, until it is closed.

    Args:
        settings: Names the home.
        state: What to say: ``warm``, ``workers`` and ``short``.
    """

    def __init__(self, settings: Settings, state: Callable[[], Mapping[str, Any]]):
        self._settings, self._state = settings, state
        self._path = _folder(settings) / f"{platform.node()}-{os.getpid()}.json"
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="presence", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(BEAT_SECONDS)
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _work(self) -> None:
        _forget_the_dead(self._settings)
        while not self._closing.is_set():
            with suppress(OSError):  # a full disk: nothing but a status depends on it
                self._write()
            self._closing.wait(BEAT_SECONDS)

    def _write(self) -> None:
        files = open_files()
        said = Server(
            host=platform.node(),
            pid=os.getpid(),
            began=psutil.Process().create_time(),
            heard=time.time(),
            executor=self._settings.executor,
            slots=self._settings.slots,
            open_files=files.used if files else 0,
            file_limit=files.limit if files else 0,
            **self._state(),
        )
        write_json(self._path, asdict(said))


def servers(settings: Settings) -> list[Server]:
    """The dashboards that run on this home now, the oldest first."""
    found = [server for _, server in _read(settings) if _lives(server)]
    return sorted(found, key=lambda server: server.began)


def _read(settings: Settings) -> list[tuple[Path, Server]]:
    found = []
    for path in sorted(_folder(settings).glob("*.json")):
        with suppress(OSError, ValueError, TypeError):  # half gone, or of another version
            server = Server(**read_object(path))
            if all(isinstance(getattr(server, it.name), _KINDS[it.type]) for it in fields(server)):
                found.append((path, server))
    return found


def _lives(server: Server) -> bool:
    try:
        if server.host != platform.node():
            # heard in the future: said by a clock that was wrong, and proof of nothing
            return abs(time.time() - server.heard) < SILENT_SECONDS
        # another process may have got its number since; clocks round the moment differently
        return abs(psutil.Process(server.pid).create_time() - server.began) < 1.0
    except (psutil.Error, ValueError, OverflowError):  # no number that a process can have
        return False


def _forget_the_dead(settings: Settings) -> None:
    for path, server in _read(settings):
        if server.host == platform.node() and not _lives(server):
            with suppress(OSError):
                path.unlink()


def _folder(settings: Settings) -> Path:
    return settings.home / "servers"
