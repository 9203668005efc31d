"""Which hosts a request may name: a page of a foreign name must not reach a server of ours.

A name of somebody else's can be made to resolve to this machine (DNS rebinding), and their page is
then of one origin with this server. An address cannot be rebound, so addresses are always allowed.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection, Sequence
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
    """What a Host header, or the part of an Origin after ``://``, names.

    Attributes:
        name: In lower case, without brackets or a final dot.
        port: None where it is the scheme's own.
    """

    name: str
    port: int | None = None

    @property
    def address(self) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
        """The IP address that ``name`` is; None for a name."""
        try:
            return ipaddress.ip_address(self.name)
        except ValueError:
            return None

    @property
    def is_loopback(self) -> bool:
        """Whether it is this machine by ``localhost`` or a loopback address."""
        return self.name == LOCALHOST or is_loopback(self.name)


def is_loopback(text: str) -> bool:
    """Whether an IP address, IPv4 within IPv6 included, is of this machine only."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def parse_host(text: str) -> Host | None:
    """The host and port in a Host header; None where it is none, such as ``a@b`` or ``a/b``."""
    match = _HOST.fullmatch(text.lower())
    if match is None or int(match["port"] or 0) > 65_535:
        return None
    host = Host(match["v6"] or match["name"], int(match["port"]) if match["port"] else None)
    return None if match["v6"] and host.address is None else host


def is_allowed(host: Host, names: Collection[str]) -> bool:
    """Whether requests may name this host: ``localhost``, any address, or one of ``names``."""
    return host.name == LOCALHOST or host.name in names or host.address is not None


def is_same_origin(origin: str, host: str) -> bool:
    """Whether an Origin header is that of a page from the very host and port of a Host header.

    Both are compared as browsers write them: Streamlit compares them so too, and asks an outside
    address about any that differ.
    """
    return origin in (f"http://{host}", f"https://{host}")


def clean_names(texts: Sequence[str]) -> tuple[str, ...]:
    """The names an installation declares as its own.

    Raises:
        RequestError: One is no host name, or has a port.
    """
    hosts = [(text, parse_host(text)) for text in texts]
    for text, host in hosts:
        if host is None or host.port is not None:
            raise RequestError(
                "RECIPE_LAB_ALLOWED_HOSTS must list host names such as lab.example.org, without a "
                "scheme, port or path, got {text!r}.",
                text=text,
            )
    return tuple(host.name for _, host in hosts if host)


def clean_ancestors(texts: Sequence[str]) -> tuple[str, ...]:
    """The origins whose pages may show this dashboard in a frame.

    Raises:
        RequestError: One is no origin.
    """
    for text in texts:
        if not _ANCESTOR.fullmatch(text.lower()):
            raise RequestError(
                "RECIPE_LAB_FRAME_ANCESTORS must list origins such as https://moodle.example.org, "
                "got {text!r}.",
                text=text,
            )
    return tuple(text.lower() for text in texts)
