"""One browser for all tests of a process, and one server for those that need none of their own."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from core.runs.run import ACTIVE, PAUSED, RUNNING, STOPPED
from core.runs.store import Store
from core.settings import load_settings
from core.sweeps.store import SweepStore
from tests.core.runs.waiting import wait_for
from tests.e2e.server import NAMES, browsing, serving
from tests.pages import filling

TIMEOUT = 300_000  # milliseconds; runs take minutes on a slow machine that does other things, too
expect.set_options(timeout=TIMEOUT)


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("e2e") / "home"


@pytest.fixture(scope="session")
def server(home):
    """A server with its own home and no dataset but the generated ones."""
    with serving(home, KERAS_HOME=str(home.parent / "keras"), RECIPE_LAB_DATA="") as server:
        yield server


@pytest.fixture(scope="session")
def shared_store(home, server):
    store = Store(load_settings({"RECIPE_LAB_HOME": str(home)}).store_url)
    with filling.renewing(store):
        yield store
    store.close()


@pytest.fixture
def store(shared_store):
    """The server's store. It is empty: what the test before left was deleted."""
    yield shared_store
    clear(shared_store)


@pytest.fixture(scope="session")
def browser():
    with browsing(NAMES) as browser:
        yield browser


@pytest.fixture
def open_page(browser, server, store):
    """Opens a page of the app in a browser of its own; nothing may fail in it, nothing may be
    asked of any other server or be against the pages' policy."""
    contexts, problems = [], []

    def open_at(path: str = "/", **options):
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}} | options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(TIMEOUT)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: _note_violation(message.text, problems))
        page.on("request", lambda request: _note_foreign(request.url, server.url, problems))
        page.goto(server.url + path)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert not problems


def clear(store: Store) -> None:
    """End and delete all runs, as people would: the server that shows them goes on."""
    for sweep in SweepStore(store).list():
        if sweep.status in (RUNNING, PAUSED):
            store.sweeps.change_status(sweep.id, (RUNNING, PAUSED), STOPPED)
    for run in store.runs.list(status=ACTIVE):
        store.actions.stop(run.id)
        if run.holder == filling.HOLDER:
            store.leases.finish(run.id, filling.HOLDER, STOPPED)
    wait_for(lambda: not store.runs.list(status=ACTIVE), 60)
    store.bin.add([run.id for run in store.runs.list()])
    store.bin.empty()


def _note_violation(text: str, problems: list[str]) -> None:
    if "Content Security Policy" in text:
        problems.append(text)


def _note_foreign(url: str, home: str, problems: list[str]) -> None:
    here = home.partition("://")[2]
    if not url.startswith((home, f"ws://{here}", "data:", "blob:")):
        problems.append(f"asked of another server: {url}")
