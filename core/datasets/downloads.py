"""Background downloads, one per file, shared by all sessions."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from core.datasets.fetch import fetch
from core.datasets.table import source
from core.errors import DatasetError, RecipeLabError
from core.regular_file import file_size
from core.settings import Settings

State = Literal["downloading", "reading", "done", "stopped", "failed"]
SPEED_SECONDS = 5.0
"""The period over which the speed is measured."""
SHORTEST_SECONDS = 0.3
"""The least time after which a speed is given."""


@dataclass(frozen=True)
class Download:
    """The progress of a download.

    Attributes:
        state: ``downloading``; ``reading``, which checks the file and decodes it once; ``done``;
            ``stopped`` by a person; ``failed`` for the reason in ``error``.
        done: Bytes received.
        total: Bytes in total.
        speed: Recent speed in bytes per second; None while unknown.
        error: Why it failed.
        stopping: Whether it was asked to stop, which it does when the next bytes arrive.
    """

    state: State
    done: int
    total: int
    speed: float | None = None
    error: RecipeLabError | None = None
    stopping: bool = False

    @property
    def active(self) -> bool:
        return self.state in ("downloading", "reading")

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the last byte at the current speed; None while unknown."""
        if self.state != "downloading" or not self.speed:
            return None
        return max(0, self.total - self.done) / self.speed


class _Stopped(Exception):
    """A person stopped the download."""


@dataclass
class _Job:
    """A download as its thread updates it; ``readings`` are recent (seconds, bytes) pairs."""

    state: State
    total: int
    readings: deque = field(default_factory=lambda: deque(maxlen=1_000))
    error: RecipeLabError | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    def progress(self, done: int, total: int) -> None:
        if self.stop.is_set():
            raise _Stopped
        now = time.monotonic()
        self.total = total
        self.readings.append((now, done))
        while now - self.readings[0][0] > SPEED_SECONDS and len(self.readings) > 2:
            self.readings.popleft()

    def look(self) -> Download:
        readings = list(self.readings)
        speed = None
        if readings:
            # Measured up to now, so that the speed of a hanging connection falls.
            span = time.monotonic() - readings[0][0]
            speed = (readings[-1][1] - readings[0][1]) / span if span > SHORTEST_SECONDS else None
        done = readings[-1][1] if readings else 0
        return Download(self.state, done, self.total, speed, self.error, self.stop.is_set())


class Downloads:
    """The downloads of one server.

    Args:
        settings: The installation's settings, with the folders of files and downloads.
    """

    def __init__(self, settings: Settings):
        self._settings = settings
        self._lock = threading.Lock()
        self._jobs: dict[str, _Job] = {}

    def start(self, name: str) -> None:
        """Start or continue the download of a dataset's file; does nothing while it is active.

        Calling this gives consent, so it must follow a person's own click.

        Args:
            name: A name of SOURCES.

        Raises:
            RequestError: The name is unknown; the message lists the valid ones.
        """
        entry = source(name)
        with self._lock:
            if name in self._jobs and self._jobs[name].look().active:
                return
            job = self._jobs[name] = _Job("downloading", entry.file.size)
        threading.Thread(
            target=self._run, args=(name, job), name=f"download {name}", daemon=True
        ).start()

    def stop(self, name: str) -> None:
        """Stop a download; the bytes so far are kept, and ``start`` continues from there."""
        with self._lock:
            if name in self._jobs:
                self._jobs[name].stop.set()

    def look(self, name: str) -> Download | None:
        """The progress of a download; None if none was started since the server started."""
        with self._lock:
            job = self._jobs.get(name)
        return job.look() if job else None

    def partial_bytes(self, name: str) -> int:
        """Bytes of an incomplete earlier download, from where ``start`` continues; 0 if none."""
        return file_size(self._settings.downloads / f"{source(name).file.name}.part")

    def _run(self, name: str, job: _Job) -> None:
        entry = source(name)
        try:
            fetch(name, self._settings, consent=True, progress=job.progress)
            job.state = "reading"
            entry.open(self._settings)
        except _Stopped:
            job.state = "stopped"
        except RecipeLabError as error:
            job.error, job.state = error, "failed"
        except Exception as error:  # else the download would be shown as active for ever
            job.error = DatasetError(
                "{file} could not be downloaded ({reason}); try again, or copy a file of that name "
                "into {folder}.",
                file=entry.file.name,
                reason=f"{type(error).__name__} {error}",
                folder=self._settings.downloads,
            )
            job.state = "failed"
        else:
            job.state = "done"
