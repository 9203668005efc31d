"""Executes a run: claims it, trains, saves its files, and records how it ended."""

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
from core.regular_file import file_size
from core.runs.files.artifacts import (
    BEST,
    CHECKPOINT,
    EPOCHS,
    FINAL,
    LOG,
    MEGABYTE,
    PREDICTIONS,
    save_artifacts,
)
from core.runs.files.sharing import run_folder, share
from core.runs.run import COMPLETED, FAILED, INTERRUPTED, PAUSED, STOPPED, Run
from core.runs.store import Store
from core.runs.store.database import patiently
from core.runs.store.leases import LEASE_SECONDS
from core.runs.store.retention import keep_within
from core.runs.store.unowned import note_store
from core.runs.workers.allowance import Allowance
from core.runs.workers.endings import lost_with_server
from core.runs.workers.recorder import StoreRecorder
from core.runs.workers.recorder_group import RecorderGroup
from core.settings import Settings
from core.training.checkpoint import Checkpoint, CheckpointFile
from core.training.choice import ENGINES, choose_engine, compiled_by
from core.training.environment import environment
from core.training.epoch_weights import EpochWeights
from core.training.prepared import Standby
from core.training.recorder import Recorder, TrainingResult
from core.training.runtime import memory_watched, peak_memory

Train = Callable[..., TrainingResult]

HISTORY_DIFFERS = mark(
    "After it was resumed, its values from epoch {epoch} on differ from the earlier ones; the "
    "values shown are from this machine and these package versions."
)
FINISH_SECONDS = 60.0
# Fields of a result that are stored with its run.
RECORDED = (
    *("parameters", "test", "best_epoch", "seconds", "peak_memory", "threads", "digest", "engine"),
)
FILES_NOT_SAVED = mark("Its weights and predictions could not be saved ({reason}).")


def new_holder() -> str:
    """A unique name to hold runs under: host/process id/random part."""
    return f"{platform.node()}/{os.getpid()}/{uuid.uuid4().hex[:8]}"


def execute(
    run_id: str,
    store: Store,
    settings: Settings,
    holder: str,
    *,
    executor: str = "",
    claimed: bool = False,
    listener: Recorder | None = None,
    train: Train | None = None,
    lease_seconds: float = LEASE_SECONDS,
    leaving: threading.Event | None = None,
    standby: Standby | None = None,
) -> Run:
    """Execute a run in this process until it ends, from its checkpoint if it has one.

    Errors are stored with the run as a sentence; tracebacks go to the run's log.

    Args:
        run_id: A queued run, or a running one held by ``holder``.
        store: The run store.
        settings: The installation's settings.
        holder: Name under which to hold the run, from ``new_holder()``.
        executor: Name of the executor, stored with the run.
        claimed: Whether ``holder`` was given the run: if it was taken back since, nothing is done.
        listener: A further recorder, for example a progress bar; it may ask to stop.
        train: Function that trains; by default ``core.training.train.train``.
        lease_seconds: How long the lease lasts unless renewed.
        leaving: Set when this process is about to end; the run is then interrupted.
        standby: What this process keeps between runs.

    Returns:
        The run after it ended, or as it is if somebody else holds it.

    Raises:
        KeyboardInterrupt: Raised again once the run is recorded as stopped.
        StoreError: The store failed, so the end of the run could not be recorded.
    """
    if not store.leases.claim(run_id, holder, lease_seconds, executor=executor, queued=not claimed):
        return store.runs.get(run_id)
    store.journal.log("started", run_id, executor=executor)
    note_store(store, settings)
    folder = settings.artifacts / run_id
    status, error, result, file = FAILED, None, None, None
    allowance = Allowance(settings.run_minutes)
    try:
        with memory_watched():
            recorder = StoreRecorder(
                store, run_id, holder, lease_seconds=lease_seconds, leaving=leaving
            )
            listeners = [listener, allowance] if listener else [allowance]
            status, result, file = _train(
                store, settings, run_id, holder, recorder, listeners, train, standby
            )
        if status == INTERRUPTED:
            error = lost_with_server()
        elif status == STOPPED and allowance.expired:
            error = allowance.explain(result.epochs)
    except KeyboardInterrupt:
        store.leases.finish(run_id, holder, STOPPED, peak_memory=peak_memory())
        raise
    except StoreError as problem:  # not the run's fault: it can resume once the store works again
        status, error = INTERRUPTED, problem
    except RecipeLabError as problem:
        error = problem
    except MemoryError:
        error = TrainingError(
            "Memory ran out; choose a smaller batch size, shorter inputs or fewer units."
        )
    except Exception as problem:
        _log_traceback(folder)
        error = TrainingError(
            "The run failed with an unexpected error ({kind}: {reason}); see {log} in its folder "
            "for details.",
            kind=type(problem).__name__,
            reason=first_line(problem),
            log=LOG,
        )
    values = _result_values(result) if result else {"peak_memory": peak_memory()}
    if result:
        values |= _save_files(settings, folder, result)
    share(settings, run_id, LOG)
    # Its results are worth waiting for a database server that restarts.
    patiently(lambda: store.leases.finish(run_id, holder, status, error, **values), FINISH_SECONDS)
    if file and result.checkpoint:  # after the run has ended, so that nobody waits for this
        file.save(result.checkpoint)
        file.close()
    keep_within(store, settings)
    return store.runs.get(run_id)


def _train(
    store: Store,
    settings: Settings,
    run_id: str,
    holder: str,
    recorder: StoreRecorder,
    listeners: Sequence[Recorder],
    train: Train | None,
    standby: Standby | None,
) -> tuple[str, TrainingResult, CheckpointFile | None]:
    run = store.runs.get(run_id)
    recipe = recipe_from_dict(run.recipe)
    engine = _engine_of(run, recipe)
    file = epoch_weights = None
    options: dict[str, Any] = {}
    with recorder:
        # before it trains: a run continues on the engine it began on
        described = {"environment": environment(), "threads": settings.threads, "engine": engine}
        store.runs.describe(run_id, holder=holder, **described)
        if train is None:
            recorder.phase("prepare")  # includes importing Keras
            from core.training.train import train

            # fetches them if another machine wrote them
            folder = run_folder(settings, run_id, CHECKPOINT, EPOCHS)
            epoch_weights = EpochWeights(
                folder / EPOCHS,
                # Inside does not show trials
                settings.keep_epochs_mb * MEGABYTE if run.trial is None else 0,
                lambda: share(settings, run_id, EPOCHS),
            )
            file = _checkpoint_file(store, settings, run, recipe, engine, epoch_weights)
            options = {"checkpoints": file, "epoch_weights": epoch_weights, "engine": engine}
            options["standby"] = standby
        result = train(
            recipe,
            run.seed,
            settings=settings,
            recorder=RecorderGroup(recorder, *listeners),
            **options,
        )
    if file:
        file.close()
        epoch_weights.close()
    if recorder.error:
        raise recorder.error
    if recorder.differs_from is not None:
        note = gettext(HISTORY_DIFFERS, epoch=recorder.differs_from + 1)
        result.notes = (*result.notes, note)
    if result.status == COMPLETED:
        return COMPLETED, result, file
    if recorder.leaving.is_set():
        return INTERRUPTED, result, file
    return PAUSED if recorder.pausing else STOPPED, result, file


def _engine_of(run: Run, recipe: Recipe) -> str:
    """The engine that a run began on, to the last bit, or the one to begin on.

    Raises:
        StoreError: This version of Recipe Lab does not have that engine.
    """
    engine = run.engine
    if not engine:
        engine = choose_engine(recipe.layers, recipe.summary.parameters)
        # Killed under a version that stored engines at a run's end: Keras computed every layer.
        if run.epochs_done or run.checkpoint:
            engine = compiled_by(engine)
    if engine not in ENGINES:
        raise StoreError(
            "The run {run_id} began on the engine {engine}, which this version of Recipe Lab does "
            "not have; resume it with the version that began it.",
            run_id=run.id,
            engine=engine,
        )
    return engine


def _checkpoint_file(
    store: Store,
    settings: Settings,
    run: Run,
    recipe: Recipe,
    engine: str,
    epoch_weights: EpochWeights,
) -> CheckpointFile:
    def note(checkpoint: Checkpoint, size: int) -> None:
        share(settings, run.id, CHECKPOINT)
        with suppress(StoreError):  # only shown on a page
            store.runs.note_checkpoint(
                run.id, epoch=checkpoint.epoch, step=checkpoint.step, size=size
            )

    return CheckpointFile(
        settings.artifacts / run.id / CHECKPOINT,
        note,
        first=epoch_weights.save,
        least=settings.checkpoint_seconds,
        owner={
            "run": run.id,
            "recipe": recipe.key_without_epochs,
            "seed": run.seed,
            "engine": engine,
        },
        history=lambda: store.histories.get(run.id).metrics,
    )


def _result_values(result: TrainingResult) -> dict[str, Any]:
    values = {name: getattr(result, name) for name in RECORDED}
    return values | {"notes": list(result.notes)}


def _save_files(settings: Settings, folder: Path, result: TrainingResult) -> dict[str, Any]:
    reason: object = None
    try:
        size = save_artifacts(folder, result) + file_size(folder / EPOCHS)
        values = {"artifacts_bytes": size}
        gone = [] if (folder / BEST).exists() or not result.epochs else [BEST]
        reason = share(settings, folder.name, FINAL, BEST, PREDICTIONS, EPOCHS, gone=gone)
    except OSError as error:  # the history matters more: the run is done, and a note says this
        values, reason = {}, error.strerror or error
    if reason:
        values["notes"] = [*result.notes, FILES_NOT_SAVED.format(reason=reason)]
    return values


def _log_traceback(folder: Path) -> None:
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / LOG).open("a", encoding="utf-8") as file:
            traceback.print_exc(file=file)
