"""A store of a test's own, on either database, and managers over it; a folder's own conftest says
what differs there. What they need is imported when it is asked for: most tests ask for none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from core.runs.queue.manager import RunManager

# Folder → files of which every test runs on both databases; others are about what is above the
# store.
ON_BOTH = {
    "backup": {"backup"},
    "runs": {"index"},
    "store": {"histories", "labels", "leases", "actions", "migrations", "store", "views", "inputs"},
    "sweeps": {"sealed"},
    "workers": {"recorder"},
}


def pytest_generate_tests(metafunc):
    path = metafunc.definition.path
    names = ON_BOTH.get(path.parent.name, ())
    if "engine" in metafunc.fixturenames and path.stem.removeprefix("test_") in names:
        second = pytest.param("postgresql", marks=pytest.mark.slow)
        metafunc.parametrize("engine", ["sqlite", second], indirect=True)


@pytest.fixture
def engine(request):
    """What the store is on: ``sqlite`` or ``postgresql``."""
    return getattr(request, "param", "sqlite")


@pytest.fixture
def differs() -> dict[str, Any]:
    """Settings that are not the defaults."""
    return {}


@pytest.fixture
def settings(tmp_path, engine, differs, request):
    from core.settings import Settings

    url = request.getfixturevalue("postgresql").store() if engine == "postgresql" else ""
    return Settings(home=tmp_path / "home", store=url, **differs)


@pytest.fixture
def store(settings):
    from core.runs.store import Store

    store = Store(settings.store_url)
    yield store
    store.close()


@pytest.fixture
def manage(store, settings, fakes):
    """Started managers over the store, whose workers train with a fake and preload no Keras.

    ``fakes`` is a folder's own: the module of its fakes, and the one that is meant where a test
    names none.
    """
    from core.runs.queue.manager import RunManager
    from core.runs.workers.process import ProcessExecutor

    module, _, usual = fakes.partition(":")
    managers = []

    def start(fake=usual, executor=None, **changes) -> RunManager:
        executor = executor or ProcessExecutor(settings, preload=["core.runs.workers.execute"])
        manager = RunManager(store, settings, executor, train=f"{module}:{fake}", **changes)
        managers.append(manager)
        manager.start()
        return manager

    yield start
    for manager in managers:
        manager.close()
