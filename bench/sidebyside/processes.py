"""Processes on this machine: started, found, looked at, held still and stopped, by their ids."""

import contextlib
import os
import pathlib
import re
import signal
import socket
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")
STOP_SECONDS = 15


class Failed(Exception):
    """Something cannot be done; the message says what to do."""


def free_port():
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return any_port.getsockname()[1]


def is_listening(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def stat_fields(pid):
    """What stands behind the name in /proc/PID/stat: the state first."""
    text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    return text.rsplit(")", 1)[1].split()


def family(pid):
    """The process and all that descend from it."""
    parents = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, ValueError):
                parents[int(entry.name)] = int(stat_fields(entry.name)[1])
    members = {pid}
    while True:
        more = {child for child, parent in parents.items() if parent in members} - members
        if not more:
            return sorted(members)
        members |= more


def signal_family(pid, number):
    for member in reversed(family(pid)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(member, number)


def stop(process):
    """Ends a process that we started, and what descends from it: first kindly."""
    if process.poll() is None:
        signal_family(process.pid, signal.SIGCONT)
        members = family(process.pid)
        signal_family(process.pid, signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            signal_family(process.pid, signal.SIGKILL)
            process.wait()
        for member in members:  # those that outlived their parent
            end = time.monotonic() + STOP_SECONDS
            while is_alive(member) and time.monotonic() < end:
                time.sleep(0.05)
            with contextlib.suppress(ProcessLookupError):
                os.kill(member, signal.SIGKILL)


def kill(process):
    """Ends a process that we started, and what descends from it, at once."""
    if process.poll() is None:
        signal_family(process.pid, signal.SIGKILL)
        process.wait()


def is_alive(pid):
    with contextlib.suppress(OSError):
        return stat_fields(pid)[0] != "Z"
    return False


def cpu_seconds(pid):
    """Processor time of the process and its descendants so far."""
    total = 0
    for member in family(pid):
        with contextlib.suppress(OSError):
            fields = stat_fields(member)
            total += int(fields[11]) + int(fields[12])
    return total / TICKS


def resident_bytes(pid):
    with contextlib.suppress(OSError):
        found = re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())
        if found:
            return int(found.group(1)) * 1024
    return 0


def first_line(command):
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = (said.stdout or said.stderr).strip().splitlines()
    return lines[0] if lines else ""
