import pytest

from core.errors import RequestError
from core.hosts import (
    Host,
    clean_ancestor,
    clean_host,
    is_allowed,
    is_loopback,
    is_same_origin,
    parse_host,
)


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("Lab.Example.org.", Host("lab.example.org")),
        ("localhost:8501", Host("localhost", 8501)),
        ("127.0.0.1:80", Host("127.0.0.1", 80)),
        ("[::1]:8501", Host("::1", 8501)),
        ("my_service", Host("my_service")),
    ],
)
def test_a_host_is_a_name_or_an_address_and_a_port(text, host):
    assert parse_host(text) == host


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":80",
        "a:",
        "a:b",
        "a:99999",
        "a@b",
        "a/b",
        "a b",
        "a..b",
        ".a",
        "[::1",
        "[a]",
        "[1.2.3.4]",
        "é",
    ],
)
def test_an_invalid_host_is_none(text):
    assert parse_host(text) is None


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("localhost", True),
        ("10.0.0.7", True),
        ("[fd00::7]", True),
        ("lab.example.org:8443", True),
        ("example.org", False),
        ("lab.example.org.evil.net", False),
        ("localhost.evil.net", False),
        ("127.0.0.1.evil.net", False),
        ("2130706433", False),
    ],
)
def test_addresses_localhost_and_declared_names_are_allowed(text, allowed):
    assert is_allowed(parse_host(text), ("lab.example.org",)) == allowed


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("http://localhost:8501", "localhost:8501", True),
        ("https://lab.example.org", "lab.example.org", True),
        ("http://[::1]:8501", "[::1]:8501", True),
        ("https://lab.example.org", "lab.example.org:443", False),
        ("http://localhost:8501", "LOCALHOST:8501", False),
        ("http://localhost:8502", "localhost:8501", False),
        ("http://localhost", "localhost:8501", False),
        ("http://127.0.0.1:8501", "localhost:8501", False),
        ("ftp://localhost", "localhost", False),
        ("http://localhost/x", "localhost", False),
        ("http://a@localhost", "localhost", False),
        ("null", "localhost", False),
        ("", "localhost", False),
    ],
)
def test_an_origin_is_the_same_as_browsers_write_it(origin, host, same):
    assert is_same_origin(origin, host) == same


def test_loopback_includes_ipv4_mapped_to_ipv6():
    assert is_loopback("127.0.0.9") and is_loopback("::1") and is_loopback("::ffff:127.0.0.1")
    assert not is_loopback("10.0.0.1") and not is_loopback("::ffff:10.0.0.1")
    assert not is_loopback("localhost.evil.net")


@pytest.mark.parametrize("text", ["https://lab.example.org", "lab.example.org:80", "a b", "*"])
def test_a_declared_name_is_a_plain_name(text):
    assert clean_host("Lab.Example.org") == "lab.example.org"
    with pytest.raises(RequestError):
        clean_host(text)


@pytest.mark.parametrize(
    "text", ["moodle.example.org", "https://a/b", "'self'", "*", "https://a; x"]
)
def test_a_frame_ancestor_is_an_origin(text):
    origins = ["https://Moodle.example.org", "https://*.example.org:8443"]
    assert [clean_ancestor(origin) for origin in origins] == [origin.lower() for origin in origins]
    with pytest.raises(RequestError):
        clean_ancestor(text)
