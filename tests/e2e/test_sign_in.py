"""Signing in at a real provider, in real browsers, each person with a role."""

from __future__ import annotations

import json
import secrets

import pytest
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import expect

from core.runs.store import Store
from core.settings import load_settings
from tests.e2e.conftest import TIMEOUT
from tests.e2e.server import HOST, READY, free_port, launched, serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:authlib"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:oidc_provider_mock"),
]
TRAIN = "/train?recipe=numeric-binary%2Fmlp&epochs=3"


@pytest.fixture(scope="module")
def signing_in(tmp_path_factory):
    """A server whose people sign in, at a provider of their own."""
    folder, port = tmp_path_factory.mktemp("sign-in"), free_port()
    verified = {"tina": True, "walt": True, "anna": False}
    people = [
        User(sub=name, claims={"email": f"{name}@example.org", "email_verified": said})
        for name, said in verified.items()
    ]
    with run_server_in_thread(user_claims=people) as provider:
        (folder / ".streamlit").mkdir()
        auth = {
            "redirect_uri": f"http://{HOST}:{port}/oauth2callback",
            "cookie_secret": secrets.token_hex(16),
            "client_id": "recipe-lab",
            "client_secret": secrets.token_hex(16),
            "server_metadata_url": f"http://localhost:{provider.server_port}"
            "/.well-known/openid-configuration",
        }
        lines = [f"{name} = {json.dumps(value)}" for name, value in auth.items()]
        (folder / ".streamlit/secrets.toml").write_text("\n".join(["[auth]", *lines]))
        with serving(
            folder / "home",
            port=port,
            RECIPE_LAB_SIGN_IN="yes",
            RECIPE_LAB_TRAINERS="tina@example.org",
            RECIPE_LAB_ADMINISTRATORS="anna@example.org",
            RECIPE_LAB_DATA="",
        ) as server:
            store = Store(load_settings({"RECIPE_LAB_HOME": str(folder / "home")}).store_url)
            yield server, store
            store.close()


@pytest.fixture
def enter(browser, signing_in):
    """Signs somebody in, in a browser of their own."""
    server, _ = signing_in
    contexts = []

    def sign_in(name: str):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(TIMEOUT)
        page.goto(server.url + TRAIN)
        assert page.locator(".st-key-launch").get_by_role("button", name="Train").count() == 0
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/oauth2/authorize**")
        page.fill('input[name="sub"]', name)
        page.get_by_role("button", name="Authorize").click()
        page.get_by_role("button", name="Sign out").wait_for()
        page.goto(server.url + TRAIN)
        page.wait_for_function(READY)
        return page

    yield sign_in
    for context in contexts:
        context.close()


def test_who_signed_in_may_what_their_role_says(enter, signing_in):
    _, store = signing_in
    trainer, watcher = enter("tina"), enter("walt")
    run = launched(trainer, store)
    assert run.person == "tina@example.org"
    watcher.get_by_text("view only").wait_for()
    expect(watcher.locator(".st-key-launch").get_by_role("button", name="Train")).to_be_disabled()
    with trainer.expect_navigation():
        trainer.get_by_role("button", name="Sign out").click()
    trainer.goto(signing_in[0].url + TRAIN)
    trainer.get_by_role("button", name="Sign in").wait_for()


def test_an_unverified_address_is_nobodys(enter):
    page = enter("anna")  # an administrator's, which somebody else typed at the provider
    page.get_by_text("view only").wait_for()
    assert page.get_by_text("anna@example.org").count() == 0
    expect(page.locator(".st-key-launch").get_by_role("button", name="Train")).to_be_disabled()
