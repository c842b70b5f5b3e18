"""Outlives its parent by a moment: when a local Airflow's owner dies, however it dies, this ends all that it started.

Run as `python -m cli.guard HOME` with a pipe as standard input that its owner holds open. A signal at the parent's death
(Linux only) would not do: Airflow's scheduler, asked politely, waits for ever in about one of eight times.
"""

import sys
import time
from pathlib import Path

from cli.processes import end_leftovers

# A process that was being started at that moment shows whose it is only after its exec.
SECOND_LOOK_SECONDS = 1


def watch(home: Path) -> None:
    """Returns after standard input has ended and no process of this home is left."""
    sys.stdin.buffer.read()
    end_leftovers(home)
    time.sleep(SECOND_LOOK_SECONDS)
    end_leftovers(home)


if __name__ == "__main__":
    watch(Path(sys.argv[1]))
