"""The shared location of runs' files, on any file system supported by fsspec."""

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
    EPOCHS,
    FINAL,
    LOG,
    PREDICTIONS,
    RANKS,
    StoredFile,
)

ALL = (FINAL, BEST, PREDICTIONS, CHECKPOINT, EPOCHS, LOG)


class Shelf:
    """The shared location: a folder for each run, on any file system supported by fsspec.

    Args:
        url: Address of the location.

    Raises:
        RequestError: fsspec, or what it needs for this address, is not installed.
    """

    def __init__(self, url: str):
        self._url = url
        try:
            from fsspec.core import url_to_fs
        except ImportError:
            raise RequestError(
                "RECIPE_LAB_ARTIFACTS_URL is {url}, which needs fsspec; install it with "
                "pip install -r requirements-cluster.txt -c constraints.txt, or set a folder.",
                url=url,
            ) from None
        self._files, self._root = self._do(lambda: url_to_fs(url, use_listings_cache=False))

    def put(self, folder: Path, names: Iterable[str]) -> None:
        """Upload the files of ``folder`` that changed since the last copy.

        Raises:
            StoreError: The location cannot be reached.
        """
        copies = _Copies(folder)
        for name in names:
            local, remote = folder / name, self._path(folder.name, name)
            # a log that is a link is not followed, as in ``leftovers.last_bytes``
            exists = local.is_file() and not (name == LOG and local.is_symlink())
            if exists and copies.changed(local):
                self._do(lambda local=local, remote=remote: self._put(local, remote))
                copies.note(local, self._version(remote))
        copies.save()

    def bring(self, folder: Path, names: Iterable[str]) -> None:
        """Download the shared files that changed; delete unchanged copies of deleted ones.

        Raises:
            StoreError: The location cannot be reached.
        """
        copies = _Copies(folder)
        for name in names:
            local, remote = folder / name, self._path(folder.name, name)
            version = self._version(remote)
            if version and (copies.version(local) != version or not local.exists()):
                self._do(lambda local=local, remote=remote: self._get(remote, local))
                copies.note(local, version)
            elif not version and copies.version(local):
                if not copies.changed(local):
                    local.unlink(missing_ok=True)
                copies.forget(local)
        copies.save()

    def remove(self, run_id: str, names: Iterable[str] = ALL) -> None:
        """Delete the shared files of a run, and nothing else in its shared folder.

        Raises:
            StoreError: The location cannot be reached.
        """
        for name in names:
            remote = self._path(run_id, name)
            if self._version(remote):
                self._do(lambda remote=remote: self._files.rm_file(remote))

    def files(self) -> list[StoredFile]:
        """The shared files that count towards the size limit.

        Raises:
            StoreError: The location cannot be reached.
        """
        ranks, files = {name: rank for rank, name in RANKS}, []
        for path, info in self._listed().items():
            run_id, name = path.split("/")[-2:]
            if name in ranks:
                files.append(StoredFile(ranks[name], _written(info), run_id, name, info["size"]))
        return files

    def runs(self) -> list[str]:
        """Ids of the runs that have shared files.

        Raises:
            StoreError: The location cannot be reached.
        """
        paths = [path.split("/") for path in self._listed()]
        return sorted({path[-2] for path in paths if path[-1] in ALL})

    def _listed(self) -> dict[str, Mapping[str, Any]]:
        return self._do(lambda: self._files.find(self._root, maxdepth=2, detail=True))

    def _path(self, run_id: str, name: str) -> str:
        return f"{self._root.rstrip('/')}/{run_id}/{name}"

    def _put(self, local: Path, remote: str) -> None:
        parent, _, name = remote.rpartition("/")
        part = f"{parent}/.{name}.{uuid.uuid4().hex}"
        self._files.makedirs(parent, exist_ok=True)
        try:
            self._files.put_file(str(local), part)
            self._files.mv(part, remote)
        except BaseException:
            if self._files.exists(part):
                self._files.rm_file(part)
            raise

    def _get(self, remote: str, local: Path) -> None:
        local.parent.mkdir(parents=True, exist_ok=True)
        part = local.with_name(f".{local.name}.{uuid.uuid4().hex}")
        try:
            self._files.get_file(remote, str(part))
            os.replace(part, local)
        finally:
            part.unlink(missing_ok=True)

    def _version(self, remote: str) -> str:
        """An identifier that changes whenever the shared file does; "" if it does not exist."""

        def ask() -> str:
            try:
                return self._files.ukey(remote)
            except FileNotFoundError:
                return ""

        return self._do(ask)

    def _do(self, operation: Callable[[], Any]) -> Any:
        try:
            return operation()
        except Exception as error:  # each file system has its own errors
            raise StoreError(
                "The shared files of runs at {url} cannot be reached ({reason}).",
                url=public_url(self._url),
                reason=first_line(error),
            ) from None


class _Copies:
    """A folder's list of the shared versions its files are copies of."""

    def __init__(self, folder: Path):
        self._path, self._changed = folder / COPIES, False
        try:
            known = read_object(self._path)
        except (OSError, ValueError):  # missing or damaged: everything is copied again
            known = {}
        self._known = {name: entry for name, entry in known.items() if _is_valid(entry)}

    def version(self, local: Path) -> str:
        return self._known.get(local.name, [""])[0]

    def changed(self, local: Path) -> bool:
        return not local.exists() or self._known.get(local.name, [""])[1:] != _state(local)

    def note(self, local: Path, version: str) -> None:
        self._known[local.name] = [version, *_state(local)]
        self._changed = True

    def forget(self, local: Path) -> None:
        self._changed |= self._known.pop(local.name, None) is not None

    def save(self) -> None:
        if self._changed:
            part = self._path.with_name(f"{COPIES}.{uuid.uuid4().hex}")
            part.write_text(json.dumps(self._known), encoding="utf-8")
            os.replace(part, self._path)


def _is_valid(entry: object) -> bool:
    return isinstance(entry, list) and len(entry) == 3


def _state(path: Path) -> list[int]:
    """Size in bytes and modification time in nanoseconds."""
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def _written(info: Mapping[str, Any]) -> float:
    """When a file was written, in seconds since 1970; each file system names that differently."""
    for name in ("mtime", "LastModified", "last_modified", "updated", "created"):
        time = info.get(name)
        if isinstance(time, str):
            time = datetime.fromisoformat(time)
        if time:
            return time.timestamp() if isinstance(time, datetime) else float(time)
    return math.inf  # a file of unknown age is never too old


def public_url(url: str) -> str:
    """``url`` without the user name and password it may contain."""
    scheme, separator, rest = url.partition("://")
    return scheme + separator + rest.rpartition("@")[2]
