"""Trainers for tests, named to workers as ``tests.core.runs.fake_training:…``: no TensorFlow."""

from __future__ import annotations

import os
import sys
import time

import numpy as np

from core.errors import TrainingError
from core.training.recorder import Facts, TrainingResult


def result(status: str = "completed", epochs: int = 3, same_best: bool = True) -> TrainingResult:
    final = [np.arange(6, dtype=np.float32).reshape(2, 3), np.zeros(3, np.float32)]
    best = final if same_best else [item + 1 for item in final]
    return TrainingResult(
        status=status,
        epochs=epochs,
        parameters=9,
        test={"loss": 0.5, "accuracy": 0.75} if status == "completed" else {},
        history={"loss": [1.0] * epochs},
        epoch_seconds=[0.01] * epochs,
        seconds={"prepare": 0.1, "train": 0.2},
        best_epoch=1,
        predictions=np.array([0.1, 0.9], np.float32) if status == "completed" else None,
        final_weights=final,
        best_weights=best,
        weight_names=["dense/kernel", "dense/bias"],
        peak_memory=10**6,
        threads=2,
        notes=("A note.",),
        digest="d1",
        engine="graph",
    )


def quick(recipe, seed, *, settings, recorder):
    """Three epochs at once; the loss of the first says the seed."""
    print("hello from the worker")
    recorder.phase("train")
    recorder.described(Facts(parameters=9, notes=("A note.",), digest="d1", test_samples=4))
    rows = [{"loss": seed + 1.0 / (epoch + 1), "accuracy": 0.5} for epoch in range(3)]
    recorder.progress(0, 1, 1, rows[0])
    recorder.epochs(0, rows, [0.01] * 3)
    return result()


def patient(recipe, seed, *, settings, recorder):
    """Epochs of 0.05 s until asked to stop."""
    epoch = 0
    recorder.phase("train")
    while not recorder.stopping():
        time.sleep(0.05)
        recorder.epochs(epoch, [{"loss": 1.0}], [0.05])
        epoch += 1
    return result("stopped", epoch)


def bulky(recipe, seed, *, settings, recorder):
    """Like ``patient``, and its weights take two seconds to write."""

    class Slow:
        def __array__(self, dtype=None, copy=None):
            time.sleep(1.0)
            return np.zeros(3, np.float32)

    ended = patient(recipe, seed, settings=settings, recorder=recorder)
    ended.final_weights = ended.best_weights = [Slow(), Slow()]
    return ended


def steady(recipe, seed, *, settings, recorder):
    """Epochs of 0.05 s whose loss says seed and epoch; begun again, it hurries to where it was."""
    place = settings.home / f"epoch of {seed}"
    done = int(place.read_text()) if place.exists() else 0
    epochs = recipe.fit["epochs"]
    recorder.phase("train")
    for epoch in range(epochs):
        if epoch >= done:
            time.sleep(0.05)
            place.with_suffix(".part").write_text(str(epoch))
            os.replace(place.with_suffix(".part"), place)
        if recorder.stopping():
            return result("stopped", epoch)
        recorder.epochs(epoch, [{"loss": seed + epoch / 1_000}], [0.05])
    return result(epochs=epochs)


def deaf(recipe, seed, *, settings, recorder):
    """One epoch, and then nothing that listens."""
    recorder.epochs(0, [{"loss": 1.0}], [0.05])
    time.sleep(300)


def diverge(recipe, seed, *, settings, recorder):
    recorder.epochs(0, [{"loss": 1.0}, {"loss": float("nan")}], [0.01, 0.01])
    raise TrainingError("{recipe} diverged in epoch {epoch}.", recipe=recipe.id, epoch=2)


def surprise(recipe, seed, *, settings, recorder):
    raise ZeroDivisionError("by nothing\nsecond line")


def abort(recipe, seed, *, settings, recorder):
    recorder.epochs(0, [{"loss": 1.0}], [0.01])
    time.sleep(0.5)
    os.abort()


def leave(recipe, seed, *, settings, recorder):
    os._exit(7)


def exhaust(recipe, seed, *, settings, recorder):
    """Take memory until the operating system refuses it."""
    import resource

    import psutil

    size = psutil.Process().memory_info().vms + 300 * 10**6
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    taken = []
    while True:
        taken.append(np.ones(10**7))


def train_without_memory(recipe, seed, *, settings, recorder):
    """The real trainer, with so little memory that TensorFlow's runtime hardly begins."""
    import core.training.preload

    assert core.training.preload.tensorflow is sys.modules["tensorflow"]
    return _train_within(100 * 10**6, recipe, seed, settings, recorder)


def build_without_memory(recipe, seed, *, settings, recorder):
    """The real trainer, with a runtime that works but too little memory for a large model."""
    from core.training.runtime import tensorflow

    tf = tensorflow(settings.threads)
    tf.linalg.matmul(tf.ones((500, 500)), tf.ones((500, 500)))
    return _train_within(800 * 10**6, recipe, seed, settings, recorder)


def _train_within(size, recipe, seed, settings, recorder):
    import resource

    import psutil

    from core.training.train import train

    size += psutil.Process().memory_info().vms
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    return train(recipe, seed, settings=settings, recorder=recorder)


def refuse_started_runtime(recipe, seed, *, settings, recorder):
    """Fails if the fork server had begun TensorFlow's runtime; see FACTS B."""
    loaded = "tensorflow" in sys.modules
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(3)  # RuntimeError once it has begun
    tf.constant(1.0)
    print(f"{loaded=}")
    return result()
