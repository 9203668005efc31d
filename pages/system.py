"""System: slots, workers, queue, machine, store, files, limits, settings and versions."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from core.i18n import gettext, mark
from core.people import ADMINISTER
from core.system import sentences, storage_sentences
from core.system.sentences import Line
from core.system.status import Status
from core.system.workers import Worker
from pages.components.frame import wording
from pages.components.frame.errors import show_errors
from pages.components.live.person import person
from pages.components.run.opening import open_run
from pages.components.system.status import inside

REFRESH_SECONDS = 5.0
MAX_WORKERS = 12
SOURCES = {
    "environment": mark("from the environment"),
    "file": mark("from settings.toml"),
    "default": mark("the default"),
}


def main() -> None:
    st.markdown(gettext("## System"))
    with show_errors():
        st.fragment(_show, run_every=REFRESH_SECONDS)()


def _show() -> None:
    with show_errors():
        status = inside().look()
        parts = _parts(status)
        _show_verdict([line for _, lines in parts for line in lines], status)
        left, right = st.columns(2, gap="large")
        with left:
            _show_part(*parts[0])
            _show_workers(status)
            _show_part(*parts[1])
            _show_next(status)
        with right:
            for title, lines in parts[2:]:
                _show_part(title, lines)
        _show_versions(status)
        if person().may(ADMINISTER):  # they name folders and administrators
            _show_settings(status)


def _parts(status: Status) -> list[tuple[str, list[Line]]]:
    dashboard = [*sentences.describe_servers(status), *sentences.describe_slots(status)]
    parts = [
        (gettext("Dashboard"), dashboard),
        (gettext("Queue"), list(sentences.describe_queue(status))),
        (gettext("Machine"), list(sentences.describe_machine(status))),
        (gettext("Store"), list(storage_sentences.describe_store(status))),
        (gettext("Files of runs"), list(storage_sentences.describe_artifacts(status))),
        (gettext("Limits"), list(sentences.describe_limits(status))),
    ]
    settings = list(sentences.describe_settings(status)) if person().may(ADMINISTER) else []
    return [*parts, (gettext("Settings"), settings)] if settings else parts


def _show_verdict(lines: Iterable[Line], status: Status) -> None:
    problems = sum(line.attention for line in lines)
    problems += sum(worker.quiet for worker in status.workers)
    if problems:
        text = gettext("Some things need attention; they are marked below.")
        st.markdown(f":yellow[:material/warning: **{text}**]")
    else:
        text = gettext("All is well.")
        st.markdown(f":green[:material/check_circle: **{text}**]")


def _show_part(title: str, lines: Iterable[Line]) -> None:
    st.markdown(f"### {title}\n" + "\n".join(f"- {_line(line)}" for line in lines))


def _line(line: Line) -> str:
    text = wording.escape_markdown(line.text)
    return f":yellow[:material/warning:] {text}" if line.attention else text


def _show_workers(status: Status) -> None:
    st.markdown(f"### {gettext('Runs')}")
    if not status.workers:
        st.markdown(gettext("No run is training."))
    for worker in status.workers[:MAX_WORKERS]:
        _show_worker(worker)
    if len(status.workers) > MAX_WORKERS:
        more = gettext("and {count:,} more", count=len(status.workers) - MAX_WORKERS)
        st.markdown(wording.small(more))


def _show_worker(worker: Worker) -> None:
    title, progress, place = sentences.describe_worker(worker)
    with st.container(gap=None):
        label = f"{wording.family_mark(worker.family)} {wording.escape_markdown(title)}"
        if st.button(label, key=f"system {worker.run}", type="tertiary"):
            open_run(worker.run)
            st.switch_page("train.py", query_params={"run": worker.run})
        detail = wording.small(
            f"{wording.escape_markdown(progress)}; {wording.escape_markdown(place.text)}"
        )
        st.markdown(f":yellow[:material/warning:] {detail}" if place.attention else detail)


def _show_next(status: Status) -> None:
    if status.queue.next:
        first = map(sentences.describe_next, status.queue.next)
        lines = [f"1. {wording.escape_markdown(sentence)}" for sentence in first]
        st.markdown("\n".join([gettext("Next:"), "", *lines]))


def _show_versions(status: Status) -> None:
    with st.expander(gettext("Versions")):
        versions = (f"{name} {version or '—'}" for name, version in status.versions.items())
        st.markdown(wording.bullets(versions))


def _show_settings(status: Status) -> None:
    with st.expander(gettext("Settings in use")):
        listed = [
            f"- **{wording.escape_markdown(it.name)}** {wording.escape_markdown(it.value) or '—'} "
            f"{wording.small(gettext(SOURCES[it.source]))}"
            for it in status.settings
        ]
        st.markdown("\n".join(listed))


main()
