"""Runs the load tool on the brokers, in turns, and keeps every figure as soon as it is there."""

import contextlib
import datetime
import json
import os
import signal
import subprocess
import sys
import time

from . import cases as catalogue
from .machine import commit
from .peers import PEERS, Sluice, say
from .processes import Failed, cpu_seconds, signal_family, stop

BROKER_CPU = "0"
TOOL_CPU = "1"
SETTLE_SECONDS = 3
PATIENCE_SECONDS = 120
FIRST_LOAD = ("--pairs 1 -q 0", "--pairs 1 -q 1", "--offline -q 1 -n 50000")
FIRST_CASE = {free: catalogue.Case("first", "first load", "", kind="offline", free=free)
              for free in (False, True)}


class Runs:
    """All that was measured, in a file: one entry for each case, broker and round."""

    def __init__(self, path):
        self.path = path
        self.entries = json.loads(path.read_text()) if path.exists() else []

    def forget(self, keys, names):
        self.entries = [entry for entry in self.entries
                        if entry["case"] not in keys or entry["peer"] not in names]

    def has(self, key, name, number):
        return any(entry["case"] == key and entry["peer"] == name and entry["round"] == number
                   for entry in self.entries)

    def add(self, key, name, number, conditions, figures):
        self.entries.append({"case": key, "peer": name, "round": number, **conditions,
                             "figures": figures})
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_suffix(".part")
        part.write_text("[\n" + ",\n".join(json.dumps(entry) for entry in self.entries) + "\n]\n")
        part.replace(self.path)


class Comparison:
    """The peers, the cases, and the order in which they meet."""

    def __init__(self, options, folder, runs):
        self.options = options
        self.folder = folder
        self.runs = runs
        self.cases = catalogue.chosen(options.cases, options.quick, options.curves)
        if not self.cases:
            raise Failed("no case is called '%s'; the cases are:\n  %s" % (
                options.cases, "\n  ".join(case.key for case in catalogue.CASES)))
        self.names = []
        self.standing = {}
        self.passing = 0
        self.faults = []

    def find_peers(self):
        """Who can be found takes part; of the others it is said why not."""
        for name in self.options.peers:
            try:
                PEERS[name].find()
                PEERS[name].version()
                self.names.append(name)
            except (Failed, OSError, subprocess.CalledProcessError) as missing:
                self.left_out(name, missing)

    def run(self):
        Sluice.version()  # builds it, if it is not built: it is the load tool, too
        self.find_peers()
        plan = self.plan()
        if not self.options.resume:
            self.runs.forget({key for _, _, key, _ in plan}, set(self.names))
        conditions = {"commit": commit(), "date": datetime.date.today().isoformat(),
                      "seconds": self.options.duration, "peerVersion": ""}
        begun = time.monotonic()
        for done, (number, case, key, name) in enumerate(plan):
            if name not in self.names or self.runs.has(key, name, number):
                continue
            self.progress(done, len(plan), begun, number, name, case)
            try:
                figures = self.measure(name, case)
            except Failed as fault:
                self.faults.append(f"{PEERS[name].name}, {case.title}: {fault}")
                say(self.faults[-1])
                continue
            conditions["peerVersion"] = PEERS[name].version()
            self.runs.add(key, name, number, conditions, figures)
        print(file=sys.stderr)

    def plan(self):
        """Round by round and case by case, and within a case the peers in turn."""
        plan = []
        for number in range(self.options.rounds):
            seen = set()
            for case in self.cases:
                key = catalogue.of_run(case)
                if key in seen or case.curve and number >= self.options.curve_rounds:
                    continue
                seen.add(key)
                names = [name for name in self.names if not case.peers or name in case.peers]
                for name in names if number % 2 == 0 else names[::-1]:
                    plan.append((number, case, key, name))
        return plan

    def measure(self, name, case):
        for peer in self.standing.values():
            peer.hold_still()
        if case.kind == "start":
            return self.measure_start(name)
        if case.fresh:
            return self.measure_fresh(name, case)
        peer = self.standing_peer(name, case.free)
        if peer is None:
            raise Failed("it could not be started")
        peer.go_on()
        try:
            if not peer.is_warm:
                for load in FIRST_LOAD:
                    self.load(peer, load, FIRST_CASE[case.free], self.options.first_load)
                peer.is_warm = True
            return self.load(peer, case.load, case, self.options.duration)
        finally:
            peer.hold_still()

    def standing_peer(self, name, free):
        """A broker that runs all the time; one that died or does not start is left out."""
        peer = self.standing.get((name, free))
        if peer is None or peer.process.poll() is not None:
            if peer is not None:
                peer.kill()
                del self.standing[(name, free)]
            peer = PEERS[name](self.folder / f"{name}-{free}-{time.monotonic_ns()}")
            try:
                peer.start(self.pinned(BROKER_CPU, free))
            except Failed as fault:
                self.left_out(name, fault)
                return None
            self.standing[(name, free)] = peer
        return peer

    def left_out(self, name, why):
        say(f"{PEERS[name].name} is left out: {why}")
        self.faults.append(f"{PEERS[name].name} was left out: {str(why).splitlines()[0]}")
        if name in self.names:
            self.names.remove(name)

    @contextlib.contextmanager
    def passing_peer(self, name):
        self.passing += 1
        peer = PEERS[name](self.folder / f"{name}-passing-{self.passing}")
        peer.keeps_all = True
        try:
            peer.took_seconds = peer.start(self.pinned(BROKER_CPU, False))
            yield peer
        finally:
            peer.kill()

    def measure_start(self, name):
        with self.passing_peer(name) as peer:
            return {"startSeconds": peer.took_seconds,
                    "startCpuSeconds": cpu_seconds(peer.process.pid),
                    "checks": {"good": True}}

    def measure_fresh(self, name, case):
        with self.passing_peer(name) as peer:
            time.sleep(SETTLE_SECONDS)
            if not case.beside:
                return self.load(peer, case.load, case, SETTLE_SECONDS)
            self.load(peer, FIRST_LOAD[0], FIRST_CASE[False], self.options.first_load)
            if "--publish-only" in case.beside:
                self.load(peer, case.beside, case, 0)
                return self.load(peer, case.load, case, self.options.duration)
            beside = self.tool(peer, case.beside, case, 10 * PATIENCE_SECONDS)
            try:
                self.await_holding(beside, peer)
                return self.load(peer, case.load, case, self.options.duration)
            finally:
                stop(beside)

    def await_holding(self, tool, peer):
        """Waits until the second tool has what it holds: then it is idle for a second."""
        last, since = -1.0, time.monotonic()
        while tool.poll() is None and time.monotonic() - since < PATIENCE_SECONDS:
            now = cpu_seconds(tool.pid)
            if last >= 0 and now - last < 0.02 and time.monotonic() - since > 4:
                return
            last = now
            time.sleep(1)
        raise Failed("the connections beside it were not made")

    def load(self, peer, load, case, seconds):
        tool = self.tool(peer, load, case, seconds)
        try:
            out, err = tool.communicate(timeout=seconds + self.options.warmup + self.bound(case))
        except subprocess.TimeoutExpired as slow:
            raise Failed(f"the load tool did not end in time ({load})") from slow
        finally:
            if tool.poll() is None:
                signal_family(tool.pid, signal.SIGKILL)
        if not out.strip():
            raise Failed(err.strip() or "the load tool said nothing")
        return json.loads(out.strip().splitlines()[-1])

    @staticmethod
    def bound(case):
        is_long = case.kind in ("offline", "crowd") or case.beside
        return 10 * PATIENCE_SECONDS if is_long else PATIENCE_SECONDS

    def tool(self, peer, load, case, seconds):
        protocol = case.protocol
        command = self.pinned(TOOL_CPU, case.free) + self.options.tool + [
            peer.address(protocol), *peer.login.split(), *load.split(), "--json",
            "--pid", str(peer.pid()),
            "--warmup", f"{int(self.options.warmup * 1000)}ms",
            "--duration", f"{int(seconds * 1000)}ms"]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, start_new_session=True)

    def pinned(self, cpu, free):
        return [] if free or self.options.unpinned else ["taskset", "-c", cpu]

    def stop(self):
        for peer in self.standing.values():
            peer.kill()

    def progress(self, done, total, begun, number, name, case):
        passed = time.monotonic() - begun
        left = f", {passed / done * (total - done) / 60:.0f} min left" if done else ""
        text = f"{done + 1}/{total}{left}  round {number + 1}  {PEERS[name].name}: {case.title}"
        if sys.stderr.isatty():
            print(f"\r\033[K{text[:os.get_terminal_size(2).columns - 1]}", end="",
                  file=sys.stderr, flush=True)
        else:
            print(text, file=sys.stderr, flush=True)
