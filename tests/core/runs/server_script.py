"""A server for tests, without a ``__main__`` guard, as Streamlit's app.py has none.

``python server_script.py HOME FAKE PRELOAD…`` runs two runs and waits to be ended. It notes every
process that executes this file.
"""

import os
import signal
import sys
import time
from pathlib import Path

from core.recipes import recipe
from core.runs.queue.manager import RunManager
from core.runs.store import Store
from core.runs.workers.process import ProcessExecutor
from core.settings import Settings

home = Path(sys.argv[1])
with (home / "executed").open("a") as file:
    file.write(f"{os.getpid()} {__name__}\n")

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
settings = Settings(home=home)
store = Store(settings.store_url)
executor = ProcessExecutor(settings, preload=sys.argv[3:])
manager = RunManager(
    store, settings, executor, train=f"tests.core.runs.fake_training:{sys.argv[2]}"
)
manager.start()
mlp = recipe("numeric-binary/mlp")
runs = [manager.submit(mlp, seed).id for seed in range(2)]
while True:
    pids = executor.pids()
    if len(pids) == 2:
        (home / "pids.part").write_text(
            f"{executor._launcher.pid} {' '.join(map(str, pids.values()))}"
        )
        (home / "pids.part").rename(home / "pids")
    time.sleep(0.05)
