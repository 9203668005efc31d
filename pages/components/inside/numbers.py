"""Numbers as the input: chosen among the test samples."""

from __future__ import annotations

from functools import partial

from core.inside.samples import read_sample
from pages.components.inside.asking import ask_rows
from pages.components.inside.choice import given
from pages.components.inside.models import Row
from pages.components.inside.rows import show_rows
from pages.components.inside.sample import pick_sample
from pages.components.live.manager import run_manager


def show(rows: list[Row]) -> None:
    """Show the input and what every row answers; called in a fragment.

    ``choice.given()`` is what the models are given: a test sample, or a ``text`` in this module's
    own writing, which the address has, too. ``choice.give`` replaces it.

    Args:
        rows: The models, at least one row; all read the same dataset.
    """
    pick_sample(rows)
    settings = run_manager().settings
    read = partial(read_sample, number=given().sample, settings=settings)
    show_rows(ask_rows(rows, read, explain=False), key="inside rows")
