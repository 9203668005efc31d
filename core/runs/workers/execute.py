"""Execute a run: claim it, train, keep what it leaves, and say how it ended."""

from __future__ import annotations

import os
import platform
import threading
import traceback
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from core.errors import RecipeLabError, StoreError, TrainingError, first_line
from core.i18n import gettext, mark
from core.recipes import Recipe, recipe_from_dict
from core.runs.files.artifacts import BEST, CHECKPOINT, FINAL, LOG, PREDICTIONS, save_artifacts
from core.runs.files.sharing import run_folder, share
from core.runs.run import COMPLETED, FAILED, INTERRUPTED, PAUSED, STOPPED, Run
from core.runs.store import Store
from core.runs.store.database import patiently
from core.runs.store.keeping import keep_within
from core.runs.store.leases import LEASE_SECONDS
from core.runs.store.unowned import note_store
from core.runs.workers.allowance import Allowance
from core.runs.workers.endings import lost_with_server
from core.runs.workers.recorder import StoreRecorder, Together
from core.settings import Settings
from core.training.checkpoint import Checkpoint, CheckpointFile
from core.training.environment import environment
from core.training.recorder import Recorder, TrainingResult
from core.training.runtime import memory_watched, peak_memory

Train = Callable[..., TrainingResult]

DIFFERS = mark(
    "When it went on, from epoch {epoch} its values came out differently than before; they are "
    "those of this machine and these versions."
)
FINISH_SECONDS = 60.0
NOT_KEPT = mark("Its weights and predictions could not be kept ({reason}).")


def new_holder() -> str:
    """A name nobody else holds runs under, saying where it is."""
    return f"{platform.node()}/{os.getpid()}/{uuid.uuid4().hex[:8]}"


def execute(
    run_id: str,
    store: Store,
    settings: Settings,
    holder: str,
    *,
    executor: str = "",
    listener: Recorder | None = None,
    train: Train | None = None,
    lease_seconds: float = LEASE_SECONDS,
    leaving: threading.Event | None = None,
) -> Run:
    """Execute a run in this process, to its end, from its checkpoint where it has one.

    Whatever goes wrong ends in the store as a sentence; a traceback goes to the run's log.

    Args:
        run_id: A queued run, or a running one that ``holder`` holds.
        holder: Who executes it, as ``new_holder()`` names it.
        executor: What it is executed by, kept with the run.
        listener: Told everything as well, a progress bar for example; it may ask to stop.
        train: What trains; ``core.training.train.train`` if not given.
        leaving: Set when this process is about to end: the run is then interrupted where it is.

    Returns:
        The run as it ended. One that somebody else held is returned as it is.

    Raises:
        KeyboardInterrupt: After the run was ended as stopped, with what it had.
        StoreError: The store itself failed, so that the end could not be written.
    """
    if not store.claim(run_id, holder, lease_seconds, executor=executor):
        return store.get(run_id)
    store.log_event("started", run_id, executor=executor)
    note_store(store, settings)
    folder = settings.artifacts / run_id
    status, error, result, file = FAILED, None, None, None
    allowance = Allowance(settings.run_minutes)
    try:
        with memory_watched():
            status, result, file = _train(
                store,
                settings,
                run_id,
                holder,
                [listener, allowance] if listener else [allowance],
                train,
                lease_seconds=lease_seconds,
                leaving=leaving or threading.Event(),
            )
        if status == INTERRUPTED:
            error = lost_with_server()
        elif status == STOPPED and allowance.asked:
            error = allowance.explain(result.epochs)
    except KeyboardInterrupt:
        store.finish(run_id, holder, STOPPED, peak_memory=peak_memory())
        raise
    except StoreError as problem:  # not the run's fault: it can go on when the store is well
        status, error = INTERRUPTED, problem
    except RecipeLabError as problem:
        error = problem
    except MemoryError:
        error = TrainingError(
            "Memory ran out; choose a smaller batch size, shorter inputs or fewer units."
        )
    except Exception as problem:
        _log(folder)
        error = TrainingError(
            "The run failed with an error nobody foresaw ({kind}: {reason}); {log} in its folder "
            "has the details.",
            kind=type(problem).__name__,
            reason=first_line(problem),
            log=LOG,
        )
    values = _values(result) if result else {"peak_memory": peak_memory()}
    if result:
        values |= _keep(settings, folder, result)
    share(settings, run_id, LOG)
    # what it computed is worth waiting for a database server that restarts
    patiently(lambda: store.finish(run_id, holder, status, error, **values), FINISH_SECONDS)
    if file and result.checkpoint:  # the run has ended by now; nobody waits for this
        file.save(result.checkpoint)
        file.close()
    keep_within(store, settings)
    return store.get(run_id)


def _train(
    store: Store,
    settings: Settings,
    run_id: str,
    holder: str,
    listeners: Sequence[Recorder],
    train: Train | None,
    *,
    lease_seconds: float,
    leaving: threading.Event,
) -> tuple[str, TrainingResult, CheckpointFile | None]:
    run = store.get(run_id)
    recipe = recipe_from_dict(run.recipe)
    file = None
    more: dict[str, Any] = {}
    with StoreRecorder(
        store, run_id, holder, lease_seconds=lease_seconds, leaving=leaving
    ) as recorder:
        store.describe(run_id, holder=holder, environment=environment(), threads=settings.threads)
        if train is None:
            recorder.phase("prepare")  # importing is a part of it
            from core.training.train import train

            run_folder(settings, run_id, CHECKPOINT)  # it may have trained on another machine
            file = _checkpoint_file(store, settings, run, recipe)
            more["checkpoints"] = file
        result = train(
            recipe,
            run.seed,
            settings=settings,
            recorder=Together(recorder, *listeners),
            **more,
        )
    if file:
        file.close()
    if recorder.error:
        raise recorder.error
    if recorder.differs is not None:
        note = gettext(DIFFERS, epoch=recorder.differs + 1)
        result.notes = (*result.notes, note)
    if result.status == COMPLETED:
        return COMPLETED, result, file
    if leaving.is_set():
        return INTERRUPTED, result, file
    return PAUSED if recorder.pausing else STOPPED, result, file


def _checkpoint_file(store: Store, settings: Settings, run: Run, recipe: Recipe) -> CheckpointFile:
    def note(checkpoint: Checkpoint, size: int) -> None:
        share(settings, run.id, CHECKPOINT)
        with suppress(StoreError):  # only what a page says of it is lost
            store.note_checkpoint(run.id, epoch=checkpoint.epoch, step=checkpoint.step, size=size)

    return CheckpointFile(
        settings.artifacts / run.id / CHECKPOINT,
        note,
        least=settings.checkpoint_seconds,
        owner={"run": run.id, "recipe": recipe.key_without_epochs, "seed": run.seed},
        history=lambda: store.history(run.id).metrics,
    )


def _values(result: TrainingResult) -> dict[str, Any]:
    values = {
        "parameters": result.parameters,
        "test": result.test,
        "best_epoch": result.best_epoch,
        "seconds": result.seconds,
        "peak_memory": result.peak_memory,
        "threads": result.threads,
        "scale": result.scale,
        "unit": result.unit,
        "notes": list(result.notes),
        "digest": result.digest,
        "engine": result.engine,
    }
    return values | ({"environment": result.environment} if result.environment else {})


def _keep(settings: Settings, folder: Path, result: TrainingResult) -> dict[str, Any]:
    reason: object = None
    try:
        kept = {"artifacts_bytes": save_artifacts(folder, result)}
        gone = [] if (folder / BEST).exists() or not result.epochs else [BEST]
        reason = share(settings, folder.name, FINAL, BEST, PREDICTIONS, gone=gone)
    except OSError as error:  # the history is worth more: the run is done, and says what it lacks
        kept, reason = {}, error.strerror or error
    if reason:
        kept["notes"] = [*result.notes, NOT_KEPT.format(reason=reason)]
    return kept


def _log(folder: Path) -> None:
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / LOG).open("a", encoding="utf-8") as file:
            traceback.print_exc(file=file)
