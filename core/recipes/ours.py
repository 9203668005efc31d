"""Our own recipes: the task's default architecture for every dataset and family without a published
recipe."""

from __future__ import annotations

from core.datasets import DATASETS
from core.recipes.make import make_recipe
from core.recipes.published import PUBLISHED
from core.recipes.recipe import Recipe

# Kind of task → family → default architecture; its name after the first hyphen goes into the id.
DEFAULTS: dict[str, dict[str, str]] = {
    "numeric": {
        "mlp": "numeric-mlp",
        "recurrent": "numeric-lstm",
        "convolutional": "numeric-cnn",
        "recurrent-convolutional": "numeric-rcnn",
    },
    "token": {
        "mlp": "token-mlp",
        "recurrent": "token-lstm",
        "convolutional": "token-cnn",
        "recurrent-convolutional": "token-rcnn",
    },
    "image": {
        "mlp": "image-mlp",
        "recurrent": "image-lstm",
        "convolutional": "image-cnn",
        "recurrent-convolutional": "image-rcnn",
    },
    "raw": {
        "recurrent": "text-lstm-32",
        "convolutional": "text-conv1d",
        "recurrent-convolutional": "text-cnn-lstm",
    },
    "series": {
        "mlp": "series-dense",
        "recurrent": "series-lstm",
        "convolutional": "series-conv1d",
        "recurrent-convolutional": "series-conv1d-lstm",
    },
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
    ("series", "series", {"optimizer": "rmsprop", "epochs": 10, "batch_size": 128}),
)


def _ours() -> tuple[Recipe, ...]:
    published = {(entry.dataset, entry.family) for entry in PUBLISHED}
    recipes = []
    for name, kind, settings in _ROWS:
        assert name in DATASETS
        for family, model in DEFAULTS[kind].items():
            if (name, family) in published:
                continue
            short = model.partition("-")[2]
            changes = dict(settings)
            if name == "series":
                changes |= {"steps_per_epoch": 100}
            recipes.append(
                make_recipe(f"{name}/{short}", name, model, settings=changes, represents=True)
            )
    return tuple(recipes)


OURS: tuple[Recipe, ...] = _ours()
