"""A run outlives the tab and the server: in a real browser, on real servers that are killed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from core.runs.run import COMPLETED
from core.runs.store import Store
from core.settings import load_settings
from tests.core.runs.waiting import SLOWER, wait_for
from tests.e2e.conftest import TIMEOUT
from tests.e2e.server import HOST, Server

pytestmark = pytest.mark.browser
EPOCHS = 400
# At once, so that the server gets both before it has answered.
RESUME_AND_STOP = """() => {
  for (const name of ['resume', 'stop']) document.querySelector(`.st-key-${name} button`).click();
}"""


@pytest.mark.slow
def test_a_run_outlives_the_tab_and_the_server(browser, tmp_path):
    home = tmp_path / "home"
    environment = {"KERAS_HOME": str(tmp_path / "keras"), "RECIPE_LAB_DATA": ""}
    server = Server(home, **environment)
    try:
        server.wait()
        store = Store(load_settings({"RECIPE_LAB_HOME": str(home)}).store_url)
        page = browser.new_page()
        page.set_default_timeout(TIMEOUT)
        page.goto(f"{server.url}/train?recipe=probe-motif%2Flstm&epochs={EPOCHS}")
        page.locator(".st-key-launch").get_by_role("button", name="Train").click()
        page.wait_for_url(lambda url: "run=" in url)
        run = store.runs.list()[0]
        page.close()
        wait_for(lambda: store.runs.get(run.id).epochs_done >= 2, 120)
        server.process.kill()
        server.process.wait()
        wait_for(lambda: store.runs.get(run.id).status == "interrupted", 20)
        before = store.histories.get(run.id)
        assert 2 <= len(before) < EPOCHS

        server = Server(home, **environment)
        server.wait()
        page = browser.new_page()
        page.set_default_timeout(TIMEOUT)
        page.goto(f"{server.url}/train?run={run.id}")
        page.get_by_text("The server that ran it ended").wait_for()
        page.get_by_role("button", name="Resume").click()
        wait_for(lambda: store.runs.get(run.id).epochs_done > len(before), 120)
        page.get_by_role("button", name="Pause").click()
        page.get_by_text("Paused after").wait_for()
        page.evaluate(RESUME_AND_STOP)
        page.get_by_text("Stopped after").wait_for()
        after = store.histories.get(run.id)
        assert len(after) >= len(before)
        for name, values in before.metrics.items():
            assert after.metrics[name][: len(values)] == values
        assert store.runs.get(run.id).status != COMPLETED
        store.close()
    finally:
        server.close()


def test_server_holds_no_tensorflow_and_ends_with_its_workers(tmp_path):
    server = Server(tmp_path / "home")
    try:
        server.wait()
        children = _wait_for_children(server.process.pid)
        mapped = Path(f"/proc/{server.process.pid}/maps")
        assert mapped.exists(), "only where there is /proc"
        assert "tensorflow" not in mapped.read_text()
    finally:
        seconds = server.close()
    print(f"ended after {seconds:.2f} s")
    assert seconds < SLOWER * 4
    end = time.monotonic() + SLOWER * 2
    while any(Path(f"/proc/{pid}").exists() for pid in children) and time.monotonic() < end:
        time.sleep(0.05)
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
    assert HOST in server.log.read_text()


def _wait_for_children(pid: int, seconds: float = SLOWER * 20) -> list[int]:
    """The processes the server started by itself: nobody opened a page."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    tasks = path.parents[1]
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pids = [int(p) for task in tasks.glob("*/children") for p in task.read_text().split()]
        if pids:
            return pids
        time.sleep(0.05)
    raise AssertionError("it started no workers")
