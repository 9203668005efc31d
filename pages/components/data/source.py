"""Where a dataset comes from: who made it, its licence, its file."""

from __future__ import annotations

import streamlit as st

from core.datasets import DATASETS
from core.datasets.places import megabytes
from core.datasets.status import status
from core.datasets.table import SOURCES
from core.i18n import gettext
from pages.components.frame import wording
from pages.components.live.manager import run_manager


def show_source(name: str) -> None:
    """Show origin, licence and file of a dataset as a short list."""
    data = DATASETS[name]
    st.markdown(f"**{gettext('Where it comes from')}**")
    lines = [
        (gettext("Made by"), wording.escape_markdown(gettext(data.origin))),
        (gettext("Licence"), wording.escape_markdown(gettext(data.licence))),
    ]
    names = [name] if name in SOURCES else []
    if data.encoding and data.encoding.words_file:
        names.append(data.encoding.words_file)
    for entry in names:
        file, local = SOURCES[entry].file, status(entry, run_manager().settings)
        text = gettext("{file}, {size}", file=file.name, size=megabytes(file.size))
        lines.append((gettext("Published file"), f"[{wording.escape_markdown(text)}]({file.url})"))
        if local.state != "missing":  # the download button already says that it is
            lines.append((gettext("On this computer"), wording.escape_markdown(local.detail)))
    if not names:
        detail = status(name, run_manager().settings).detail
        lines.append((gettext("File"), wording.escape_markdown(detail)))
    st.markdown("\n".join(f"- {title}: {text}" for title, text in lines))
