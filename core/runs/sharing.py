"""Runs' files where all machines reach them: a worker puts them there, whoever reads brings them.

``RECIPE_LAB_ARTIFACTS_URL`` names the place. A plain folder that every machine mounts is used as it
is (``Settings.artifacts``), and nothing here does anything. Any other address is a folder of a
file system that fsspec knows (``s3://…``, ``gs://…``, ``sftp://…``): files are written whole on
the worker's own disk, copied there whole, and read from a copy in the reader's home.
"""

from __future__ import annotations

import json
import logging
import os
import uuid
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from core.errors import RequestError, StoreError
from core.runs.artifacts import BEST, CHECKPOINT, COPIES, FINAL, LOG, PREDICTIONS
from core.settings import Settings

ALL = (FINAL, BEST, PREDICTIONS, CHECKPOINT, LOG)

log = logging.getLogger(__name__)


def run_folder(settings: Settings, run_id: str, *names: str) -> Path:
    """A run's folder here, with those of its files brought that are shared and newer there.

    Raises:
        StoreError: They are shared, and cannot be reached.
    """
    folder = settings.artifacts / run_id
    if settings.shares:
        _shelf(settings.artifacts_url).bring(folder, names)
    return folder


def share(settings: Settings, run_id: str, *names: str) -> StoreError | None:
    """Copy those of a run's files that changed to where they are shared, each whole.

    Returns:
        Why that could not be done, if it could not: files lost are no reason to lose a run.
    """
    if settings.shares:
        try:
            _shelf(settings.artifacts_url).put(settings.artifacts / run_id, names)
        except StoreError as error:
            log.warning("%s", error)
            return error
    return None


def unshare(settings: Settings, run_ids: Iterable[str]) -> None:
    """Delete what runs share: those gone from the store.

    Raises:
        StoreError: The place cannot be reached.
    """
    if settings.shares:
        _shelf(settings.artifacts_url).remove(run_ids)


@cache
def _shelf(url: str) -> Shelf:
    return Shelf(url)


class Shelf:
    """The place: a folder a run, on any file system that fsspec knows.

    Args:
        url: Its address.

    Raises:
        RequestError: fsspec, or what it needs for this address, is not installed.
    """

    def __init__(self, url: str):
        self._url = url
        try:
            from fsspec.core import url_to_fs
        except ImportError:
            raise RequestError(
                "RECIPE_LAB_ARTIFACTS_URL is {url}, and fsspec is not installed; install it with "
                "pip install -r requirements-cluster.txt -c constraints.txt, or name a folder.",
                url=url,
            ) from None
        self._files, self._root = self._do(lambda: url_to_fs(url, use_listings_cache=False))

    def put(self, folder: Path, names: Iterable[str]) -> None:
        """Copy there what changed here since; a file that is gone here is taken away there.

        Raises:
            StoreError: The place cannot be reached.
        """
        copies = _Copies(folder)
        for name in names:
            here, there = folder / name, self._path(folder.name, name)
            if here.exists():
                if copies.changed(here):
                    self._do(lambda here=here, there=there: self._put(here, there))
                    copies.note(here, self._version(there))
            elif self._version(there):
                self._do(lambda there=there: self._files.rm_file(there))
                copies.forget(here)
        copies.keep()

    def bring(self, folder: Path, names: Iterable[str]) -> None:
        """Copy here what changed there; a copy whose original is gone is deleted.

        Raises:
            StoreError: The place cannot be reached.
        """
        copies = _Copies(folder)
        for name in names:
            here, there = folder / name, self._path(folder.name, name)
            version = self._version(there)
            if version and (copies.version(here) != version or not here.exists()):
                self._do(lambda here=here, there=there: self._get(there, here))
                copies.note(here, version)
            elif not version and copies.version(here):
                if not copies.changed(here):
                    here.unlink(missing_ok=True)
                copies.forget(here)
        copies.keep()

    def remove(self, run_ids: Iterable[str]) -> None:
        """Delete what runs have there: only files that a run writes.

        Raises:
            StoreError: The place cannot be reached.
        """
        for run_id in run_ids:
            for name in ALL:
                there = self._path(run_id, name)
                if self._version(there):
                    self._do(lambda there=there: self._files.rm_file(there))

    def _path(self, run_id: str, name: str) -> str:
        return f"{self._root.rstrip('/')}/{run_id}/{name}"

    def _put(self, here: Path, there: str) -> None:
        parent, _, name = there.rpartition("/")
        part = f"{parent}/.{name}.{uuid.uuid4().hex}"
        self._files.makedirs(parent, exist_ok=True)
        try:
            self._files.put_file(str(here), part)
            self._files.mv(part, there)
        except BaseException:
            if self._files.exists(part):
                self._files.rm_file(part)
            raise

    def _get(self, there: str, here: Path) -> None:
        here.parent.mkdir(parents=True, exist_ok=True)
        part = here.with_name(f".{here.name}.{uuid.uuid4().hex}")
        try:
            self._files.get_file(there, str(part))
            os.replace(part, here)
        finally:
            part.unlink(missing_ok=True)

    def _version(self, there: str) -> str:
        """Changes whenever the file there does; "" where there is none."""

        def ask() -> str:
            try:
                return self._files.ukey(there)
            except FileNotFoundError:
                return ""

        return self._do(ask)

    def _do(self, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except Exception as error:  # every file system has errors of its own
            raise StoreError(
                "Shared files of runs cannot be reached at {url} ({reason}).",
                url=_public(self._url),
                reason=(str(error).strip().splitlines() or [type(error).__name__])[0][:300],
            ) from None


class _Copies:
    """Which versions a folder's files are copies of."""

    def __init__(self, folder: Path):
        self._path, self._changed = folder / COPIES, False
        try:
            self._known: dict[str, list[Any]] = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):  # none yet, or half written: all is copied again
            self._known = {}

    def version(self, here: Path) -> str:
        return self._known.get(here.name, [""])[0]

    def changed(self, here: Path) -> bool:
        return not here.exists() or self._known.get(here.name, [""])[1:] != _look(here)

    def note(self, here: Path, version: str) -> None:
        self._known[here.name] = [version, *_look(here)]
        self._changed = True

    def forget(self, here: Path) -> None:
        self._changed |= self._known.pop(here.name, None) is not None

    def keep(self) -> None:
        if self._changed:
            part = self._path.with_name(f"{COPIES}.{uuid.uuid4().hex}")
            part.write_text(json.dumps(self._known), encoding="utf-8")
            os.replace(part, self._path)


def _look(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns]


def _public(url: str) -> str:
    """An address without the password that may be in it."""
    scheme, separator, rest = url.partition("://")
    return scheme + separator + rest.rpartition("@")[2]
