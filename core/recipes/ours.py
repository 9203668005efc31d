"""Our own recipes: the task's default architecture for every dataset and family without a published
recipe."""

from __future__ import annotations

from core.architectures import architecture
from core.recipes.make import make_recipe
from core.recipes.published import PUBLISHED
from core.recipes.recipe import Recipe

# Kind of task → an architecture of each family; its name after the first hyphen goes into the id.
_MODELS = {
    "numeric": ("numeric-mlp", "numeric-lstm", "numeric-cnn", "numeric-rcnn"),
    "token": ("token-mlp", "token-lstm", "token-cnn", "token-rcnn"),
    "image": ("image-mlp", "image-lstm", "image-cnn", "image-rcnn"),
    "raw": ("text-lstm-32", "text-conv1d", "text-cnn-lstm"),
    "series": ("series-dense", "series-lstm", "series-conv1d", "series-conv1d-lstm"),
}

_NOISE = {"optimizer": "rmsprop", "epochs": 1_000, "batch_size": 64}
# The probes' stated budget. A recurrent network's accuracy can collapse for an epoch, so the best
# epoch is tested; it does not help a family that cannot learn a probe.
_PROBE = {
    "learning_rate": 2e-3,
    "epochs": 6,
    "batch_size": 64,
    "validation_split": 0.1,
    "restore_best_weights": True,
}
_SMALL = {"epochs": 100, "batch_size": 32, "validation_split": 0.2}

_SERIES = {"optimizer": "rmsprop", "epochs": 10, "batch_size": 128, "steps_per_epoch": 100}

# (dataset, kind of task, settings that differ from the declared defaults)
_ROWS: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("noise", "numeric", _NOISE),
    ("breast-cancer", "numeric", _SMALL),
    ("imdb-raw", "raw", {"optimizer": "rmsprop", "epochs": 10, "batch_size": 32}),
    ("probe-motif", "token", _PROBE),
    ("probe-place", "token", _PROBE),
    ("probe-last", "token", _PROBE),
    ("probe-order", "token", _PROBE),
    ("topics", "token", {"epochs": 10, "batch_size": 64, "validation_split": 0.2}),
    ("mnist", "image", {"epochs": 10, "batch_size": 200, "validation_split": 1 / 6}),
    ("digits", "image", {"epochs": 30, "batch_size": 32, "validation_split": 0.2}),
    ("series", "series", _SERIES),
)


def _ours() -> tuple[Recipe, ...]:
    published = {(entry.dataset, entry.family) for entry in PUBLISHED}
    return tuple(
        make_recipe(
            f"{name}/{model.partition('-')[2]}", name, model, settings=settings, represents=True
        )
        for name, kind, settings in _ROWS
        for model in _MODELS[kind]
        if (name, architecture(model).family) not in published
    )


OURS: tuple[Recipe, ...] = _ours()
