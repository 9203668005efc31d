"""Seconds from starting ``train imdb/cnn`` to its first batch, against the source's own script.

    python -m tests.benchmarks.first_batch [--pairs 5]

Both sides are whole processes, timed from their start; the data is on disk and decoded. The
script's side is what the source does: import Keras, ``imdb.load_data``, ``pad_sequences``,
``Sequential`` + ``compile`` + ``fit``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]

OURS = """
import os
from core.commands.bar import ProgressBar
ProgressBar.progress = lambda *arguments: os._exit(0)
from core.__main__ import main
main(["train", "imdb/cnn"])
"""

SCRIPT = """
import os, sys
import keras
from keras.src.datasets import imdb
from keras import layers
from keras.utils import pad_sequences
imdb.get_file = lambda *arguments, **more: sys.argv[1]
(x, y), (x_test, y_test) = imdb.load_data(num_words=20000)
x_val, y_val = pad_sequences(x[20000:], maxlen=200), y[20000:]
x, y = pad_sequences(x[:20000], maxlen=200), y[:20000]
x_test = pad_sequences(x_test, maxlen=200)
model = keras.Sequential([
    layers.Embedding(20000, 128), layers.Dropout(0.2),
    layers.Conv1D(256, 3, padding="valid", activation="relu"), layers.GlobalMaxPooling1D(),
    layers.Dense(128, activation="relu"), layers.Dropout(0.2),
    layers.Dense(1, activation="sigmoid"),
])
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
class First(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        os._exit(0)
model.fit(x, y, epochs=2, batch_size=64, validation_data=(x_val, y_val), callbacks=[First()],
          verbose=0)
"""


def seconds(command: list[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return time.perf_counter() - began


def main() -> None:
    import os

    from core.datasets import dataset
    from core.datasets.status import status
    from core.settings import load_settings

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        environment = dict(os.environ) | {"RECIPE_LAB_HOME": home}
        settings = load_settings(environment)
        dataset("imdb").load({"num_words": 20_000, "maxlen": 200}, settings)  # decoded once
        file = str(status("imdb", settings).path)
        script, ours = [], []
        for _ in range(options.pairs):
            script.append(seconds([sys.executable, "-c", SCRIPT, file], environment))
            ours.append(seconds([sys.executable, "-c", OURS], environment))
    ratios = [theirs / mine for theirs, mine in zip(script, ours, strict=True)]
    print(
        f"first batch of imdb/cnn: script {median(script):.2f} s, ours {median(ours):.2f} s, "
        f"ratio {median(script) / median(ours):.2f} "
        f"(pairs {' '.join(f'{ratio:.2f}' for ratio in ratios)})"
    )


if __name__ == "__main__":
    main()
