"""What every executor does with a run; who tests one says by fixtures which it is."""

from __future__ import annotations

from tests.core.runs.waiting import begun, ended, wait_for

FAKE = "tests.core.runs.fake_training:"


class ExecutorContract:
    """The contract. A class of tests derives from it and gives the fixture ``manager``, a started
    manager whose executor is tested.

    Attributes:
        name: The executor's name.
        seconds: How long a run may take to begin.
    """

    name = ""
    seconds = 20.0

    def test_a_run_is_executed_and_recorded(self, manager, small):
        manager.train = FAKE + "quick"
        run = ended(manager.store, manager.submit(small, 5).id, self.seconds)
        assert (run.status, run.executor, run.epochs_done) == ("completed", self.name, 3)
        assert manager.store.histories.get(run.id).metrics["loss"][0] == 6.0
        assert run.environment and run.notes == ("A note.",) and not run.holder

    def test_a_run_stops_when_it_is_asked_and_keeps_its_epochs(self, manager, small):
        manager.train = FAKE + "patient"
        run = begun(manager.store, manager.submit(small, 1).id, self.seconds)
        assert run.status == "running" and run.id not in [
            waiting.id for waiting in manager.store.queue.next(9)
        ]
        assert manager.store.actions.stop(run.id) == "running"
        run = ended(manager.store, run.id)
        assert run.status == "stopped" and run.error == ""
        assert run.epochs_done == len(manager.store.histories.get(run.id)) > 0

    def test_a_run_pauses_when_it_is_asked_and_is_executed_again(self, manager, small):
        manager.train = FAKE + "patient"
        run = begun(manager.store, manager.submit(small, 1).id, self.seconds)
        manager.store.actions.pause(run.id)
        wait_for(lambda: manager.store.runs.get(run.id).status == "paused")
        manager.train = FAKE + "quick"
        assert manager.store.actions.resume(run.id) == "queued"
        run = ended(manager.store, run.id, self.seconds)
        assert (run.status, run.resumes) == ("completed", 1)

    def test_a_run_that_fails_says_why_and_the_next_begins(self, manager, small):
        manager.train = FAKE + "surprise"
        run = ended(manager.store, manager.submit(small, 1).id, self.seconds)
        assert run.status == "failed" and "ZeroDivisionError: by nothing" in run.error
        manager.train = FAKE + "quick"
        after = ended(manager.store, manager.submit(small, 2).id, self.seconds)
        assert after.status == "completed"
