"""What AppTest does anew in each session, although it is the same for all."""

from __future__ import annotations

from functools import cache

from streamlit.components.v2 import manifest_scanner


def scan_once() -> None:
    """Look for components in the installed packages once a process.

    AppTest reads the metadata of every package for each new session, which takes several times as
    long as running a page.
    """
    scan = manifest_scanner.scan_component_manifests
    if not hasattr(scan, "cache_info"):
        manifest_scanner.scan_component_manifests = cache(scan)
