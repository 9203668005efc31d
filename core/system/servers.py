"""Which dashboards run on this home: each keeps a small file up to date while it runs."""

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
# A server on another machine counts as gone after this long without an update. On this machine its
# process is checked.
SILENT_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running dashboard.

    Attributes:
        host: Its machine.
        pid: Its process id there.
        began: When that process started, in seconds since 1970 (UTC).
        heard: Its last update, in seconds since 1970 (UTC).
        executor: Name of the executor of its runs.
        warm: ``cold``, ``warming`` or ``warm``: a warm one starts a run within about a second.
        slots: The most runs at once.
        workers: Run id → worker process id, of the runs it executes now.
        short: Ids of runs whose turn it is but that wait for memory.
        open_files: Number of files and sockets it has open.
        file_limit: The most it may have open; 0 if there is no limit.
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


# Types by annotation: the file of another version, or a damaged one, may have other types.
_TYPES = {
    "str": str,
    "int": int,
    "float": int | float,
    "Mapping[str, int]": dict,
    "Sequence[str]": list | tuple,
}


class Presence:
    """Announces that this process serves pages, until it is closed.

    Args:
        settings: The installation's settings, with the home.
        state: Returns the current ``warm``, ``workers`` and ``short``; see Server.
    """

    def __init__(self, settings: Settings, state: Callable[[], Mapping[str, Any]]):
        self._settings, self._state = settings, state
        self._path = _folder(settings) / f"{platform.node()}-{os.getpid()}.json"
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._announce, name="presence", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(BEAT_SECONDS)
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _announce(self) -> None:
        _remove_dead(self._settings)
        while not self._closing.is_set():
            with suppress(OSError):  # such as a full disk; only the status depends on it
                self._write()
            self._closing.wait(BEAT_SECONDS)

    def _write(self) -> None:
        files = open_files()
        server = Server(
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
        write_json(self._path, asdict(server))


def servers(settings: Settings) -> list[Server]:
    """The dashboards running on this home now, oldest first."""
    alive = [server for _, server in _read(settings) if _is_alive(server)]
    return sorted(alive, key=lambda server: server.began)


def _read(settings: Settings) -> list[tuple[Path, Server]]:
    entries = []
    for path in sorted(_folder(settings).glob("*.json")):
        with suppress(OSError, ValueError, TypeError):  # being removed, or of another version
            server = Server(**read_object(path))
            if all(isinstance(getattr(server, it.name), _TYPES[it.type]) for it in fields(server)):
                entries.append((path, server))
    return entries


def _is_alive(server: Server) -> bool:
    try:
        if server.host != platform.node():
            # An update from the future comes from a wrong clock and proves nothing.
            return abs(time.time() - server.heard) < SILENT_SECONDS
        # The process id may have been reused since; the start time is subject to rounding.
        return abs(psutil.Process(server.pid).create_time() - server.began) < 1.0
    except (psutil.Error, ValueError, OverflowError):  # not a possible process id
        return False


def _remove_dead(settings: Settings) -> None:
    for path, server in _read(settings):
        if server.host == platform.node() and not _is_alive(server):
            with suppress(OSError):
                path.unlink()


def _folder(settings: Settings) -> Path:
    return settings.home / "servers"
