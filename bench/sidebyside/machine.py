"""What the figures were measured on."""

import os
import pathlib
import re
import subprocess

HOME = pathlib.Path(__file__).resolve().parent.parent.parent


def commit():
    said = subprocess.run(["git", "-C", str(HOME), "describe", "--always", "--dirty",
                           "--exclude", "*"], capture_output=True, text=True, check=False)
    return said.stdout.strip() or "unknown"


def describe():
    model = re.search(r"model name\s*:\s*(.+)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())
    name = re.sub(r"\s+", " ", model.group(1)) if model else os.uname().machine
    return (f"{os.cpu_count()} × {name}, {int(memory.group(1)) / 2**20:.0f} GiB of memory, "
            f"Linux {re.match(r'[0-9.]*', os.uname().release).group()}")
