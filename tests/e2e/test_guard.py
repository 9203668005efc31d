"""Who may reach the dashboard: real browsers and real requests, by names, addresses and proxies."""

from __future__ import annotations

import http.client
import re
import resource
import socket
from contextlib import ExitStack, closing

import psutil
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from core.runs.store import Store
from core.settings import load_settings
from pages.components.live.guard import RESERVED_FILES
from pages.components.live.serving import OPEN_FILES
from tests.e2e.conftest import TIMEOUT
from tests.e2e.server import FOREIGN, HOST, OWN, READY, ROOT, serving

pytestmark = pytest.mark.browser

PLATFORM = "https://moodle.example.org"
ROUTES = (
    *("/", "/train", "/system", "/changes/x", "/live/x", "/assets/plotly.min.js"),
    *(
        "/_stcore/health",
        "/_stcore/host-config",
        "/_stcore/metrics",
        "/_stcore/script-health-check",
    ),
    *("/_stcore/agent/openapi.json", "/media/x", "/component/x", "/static/x"),
)
PAGES = [
    "",
    *sorted({path.stem for path in (ROOT / "pages").glob("*.py")} - {"home", "navigation"}),
]


def seldom(*values):
    """Parameters of the second tier."""
    return [pytest.param(value, marks=pytest.mark.slow) for value in values]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("guard") / "home"


@pytest.fixture(scope="module")
def server(home):
    """Listens on every address, by IPv4 and IPv6, and goes by one name."""
    with serving(
        home,
        RECIPE_LAB_DATA="",
        RECIPE_LAB_ALLOWED_HOSTS=OWN,
        RECIPE_LAB_FRAME_ANCESTORS=PLATFORM,
        STREAMLIT_SERVER_ADDRESS="::",
    ) as server:
        yield server


@pytest.fixture(scope="module")
def store(home, server):
    store = Store(load_settings({"RECIPE_LAB_HOME": str(home)}).store_url)
    yield store
    store.close()


def ask(server, path="/_stcore/health", *, method="GET", **headers):
    """The status and body of one request over a plain connection."""
    connection = http.client.HTTPConnection(HOST, server.port, timeout=30)
    connection.putrequest(method, path, skip_host=True)
    for name, value in ({"Host": f"{HOST}:{server.port}"} | headers).items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    try:
        return answer.status, answer.read(), answer.headers
    finally:
        connection.close()


def shake_hands(server, host, origin):
    """The status line of a WebSocket handshake with Streamlit."""
    with socket.create_connection((HOST, server.port), timeout=30) as plain:
        lines = [
            "GET /_stcore/stream HTTP/1.1",
            f"Host: {host}",
            *([f"Origin: {origin}"] if origin else []),
            *("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"),
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Protocol: streamlit",
        ]
        plain.sendall("\r\n".join([*lines, "", ""]).encode())
        return int(plain.recv(200).split()[1])


@pytest.mark.parametrize("path", ROUTES)
def test_a_foreign_name_gets_nothing_on_any_route(server, path):
    for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT"):
        place = f"{FOREIGN}:{server.port}"
        status, body, _ = ask(server, path, method=method, Host=place, Origin=f"http://{place}")
        assert status == 403 and b"<" not in body, (method, path)


def test_a_rebound_page_reads_nothing_and_launches_nothing(browser, server, store):
    with closing(browser.new_page()) as page:
        page.set_default_timeout(TIMEOUT)
        answer = page.goto(f"http://{FOREIGN}:{server.port}/train?recipe=numeric-binary%2Fmlp")
        assert answer.status == 403
        assert not page.query_selector("button")
        read = page.evaluate(
            "(paths) => Promise.all(paths.map((path) => fetch(path).then(({ status }) => status)))",
            list(ROUTES),
        )
        assert set(read) == {403}
        opened = page.evaluate(
            """() => new Promise((done) => {
              const socket = new WebSocket(`ws://${location.host}/_stcore/stream`, ["streamlit"]);
              socket.onopen = () => done(true);
              socket.onerror = () => done(false);
            })"""
        )
        assert not opened
    assert store.runs.list() == []


@pytest.mark.parametrize(
    "host", ["localhost", HOST, "127.0.0.2", "[::1]", "192.168.7.20", "[fd00::7]", OWN]
)
def test_addresses_and_own_names_are_answered(server, host):
    place = f"{host}:{server.port}"
    assert ask(server, Host=place)[0] == 200
    assert ask(server, Host=place, Origin=f"http://{place}")[0] == 200
    assert shake_hands(server, place, f"http://{place}") == 101


@pytest.mark.parametrize("host", ["[::1]", OWN, *seldom("localhost", HOST, "127.0.0.2")])
def test_a_page_opens_by_every_address(browser, server, host):
    with closing(browser.new_page()) as page:
        page.set_default_timeout(TIMEOUT)
        page.goto(f"http://{host}:{server.port}/recipes")
        page.wait_for_function(READY)


def test_a_proxy_with_tls_is_passed_on(server):
    """As docs/team.md has it: the name without our port, the page's scheme another than ours."""
    assert shake_hands(server, OWN, f"https://{OWN}") == 101
    assert ask(server, Host=OWN, Origin=f"https://{OWN}", X_Forwarded_Proto="https")[0] == 200


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "http://127.0.0.1:1",
        "http://localhost",
        f"http://{FOREIGN}",
        "file://",
        "http://",
        "x",
    ],
)
def test_pages_of_other_origins_are_refused(server, origin):
    place = f"{HOST}:{server.port}"
    assert ask(server, Origin=origin)[0] == 403
    assert shake_hands(server, place, origin) == 403


@pytest.mark.parametrize(
    "host", ["", "a@b", "a/b", "lab.example.org.evil.net", "[::1", "127.1", "a:b"]
)
def test_what_is_no_host_of_ours_is_refused(server, host):
    assert ask(server, Host=host)[0] in (400, 403)


def test_metrics_are_for_programs_of_this_machine(server):
    place = f"{HOST}:{server.port}"
    assert ask(server, "/_stcore/metrics", Host=place)[0] == 200
    for headers in (
        {"Host": OWN},
        {"Host": "192.168.7.20"},
        {"X_Forwarded_For": "192.168.7.20"},
        {"X_Forwarded_Proto": "https"},
    ):
        for method in ("GET", "OPTIONS"):
            status, body, _ = ask(server, "/_stcore/metrics", method=method, **headers)
            assert status == 403 and b"cache" not in body


def test_changes_are_told_to_whom_a_page_was_shown(server, browser):
    for guess in ("", "/", "/x", "/0", "/%00", "/../changes"):
        assert not ask(server, f"/changes{guess}")[1].strip().isdigit()
    with closing(browser.new_page()) as page:
        page.set_default_timeout(TIMEOUT)
        with page.expect_request(re.compile("/changes/")) as asked:
            page.goto(server.url)
        answer = asked.value.response()
        assert answer.status == 200 and answer.text().isdigit()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_a_policy(server, path):
    _, _, headers = ask(server, f"/{path}", Accept="text/html")
    policy = headers["content-security-policy"]
    assert policy.endswith(f"frame-ancestors 'self' {PLATFORM}") and "unsafe-eval" not in policy
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", [PAGES[0], *seldom(*PAGES[1:])])
def test_every_page_keeps_its_policy(open_page, path):
    """As every test does that opens a page: ``open_page`` sees to it."""
    open_page(f"/{path}").wait_for_function(READY)


def test_the_last_page_there_is_no_room_for_is_refused_with_a_sentence(tmp_path):
    """The limit is lowered to what some more pages take; real sessions fill it."""
    with serving(tmp_path / "home") as server, ExitStack() as opened:
        process = psutil.Process(server.process.pid)
        limit = process.num_fds() + RESERVED_FILES + 30
        process.rlimit(psutil.RLIMIT_NOFILE, (limit, limit))
        url = f"ws://{HOST}:{server.port}/_stcore/stream"
        refused, page = set(), 200
        for _ in range(60):  # a refused session may have met files that are closed again
            try:
                opened.enter_context(
                    connect(url, subprotocols=["streamlit"], max_size=None, open_timeout=60)
                )
            except InvalidStatus as error:
                refused.add(error.response.status_code)
                page = ask(server, "/", Accept="text/html")[0]
            if page != 200:
                break
        assert (refused, page) == ({403}, 503)
        assert ask(server)[0] == 200  # health
        assert len(server.log.read_text().splitlines()) < 40


def test_the_limit_of_open_files_is_raised_to_what_the_system_allows(tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(512, soft), hard))
    try:
        with serving(tmp_path / "home") as server:
            limits = psutil.Process(server.process.pid).rlimit(psutil.RLIMIT_NOFILE)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert limits == (min(hard, OPEN_FILES), hard)
