"""``results``: what was recorded as a table, with and without naming what to do first."""

from __future__ import annotations

import pytest

from core.__main__ import main
from core.commands.results import RESULTS


@pytest.mark.parametrize(
    "arguments", [["--print"], ["table", "--print"], ["--print", "table"]], ids=" ".join
)
def test_the_table_is_printed_and_nothing_is_written(capsys, arguments):
    before = RESULTS.stat().st_mtime_ns
    assert main(["results", *arguments]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("# ") and "| imdb/cnn |" in printed
    assert RESULTS.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("arguments", "names", "again", "seeds"),
    [
        ([], [], False, None),
        (["imdb/cnn", "ours", "--again", "--seeds", "2"], ["imdb/cnn", "ours"], True, 2),
    ],
    ids=["all", "two"],
)
def test_what_is_to_be_measured(monkeypatch, arguments, names, again, seeds):
    asked = {}

    def measure(names, _, **options):
        asked.update(options, names=names)

    monkeypatch.setattr("core.results.measure.measure_all", measure)
    assert main(["results", "measure", *arguments, "--print"]) == 0
    assert asked == {"names": names, "again": again, "seeds": seeds}


def test_seeds_are_counted(capsys):
    assert main(["results", "measure", "imdb/cnn", "--seeds", "none"]) == 2
    assert "--seeds" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["imdb/cnn"], ["complete", "--again"], ["table", "imdb/cnn"]]
)
def test_what_means_nothing_is_refused(capsys, arguments):
    with pytest.raises(SystemExit) as ended:
        main(["results", *arguments])
    assert ended.value.code == 2 and "usage:" in capsys.readouterr().err
