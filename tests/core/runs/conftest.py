import pytest

from core.recipes import recipe
from core.runs.executors.process import ProcessExecutor
from core.runs.manager import RunManager
from core.runs.store import Store
from core.settings import Settings

FAKE = "tests.core.runs.fake_training:"


# Of these files every test runs on both databases; the others are about what is above the store.
ON_BOTH = {
    *("backup", "histories", "index", "labels", "leases", "lives"),
    *("migrations", "recorder", "store"),
}


def pytest_generate_tests(metafunc):
    name = metafunc.module.__name__.rpartition("test_")[2]
    if "engine" in metafunc.fixturenames and name in ON_BOTH:
        metafunc.parametrize("engine", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def engine(request):
    """What the store is on: ``sqlite`` or ``postgresql``."""
    return getattr(request, "param", "sqlite")


@pytest.fixture
def settings(tmp_path, engine, request):
    url = request.getfixturevalue("postgresql").store() if engine == "postgresql" else ""
    return Settings(home=tmp_path / "home", store=url)


@pytest.fixture
def store(settings):
    store = Store(settings.store_url)
    yield store
    store.close()


@pytest.fixture
def small():
    """A recipe that needs no file and little time."""
    return recipe("numeric-binary/mlp").with_settings({"epochs": 30})


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One started manager for a module's tests; each names its fake by ``shared.train``."""
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    executor = ProcessExecutor(settings, preload=["core.runs.execute"])
    manager = RunManager(Store(settings.store_url), settings, executor)
    manager.start()
    yield manager
    manager.close()
    manager.store.close()


@pytest.fixture
def manage(store, settings):
    """Started managers over the store, whose workers train with a fake and preload no Keras."""
    managers = []

    def start(fake="quick", executor=None, **changes) -> RunManager:
        executor = executor or ProcessExecutor(settings, preload=["core.runs.execute"])
        manager = RunManager(store, settings, executor, train=FAKE + fake, **changes)
        managers.append(manager)
        manager.start()
        return manager

    yield start
    for manager in managers:
        manager.close()
