"""Reads untrusted .npz files; it can build lists, numbers and plain arrays, and nothing else.

imdb.npz and reuters.npz store ragged lists as pickles, and unpickling can normally run any code.
Here a pickle is first scanned as bytes: every instruction must be on a short list and within
bounds. Only then is it interpreted, with stand-ins for the three NumPy names that such a file
needs, so that not even NumPy's own unpickling code sees the content.
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
"""The most bytes one array may unpack to; the largest in the known files has 47 million."""

PICKLE_LIMIT = 30_000_000
"""The most bytes of one pickle; the largest in the known files has 14 million."""

INSTRUCTION_LIMIT = 1_000_000
"""The most instructions of one pickle, numbers aside; known files have 100,000, four per list."""

# A few bytes of a pickle can take much memory: a list 64 bytes from one, a number 36 from three.
_NUMBERS = re.compile(rb"(?:K.|M..|J....)*+", re.DOTALL)
# Lists, tuples, marks, and a memo of up to 2**22 entries: a larger index, although only a few
# bytes, would make the unpickler allocate gigabytes.
_FIXED = re.compile(
    rb"[\]\[(eatlN)0\x85\x86\x87\x88\x89Rb\x94\x93]|[qh].|[rj]..[\x00-\x3f]\x00"
    rb"|\x80[\x02-\x05]|\x95.{8}|c[\w.]{1,40}\n\w{1,40}\n",
    re.DOTALL,
)
_LENGTH_BYTES = {b"X": 4, b"B": 4, b"T": 4, b"\x8c": 1, b"C": 1, b"U": 1, b"\x8a": 1}
_STOP = b"."

_NUMPY_CORE = ("numpy.core.multiarray", "numpy._core.multiarray")
_REFUSED = mark(
    "{path} is refused and left unchanged: its array {array!r} has {received}, but only lists, "
    "numbers and plain arrays are allowed."
)
_DAMAGED = mark(
    "{path} is refused and left unchanged: it is damaged or incomplete ({reason}); it must be a "
    ".npz file with the arrays {arrays}."
)


def read_npz(path: Path, names: tuple[str, ...]) -> dict[str, np.ndarray | list]:
    """Read the named arrays of a .npz file.

    Args:
        path: A .npz file; only read.
        names: The arrays to read; others are ignored.

    Returns:
        By name: an array of numbers, or for an array of objects the list of its elements (lists
        of numbers, numbers or arrays).

    Raises:
        DatasetError: It is no such file, is damaged, lacks an array, or has anything but lists,
            numbers and plain arrays. Nothing in it was executed.
        OSError: It cannot be opened or read.
    """
    arrays: dict[str, np.ndarray | list] = {}
    wanted, name = ", ".join(names), ""
    try:
        with zipfile.ZipFile(path) as archive:
            for name in names:
                arrays[name] = _read_member(archive, path, name, wanted)
    except _Forbidden as error:
        raise DatasetError(_REFUSED, path=path, array=name, received=error) from None
    except UNREADABLE as error:
        raise DatasetError(_DAMAGED, path=path, reason=error, arrays=wanted) from None
    return arrays


def _read_member(archive: zipfile.ZipFile, path: Path, name: str, wanted: str):
    try:
        member = archive.getinfo(f"{name}.npy")
    except KeyError:
        raise DatasetError(
            "{path} is refused and left unchanged: it has no array {array!r}; it has {received}, "
            "but it must have {arrays}.",
            path=path,
            array=name,
            received=", ".join(archive.namelist()[:8]) or "-",
            arrays=wanted,
        ) from None
    if member.file_size > MEMBER_LIMIT:
        raise DatasetError(
            "{path} is refused and left unchanged: its array {array!r} unpacks to {received:,} "
            "bytes, but at most {right:,} are allowed.",
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
            raise _Forbidden(f"dtype {dtype}")
        if dtype.kind == "O" and size > PICKLE_LIMIT:
            raise _Forbidden(f"{size:,} bytes")
        content = file.read()
    count = math.prod(shape)
    if dtype.kind == "O":
        return _elements(content, count)
    if count * dtype.itemsize != len(content):
        raise ValueError(f"{name}: {len(content):,} bytes")
    return np.frombuffer(content, dtype).reshape(shape, order="F" if fortran else "C")


def _elements(stream: bytes, count: int) -> list:
    """The elements of a pickled one-dimensional array of objects."""
    violation = _violation(stream)
    if violation:
        raise _Forbidden(violation)
    try:
        array = _Unpickler(io.BytesIO(stream)).load()
        if not isinstance(array, _Array):
            raise ValueError(type(array).__name__)
        elements = array.elements()
    except (_Forbidden, MemoryError):
        raise
    except Exception as error:  # a hostile stream may raise anything
        raise _Forbidden(f"{type(error).__name__}: {error}") from None
    if len(elements) != count:
        raise _Forbidden(f"{len(elements):,} elements of {count:,}")
    return elements


def _violation(stream: bytes) -> str:
    """What is not allowed in a pickle, found without interpreting it; "" if everything is."""
    position = 0
    for instructions in itertools.count():
        if instructions > INSTRUCTION_LIMIT:
            return f"more than {INSTRUCTION_LIMIT:,} instructions"
        position = _NUMBERS.match(stream, position).end()
        match = _FIXED.match(stream, position)
        if match:
            position = match.end()
            continue
        opcode = stream[position : position + 1]
        if opcode == _STOP:
            return "" if position == len(stream) - 1 else "more than one pickle"
        width = _LENGTH_BYTES.get(opcode)
        if width is None:
            return f"instruction {opcode!r} at byte {position:,}" if opcode else "a truncated end"
        length = int.from_bytes(stream[position + 1 : position + 1 + width], "little")
        position += 1 + width + length
        if position >= len(stream):
            return "a truncated end"


class _Forbidden(Exception):
    """A pickle asks for something that is not allowed."""


class _Name:
    """Stands for a NumPy name on the unpickler's stack; calling it makes a stand-in."""

    __slots__ = ("_make",)

    def __init__(self, make):
        object.__setattr__(self, "_make", make)

    def __setattr__(self, name, value):
        raise _Forbidden(name)

    def __call__(self, *arguments):
        return self._make(*arguments)


class _Type:
    """Stand-in for a dtype in a pickle."""

    __slots__ = ("code", "order")

    def __init__(self, code: str = "", *_: Any):
        self.code, self.order = code, "|"

    def __setstate__(self, state: tuple) -> None:
        self.order = state[1]

    def plain(self) -> np.dtype | None:
        """The dtype; None for objects."""
        if self.code in ("O", "O8", "O4"):
            return None
        if not re.fullmatch(r"[iufb][1248]", str(self.code)) or self.order not in "<>|=":
            raise _Forbidden(f"dtype {self.code!r}")
        return np.dtype(self.order + self.code)


class _Array:
    """Stand-in for an array in a pickle: its shape, dtype and content."""

    __slots__ = ("state",)

    def __init__(self, *_: Any):
        self.state = None

    def __setstate__(self, state: tuple) -> None:
        self.state = state

    def elements(self) -> list:
        """The elements of an array of objects, with real arrays in place of stand-ins."""
        _, shape, kind, _, content = self.state
        if kind.plain() is not None or len(shape) != 1 or not isinstance(content, list):
            raise _Forbidden("an array of another kind")
        if shape[0] != len(content):
            raise _Forbidden(f"{len(content):,} elements of {shape[0]:,}")
        return [element.plain() if isinstance(element, _Array) else element for element in content]

    def plain(self) -> np.ndarray:
        """The array of numbers that it stands for."""
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
