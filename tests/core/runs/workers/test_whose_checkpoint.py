"""A run resumes from its own checkpoint only; from any other file it starts over, with a note."""

import json
import shutil

import numpy as np
import pytest

from core.npz import read_npz, write_npz
from core.recipes import recipe
from core.runs.backup import back_up
from core.runs.backup.restore import restore
from core.runs.files.artifacts import CHECKPOINT
from core.runs.run import COMPLETED
from core.runs.store import Store
from core.runs.workers.execute import execute, new_holder
from core.settings import Settings
from core.training.checkpoint import load_checkpoint

pytestmark = pytest.mark.tensorflow


class Home:
    """A store with its settings, in which runs are executed in this process."""

    def __init__(self, folder):
        self.settings = Settings(home=folder)
        self.store = Store(self.settings.store_url)

    def path(self, run_id):
        return self.settings.artifacts / run_id / CHECKPOINT

    def done(self, run_id):
        run = execute(run_id, self.store, self.settings, new_holder())
        assert run.status == COMPLETED, run.error
        return run

    def trained(self, recipe, seed):
        return self.done(self.store.runs.create(recipe, seed, origin="command line").id)

    def extended(self, run_id, epochs=2):
        self.store.actions.extend(run_id, epochs)
        return self.done(run_id)

    def losses(self, run_id):
        return self.store.histories.get(run_id).metrics["loss"]


@pytest.fixture
def home(tmp_path):
    home = Home(tmp_path / "home")
    yield home
    home.store.close()


@pytest.fixture
def short(small):
    return small.with_settings({"epochs": 3})


def began_again(run) -> bool:
    return any("restarted from the first epoch" in note for note in run.notes)


def change(path, version=2, **numbers):
    arrays = read_npz(path)
    content = json.loads(arrays["numbers"].tobytes()) | numbers | {"version": version}
    if version == 1:
        content.pop("owner")
    arrays["numbers"] = np.frombuffer(json.dumps(content).encode(), np.uint8)
    write_npz(path, arrays)


@pytest.mark.slow
def test_a_checkpoint_says_whose_it_is_and_an_extended_run_takes_it(home, short):
    run = home.trained(short, 1)
    owner = {"run": run.id, "recipe": short.key_without_epochs, "seed": 1, "engine": "xla"}
    assert load_checkpoint(home.path(run.id)).owner == owner
    longer = home.extended(run.id)
    assert longer.recipe_key != run.recipe_key and not began_again(longer)
    assert load_checkpoint(home.path(run.id)).owner == owner
    whole = home.trained(short.with_settings({"epochs": 5}), 1)
    assert home.losses(run.id) == home.losses(whole.id)


@pytest.mark.slow
def test_an_old_run_is_extended_on_keras_loops_to_the_last_bit(home):
    short, long = (recipe("noise/lstm").with_settings({"epochs": count}) for count in (2, 4))
    run, whole = (
        home.store.runs.create(one, 1, origin="command line", holder="me") for one in (short, long)
    )
    for one in (run, whole):
        home.store.runs.describe(one.id, holder="me", engine="graph")
        assert execute(one.id, home.store, home.settings, "me").engine == "graph"
    owner = {"run": run.id, "recipe": short.key_without_epochs, "seed": 1}
    change(home.path(run.id), version=3, owner=owner)
    longer = home.extended(run.id)
    assert longer.engine == "graph" and not began_again(longer)
    today = home.trained(long, 1)
    assert today.engine == "graph+block-1"
    ours, loops, blocks = (
        load_checkpoint(home.path(one.id)).weights for one in (run, whole, today)
    )
    assert all(map(np.array_equal, ours, loops)), "it continued on another kernel"
    assert not all(map(np.array_equal, blocks, loops)), "it was computed by the same kernel"


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("other", ["seed", "recipe"])
def test_one_of_another_run_is_not_taken(home, short, version, other):
    """It has the same shapes and saw the same data; it rewrote the history, and was not noticed."""
    run = home.trained(short, 1)
    changed = short.with_settings({"learning_rate": 0.02}) if other == "recipe" else short
    stranger = home.trained(changed, 1 if other == "recipe" else 2)
    before = home.losses(run.id)
    assert before != home.losses(stranger.id)
    change(home.path(stranger.id), version)
    shutil.copy(home.path(stranger.id), home.path(run.id))
    longer = home.extended(run.id)
    assert began_again(longer) and home.losses(run.id)[:3] == before
    assert load_checkpoint(home.path(run.id)).owner["run"] == run.id


def test_one_of_version_1_is_known_by_its_epochs(home, short):
    run = home.trained(short, 1)
    change(home.path(run.id), version=1)
    assert not began_again(home.extended(run.id))


@pytest.mark.parametrize("harm", ["deep", "NaN"])
def test_a_damaged_one_does_not_fail_the_run(home, short, harm):
    run = home.trained(short, 1)
    before, arrays = home.losses(run.id), read_npz(home.path(run.id))
    if harm == "deep":
        arrays["numbers"] = np.frombuffer(b"[" * 100_000, np.uint8)
    else:
        arrays["weights/0"] *= np.nan
    write_npz(home.path(run.id), arrays)
    longer = home.extended(run.id)
    assert began_again(longer) and home.losses(run.id)[:3] == before


@pytest.mark.parametrize("version", [1, 2])
def test_out_of_a_backup_it_is_taken(home, short, tmp_path, version):
    run = home.trained(short, 1)
    change(home.path(run.id), version)
    back_up(home.store, home.settings.artifacts, tmp_path / "backup.zip")
    other = Home(tmp_path / "other")
    restore(other.store, other.settings.artifacts, tmp_path / "backup.zip")
    assert not began_again(other.extended(run.id))
    other.store.close()


def test_a_damaged_one_does_not_break_a_backup(home, short, tmp_path):
    run = home.trained(short, 1)
    arrays = read_npz(home.path(run.id))
    arrays["numbers"] = np.frombuffer(b"[" * 100_000, np.uint8)
    write_npz(home.path(run.id), arrays)
    assert back_up(home.store, home.settings.artifacts, tmp_path / "backup.zip").runs == 1
