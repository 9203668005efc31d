"""Getting a dataset's file: why it is not ready, consent, progress, and how to do it offline.

Any page that needs a dataset calls ``show_get_data``. The download belongs to the server: it
continues when the page is left, and every session sees the same one.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import streamlit as st

from core.datasets import DATASETS
from core.datasets.base import RemoteFile
from core.datasets.downloads import Download, Downloads
from core.datasets.places import folders, megabytes
from core.datasets.status import status
from core.datasets.table import SOURCES
from core.i18n import gettext, mark
from core.people import TRAIN
from core.recipes import Recipe
from pages.components.frame import wording
from pages.components.frame.errors import show_errors
from pages.components.live.manager import run_manager
from pages.components.live.person import person
from pages.components.live.shared import shared

REFRESH_SECONDS = 0.5
# Titles of the files that are not datasets themselves.
FILES = {
    "glove": mark("the GloVe word vectors"),
    "imdb-words": mark("the words of the IMDB reviews"),
    "reuters-words": mark("the words of the Reuters newswires"),
}


@shared
def downloads() -> Downloads:
    """The server's downloads."""
    return Downloads(run_manager().settings)


def files_of(recipe: Recipe) -> tuple[str, ...]:
    """Names in ``SOURCES`` of the files a recipe needs; none for generated data."""
    names = [recipe.dataset]
    if any(item.config.get("weights") == "glove" for item in recipe.layers):
        names.append("glove")
    return tuple(name for name in names if name in SOURCES)


def is_ready(name: str) -> bool:
    """Whether a file is available or not needed, and no download of it is still active."""
    download = downloads().look(name)
    if download and download.active:
        return False
    return status(name, run_manager().settings).state in ("ready", "generated")


def show_get_data(name: str, *, optional: str = "") -> bool:
    """Show what a file still needs and the button that downloads it; nothing when it is ready.

    Args:
        name: A dataset's name, or ``glove``, ``imdb-words``, ``reuters-words``.
        optional: A sentence on what works without the file, which is then offered, not required.

    Returns:
        Whether the file is ready.
    """
    if is_ready(name):
        return True
    with st.container(border=True, key=f"get {name}"):
        download = downloads().look(name)
        active = download is not None and download.active
        st.fragment(_show, run_every=REFRESH_SECONDS if active else None)(name, optional, active)
    return False


def show_files(recipe: Recipe) -> bool:
    """Show what each file that a recipe needs still needs; return whether all are ready."""
    return all([show_get_data(name) for name in files_of(recipe)])


def _show(name: str, optional: str, live: bool) -> None:
    with show_errors():
        download = downloads().look(name)
        active = download is not None and download.active
        # The download has just started and must be followed, or has ended and the page may change.
        if active != live or is_ready(name):
            st.rerun()
        if active:
            _show_progress(name, download)
            return
        _show_offer(name, optional, download)


def _show_progress(name: str, download: Download) -> None:
    file = SOURCES[name].file
    if download.state == "reading":
        text = gettext(
            "{file} is downloaded; checking and reading it once can take half a minute…",
            file=file.name,
        )
        st.progress(1.0, text=wording.escape_markdown(text))
        return
    parts = [
        gettext(
            "{file}: {done} of {total}",
            file=file.name,
            done=megabytes(download.done),
            total=megabytes(download.total),
        )
    ]
    if download.stopping:
        parts.append(gettext("stopping…"))
    elif not download.done:
        parts.append(gettext("connecting to {host}…", host=_host(file)))
    elif download.speed is not None:
        parts.append(gettext("{speed} per second", speed=megabytes(round(download.speed))))
        if download.seconds_left is not None:
            left = wording.duration(max(1.0, download.seconds_left))
            parts.append(gettext("about {time} left", time=left))
    share = min(1.0, download.done / max(1, download.total))
    st.progress(share, text=wording.escape_markdown(" · ".join(parts)))
    st.button(
        gettext("Stop the download"),
        key=f"stop {name}",
        disabled=download.stopping,
        on_click=_if_allowed,
        args=(downloads().stop, name),
        icon=":material/stop:",
    )
    note = gettext(
        "You can leave this page or close it: the download continues on the server, and a stopped "
        "one can be resumed."
    )
    st.markdown(wording.small(note))


def _show_offer(name: str, optional: str, download: Download | None) -> None:
    settings = run_manager().settings
    file, local = SOURCES[name].file, status(name, settings)
    if download and download.state == "failed":
        st.error(wording.escape_markdown(str(download.error)), icon=":material/cloud_off:")
    elif local.state == "refused":
        st.error(wording.escape_markdown(local.detail), icon=":material/error:")
    else:
        why = gettext(
            "{title}: the file {file} is not on this computer yet ({size}).",
            title=_title(name),
            file=file.name,
            size=megabytes(file.size),
        )
        st.markdown(f"**{wording.escape_markdown(why)}**")
    if optional:
        st.markdown(wording.escape_markdown(optional))
    st.button(
        _ask(name, file),
        key=f"download {name}",
        type="secondary" if optional else "primary",
        disabled=not _allowed(),
        on_click=_if_allowed,
        args=(downloads().start, name),
        icon=":material/download:",
        help=gettext("From {url}", url=file.url),
    )
    searched = ", ".join(map(str, folders(settings)))
    offline = gettext(
        "Without a network: copy a file named {file} into {folder}, then check again. Searched: "
        "{folders}.",
        file=file.name,
        folder=settings.data or settings.downloads,
        folders=searched,
    )
    st.markdown(wording.small(wording.escape_markdown(offline)))
    st.button(
        gettext("Check again"), key=f"look {name}", type="tertiary", icon=":material/refresh:"
    )


def _if_allowed(action: Callable[[str], object], name: str) -> None:
    if _allowed():
        action(name)


def _allowed() -> bool:
    return person().may(TRAIN)


def _ask(name: str, file: RemoteFile) -> str:
    stored = downloads().partial_bytes(name)
    text = mark("Download {file} ({size}) from {host}")
    if stored:
        text = mark("Resume: download the rest of {file} ({done} of {size} done) from {host}")
    size, done = megabytes(file.size), megabytes(stored)
    words = gettext(text, file=file.name, size=size, done=done, host=_host(file))
    return wording.escape_markdown(words)


def _title(name: str) -> str:
    return gettext(DATASETS[name].title if name in DATASETS else FILES[name])


def _host(file: RemoteFile) -> str:
    return urlsplit(file.url).netloc
