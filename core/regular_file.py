"""Opens a file for reading where there may be something else: reading a device may never end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

# Windows has neither FIFOs to wait for nor a way to refuse links, but text files.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class NotRegularError(OSError):
    """There is no regular file: a folder, a device, a FIFO, a socket, a link not to follow."""


def open_regular(path: Path, *, follow: bool = True) -> BinaryIO:
    """Open a regular file for reading, never waiting for whoever would write to a FIFO.

    Args:
        path: The file.
        follow: Whether the file itself may be a symbolic link; the folders above it always may.

    Raises:
        FileNotFoundError: It is not there.
        NotRegularError: It is something other than a regular file.
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
