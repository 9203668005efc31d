"""Reading .npz files of strangers: it can build lists, numbers and plain arrays, nothing else.

imdb.npz and reuters.npz keep ragged lists as pickles, which elsewhere may run any code. Here a
pickle is first read as mere bytes: every instruction must be on a short list and within bounds.
Only then it is interpreted, with stand-ins for the three numpy names such a file needs, so that
not even numpy's own unpickling code sees the content.
"""

from __future__ import annotations

import io
import itertools
import math
import pickle
import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from core.datasets.zipped import COMPRESSIONS, UNREADABLE
from core.errors import DatasetError
from core.i18n import mark
from core.npz import read_header

MEMBER_LIMIT = 200_000_000
"""Bytes one array may unpack to; the largest of a known file is 47 million."""

PICKLE_LIMIT = 30_000_000
"""Bytes of one pickle; the largest of a known file has 14 million."""

INSTRUCTION_LIMIT = 1_000_000
"""Instructions of one pickle that are no numbers; known files have 100,000, four for each list."""

# Few bytes of a pickle can become much memory: 64 for a list of one, 36 for a number of three.
_NUMBERS = re.compile(rb"(?:K.|M..|J....)*+", re.DOTALL)
# Lists, tuples, marks, and the memo up to 2**22 entries: a larger index in a few bytes would make
# the unpickler reserve gigabytes.
_FIXED = re.compile(
    rb"[\]\[(eatlN)0\x85\x86\x87\x88\x89Rb\x94\x93]|[qh].|[rj]..[\x00-\x3f]\x00"
    rb"|\x80[\x02-\x05]|\x95.{8}|c[\w.]{1,40}\n\w{1,40}\n",
    re.DOTALL,
)
_LENGTH_BYTES = {b"X": 4, b"B": 4, b"T": 4, b"\x8c": 1, b"C": 1, b"U": 1, b"\x8a": 1}
_STOP = b"."

_NUMPY_CORE = ("numpy.core.multiarray", "numpy._core.multiarray")
_REFUSED = mark(
    "{path} is refused, and left as it is: its array {array!r} holds {received} where only lists, "
    "numbers and plain arrays may be."
)
_DAMAGED = mark(
    "{path} is refused, and left as it is: it is damaged or incomplete ({reason}); a good copy is "
    "a .npz file with the arrays {arrays}."
)


def read_npz(path: Path, names: tuple[str, ...]) -> dict[str, np.ndarray | list]:
    """Read the named arrays of a .npz file.

    Args:
        path: A .npz file; only read.
        names: The arrays wanted; others are not looked at.

    Returns:
        By name: an array of numbers, or for an array of objects the list of its elements (lists
        of numbers, numbers or arrays).

    Raises:
        DatasetError: It is no such file, is damaged, lacks an array, or holds anything but lists,
            numbers and plain arrays. Nothing of it has been executed.
        OSError: It cannot be read at all.
    """
    wanted = ", ".join(names)
    try:
        with zipfile.ZipFile(path) as archive:
            return {name: _read_member(archive, path, name, wanted) for name in names}
    except UNREADABLE as error:
        raise DatasetError(_DAMAGED, path=path, reason=error, arrays=wanted) from None


def _read_member(archive: zipfile.ZipFile, path: Path, name: str, wanted: str):
    try:
        member = archive.getinfo(f"{name}.npy")
    except KeyError:
        raise DatasetError(
            "{path} is refused, and left as it is: it has no array {array!r}; it holds "
            "{received} where {arrays} are needed.",
            path=path,
            array=name,
            received=", ".join(archive.namelist()[:8]) or "-",
            arrays=wanted,
        ) from None
    if member.file_size > MEMBER_LIMIT:
        raise DatasetError(
            "{path} is refused, and left as it is: its array {array!r} unpacks to {received:,} "
            "bytes where at most {right:,} can be.",
            path=path,
            array=name,
            received=member.file_size,
            right=MEMBER_LIMIT,
        )
    if member.compress_type not in COMPRESSIONS:
        raise NotImplementedError(f"{name}: compression {member.compress_type}")
    with archive.open(member) as file:
        shape, fortran, dtype = read_header(file)
        size = member.file_size - file.tell()
        if dtype.kind not in "iufbO":
            raise DatasetError(_REFUSED, path=path, array=name, received=f"dtype {dtype}")
        if dtype.kind == "O" and size > PICKLE_LIMIT:
            raise DatasetError(_REFUSED, path=path, array=name, received=f"{size:,} bytes")
        content = file.read()
    count = math.prod(shape)
    if dtype.kind == "O":
        return _elements(content, path, name, count)
    if count * dtype.itemsize != len(content):
        raise ValueError(f"{name}: {len(content):,} bytes")
    return np.frombuffer(content, dtype).reshape(shape, order="F" if fortran else "C")


def _elements(stream: bytes, path: Path, name: str, count: int) -> list:
    """The elements of a pickled one-dimensional object array."""
    complaint = _complaint(stream)
    if complaint:
        raise DatasetError(_REFUSED, path=path, array=name, received=complaint)
    try:
        array = _Unpickler(io.BytesIO(stream)).load()
        if not isinstance(array, _Array):
            raise ValueError(type(array).__name__)
        elements = array.elements()
    except _Forbidden as error:
        raise DatasetError(_REFUSED, path=path, array=name, received=error) from None
    except MemoryError:
        raise
    except Exception as error:  # whatever a hostile stream provokes, the answer is the same
        raise DatasetError(
            _REFUSED, path=path, array=name, received=f"{type(error).__name__}: {error}"
        ) from None
    if len(elements) != count:
        raise DatasetError(
            _REFUSED, path=path, array=name, received=f"{len(elements):,} elements of {count:,}"
        )
    return elements


def _complaint(stream: bytes) -> str:
    """What in a pickle is not allowed, found without interpreting it; empty if nothing."""
    position = 0
    for instructions in itertools.count():
        if instructions > INSTRUCTION_LIMIT:
            return f"more than {INSTRUCTION_LIMIT:,} instructions"
        position = _NUMBERS.match(stream, position).end()
        found = _FIXED.match(stream, position)
        if found:
            position = found.end()
            continue
        opcode = stream[position : position + 1]
        if opcode == _STOP:
            return "" if position == len(stream) - 1 else "more than one pickle"
        width = _LENGTH_BYTES.get(opcode)
        if width is None:
            return f"instruction {opcode!r} at byte {position:,}" if opcode else "a cut-off end"
        length = int.from_bytes(stream[position + 1 : position + 1 + width], "little")
        position += 1 + width + length
        if position >= len(stream):
            return "a cut-off end"


class _Forbidden(Exception):
    """A pickle asks for a name that is none of the three allowed."""


class _Name:
    """Stands for a numpy name on the unpickler's stack; calling it makes a stand-in."""

    __slots__ = ("_make",)

    def __init__(self, make):
        object.__setattr__(self, "_make", make)

    def __setattr__(self, name, value):
        raise _Forbidden(name)

    def __call__(self, *arguments):
        return self._make(*arguments)


class _Type:
    """What a pickle says of a dtype."""

    __slots__ = ("code", "order")

    def __init__(self, code: str = "", *_: Any):
        self.code, self.order = code, "|"

    def __setstate__(self, state: tuple) -> None:
        self.order = state[1]

    def plain(self) -> np.dtype | None:
        """The dtype, or None for objects."""
        if self.code in ("O", "O8", "O4"):
            return None
        if not re.fullmatch(r"[iufb][1248]", str(self.code)) or self.order not in "<>|=":
            raise _Forbidden(f"dtype {self.code!r}")
        return np.dtype(self.order + self.code)


class _Array:
    """What a pickle says of an array: shape, dtype, content."""

    __slots__ = ("state",)

    def __init__(self, *_: Any):
        self.state = None

    def __setstate__(self, state: tuple) -> None:
        self.state = state

    def elements(self) -> list:
        """The elements of an object array; of them, arrays are made real."""
        _, shape, kind, _, content = self.state
        if kind.plain() is not None or len(shape) != 1 or not isinstance(content, list):
            raise _Forbidden("an array of another kind")
        if shape[0] != len(content):
            raise _Forbidden(f"{len(content):,} elements of {shape[0]:,}")
        return [element.plain() if isinstance(element, _Array) else element for element in content]

    def plain(self) -> np.ndarray:
        _, shape, kind, fortran, content = self.state
        dtype = kind.plain()
        if dtype is None or not isinstance(content, bytes):
            raise _Forbidden("an array of objects in an array of objects")
        return np.frombuffer(content, dtype).reshape(shape, order="F" if fortran else "C")


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str):
        if name == "_reconstruct" and module in _NUMPY_CORE:
            return _Name(_Array)
        if (module, name) == ("numpy", "ndarray"):
            return _Name(_refuse_call)
        if (module, name) == ("numpy", "dtype"):
            return _Name(_Type)
        raise _Forbidden(f"{module}.{name}")

    def persistent_load(self, identity: Any):
        raise _Forbidden("a reference outside the file")


def _refuse_call(*_: Any):
    raise _Forbidden("a call")
