"""Downloads one file over HTTP: resumable, verified, put in place whole, never over another."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import http.client
import itertools
import json
import os
import shutil
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from core.datasets.base import RemoteFile
from core.datasets.places import megabytes
from core.errors import DatasetError
from core.json_file import read_object

Progress = Callable[[int, int], None]
"""Called with the bytes received and the total."""

_CHUNK = 256 * 1024
_TIMEOUT = 30
_RETRIES = 4
_INTERRUPTIONS = (
    urllib.error.URLError,
    http.client.HTTPException,
    ConnectionError,
    TimeoutError,
    ssl.SSLError,
)


def download(
    file: RemoteFile,
    folder: Path,
    *,
    progress: Progress = lambda done, total: None,
    verify: Callable[[Path], object] | None = None,
) -> Path:
    """Download ``file`` into ``folder``.

    The bytes go into ``<name>.part``; an interrupted download continues from there, now or the
    next time. A complete file is checked by its checksum or, if none is published, by ``verify``:
    it is then renamed to its name, or set aside as ``<name>.refused``.

    Args:
        file: The file to download.
        folder: Where to put it; created if needed.
        progress: Called after every chunk; may raise to stop, and the bytes so far are kept.
        verify: Raises DatasetError for wrong content.

    Returns:
        The path of the file.

    Raises:
        DatasetError: A file of that name exists already, there is no connection or no space on
            the disk, the server fails, or the content is not the published one.
    """
    target = folder / file.name
    if target.exists():
        raise DatasetError(
            "{path} exists already and is not overwritten; move it away to download it again.",
            path=target,
        )
    part = folder / f"{file.name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _exclusive(part):
            _receive(file, part, progress)
            _accept(file, part, target, verify)
    except OSError as error:
        raise _cannot_write(file, folder, error) from None
    return target


def _receive(file: RemoteFile, part: Path, progress: Progress) -> None:
    """Fill ``part``, continuing after interruptions as long as every attempt adds some bytes."""
    for attempt in itertools.count(1):
        before = part.stat().st_size
        try:
            _receive_once(file, part, progress)
            return
        except _INTERRUPTIONS as error:
            refused = False
            if isinstance(error, urllib.error.HTTPError):
                error.close()
                refused = error.code < 500
            after = part.stat().st_size
            if not refused and after != before and attempt <= _RETRIES:
                continue
            if refused or not after:
                raise DatasetError(
                    "{file} could not be downloaded from {url} ({reason}); without a network "
                    "connection, copy a file of that name into {folder}.",
                    file=file.name,
                    url=file.url,
                    reason=_reason(error),
                    folder=part.parent,
                ) from None
            raise DatasetError(
                "The download of {file} was interrupted after {got} of {size} ({reason}); fetch it "
                "again to continue from there.",
                file=file.name,
                got=megabytes(after),
                size=megabytes(file.size),
                reason=_reason(error),
            ) from None


def _receive_once(file: RemoteFile, part: Path, progress: Progress) -> None:
    received, validator = part.stat().st_size, _validator(part)
    headers = {"User-Agent": "recipe-lab", "Accept-Encoding": "identity"}
    if received and validator:
        headers |= {"Range": f"bytes={received}-", "If-Range": validator}
    else:
        received = 0
    request = urllib.request.Request(file.url, headers=headers)
    try:
        response = urllib.request.urlopen(request, timeout=_TIMEOUT)
    except urllib.error.HTTPError as error:
        if error.code == 416 and error.headers.get("Content-Range") == f"bytes */{received}":
            error.close()
            return
        raise
    with response:
        resumed = response.status == 206 and response.headers.get("Content-Range", "").startswith(
            f"bytes {received}-"
        )
        if response.status == 206 and not resumed:
            raise http.client.HTTPException("206")
        received = received if resumed else 0
        length = response.headers.get("Content-Length")
        total = received + int(length) if length else file.size
        if shutil.disk_usage(part.parent).free < total - received:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        _store_validator(part, response.headers)
        with part.open("r+b") as stream:
            stream.truncate(received)
            stream.seek(received)
            progress(received, total)
            while chunk := response.read1(_CHUNK):
                stream.write(chunk)
                received += len(chunk)
                progress(received, total)
        if length and received < total:
            raise http.client.IncompleteRead(b"", total - received)


def _accept(
    file: RemoteFile, part: Path, target: Path, verify: Callable[[Path], object] | None
) -> None:
    refusal = None
    if file.sha256:
        with part.open("rb") as stream:
            received = hashlib.file_digest(stream, "sha256").hexdigest()
        if received != file.sha256:
            refusal = DatasetError(
                "The download of {file} is not the published file (SHA-256 {received}…, expected "
                "{right}…); it was set aside as {path}, and nothing else was changed.",
                file=file.name,
                received=received[:12],
                right=file.sha256[:12],
                path=_refused_path(target),
            )
    elif verify:
        try:
            verify(part)
        except DatasetError as error:
            refusal = DatasetError(
                "The download of {file} cannot be used and was set aside as {path}; nothing else "
                "was changed. ({reason})",
                file=file.name,
                path=_refused_path(target),
                reason=error,
            )
    _validator_path(part).unlink(missing_ok=True)
    if refusal:
        part.rename(refusal.values["path"])
        raise refusal
    try:
        os.link(part, target)  # unlike a rename, this never replaces a file created meanwhile
        part.unlink()
    except (OSError, NotImplementedError) as error:
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from error
        part.rename(target)


def _refused_path(target: Path) -> Path:
    names = (f"{target.name}.refused{number or ''}" for number in itertools.count())
    return next(path for path in (target.with_name(name) for name in names) if not path.exists())


@contextlib.contextmanager
def _exclusive(part: Path) -> Iterator[None]:
    """Create ``part`` and lock it, so that two downloads do not write into one file."""
    with part.open("ab") as locked:
        try:
            import fcntl

            fcntl.flock(locked, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # Windows: no flock; the checksum still catches a mixed file
            pass
        except BlockingIOError:
            raise DatasetError(
                "{file} is being downloaded by another process; wait for it to finish.",
                file=part.stem,
            ) from None
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                if part.stat().st_size == 0:
                    part.unlink()


def _validator_path(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _validator(part: Path) -> str:
    """The ETag or date of the file that ``part`` is the beginning of; "" if unknown."""
    try:
        return str(read_object(_validator_path(part))["validator"])
    except (OSError, ValueError, KeyError):
        return ""


def _store_validator(part: Path, headers: http.client.HTTPMessage) -> None:
    tag = headers.get("ETag", "")
    validator = headers.get("Last-Modified", "") if not tag or tag.startswith("W/") else tag
    _validator_path(part).write_text(json.dumps({"validator": validator}))


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"HTTP {error.code}"
    reason = getattr(error, "reason", None) or error
    return getattr(reason, "strerror", None) or str(reason) or type(error).__name__


def _cannot_write(file: RemoteFile, folder: Path, error: OSError) -> DatasetError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DatasetError(
            "{folder} has no space for {file}, which needs {size}; free some space and fetch it "
            "again to continue.",
            folder=folder,
            file=file.name,
            size=megabytes(file.size),
        )
    return DatasetError(
        "{file} cannot be stored in {folder} ({reason}); make that folder writable or set "
        "RECIPE_LAB_HOME to another.",
        file=file.name,
        folder=folder,
        reason=error.strerror or error,
    )
