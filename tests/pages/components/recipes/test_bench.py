"""What a bench sends to the browser, and what becomes of what is typed there."""

from __future__ import annotations

import json

import pytest

from core.inside.benches import BENCHES, bench
from pages.components.recipes.bench import describe
from pages.components.recipes.bench_state import Opened, changed


def opened(name: str) -> Opened:
    return Opened(bench(name), bench(name).read({}))


@pytest.mark.parametrize("name", list(BENCHES))
def test_every_bench_is_described_in_few_bytes(name):
    data = describe(opened(name))
    assert len(json.dumps(data)) < 60_000
    edited = {panel["field"] for panel in data["panels"]} | {one["name"] for one in data["fields"]}
    assert edited - {""} == data["typed"].keys() == data["defaults"].keys()
    for panel in data["panels"]:
        assert panel["field"] == "" or panel["limits"]


def test_a_changed_cell_changes_the_results():
    state, problem = changed(opened("convolution"), {"image": "3,0,1,0;0,1,1,0"}, 99)
    assert not problem and state.step == 2
    data = describe(state)
    assert data["panels"][-1]["cells"] == [["4", "1", "1"]]
    assert data["steps"][0]["line"] == "3 + 0 + 0 + 1 = 4"


@pytest.mark.parametrize("text", ["1,x;0,1", "1,,2", "1"])
def test_what_is_refused_stays_in_its_field_and_changes_nothing_else(text):
    before, _ = changed(opened("convolution"), {"image": "1,2;3,4"}, 0)
    state, problem = changed(before, {"image": text, "mask": "1,0;0,1"}, 0)
    data = describe(state)
    assert problem and data["problem"] == problem
    assert data["typed"]["image"] == text and state.values == before.values
    assert data["steps"] == describe(before)["steps"]
    again, problem = changed(state, {"image": "1,2;3,5", "mask": "1,0;0,1"}, 0)
    assert not problem and describe(again)["steps"][0]["line"] == "1 + 0 + 0 + 5 = 6"
