"""``results``: what was recorded as a table, with and without naming what to do first."""

from __future__ import annotations

import pytest

from core.__main__ import main, parser
from core.commands.results import RESULTS


@pytest.mark.parametrize(
    "said", [["--print"], ["table", "--print"], ["--print", "table"]], ids=" ".join
)
def test_the_table_is_printed_and_nothing_is_written(capsys, said):
    before = RESULTS.stat().st_mtime_ns
    assert main(["results", *said]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("# ") and "| imdb/cnn |" in printed
    assert RESULTS.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("said", "action", "names", "again"),
    [
        (["measure"], "measure", [], False),
        (["measure", "imdb/cnn", "ours", "--again"], "measure", ["imdb/cnn", "ours"], True),
    ],
    ids=["all", "two"],
)
def test_what_is_to_be_measured(said, action, names, again):
    options = parser().parse_args(["results", *said])
    assert (options.action, options.names, options.again) == (action, names, again)
    assert not options.print


@pytest.mark.parametrize("said", [["imdb/cnn"], ["complete", "--again"], ["table", "imdb/cnn"]])
def test_what_means_nothing_is_refused(capsys, said):
    with pytest.raises(SystemExit) as ended:
        main(["results", *said])
    assert ended.value.code == 2 and "usage:" in capsys.readouterr().err
