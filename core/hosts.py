"""Which hosts a request may name, so that pages from other hosts cannot reach this server.

Anyone can make a name of theirs resolve to this machine (DNS rebinding); a page from that name then
has the same origin as this server. An address cannot be rebound, so addresses are always allowed.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from dataclasses import dataclass

from core.errors import RequestError

LOCALHOST = "localhost"
_HOST = re.compile(
    r"(?:\[(?P<v6>[0-9a-f]*:[0-9a-f:.]{1,44})\]|(?P<name>[0-9a-z_-]+(?:\.[0-9a-z_-]+)*)\.?)"
    r"(?::(?P<port>[0-9]{1,5}))?"
)
_ANCESTOR = re.compile(r"https?://(?:\*\.)?[0-9a-z_-]+(?:\.[0-9a-z_-]+)*(?::[0-9]{1,5})?")


@dataclass(frozen=True)
class Host:
    """The host in a Host header, or in an Origin header after ``://``.

    Attributes:
        name: The name in lower case, without brackets or a final dot.
        port: The port; None for the default port of the scheme.
    """

    name: str
    port: int | None = None

    @property
    def address(self) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
        """``name`` as an IP address; None if it is not one."""
        try:
            return ipaddress.ip_address(self.name)
        except ValueError:
            return None

    @property
    def is_loopback(self) -> bool:
        """Whether it is ``localhost`` or a loopback address."""
        return self.name == LOCALHOST or is_loopback(self.name)


def is_loopback(text: str) -> bool:
    """Whether ``text`` is a loopback IP address, including IPv4 mapped to IPv6."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def parse_host(text: str) -> Host | None:
    """The host and port in a Host header; None if it is invalid, such as ``a@b`` or ``a/b``."""
    match = _HOST.fullmatch(text.lower())
    if match is None or int(match["port"] or 0) > 65_535:
        return None
    host = Host(match["v6"] or match["name"], int(match["port"]) if match["port"] else None)
    return None if match["v6"] and host.address is None else host


def is_allowed(host: Host, names: Collection[str]) -> bool:
    """Whether requests may name this host: ``localhost``, any address, or one of ``names``."""
    return host.name == LOCALHOST or host.name in names or host.address is not None


def is_same_origin(origin: str, host: str) -> bool:
    """Whether an Origin header names exactly the host and port of a Host header.

    They are compared as text, as browsers write them. Streamlit does the same, and contacts an
    external address if they differ.
    """
    return origin in (f"http://{host}", f"https://{host}")


def clean_host(text: str) -> str:
    """A host name of the installation, in lower case.

    Raises:
        RequestError: It is not a host name, or has a port.
    """
    host = parse_host(text)
    if host is None or host.port is not None:
        raise RequestError(
            "RECIPE_LAB_ALLOWED_HOSTS must list host names such as lab.example.org, without a "
            "scheme, port or path, got {text!r}.",
            text=text,
        )
    return host.name


def clean_ancestor(text: str) -> str:
    """An origin whose pages may embed this dashboard in a frame, in lower case.

    Raises:
        RequestError: It is not an origin.
    """
    if not _ANCESTOR.fullmatch(text.lower()):
        raise RequestError(
            "RECIPE_LAB_FRAME_ANCESTORS must list origins such as https://moodle.example.org, "
            "got {text!r}.",
            text=text,
        )
    return text.lower()
