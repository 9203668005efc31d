import pytest

from core.recipes import recipe
from core.runs.queue.manager import RunManager
from core.runs.store import Store
from core.runs.workers.process import ProcessExecutor
from core.settings import Settings


@pytest.fixture
def fakes():
    return "tests.core.runs.fake_training:quick"


@pytest.fixture
def small():
    """A recipe that needs no file and little time."""
    return recipe("numeric-binary/mlp").with_settings({"epochs": 30})


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One started manager for a module's tests; each names its fake by ``shared.train``."""
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    executor = ProcessExecutor(settings, preload=["core.runs.workers.execute"])
    manager = RunManager(Store(settings.store_url), settings, executor)
    manager.start()
    yield manager
    manager.close()
    manager.store.close()
