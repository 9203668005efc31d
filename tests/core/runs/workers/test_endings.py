import os

import pytest

from core.runs.workers.endings import explain_exit


@pytest.mark.parametrize(
    ("code", "output", "status", "words"),
    [
        (None, "", "interrupted", "program that starts workers ended"),
        (-9, "", "interrupted", "killed (signal 9), probably because the machine ran out"),
        (-11, "", "failed", "crashed (SIGSEGV); see run.log"),
        (-99, "", "failed", "crashed (signal 99)"),
        (-6, "what():  std::bad_alloc", "failed", "ran out of memory"),
        (-6, "Thread tf_Compute creation via pthread_create() failed.", "failed", "out of memory"),
        (-6, "something else", "failed", "crashed (SIGABRT)"),
        (1, "", "failed", "exit code 1"),
        (0, "std::bad_alloc", "failed", "exit code 0"),
    ],
)
def test_every_end_has_a_sentence(tmp_path, code, output, status, words):
    log = tmp_path / "run.log"
    if output:
        log.write_text("x" * 10**5 + output)
    actual, error = explain_exit(code, log)
    assert actual == status and words in str(error)


@pytest.mark.timeout(20)
def test_a_log_that_nobody_writes_to_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "run.log")
    status, error = explain_exit(-6, tmp_path / "run.log")
    assert status == "failed" and error.values["name"] == "SIGABRT"
