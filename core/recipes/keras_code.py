"""A recipe as the Keras code its source would have: complete, and with the changes marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from core.datasets import Splits
from core.i18n import gettext, mark
from core.recipes.draft import DEPTH
from core.recipes.keras_layers import keras_layer
from core.recipes.recipe import OWN_VALIDATION, Recipe
from core.recipes.script import KerasCode, Script

_OPTIMIZERS = ("Adam", "RMSprop", "SGD", "AdamW", "Nadam", "Adagrad", "Adamax")
OPTIMIZERS: Mapping[str, str] = {name.lower(): name for name in _OPTIMIZERS}

BATCHES = mark("Batches of windows into the series; with steps, that many random ones an epoch.")
WINDOWS = """
class Windows(keras.utils.PyDataset):
    \"\"\"{about}\"\"\"

    def __init__(self, part, steps=None):
        super().__init__()
        self.starts, self.targets = data[f"starts_{{part}}"], data[f"y_{{part}}"]
        self.steps = steps

    def __len__(self):
        return self.steps or math.ceil(len(self.starts) / batch_size)

    def __getitem__(self, index):
        if self.steps:
            rows = np.random.randint(len(self.starts), size=batch_size)
        else:
            rows = slice(index * batch_size, (index + 1) * batch_size)
        windows = self.starts[rows, None] + data["offsets"]
        return data["series"][windows], self.targets[rows]

"""


def keras_code(recipe: Recipe, seed: int = 0) -> KerasCode:
    """The script that trains and tests a recipe with plain Keras.

    It loads the datasets that Keras has with ``keras.datasets``, and all others from the file that
    ``python -m core recipes RECIPE --data FILE`` writes. A recipe whose id is not in the catalogue
    has no marks.
    """
    script = Script(recipe)
    windows = recipe.task == "series-regression"
    from_file = recipe.dataset not in _LOADERS
    if windows:
        script.add("import math", "")
    script.add("import keras")
    if from_file:
        script.add("import numpy as np")
    script.add("from keras import layers", "", f"keras.utils.set_random_seed({seed})", "")
    script.at_the_top = len(script.lines)
    _LOADERS.get(recipe.dataset, _load_windows if windows else _load_file)(script)
    _add_model(script)
    _add_training(script)
    return script.code()


def arrays(splits: Splits) -> dict[str, np.ndarray]:
    """The arrays of the file that a script loads, by the names it has for them.

    Returns:
        ``x_…`` and ``y_…`` of train, val (if there is one) and test; for windows ``series``,
        ``offsets``, ``starts_…`` and ``y_…``. Shapes and dtypes are those of ``Samples``.
        ``embeddings`` if the model starts from given vectors.
    """
    parts = {"train": splits.train, "val": splits.validation, "test": splits.test}
    result = {} if splits.embeddings is None else {"embeddings": splits.embeddings}
    for name, samples in parts.items():
        if samples is None:
            continue
        result[f"y_{name}"] = samples.targets
        if samples.starts is None:
            result[f"x_{name}"] = samples.inputs
        else:
            result[f"starts_{name}"] = samples.starts
            result |= {"series": samples.inputs, "offsets": samples.offsets}
    return result


# ── data ─────────────────────────────────────────────────────────────────────────────────────────


def _load_texts(script: Script) -> None:
    """Texts of ``keras.datasets``, as numbers of words."""
    recipe = script.recipe
    for name in ("num_words", "maxlen"):
        script.setting(f"{name} = {recipe.preprocessing[name]}", name)
    load = f"(x_train, y_train), (x_test, y_test) = keras.datasets.{recipe.dataset}.load_data("
    if "test_split" in recipe.preprocessing:
        script.add(load, "    num_words=num_words,")
        script.setting(f"    test_split={recipe.preprocessing['test_split']},", "test_split")
        script.add(")")
    else:
        script.add(f"{load}num_words=num_words)")
    for part in ("train", "test"):
        script.add(f"x_{part} = keras.utils.pad_sequences(x_{part}, maxlen=maxlen)")
    _encode_targets(script)


def _load_mnist(script: Script) -> None:
    script.add("(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()")
    count = script.recipe.preprocessing["train_samples"]
    if "train_samples" in script.usual:
        line = f"x_train, y_train = x_train[:{count}], y_train[:{count}]"
        script.setting(line, "train_samples")
    for part in ("train", "test"):
        script.add(f'x_{part} = x_{part}.astype("float32") / 255')
    _encode_targets(script)


def _load_file(script: Script) -> None:
    """Samples from a file that we write."""
    recipe = script.recipe
    sizes = recipe.data.sizes(recipe.preprocessing)
    kind = "int32" if recipe.layers[0].type == "Embedding" else "float32"
    _open_file(script)
    parts = {"train": sizes.train, "val": sizes.validation, "test": sizes.test}
    for part, count in parts.items():
        if count:
            shape = f"{(count, *recipe.input_shape)} {kind}, ({count},) int32"
            script.add(f'x_{part}, y_{part} = data["x_{part}"], data["y_{part}"]  # {shape}')
    if recipe.layers[0].config.get("weights"):
        shape = tuple(recipe.layers[0].config[name] for name in ("input_dim", "output_dim"))
        script.add(f'embeddings = data["embeddings"]  # {shape} float32')
    _encode_targets(script)


def _load_windows(script: Script) -> None:
    """Windows into a series from a file that we write."""
    recipe = script.recipe
    _open_file(script)
    script.setting(f"batch_size = {recipe.fit['batch_size']}", "batch_size")
    script.add("", *WINDOWS.format(about=gettext(BATCHES)).splitlines())


def _open_file(script: Script) -> None:
    recipe, name = script.recipe, f"{script.recipe.dataset}.npz"
    changed = [name for name in recipe.preprocessing if name in script.usual]
    command = f"python -m core recipes {recipe.id} --data {name}"
    if changed:
        values = (f"{key}={recipe.preprocessing[key]}" for key in changed)
        command = f"{command} --set {' '.join(values)}"
    script.add(f"# {gettext('Written by: {command}', command=command)}")
    script.setting(f'data = dict(np.load("{name}"))', *changed)


def _encode_targets(script: Script) -> None:
    if script.recipe.compile["loss"] == "categorical_crossentropy":
        for part in ("train", "test"):
            classes = script.recipe.data.classes
            script.add(f"y_{part} = keras.utils.to_categorical(y_{part}, {classes})")


# Of the datasets that Keras has; the others are read from a file.
_LOADERS: Mapping[str, Callable[[Script], None]] = {
    "imdb": _load_texts,
    "reuters": _load_texts,
    "mnist": _load_mnist,
}

# ── model ────────────────────────────────────────────────────────────────────────────────────────


def _add_model(script: Script) -> None:
    recipe = script.recipe
    shape = "(maxlen,)" if recipe.dataset in ("imdb", "reuters") else str(recipe.input_shape)
    kind = ', dtype="int32"' if recipe.layers[0].type == "Embedding" else ""
    script.add("", "model = keras.Sequential(", "    [")
    script.add(f"        keras.Input(shape={shape}{kind}),")
    names = recipe.architecture.settings_of_layers()
    repeated = _repeated(script)
    for index, item in enumerate(recipe.layers):
        settings = [*names.get(index, {}).values()]
        if item.type == "Embedding" and recipe.dataset not in _LOADERS:
            settings.append("num_words")
        if index in repeated:
            settings.append(DEPTH)
        line = keras_layer(item, vocabulary="num_words" if recipe.dataset in _LOADERS else "")
        script.setting(f"        {line},", *settings, added=item.added or index in repeated)
    script.add("    ]", ")", "model.summary()", "")


def _repeated(script: Script) -> range:
    """Numbers of the layers that a greater depth added."""
    block = script.recipe.architecture.block
    if DEPTH not in script.usual:
        return range(0)
    return range(block.start + int(script.usual[DEPTH]) * block.length, block.stop)


# ── training ─────────────────────────────────────────────────────────────────────────────────────


def _add_training(script: Script) -> None:
    recipe, fit = script.recipe, script.recipe.fit
    optimizer, rate = OPTIMIZERS[recipe.compile["optimizer"]], recipe.compile["learning_rate"]
    script.add("model.compile(")
    line = f"    optimizer=keras.optimizers.{optimizer}(learning_rate={rate}),"
    script.setting(line, "optimizer", "learning_rate")
    script.add(f'    loss="{recipe.compile["loss"]}",', f'    metrics=["{recipe.metric}"],', ")")
    script.add("history = model.fit(")
    windows = recipe.task == "series-regression"
    if windows:
        script.setting(f'    Windows("train", steps={fit["steps_per_epoch"]}),', "steps_per_epoch")
    else:
        script.add("    x_train,", "    y_train,")
        script.setting(f"    batch_size={fit['batch_size']},", "batch_size")
    script.setting(f"    epochs={fit['epochs']},", "epochs")
    validated = _add_validation(script)
    if fit["patience"] or fit["restore_best_weights"]:
        _add_stopping(script, "val_loss" if validated else "loss")
    script.add(")", "")
    test = 'Windows("test")' if windows else "x_test, y_test"
    script.add(f"loss, {recipe.metric} = model.evaluate({test})")
    script.add(f'print(f"{recipe.metric}: {{{recipe.metric}:.4f}}")')


def _add_validation(script: Script) -> bool:
    """Add the validation data; return whether there is any."""
    recipe, fit = script.recipe, script.recipe.fit
    names = ("validation_data", "validation_split")
    if recipe.task == "series-regression":
        script.add('    validation_data=Windows("val"),')
    elif recipe.dataset in OWN_VALIDATION:
        script.add("    validation_data=(x_val, y_val),")
    elif fit["validation_data"] == "test":
        script.setting("    validation_data=(x_test, y_test),", *names)
    elif fit["validation_split"]:
        script.setting(f"    validation_split={fit['validation_split']},", *names)
    else:
        return False
    return True


def _add_stopping(script: Script, monitor: str) -> None:
    """Add early stopping, which alone keeps the best weights; without patience, it never stops."""
    fit = script.recipe.fit
    script.add("    callbacks=[", "        keras.callbacks.EarlyStopping(")
    script.add(f'            monitor="{monitor}",')
    if fit["patience"]:
        script.setting(f"            patience={fit['patience']},", "patience")
    else:
        never = gettext("never stops early")
        script.setting(f"            patience={fit['epochs']},  # {never}", "patience", "epochs")
    if fit["restore_best_weights"]:
        script.setting("            restore_best_weights=True,", "restore_best_weights")
    script.add("        )", "    ],")
