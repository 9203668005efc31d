"""``inside``: writes every intermediate number of a trained model for one input."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

import numpy as np

from core.commands.given import RUN, add_input, open_any, read_input
from core.commands.output import require_new
from core.errors import RecipeLabError
from core.i18n import gettext, mark, ngettext
from core.inside.models import Model
from core.npz import write_npz
from core.runs.store import Store
from core.settings import load_settings

HELP = mark("write every layer's output for one input")


def add(command: argparse.ArgumentParser) -> None:
    command.add_argument("run_id", metavar="RUN", help=gettext(RUN))
    add_input(command)
    command.add_argument(
        "--save", metavar="FILE.npz", type=Path, required=True, help=gettext("the file to create")
    )


def run(options: argparse.Namespace) -> int:
    settings = load_settings()
    require_new(options.save, ".npz")
    with closing(Store(settings.store_url)) as store:
        model = open_any(options.run_id, store, settings, options.epoch)
    given = read_input(model.recipe, options, settings)
    arrays = intermediates(model, given.values)
    try:
        write_npz(options.save, arrays)
    except OSError as error:
        raise RecipeLabError(
            "{path} cannot be written ({reason}).", path=options.save, reason=error.strerror
        ) from None
    print(
        ngettext(
            "Saved {count} array to {path}.",
            "Saved {count} arrays to {path}.",
            len(arrays),
            path=options.save,
        )
    )
    return 0


def intermediates(model: Model, values: np.ndarray) -> dict[str, np.ndarray]:
    """Every array by its name in the file, in the order of the layers.

    Args:
        model: The model.
        values: (1, *shape), the input.

    Returns:
        ``input`` and, for each layer, its output such as ``01_Conv1D``, (1, …); for a recurrent
        layer also ``02_LSTM_states`` (steps, units), ``02_LSTM_gates`` (steps, gates, units) if it
        has gates, and ``02_LSTM_cells`` (steps, units) of an LSTM.
    """
    arrays = {"input": values}
    for number, (item, trace) in enumerate(
        zip(model.network.layers, model.network.trace(values), strict=True)
    ):
        name = f"{number:02}_{item.type}"
        arrays[name] = trace.output
        for kind in ("states", "gates", "cells"):
            if (array := getattr(trace, kind)) is not None:
                arrays[f"{name}_{kind}"] = array[0]
    return arrays
