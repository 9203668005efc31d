"""The launcher where real workers are too quick to be caught."""

import io
from types import SimpleNamespace

from core.runs.workers.worker_host import Child, Launcher


def launch(launcher, run_id):
    """A child that was given a run, whose process notes whether it was killed."""
    process = SimpleNamespace(pid=1, killed=False)
    process.kill = lambda: setattr(process, "killed", True)
    launcher._note_start(Child(process, None, "", run_id))
    return process


def test_a_kill_that_comes_before_its_worker_is_remembered_and_one_that_comes_late_is_not():
    launcher = Launcher("spawn", [], io.StringIO())
    launcher._waiting["early"] = False
    launcher._kill("early")
    launcher._kill("late")  # it has ended, which its server does not know yet
    assert launch(launcher, "early").killed
    assert not launch(launcher, "early").killed and not launch(launcher, "late").killed
