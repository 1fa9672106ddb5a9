"""Runs a program and prints, as JSON, what the system counted for it and all its children."""

import json
import os
import sys
import time

output, *command = sys.argv[1:]
begin = time.monotonic()
pid = os.posix_spawnp(
    command[0],
    command,
    os.environ,
    file_actions=[(os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)],
)
_, status, usage = os.wait4(pid, 0)
print(
    json.dumps(
        {
            "wall_seconds": time.monotonic() - begin,
            "cpu_seconds": usage.ru_utime + usage.ru_stime,
            # Linux counts in KiB, macOS in bytes.
            "resident_bytes_max": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
            "exit_code": os.waitstatus_to_exitcode(status),
        }
    )
)
