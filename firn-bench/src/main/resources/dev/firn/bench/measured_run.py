"""Runs a program and prints, as JSON, what the system counted for it and all its children.

Beside what the system says when the program has ended, the tree of its processes is looked at every 20 ms:
`rss_anon_file_max` is the most that RssAnon and RssFile of all of them were together, `rss_curve` the same over time,
the most of each of at most 200 equal stretches, as [seconds since the start, bytes]. Shared memory is in neither. What
comes and goes between two looks is not seen. Where there is no /proc the first is 0 and the second empty.
"""

import json
import os
import sys
import threading
import time

SECONDS_BETWEEN_LOOKS = 0.02
# Finding a process's children reads a file for each of its threads, so it is done less often.
LOOKS_BETWEEN_SEARCHES = 10
POINTS_MAX = 200


def children(pid: int) -> list[int]:
    """The processes that a process has started and that live."""
    found = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children") as file:
                found += [int(child) for child in file.read().split()]
    except OSError:
        pass  # It has ended meanwhile, or there is no /proc.
    return found


def tree(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for each in found:
        found += children(each)
    return found


def numbers(file: str, names: tuple[str, ...]) -> int:
    """The sum of the numbers behind these names in a file of /proc; 0 if the process has ended."""
    try:
        with open(file) as lines:
            return sum(int(line.split()[1]) for line in lines if line.startswith(names))
    except OSError:
        return 0


class Looks(threading.Thread):
    """Looks at the memory of a process and its children until it is told to stop."""

    def __init__(self, pid: int, begin: float):
        super().__init__(daemon=True)
        self.pid = pid
        self.begin = begin
        self.seen = []
        self.stopped = threading.Event()

    def run(self):
        pids = [self.pid]
        while not self.stopped.is_set():
            if len(self.seen) % LOOKS_BETWEEN_SEARCHES == 0:
                pids = tree(self.pid)
            kibibytes = sum(numbers(f"/proc/{pid}/status", ("RssAnon:", "RssFile:")) for pid in pids)
            self.seen.append((time.monotonic() - self.begin, kibibytes * 1024))
            self.stopped.wait(SECONDS_BETWEEN_LOOKS)

    def curve(self) -> list[tuple[float, int]]:
        """The most of each stretch, when it was seen."""
        stretch = -(-len(self.seen) // POINTS_MAX)
        return [
            max(self.seen[first : first + stretch], key=lambda look: look[1])
            for first in range(0, len(self.seen), max(stretch, 1))
        ]


output, *command = sys.argv[1:]
begin = time.monotonic()
pid = os.posix_spawnp(
    command[0],
    command,
    os.environ,
    file_actions=[(os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)],
)
looks = Looks(pid, begin)
looks.start()
# The process is left as it ended until its last counters are read.
os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
wall_seconds = time.monotonic() - begin
looks.stopped.set()
looks.join()
written_bytes = numbers(f"/proc/{pid}/io", ("wchar:",))
_, status, usage = os.wait4(pid, 0)
print(
    json.dumps(
        {
            "wall_seconds": wall_seconds,
            "cpu_seconds": usage.ru_utime + usage.ru_stime,
            # Linux counts in KiB, macOS in bytes.
            "resident_bytes_max": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
            "rss_anon_file_max": max((rss for _, rss in looks.seen), default=0),
            "rss_curve": looks.curve(),
            # By write calls of the process itself, to whatever file, not those of its children.
            "written_bytes": written_bytes,
        }
    )
)
exit_code = os.waitstatus_to_exitcode(status)
if exit_code != 0:
    with open(output) as said:
        sys.exit(f"Expected exit code 0, found {exit_code}. It said: {said.read()}")
