"""Home's rows are judged once, and again only where something came."""

from __future__ import annotations

from core.analysis.board import board
from core.runs.index import RunIndex
from pages.components.home.verdicts import RowVerdicts


def test_a_row_is_judged_again_when_its_data_has_come(store):
    looks = []

    def look():
        looks.append(1)
        return board(RunIndex(store).rows())

    found = RowVerdicts()
    while not found.whole:
        found.read(1, frozenset(), look)
    looks.clear()
    said = found.read(1, frozenset(), look)
    assert said["probe-motif"].recorded and not looks
    assert found.read(1, frozenset({"imdb"}), look).keys() == said.keys()
    assert len(looks) == 1
