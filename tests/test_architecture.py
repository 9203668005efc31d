"""docs/architecture.md names files as they are."""

import re

from tests.test_house import ROOT

TEXT = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
FILE = re.compile(r"`((?:core|pages|tests)/[\w/]+\.\w+)`")


def test_every_file_it_names_exists():
    named = set(FILE.findall(TEXT))
    assert len(named) > 30
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def test_a_setting_reaches_the_optimizer_in_at_most_fourteen_files():
    journey = TEXT.partition("## A setting to the optimizer")[2].partition("##")[0]
    rows = re.findall(r"^\| *(\d+) \| (.*?) \|", journey, re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, len(rows) + 1))
    assert len(rows) <= 14 and all(len(FILE.findall(name)) == 1 for _, name in rows)
