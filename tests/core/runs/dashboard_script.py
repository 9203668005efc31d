"""A dashboard's manager without its pages: ``python dashboard_script.py HOME STORE FAKE``.

It says when it is ready, and launches runs of the store until its input ends.
"""

import sys
import time
from pathlib import Path

from core.runs.queue.manager import RunManager
from core.runs.store import Store
from core.runs.workers.process import ProcessExecutor
from core.settings import Settings

home, url, fake = sys.argv[1:]
settings = Settings(home=Path(home), store=url, slots=2)
executor = ProcessExecutor(settings, preload=["core.runs.workers.execute"])
store = Store(settings.store_url)
manager = RunManager(store, settings, executor, train=f"tests.core.runs.fake_training:{fake}")
manager.start()
while manager.warm != "warm":
    time.sleep(0.02)
print("ready", flush=True)
sys.stdin.read()
manager.close()
store.close()
