"""What the runs say: medians, spreads, and how far a target is reached."""

import statistics

from . import cases as catalogue

# figure -> (heading, how it is written, whether less is better)
FIGURES = {
    "deliveredPerSecond": ("messages/s", "{:,.0f}", False),
    "storedPerSecond": ("messages/s", "{:,.0f}", False),
    "drainedPerSecond": ("messages/s", "{:,.0f}", False),
    "openedPerSecond": ("a second", "{:,.0f}", False),
    "filtersPerSecond": ("a second", "{:,.0f}", False),
    "brokerBytesEach": ("bytes", "{:,.0f}", True),
    "brokerBytesPerFilter": ("bytes", "{:,.0f}", True),
    "brokerCpuMicrosEach": ("µs", "{:.2f}", True),
    "startSeconds": ("s", "{:.2f}", True),
    "startCpuSeconds": ("s", "{:.2f}", True),
    "p50": ("µs", "{:,.0f}", True),
    "p99": ("µs", "{:,.0f}", True),
}


def value(figures, name):
    """One figure of one run; None if the run has it not."""
    if name in ("p50", "p99"):
        return figures.get("latencyMicros", {}).get(name)
    return figures.get(name)


class Found:
    """All rounds of one peer in one case."""

    def __init__(self, entries):
        self.entries = entries

    def values(self, name):
        found = [value(entry["figures"], name) for entry in self.entries]
        return [one for one in found if one is not None]

    def median(self, name):
        values = self.values(name)
        return statistics.median(values) if values else None

    def text(self, name, with_spread=True):
        values = self.values(name)
        if not values:
            return ""
        form = FIGURES[name][1]
        text = form.format(statistics.median(values))
        if with_spread and len(values) > 1:
            text += f" ({form.format(min(values))} to {form.format(max(values))})"
        return text

    def is_good(self):
        return all(entry["figures"].get("checks", {}).get("good") for entry in self.entries)


class Findings:
    """All that was found, by case and peer."""

    def __init__(self, entries):
        self.entries = entries

    def of(self, case, name):
        key = catalogue.of_run(case)
        return Found([entry for entry in self.entries
                      if entry["case"] == key and entry["peer"] == name])

    def peers_of(self, case):
        """Sluice first, then in the order in which they first came."""
        key = catalogue.of_run(case)
        names = []
        for entry in self.entries:
            if entry["case"] == key and entry["peer"] not in names:
                names.append(entry["peer"])
        return sorted(names, key=lambda name: name != "sluice")

    def median(self, case, name):
        return self.of(case, name).median(case.figure)

    def ratio(self, case, other="mosquitto"):
        """Sluice's figure by another's, so that more is better; for what is to be small, less."""
        ours, theirs = self.median(case, "sluice"), self.median(case, other)
        return ours / theirs if ours and theirs else None

    def reached(self, case):
        """What was asked, what was found, and whether that is enough; None without runs."""
        less = FIGURES[case.figure][2]
        if case.against:
            found = self.ratio(case, case.against)
            if found is None:
                return None
            asked, said = f"{case.target:g} ×", f"{found:.2f} ×"
        else:
            found = self.median(case, "sluice")
            if found is None:
                return None
            form, unit = FIGURES[case.figure][1], FIGURES[case.figure][0]
            asked, said = f"{form.format(case.target)} {unit}", f"{form.format(found)} {unit}"
        is_enough = found <= case.target if less else found >= case.target
        return ("at most " if less else "at least ") + asked, said, is_enough

    def bad(self):
        return sorted({(entry["case"], entry["peer"]) for entry in self.entries
                       if not entry["figures"].get("checks", {}).get("good")})
