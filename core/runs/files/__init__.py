"""Files of runs: weights, predictions, checkpoints and logs, local and shared. No store."""

from core.runs.files.artifacts import (
    BEST,
    CHECKPOINT,
    EPOCHS,
    FINAL,
    LOG,
    PREDICTIONS,
    load_predictions,
)
from core.runs.files.leftovers import bytes_left, log_tail, remove_leftovers
from core.runs.files.sharing import bring_all, run_folder, share_all, unshare

__all__ = [
    "BEST",
    "CHECKPOINT",
    "EPOCHS",
    "FINAL",
    "LOG",
    "PREDICTIONS",
    "bring_all",
    "bytes_left",
    "load_predictions",
    "log_tail",
    "remove_leftovers",
    "run_folder",
    "share_all",
    "unshare",
]
