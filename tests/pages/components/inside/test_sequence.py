import numpy as np
import pytest

from core.inside.inputs import Input, Whole
from pages.components.inside.sequence import aligned, strongest

NOTHING = np.zeros(0)


def read(parts, unknown=(), truncated=0):
    whole = Whole(NOTHING)
    return Input(values=NOTHING, changes=whole, parts=parts, unknown=unknown, truncated=truncated)


@pytest.mark.parametrize(
    "typed, given, leaves_out, numbers, kinds",
    [
        ("a b", read(("a", "b")), False, [0, 1], ["", ""]),
        ("a ? b", read(("a", "?", "b"), ("?",)), False, [0, 1, 2], ["", "unknown", ""]),
        ("a ? b", read(("a", "b"), ("?",)), True, [0, None, 1], ["", "unknown", ""]),
        ("a ? b", read(("b",), ("?",), 2), False, [None, None, 0], ["cut", "cut", ""]),
        ("a ? b", read(("b",), ("?",), 1), True, [None, None, 0], ["cut", "unknown", ""]),
    ],
)
def test_each_word_knows_which_part_it_became(typed, given, leaves_out, numbers, kinds):
    shown = list(aligned(typed.split(), given, leaves_out=leaves_out))
    assert [number for _, _, number in shown] == numbers
    assert [kind for _, kind, _ in shown] == kinds
    assert [word for word, _, _ in shown] == typed.split()


def test_the_strongest_are_shown_with_their_neighbours():
    strength = np.zeros(100)
    strength[[50, 99]] = 1, 0.5
    assert strongest(strength, 8).tolist() == [48, 49, 50, 51, 52, 97, 98, 99]
    assert strongest(strength, 5).tolist() == [48, 49, 50, 51, 52]
