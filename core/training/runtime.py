"""TensorFlow's runtime: imported late, configured once, deterministic."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType

_configured: dict[str, int] = {}
_watched: dict[str, int] = {}
_lock = threading.Lock()


def tensorflow(threads: int) -> ModuleType:
    """Import TensorFlow, once, with op determinism and a fixed number of threads.

    Args:
        threads: Threads one operation may use. Bits and seconds are comparable only between runs
            where this is equal. The first call of a process decides; the runtime cannot change.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow as tf

    with _lock:
        if not _configured:
            _configured["threads"] = threads
            try:
                tf.config.threading.set_intra_op_parallelism_threads(threads)
                tf.config.threading.set_inter_op_parallelism_threads(max(2, threads))
            except RuntimeError:  # somebody ran an op before us: report what really holds
                _configured["threads"] = tf.config.threading.get_intra_op_parallelism_threads()
            tf.config.experimental.enable_op_determinism()
    return tf


def threads_in_use() -> int:
    """Threads the runtime was configured with; 0 when TensorFlow has not been asked for."""
    return _configured.get("threads", 0)


@contextmanager
def memory_watched() -> Iterator[None]:
    """Let ``peak_memory`` count from here on, where the system can forget (Linux).

    A run that begins beside another one in this process forgets nothing: the other would lose its
    peak.
    """
    with _lock:
        _watched["runs"] = _watched.get("runs", 0) + 1
        if _watched["runs"] == 1:
            with suppress(OSError):  # what the process needed before then counts too
                Path("/proc/self/clear_refs").write_text("5")
    try:
        yield
    finally:
        with _lock:
            _watched["runs"] -= 1


def peak_memory() -> int:
    """Largest resident set of this process since ``memory_watched`` began, in bytes; since the
    process began where the system cannot forget. What TensorFlow itself takes is a part of it."""
    try:
        import resource
    except ImportError:  # Windows
        import psutil

        return psutil.Process().memory_info().peak_wset
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
