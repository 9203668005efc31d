"""Seconds and memory of a backup and a restore: ``python -m tests.benchmarks.backup``.

10,000 runs with 1,000,000 values, from SQLite into a file, into another SQLite store and, where
PostgreSQL is installed, into that and back. Each in a process of its own, whose peak is its largest
resident set; the modules alone take some of that.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from core.runs.store import Store
from tests import postgresql
from tests.benchmarks.dashboard import fill

ONE = """
import re, sys, time
from pathlib import Path
from core.runs.backup import back_up
from core.runs.backup.restore import restore
from core.runs.store import Store
do, url, path = sys.argv[1:]
store = Store(url)
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1e3
before = peak()
began, worked = time.perf_counter(), time.process_time()
done = {"back_up": back_up, "restore": restore}[do](store, Path("nowhere"), Path(path))
seconds, seconds_here = time.perf_counter() - began, time.process_time() - worked
print(f"{seconds:.1f} s, {seconds_here:.1f} of them its own processor's, "
      f"peak {peak():.0f} MB ({before:.0f} MB before), {done.runs:,} runs, {done.values:,} values")
"""


def one(do: str, url: str, path: Path) -> None:
    command = [sys.executable, "-c", ONE, do, url, str(path)]
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    print(f"{do}, {url.split(':')[0]}: {said.strip()}", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="recipe-lab-") as folder:
        home = Path(folder)
        urls = [f"sqlite:///{home / name}.sqlite" for name in ("first", "second", "third")]
        store = Store(urls[0])
        fill(store)
        store.close()
        print(f"the store: {(home / 'first.sqlite').stat().st_size / 1e6:.0f} MB")
        one("back_up", urls[0], home / "1.zip")
        print(f"the file: {(home / '1.zip').stat().st_size / 1e6:.0f} MB")
        one("restore", urls[1], home / "1.zip")
        if postgresql.binaries():
            server = postgresql.Server()
            try:
                url = server.store()
                one("restore", url, home / "1.zip")
                one("back_up", url, home / "2.zip")
            finally:
                server.close()
            one("restore", urls[2], home / "2.zip")
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
