"""Custom Components v2 whose script and style lie next to the file that draws them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

# Any component may make elements, follow a feed and show families.
_SHARED = tuple(Path(__file__).with_name(name) for name in ("element.js", "feed.js", "mark.css"))


def component(
    file: str, html: str, *, variant: str = "", shares: Sequence[Path] = (), **options: Any
) -> Any:
    """Register a component; call it in every script run, because it belongs to a running server.

    Args:
        file: The caller's ``__file__``; script and style have its name with ``.js`` and ``.css``.
        html: What the component draws into.
        shares: Scripts and styles of several components, put before its own.
        variant: Distinguishes components of one file that differ in ``html``.
        **options: Passed to ``st.components.v2.component``.
    """
    path = Path(file)
    name = f"recipe_lab.{path.stem}{variant}"
    files = (*_SHARED, *shares, path.with_suffix(".js"), path.with_suffix(".css"))
    script = "".join(_text(one) for one in files if one.suffix == ".js")
    style = "".join(_text(one) for one in files if one.suffix == ".css")
    return st.components.v2.component(name, html=html, css=style, js=script, **options)


def rerun_only() -> None:
    """Do nothing: the callback of a trigger whose rerun is all that is wanted."""


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
