"""A run's model as a file that plain Keras loads, made without TensorFlow in this process."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import core
from core.errors import RequestError

SECONDS = 150.0
"""A browser waits no longer than three minutes for a download."""
_one_at_a_time = threading.Lock()


def keras_file(run_id: str) -> bytes:
    """The content of a ``.keras`` file, as ``python -m core run ID model FILE.keras`` writes it.

    The command runs in a process of its own, one at a time, because each takes 0.5 GB of memory.
    It finds the installation as this process did: by the environment and the current folder.

    Raises:
        RequestError: The run has no stored weights, or the command failed for another reason.
    """
    root = str(Path(core.__file__).parents[1])
    paths = filter(None, (root, os.environ.get("PYTHONPATH", "")))
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    with _one_at_a_time, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        command = [sys.executable, "-m", "core", "run", run_id, "model", str(path)]
        try:
            done = subprocess.run(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                timeout=SECONDS,
            )
            if not done.returncode:
                return path.read_bytes()
            reason = done.stderr.strip().rpartition("\n")[2] or str(done.returncode)
        except subprocess.TimeoutExpired:
            reason = f"> {SECONDS:.0f} s"
        except OSError as error:
            reason = error.strerror or str(error)
    raise RequestError(
        "The model of run {run} could not be saved: {reason}", run=run_id, reason=reason
    )
