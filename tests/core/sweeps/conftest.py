import pytest

from core.recipes import recipe
from core.sweeps.curves import CurveReader
from core.sweeps.plan import make_plan
from core.sweeps.report import report
from core.sweeps.space import make_space
from core.sweeps.store import SweepStore

FAKE = "tests.core.sweeps.fake_training:"


@pytest.fixture
def differs():
    return {"slots": 2}


@pytest.fixture
def fakes():
    return f"{FAKE}hill"


@pytest.fixture
def sweeps(store):
    return SweepStore(store)


@pytest.fixture
def base():
    """A recipe with validation, which needs no file."""
    return recipe("digits/mlp").with_settings({"epochs": 10})


@pytest.fixture
def begin(sweeps, base):
    """Begins a sweep over units and, where asked, a range of learning rates."""

    def start(units=(8, 16, 32), rates=None, *, recipe=base, **plan):
        ranges = {"learning_rate": rates} if rates else {}
        space = make_space(recipe, {"units": list(units)}, ranges)
        wanted = make_plan(recipe, space, **({"kind": "grid"} | plan))
        return sweeps.create(wanted, origin="dashboard", person="Ada")

    return start


@pytest.fixture
def look(sweeps):
    """A sweep's report as it is now."""
    reader = CurveReader(sweeps)
    return lambda sweep: report(sweeps, reader, sweep.id)
