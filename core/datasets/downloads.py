"""Downloads that go on in the background, one a file, whoever looks at them."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from core.datasets.fetch import fetch
from core.datasets.table import source
from core.errors import DatasetError, RecipeLabError
from core.settings import Settings

State = Literal["downloading", "reading", "done", "stopped", "failed"]
SPEED_SECONDS = 5.0
"""The speed is that of the last few seconds."""
SHORTEST_SECONDS = 0.3
"""Before that, a speed would be a guess."""


@dataclass(frozen=True)
class Download:
    """Where a download is.

    Attributes:
        state: ``downloading``; ``reading`` what arrived, to check it and decode it once; ``done``;
            ``stopped`` by a person; ``failed`` for the reason in ``error``.
        done: Bytes that are here.
        total: Bytes in all.
        speed: Bytes a second of late; None while that is not known.
        error: Why it failed.
        stopping: It was asked to stop, and will with the next bytes.
    """

    state: State
    done: int
    total: int
    speed: float | None = None
    error: RecipeLabError | None = None
    stopping: bool = False

    @property
    def going(self) -> bool:
        return self.state in ("downloading", "reading")

    @property
    def seconds_left(self) -> float | None:
        """Until the last byte at this speed; None while unknown."""
        if self.state != "downloading" or not self.speed:
            return None
        return max(0, self.total - self.done) / self.speed


class _Stopped(Exception):
    """A person stopped the download."""


@dataclass
class _Job:
    state: State
    total: int
    seen: deque = field(default_factory=lambda: deque(maxlen=1_000))
    error: RecipeLabError | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    def progress(self, done: int, total: int) -> None:
        if self.stop.is_set():
            raise _Stopped
        now = time.monotonic()
        self.total = total
        self.seen.append((now, done))
        while now - self.seen[0][0] > SPEED_SECONDS and len(self.seen) > 2:
            self.seen.popleft()

    def look(self) -> Download:
        seen = list(self.seen)
        speed = None
        if seen:
            # Up to now: a connection that hangs gets slower on the screen.
            span = time.monotonic() - seen[0][0]
            speed = (seen[-1][1] - seen[0][1]) / span if span > SHORTEST_SECONDS else None
        done = seen[-1][1] if seen else 0
        return Download(self.state, done, self.total, speed, self.error, self.stop.is_set())


class Downloads:
    """The downloads of one server.

    Args:
        settings: Says where files are and where downloads go.
    """

    def __init__(self, settings: Settings):
        self._settings = settings
        self._lock = threading.Lock()
        self._jobs: dict[str, _Job] = {}

    def start(self, name: str) -> None:
        """Begin to download a dataset's file, or go on with it; a second call changes nothing.

        To call this is the consent: only a person's own click may.

        Args:
            name: A name of SOURCES.

        Raises:
            RequestError: There is no such file; the message lists the names.
        """
        entry = source(name)
        with self._lock:
            if name in self._jobs and self._jobs[name].look().going:
                return
            job = self._jobs[name] = _Job("downloading", entry.file.size)
        threading.Thread(
            target=self._run, args=(name, job), name=f"download {name}", daemon=True
        ).start()

    def stop(self, name: str) -> None:
        """Stop a download; what is here is kept, and starting it again goes on from there."""
        with self._lock:
            if name in self._jobs:
                self._jobs[name].stop.set()

    def look(self, name: str) -> Download | None:
        """Where a download is; None when none was begun since the server's start."""
        with self._lock:
            job = self._jobs.get(name)
        return job.look() if job else None

    def kept(self, name: str) -> int:
        """Bytes of an earlier download that is not whole: it goes on from there."""
        file = source(name).file
        try:
            return (self._settings.downloads / f"{file.name}.part").stat().st_size
        except OSError:
            return 0

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
        except Exception as error:  # a thread that dies unseen would be shown as going on for ever
            job.error = DatasetError(
                "{file} could not be got ({reason}); try again, or copy a file of that name into "
                "{folder}.",
                file=entry.file.name,
                reason=f"{type(error).__name__} {error}",
                folder=self._settings.downloads,
            )
            job.state = "failed"
        else:
            job.state = "done"
