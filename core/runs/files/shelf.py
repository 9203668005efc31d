"""A place on any file system that fsspec knows, where runs' files lie for all machines."""

from __future__ import annotations

import json
import math
import os
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from core.errors import RequestError, StoreError, first_line
from core.json_file import read_object
from core.runs.files.artifacts import (
    BEST,
    CHECKPOINT,
    COPIES,
    FINAL,
    LOG,
    PREDICTIONS,
    RANKS,
    Kept,
)

ALL = (FINAL, BEST, PREDICTIONS, CHECKPOINT, LOG)


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
        """Copy there what changed here since.

        Raises:
            StoreError: The place cannot be reached.
        """
        copies = _Copies(folder)
        for name in names:
            here, there = folder / name, self._path(folder.name, name)
            # a log that is a link is not followed, as where it is shown
            there_is = here.is_file() and not (name == LOG and here.is_symlink())
            if there_is and copies.changed(here):
                self._do(lambda here=here, there=there: self._put(here, there))
                copies.note(here, self._version(there))
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

    def remove(self, run_id: str, names: Iterable[str] = ALL) -> None:
        """Delete what a run has there: only files that a run writes.

        Raises:
            StoreError: The place cannot be reached.
        """
        for name in names:
            there = self._path(run_id, name)
            if self._version(there):
                self._do(lambda there=there: self._files.rm_file(there))

    def kept(self) -> list[Kept]:
        """What counts against the limit there.

        Raises:
            StoreError: The place cannot be reached.
        """
        ranks, found = {name: rank for rank, name in RANKS}, []
        for path, said in self._listed().items():
            run_id, name = path.split("/")[-2:]
            if name in ranks:
                found.append(Kept(ranks[name], _written(said), run_id, name, said["size"]))
        return found

    def runs(self) -> list[str]:
        """Ids of the runs that have files there.

        Raises:
            StoreError: The place cannot be reached.
        """
        paths = [path.split("/") for path in self._listed()]
        return sorted({path[-2] for path in paths if path[-1] in ALL})

    def _listed(self) -> dict[str, Mapping[str, Any]]:
        return self._do(lambda: self._files.find(self._root, maxdepth=2, detail=True))

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
                url=public_url(self._url),
                reason=first_line(error),
            ) from None


class _Copies:
    """Which versions a folder's files are copies of."""

    def __init__(self, folder: Path):
        self._path, self._changed = folder / COPIES, False
        try:
            known = read_object(self._path)
        except (OSError, ValueError):  # none yet, or half written: all is copied again
            known = {}
        self._known = {name: kept for name, kept in known.items() if _is_known(kept)}

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


def _is_known(kept: object) -> bool:
    return isinstance(kept, list) and len(kept) == 3


def _look(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns]


def _written(said: Mapping[str, Any]) -> float:
    """When a file was written, by the name its file system has for that."""
    for name in ("mtime", "LastModified", "last_modified", "updated", "created"):
        found = said.get(name)
        if isinstance(found, str):
            found = datetime.fromisoformat(found)
        if found:
            return found.timestamp() if isinstance(found, datetime) else float(found)
    return math.inf  # nothing is old of which nobody knows when it was written


def public_url(url: str) -> str:
    """An address without the password that may be in it."""
    scheme, separator, rest = url.partition("://")
    return scheme + separator + rest.rpartition("@")[2]
