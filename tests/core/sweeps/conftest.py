import pytest

from core.recipes import recipe
from core.runs.executors.process import ProcessExecutor
from core.runs.manager import RunManager
from core.runs.store import Store
from core.settings import Settings
from core.sweeps.curves import CurveReader
from core.sweeps.plan import make_plan
from core.sweeps.report import report
from core.sweeps.space import make_space
from core.sweeps.store import SweepStore

FAKE = "tests.core.sweeps.fake_training:"


def pytest_generate_tests(metafunc):
    if "engine" in metafunc.fixturenames and metafunc.module.__name__.endswith("test_sealed"):
        metafunc.parametrize("engine", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def engine(request):
    """What the store is on: ``sqlite`` or ``postgresql``."""
    return getattr(request, "param", "sqlite")


@pytest.fixture
def settings(tmp_path, engine, request):
    url = request.getfixturevalue("postgresql").store() if engine == "postgresql" else ""
    return Settings(home=tmp_path / "home", store=url, slots=2)


@pytest.fixture
def store(settings):
    store = Store(settings.store_url)
    yield store
    store.close()


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
        return sweeps.create(**vars(wanted), origin="dashboard", person="Ada")

    return start


@pytest.fixture
def look(sweeps):
    """A sweep's report as it is now."""
    reader = CurveReader(sweeps)
    return lambda sweep: report(sweeps, reader, sweep.id)


@pytest.fixture
def manage(store, settings):
    """Started managers whose workers train with a fake and preload no Keras."""
    managers = []

    def start(fake="hill") -> RunManager:
        executor = ProcessExecutor(settings, preload=["core.runs.execute"])
        manager = RunManager(store, settings, executor, train=FAKE + fake)
        managers.append(manager)
        manager.start()
        return manager

    yield start
    for manager in managers:
        manager.close()
