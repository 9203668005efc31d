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
    """Import and configure TensorFlow once: op determinism and a fixed number of threads.

    Args:
        threads: Threads per operation. Results and times are comparable only between runs with
            the same number. The first call in a process decides; it cannot be changed later.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow as tf

    with _lock:
        if not _configured:
            _configured["threads"] = threads
            try:
                tf.config.threading.set_intra_op_parallelism_threads(threads)
                tf.config.threading.set_inter_op_parallelism_threads(max(2, threads))
            except RuntimeError:  # an op has already run: report the actual number
                _configured["threads"] = tf.config.threading.get_intra_op_parallelism_threads()
            tf.config.experimental.enable_op_determinism()
    return tf


def threads_in_use() -> int:
    """Number of threads the runtime is configured with; 0 before TensorFlow is loaded."""
    return _configured.get("threads", 0)


@contextmanager
def memory_watched() -> Iterator[None]:
    """Reset the peak that ``peak_memory`` reports, where the system supports it (Linux).

    If another run is active in this process, nothing is reset: that run would lose its peak.
    """
    with _lock:
        _watched["runs"] = _watched.get("runs", 0) + 1
        if _watched["runs"] == 1:
            with suppress(OSError):  # without a reset, earlier memory counts too
                Path("/proc/self/clear_refs").write_text("5")
    try:
        yield
    finally:
        with _lock:
            _watched["runs"] -= 1


def peak_memory() -> int:
    """Peak resident memory of this process in bytes, including TensorFlow itself.

    Counted since ``memory_watched`` was entered, or since the process started where the system
    cannot reset it.
    """
    try:
        import resource
    except ImportError:  # Windows
        import psutil

        return psutil.Process().memory_info().peak_wset
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
