"""A run outlives the tab and the server: in a real browser, on real servers that are killed."""

from __future__ import annotations

import pytest

from core.runs.run import COMPLETED
from core.runs.store import Store
from core.settings import load_settings
from tests.core.runs.waiting import wait_for
from tests.e2e.server import Server

pytestmark = pytest.mark.browser
EPOCHS = 40


def test_a_run_outlives_the_tab_and_the_server(browser, tmp_path):
    home = tmp_path / "home"
    environment = {"KERAS_HOME": str(tmp_path / "keras"), "RECIPE_LAB_DATA": ""}
    server = Server(home, **environment)
    try:
        server.wait()
        store = Store(load_settings({"RECIPE_LAB_HOME": str(home)}).store_url)
        page = browser.new_page()
        page.set_default_timeout(120_000)
        page.goto(f"{server.url}/train?recipe=probe-motif%2Flstm&epochs={EPOCHS}")
        page.locator(".st-key-launch").get_by_role("button", name="Train").click()
        page.wait_for_url(lambda url: "run=" in url)
        run = store.list()[0]
        page.close()
        wait_for(lambda: store.get(run.id).epochs_done >= 2, 120)
        server.process.kill()
        server.process.wait()
        wait_for(lambda: store.get(run.id).status == "interrupted", 20)
        before = store.history(run.id)
        assert 2 <= len(before) < EPOCHS

        server = Server(home, **environment)
        server.wait()
        page = browser.new_page()
        page.set_default_timeout(120_000)
        page.goto(f"{server.url}/train?run={run.id}")
        page.get_by_text("The server that ran it ended").wait_for()
        page.get_by_role("button", name="Resume").click()
        wait_for(lambda: store.get(run.id).epochs_done > len(before), 120)
        page.get_by_role("button", name="Pause").click()
        page.get_by_text("Paused after").wait_for()
        page.get_by_role("button", name="Resume").click()
        page.get_by_role("button", name="Stop").click()
        page.get_by_text("Stopped after").wait_for()
        after = store.history(run.id)
        assert len(after) >= len(before)
        for name, values in before.metrics.items():
            assert after.metrics[name][: len(values)] == values
        assert store.get(run.id).status != COMPLETED
        store.close()
    finally:
        server.close()
