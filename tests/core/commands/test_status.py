from __future__ import annotations

import json

from core.__main__ import main


def test_it_works_while_no_server_runs_and_says_so(capsys):
    assert main(["status"]) == 0
    printed = capsys.readouterr().out
    assert "No dashboard is running here" in printed
    assert "The queue is empty." in printed and "Settings" in printed


def test_json_is_one_object(capsys):
    assert main(["status", "--json"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert status["servers"] == [] and status["store"]["runs"] == 0
