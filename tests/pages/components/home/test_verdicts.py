"""Home's rows are judged once, and again only when something new arrives."""

from __future__ import annotations

from core.analysis.board import board
from core.runs.index import RunIndex
from pages.components.home.verdicts import RowVerdicts


def test_a_row_is_judged_again_when_its_data_has_arrived(store):
    calls = []

    def read_board():
        calls.append(1)
        return board(RunIndex(store).rows())

    verdicts = RowVerdicts()
    while not verdicts.complete:
        verdicts.read(1, frozenset(), read_board)
    calls.clear()
    first = verdicts.read(1, frozenset(), read_board)
    assert first["probe-motif"].recorded and not calls
    assert verdicts.read(1, frozenset({"imdb"}), read_board).keys() == first.keys()
    assert len(calls) == 1
