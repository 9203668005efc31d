import json
import time

import numpy as np

from core.durations import roughly
from core.recipes import recipe_from_dict
from core.runs.run import PHASES, describe_phase, new_id, now, plain
from core.training import recorder


def test_ids_are_unique_url_safe_and_sort_by_time():
    ids = []
    for _ in range(5):
        ids.append(new_id())
        time.sleep(0.002)
    assert ids == sorted(ids)
    assert all(len(item) == 11 and item.isalnum() and item == item.lower() for item in ids)
    assert len({new_id() for _ in range(200)}) > 190


def test_plain_is_strict_json():
    value = {
        "nan": float("nan"),
        "inf": np.float32("inf"),
        "number": np.float32(0.5),
        "count": np.int64(3),
        "when": now(),
        "notes": ("a", "b"),
        "other": ValueError("x"),
    }
    data = plain(value)
    json.dumps(data, allow_nan=False)
    assert data["nan"] is None and data["inf"] is None
    assert data["number"] == 0.5 and data["count"] == 3
    assert data["when"].endswith("Z") and data["notes"] == ["a", "b"]


def test_a_run_is_json_ready_and_gives_its_recipe_back(store, small):
    run = store.runs.create(small, 7, origin="dashboard")
    data = json.loads(json.dumps(run.to_dict(), allow_nan=False))
    assert data["status"] == "queued" and data["seed"] == 7 and data["epochs"] == 30
    assert data["recipe_id"] == "numeric-binary/mlp" and data["family"] == "mlp"
    assert data["error"] == "" and data["started"] is None
    assert recipe_from_dict(run.recipe).key == run.recipe_key == small.key
    assert run.elapsed == 0.0 and not run.ended


def test_every_phase_has_words():
    assert list(PHASES) == ["", *recorder.PHASES]
    assert describe_phase("train") == describe_phase("first_epoch")
    assert describe_phase("train", trained=True) == PHASES["train"]
    assert describe_phase("a later version's") == PHASES[""]


def test_compiling_says_how_long_it_takes_if_that_is_known():
    words = describe_phase("train", seconds=4.2)
    assert words == describe_phase("first_epoch", seconds=4.4) != describe_phase("train")
    assert roughly(4.2) in words
    assert describe_phase("train", trained=True, seconds=4.2) == PHASES["train"]
