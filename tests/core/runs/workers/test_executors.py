"""The contract of executors, held by those of this machine; the cluster's is in cluster/."""

import pytest

from core.runs.workers.process import ProcessExecutor
from core.runs.workers.thread import ThreadExecutor
from tests.core.runs.workers.contract import ExecutorContract


class TestForkedProcesses(ExecutorContract):
    name = "process"

    @pytest.fixture
    def manager(self, shared):
        return shared


class TestSpawnedProcesses(ExecutorContract):
    name = "process"

    @pytest.fixture
    def manager(self, manage, settings):
        return manage(executor=ProcessExecutor(settings, method="spawn"))


class TestThreads(ExecutorContract):
    name = "thread"

    @pytest.fixture
    def manager(self, manage, settings):
        return manage(executor=ThreadExecutor(settings))
