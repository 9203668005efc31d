"""Getting a dataset's file: why it is not ready, consent, progress, and the way without a network.

Any page that needs a dataset calls ``show_get_data``. The download belongs to the server: it goes
on when the page is left, and every session sees the same one.
"""

from __future__ import annotations

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
from core.settings import Settings
from pages.components.frame import wording
from pages.components.frame.errors import show_errors
from pages.components.live.manager import run_manager
from pages.components.live.person import person

REFRESH_SECONDS = 0.5
# What is got where it is no dataset of its own.
FILES = {
    "glove": mark("the GloVe word vectors"),
    "imdb-words": mark("the words of the IMDB reviews"),
    "reuters-words": mark("the words of the Reuters newswires"),
}


@st.cache_resource(show_spinner=False)
def downloads() -> Downloads:
    """The server's downloads, shared by all its sessions."""
    return Downloads(run_manager().settings)


def files_of(recipe: Recipe) -> tuple[str, ...]:
    """The names of the files a recipe needs, in SOURCES; none for generated data."""
    names = [recipe.dataset]
    if any(item.config.get("weights") == "glove" for item in recipe.layers):
        names.append("glove")
    return tuple(name for name in names if name in SOURCES)


def is_ready(name: str, settings: Settings) -> bool:
    """Whether a file is there, or is not needed, and no download of it is still being read."""
    seen = downloads().look(name)
    if seen and seen.going:
        return False
    return status(name, settings).state in ("ready", "generated")


def show_get_data(name: str, *, optional: str = "") -> bool:
    """What a file still needs, and the button that gets it; nothing at all when it is ready.

    Args:
        name: A dataset's name, or ``glove``, ``imdb-words``, ``reuters-words``.
        optional: What works without the file, as a sentence: it is then offered, not asked for.

    Returns:
        Whether it is ready.
    """
    settings = run_manager().settings
    if is_ready(name, settings):
        return True
    with st.container(border=True, key=f"get {name}"):
        seen = downloads().look(name)
        going = seen is not None and seen.going
        st.fragment(_show, run_every=REFRESH_SECONDS if going else None)(name, optional, going)
    return False


def _show(name: str, optional: str, live: bool) -> None:
    with show_errors():
        seen = downloads().look(name)
        going = seen is not None and seen.going
        # It has just begun, and is to be followed; or ended, and the page may look different now.
        if going != live or is_ready(name, run_manager().settings):
            st.rerun()
        if going:
            _show_progress(name, seen)
            return
        _show_offer(name, optional, seen)


def _show_progress(name: str, seen: Download) -> None:
    file = SOURCES[name].file
    if seen.state == "reading":
        text = gettext(
            "{file} has arrived; it is checked and read once, which can take half a minute…",
            file=file.name,
        )
        st.progress(1.0, text=wording.escape_markdown(text))
        return
    parts = [
        gettext(
            "{file}: {done} of {total}",
            file=file.name,
            done=megabytes(seen.done),
            total=megabytes(seen.total),
        )
    ]
    if seen.stopping:
        parts.append(gettext("stopping…"))
    elif not seen.done:
        parts.append(gettext("connecting to {host}…", host=_host(file)))
    elif seen.speed is not None:
        parts.append(gettext("{speed} a second", speed=megabytes(round(seen.speed))))
        if seen.seconds_left is not None:
            left = wording.duration(max(1.0, seen.seconds_left))
            parts.append(gettext("about {time} left", time=left))
    share = min(1.0, seen.done / max(1, seen.total))
    st.progress(share, text=wording.escape_markdown(" · ".join(parts)))
    st.button(
        gettext("Stop the download"),
        key=f"stop {name}",
        disabled=seen.stopping,
        on_click=_stop,
        args=(name,),
        icon=":material/stop:",
    )
    note = gettext(
        "You can leave this page or close it: the server goes on, and a stopped download goes on "
        "from where it was."
    )
    st.markdown(wording.small(note))


def _show_offer(name: str, optional: str, seen: Download | None) -> None:
    settings = run_manager().settings
    file, found = SOURCES[name].file, status(name, settings)
    if seen and seen.state == "failed":
        st.error(wording.escape_markdown(str(seen.error)), icon=":material/cloud_off:")
    elif found.state == "refused":
        st.error(wording.escape_markdown(found.detail), icon=":material/error:")
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
        on_click=_start,
        args=(name,),
        icon=":material/download:",
        help=gettext("From {url}", url=file.url),
    )
    looked = ", ".join(map(str, folders(settings)))
    offline = gettext(
        "Without a network: copy a file named {file} into {folder}; it is found at the next look. "
        "Looked in: {folders}.",
        file=file.name,
        folder=settings.data or settings.downloads,
        folders=looked,
    )
    st.markdown(wording.small(wording.escape_markdown(offline)))
    st.button(gettext("Look again"), key=f"look {name}", type="tertiary", icon=":material/refresh:")


def _start(name: str) -> None:
    if _allowed():
        downloads().start(name)


def _stop(name: str) -> None:
    if _allowed():
        downloads().stop(name)


def _allowed() -> bool:
    return person().may(TRAIN)


def _ask(name: str, file: RemoteFile) -> str:
    kept = downloads().kept(name)
    values = {"file": file.name, "size": megabytes(file.size), "host": _host(file)}
    if kept:
        text = gettext(
            "Go on: download the rest of {file} ({kept} of {size} are here) from {host}",
            kept=megabytes(kept),
            **values,
        )
    else:
        text = gettext("Download {file} ({size}) from {host}", **values)
    return wording.escape_markdown(text)


def _title(name: str) -> str:
    return gettext(DATASETS[name].title if name in DATASETS else FILES[name])


def _host(file: RemoteFile) -> str:
    return urlsplit(file.url).netloc
