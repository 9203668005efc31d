"""Opens files for reading, but only regular ones, since reading a device may never end.

It also measures files, and replaces them atomically.
"""

from __future__ import annotations

import errno
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

# Windows has neither FIFOs that block nor a way to refuse links, but it distinguishes text files.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class NotRegularError(OSError):
    """It is not a regular file but a folder, device, FIFO, socket or link not to be followed."""


def open_regular(path: Path, *, follow: bool = True) -> BinaryIO:
    """Open a regular file for reading, without ever blocking on a FIFO.

    Args:
        path: The file.
        follow: Whether the file itself may be a symbolic link; its parent folders always may.

    Raises:
        FileNotFoundError: The file does not exist.
        NotRegularError: It is not a regular file.
        OSError: It cannot be opened.
    """
    try:
        descriptor = os.open(path, _FLAGS if follow else _FLAGS | _NO_LINK)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO):  # a link not to be followed, a socket
            raise NotRegularError("it is not a regular file") from None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotRegularError("it is not a regular file")
    return os.fdopen(descriptor, "rb")


def file_size(path: Path) -> int:
    """The size of a file in bytes; 0 if it does not exist or cannot be accessed."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing that replaces ``path`` atomically when the block ends.

    If the block raises, nothing is replaced and nothing left behind.

    Raises:
        OSError: It could not be written, for example to a full disk.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        with part.open("wb") as file:
            yield file
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
