"""Cache of decoded datasets: for each source file one memory-mapped file of arrays, or a refusal.

The files are in ``Settings.decoded`` and may be deleted at any time. They are keyed by the path,
size and modification time of their source, so a changed file is decoded again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import mmap
import os
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import DatasetError
from core.i18n import gettext
from core.json_file import parse_object, write_json
from core.regular_file import replacing
from core.settings import Settings

_MAGIC = b"recipe-lab arrays 1\n"
_ALIGNMENT = 64
_HEADER_LIMIT = 1_000_000


@dataclass(frozen=True)
class Content:
    """The content decoded from a file.

    Attributes:
        arrays: Arrays by name; memory-mapped and read-only if they come from the cache.
        facts: JSON-ready metadata from the decoder, such as column names.
        digest: SHA-256 of the names, dtypes, shapes and bytes of the arrays.
        notes: Sentences for the user, such as that the cache could not be written.
    """

    arrays: dict[str, np.ndarray]
    facts: dict[str, Any] = field(default_factory=dict)
    digest: str = ""
    notes: tuple[str, ...] = ()

    def text(self, name: str) -> list[str]:
        """The lines of a text that is stored as an array of bytes."""
        return self.arrays[name].tobytes().decode().split("\n")


def text_array(lines: Iterable[str]) -> np.ndarray:
    """The bytes of one text with these lines; see ``Content.text``."""
    return np.frombuffer("\n".join(lines).encode(), np.uint8)


Decoder = Callable[[Path], Content]


def arrays_digest(arrays: Mapping[str, np.ndarray]) -> str:
    """SHA-256 of the names, dtypes, shapes and (little-endian) bytes of arrays."""
    digest = hashlib.sha256()
    for name in sorted(arrays):
        array = np.asarray(arrays[name], order="C")
        array = array.astype(array.dtype.newbyteorder("<"), copy=False)
        digest.update(f"{name} {array.dtype.str} {array.shape};".encode())
        digest.update(array.reshape(-1).view(np.uint8))
    return digest.hexdigest()


def splits_digest(content: str, preprocessing: Mapping[str, Any]) -> str:
    """Digest of splits, from the digest of their content and the preprocessing."""
    settings = json.dumps(dict(preprocessing), sort_keys=True)
    return hashlib.sha256(f"{content} {settings}".encode()).hexdigest()


def decode_once(
    name: str, source: Path, decoder: Decoder, settings: Settings, *, refresh: bool = False
) -> Content:
    """The decoded content of ``source``, from the cache if it has an intact copy.

    Args:
        name: Name of the cache file: the dataset and its decoder's version, such as ``"imdb-1"``.
        source: The file or folder to decode; only read.
        decoder: Decodes and validates it.
        settings: The installation's settings, with the folder of the cache.
        refresh: Whether to ignore the cache and decode again.

    Raises:
        DatasetError: The source is refused, or cannot be read. Refusals are cached too.
    """
    key = source_key(source)
    path = _cache_path(name, source, settings)
    if not refresh:
        refusal = _recorded_refusal(path, key)
        if refusal:
            raise refusal
        content = _read(path, key)
        if content:
            return content
    try:
        content = decoder(source)
    except DatasetError as error:
        _record_refusal(path, key, error)
        raise
    except OSError as error:
        raise DatasetError(
            "{path} cannot be read ({reason}).", path=source, reason=error.strerror or error
        ) from None
    if not content.digest:
        content = replace(content, digest=arrays_digest(content.arrays))
    try:
        _write(path, key, content)
    except OSError as error:
        note = gettext(
            "The decoded data could not be cached in {folder} ({reason}), so every run takes a "
            "few seconds to decode it again.",
            folder=path.parent,
            reason=error.strerror or error,
        )
        content = replace(content, notes=(*content.notes, note))
    return content


def decode_first(name: str, sources: list[Path], decoder: Decoder, settings: Settings) -> Content:
    """The content of the first of ``sources`` accepted, with a note for each refused before it.

    Raises:
        DatasetError: None is accepted; this is the refusal of the first one.
    """
    refusals: list[DatasetError] = []
    for source in sources:
        try:
            content = decode_once(name, source, decoder, settings)
        except DatasetError as error:
            refusals.append(error)
            continue
        return replace(content, notes=(*map(str, refusals), *content.notes))
    raise refusals[0]


def is_decoded(name: str, source: Path, settings: Settings) -> bool:
    """Whether the cache has the content of ``source``; cheap, since that is not read.

    Raises:
        DatasetError: It was refused, or cannot be accessed.
    """
    key = source_key(source)
    path = _cache_path(name, source, settings)
    refusal = _recorded_refusal(path, key)
    if refusal:
        raise refusal
    with contextlib.suppress(OSError, ValueError, KeyError), path.open("rb") as file:
        return _header(file)["source"] == key
    return False


def source_key(source: Path) -> dict[str, Any]:
    """A key for the current state of a file or folder, made without reading its content.

    Raises:
        DatasetError: It cannot be accessed.
    """
    try:
        if source.is_dir():
            sizes, latest = _folder_key(source)
        else:
            status = source.stat()
            sizes, latest = status.st_size, status.st_mtime_ns
    except OSError as error:
        raise DatasetError(
            "{path} cannot be read ({reason}).", path=source, reason=error.strerror or error
        ) from None
    return {"path": str(source.absolute()), "size": sizes, "changed": latest}


def _folder_key(folder: Path) -> tuple[int, int]:
    size = latest = 0
    for entry in os.scandir(folder):
        status = entry.stat()
        below = _folder_key(Path(entry.path)) if entry.is_dir() else (status.st_size, 0)
        size += below[0]
        latest = max(latest, below[1], status.st_mtime_ns)
    return size, latest


def _cache_path(name: str, source: Path, settings: Settings) -> Path:
    digest = hashlib.sha256(str(source.absolute()).encode()).hexdigest()[:16]
    return settings.decoded / f"{name}-{digest}.arrays"


def _header(file) -> dict[str, Any]:
    """Read the header of a cache file; ValueError if it is not one."""
    if file.read(len(_MAGIC)) != _MAGIC:
        raise ValueError("magic")
    length = int.from_bytes(file.read(8), "little")
    if length > _HEADER_LIMIT:
        raise ValueError("length")
    header = parse_object(file.read(length))
    return header | {"start": _aligned(len(_MAGIC) + 8 + length)}


def _aligned(position: int) -> int:
    return -(-position // _ALIGNMENT) * _ALIGNMENT


def _read(path: Path, key: dict[str, Any]) -> Content | None:
    """The cached content; None if it is missing, damaged or from another state of the source."""
    try:
        with path.open("rb") as file:
            header = _header(file)
            start, size = header["start"], header["bytes"]
            if header["source"] != key or os.fstat(file.fileno()).st_size != start + size:
                return None
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        payload = np.frombuffer(mapped, np.uint8, size, start)
        if zlib.crc32(payload) != header["crc32"]:
            return None
        arrays = {
            name: np.frombuffer(mapped, dtype, math.prod(shape), start + offset).reshape(shape)
            for name, dtype, shape, offset in header["arrays"]
        }
        return Content(arrays, header["facts"], header["digest"])
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return None


def _write(path: Path, key: dict[str, Any], content: Content) -> None:
    arrays = {name: np.asarray(array, order="C") for name, array in content.arrays.items()}
    layout, size, checksum = [], 0, 0
    for name, array in arrays.items():
        layout.append((name, array.dtype.str, list(array.shape), size))
        size += _aligned(array.nbytes)
    for block in _blocks(arrays):
        checksum = zlib.crc32(block, checksum)
    header = json.dumps(
        {
            "source": key,
            "arrays": layout,
            "bytes": size,
            "crc32": checksum,
            "facts": content.facts,
            "digest": content.digest,
        }
    ).encode()
    start = _MAGIC + len(header).to_bytes(8, "little") + header
    path.parent.mkdir(parents=True, exist_ok=True)
    _clear_abandoned(path)
    with replacing(path) as file:
        file.write(start.ljust(_aligned(len(start)), b"\0"))
        for block in _blocks(arrays):
            file.write(block)


def _blocks(arrays: Mapping[str, np.ndarray]) -> Iterator[np.ndarray | bytes]:
    for array in arrays.values():
        yield array.reshape(-1).view(np.uint8)
        yield bytes(_aligned(array.nbytes) - array.nbytes)


def _clear_abandoned(path: Path) -> None:
    """Remove partial files that a killed process left behind an hour or more ago."""
    for part in path.parent.glob(f".{path.name}.*"):
        with contextlib.suppress(OSError):
            if part.stat().st_mtime < time.time() - 3_600:
                part.unlink()


def _refusal_path(path: Path) -> Path:
    return path.with_suffix(".refused.json")


def _record_refusal(path: Path, key: dict[str, Any], error: DatasetError) -> None:
    values = {
        name: value if isinstance(value, int | float) else str(value)
        for name, value in error.values.items()
    }
    record = {"source": key, "message": error.message, "values": values}
    with contextlib.suppress(OSError, ValueError):
        write_json(_refusal_path(path), record)


def _recorded_refusal(path: Path, key: dict[str, Any]) -> DatasetError | None:
    with contextlib.suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
        record = parse_object(_refusal_path(path).read_bytes())
        if record["source"] == key:
            refusal = DatasetError(record["message"], **record["values"])
            str(refusal)  # raises if a placeholder has no value
            return refusal
    return None
