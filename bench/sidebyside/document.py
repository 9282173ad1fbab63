"""Writes what was found as a page, with its plots beside it."""

from . import cases as catalogue
from . import plots
from .figures import FIGURES, Findings
from .machine import describe
from .peers import PEERS

INTRODUCTION = """\
Written by `bench/compare`; what it says was measured by `bench/compare` with the load tool
`bin/sluice bench`, and can be measured again by one command: `bench/compare --quick` for a first
look, `bench/compare` for the whole, `--cases` and `--peers` for a part, which then takes its place
here. `bench/jmh` measures the parts alone.

The broker has processor 0 and the load tool processor 1, save where it says that both are free. The
brokers take turns, case by case and round by round, and those whose turn it is not are held still.
Before it is measured a broker runs under load for some seconds, since some of them compile what
they run. A figure is the median of the rounds, with the lowest and the highest behind it. A rate is
that of deliveries, and the processor time is the broker's, of all its threads and of the kernel in
its name, by delivery. Messages are 64 bytes where nothing else is said. What is published without a
bound on time runs in a closed loop: a publisher waits when so many of its messages are under way.
At a fixed rate the latency counts from the moment at which a message was to be sent. In every run
all messages are checked: none may be lost, come twice, or come out of order.

The processor is shared with other machines on the same host, so the rates of two days differ by
more than those of two rounds: the ratios are what counts."""


def write(entries, options, faults):
    """Writes the page to options.out and its plots into a folder beside it; returns the text."""
    found = Findings(entries)
    folder = options.out.parent / options.out.stem
    sections = [
        "# Performance\n\n" + INTRODUCTION,
        conditions(found),
        targets(found),
        throughput(found, folder),
        section(found, "Stored while the subscriber sleeps", catalogue.OFFLINE),
        latency(found),
        section(found, "Start, connections, subscriptions", catalogue.FOOTPRINT),
        scale(found, folder),
        checks(found, faults),
        notes(options),
    ]
    text = "\n\n".join(part for part in sections if part) + "\n"
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(text)
    return text


def conditions(found):
    commits = sorted({entry["commit"] for entry in found.entries})
    dates = sorted({entry["date"] for entry in found.entries})
    lines = ["## What was measured", "",
             f"On {describe()}; {' and '.join(dates)}; commit {', '.join(commits)}.", ""]
    for name, peer in PEERS.items():
        versions = sorted({entry["peerVersion"] for entry in found.entries
                           if entry["peer"] == name and entry["peerVersion"]})
        if versions:
            lines.append(f"- {peer.name} {', '.join(versions)}: QoS 1 is acknowledged "
                         f"{peer.promise()}")
    return "\n".join(lines)


def targets(found):
    rows = []
    for case in catalogue.CASES:
        reached = found.reached(case) if case.target else None
        if reached:
            asked, said, is_enough = reached
            against = PEERS[case.against].name if case.against else ""
            rows.append([case.title, f"{asked} {against}".strip(), said,
                         "yes" if is_enough else "**no**"])
    flat = flatness(found)
    if flat:
        rows.append(flat)
    return table("## Asked and reached", ["Case", "Asked", "Found", "Reached"], rows)


def flatness(found):
    points = [case for case in catalogue.CURVES if case.curve[0] == "topics"]
    one, million = (found.median(case, "sluice") for case in (points[0], points[-1]))
    if not one or not million:
        return None
    ratio = million / one
    return ["1 M topics against one", "at least 0.8 ×", f"{ratio:.2f} ×",
            "yes" if ratio >= 0.8 else "**no**"]


def throughput(found, folder):
    rows = []
    for case in catalogue.THROUGHPUT:
        rows += full_rows(found, case)
    if not rows:
        return ""
    bars = [(case.title.replace("`", ""), [(name, found.median(case, name))
                                           for name in found.peers_of(case)])
            for case in catalogue.THROUGHPUT if found.peers_of(case)]
    plots.bars(folder / "rates.svg", "messages a second", bars, names())
    return table("## As fast as it goes",
                 ["Case", "Broker", "messages/s", "CPU µs each", "p50", "p99", "memory",
                  "Sluice is faster by"], rows) + f"\n\n![Rates]({folder.name}/rates.svg)"


def latency(found):
    rows = []
    for case in catalogue.LATENCY:
        if catalogue.of_run(case) == case.key:  # once for all figures of a run
            rows += full_rows(found, case)
    return table("## At a steady rate",
                 ["Case", "Broker", "messages/s", "CPU µs each", "p50", "p99", "memory",
                  "Sluice is faster by"], rows)


def full_rows(found, case):
    rows = []
    for name in found.peers_of(case):
        one = found.of(case, name)
        ratio = found.ratio(case, name) if name != "sluice" else None
        is_rate = case.figure == "deliveredPerSecond"
        resident = one.entries[-1]["figures"].get("brokerResidentBytes", 0)
        rows.append([case.title if not rows else "", PEERS[name].name,
                     one.text("deliveredPerSecond"), one.text("brokerCpuMicrosEach", False),
                     micros(one.median("p50")), micros(one.median("p99")),
                     f"{resident / 1e6:,.0f} MB",
                     f"{ratio:.1f} ×" if ratio and is_rate else ""])
    return rows


def section(found, heading, cases):
    rows = []
    for case in cases:
        first = True
        for name in found.peers_of(case):
            one = found.of(case, name)
            rows.append([case.title if first else "", PEERS[name].name, one.text(case.figure),
                         FIGURES[case.figure][0]])
            first = False
    return table("## " + heading, ["Case", "Broker", "Found", ""], rows)


def scale(found, folder):
    """Each curve as a table and a plot."""
    parts = []
    for name in dict.fromkeys(case.curve[0] for case in catalogue.CURVES):
        points = [case for case in catalogue.CURVES if case.curve[0] == name]
        peers = list(dict.fromkeys(peer for case in points for peer in found.peers_of(case)))
        if not peers:
            continue
        label = points[0].curve[1]
        rows = [[f"{case.curve[2]:,}", PEERS[peer].name, found.of(case, peer).text(case.figure),
                 found.of(case, peer).text("brokerCpuMicrosEach", False)]
                for case in points for peer in peers if found.median(case, peer)]
        lines = [(peer, [(case.curve[2], found.median(case, peer)) for case in points
                         if found.median(case, peer)]) for peer in peers]
        plots.lines(folder / f"{name}.svg", label, "messages a second", lines, names())
        parts.append(table(f"### {label[0].upper()}{label[1:]}",
                           ["", "Broker", "messages/s", "CPU µs each"], rows)
                     + f"\n\n![{label}]({folder.name}/{name}.svg)")
    return "\n\n".join(["## The cost of scale", *parts]) if parts else ""


def checks(found, faults):
    bad = [f"{PEERS[peer].name} in {case}" for case, peer in found.bad()]
    lines = ["## Checks", "",
             "Lost, doubled or out of order: " + "; ".join(bad) + "." if bad
             else "In every run that is told of here no message was lost, none came twice, "
                  "and order was kept."]
    if faults:
        lines += ["", "In the last run these had no result:", ""] + [
            f"- {' '.join(fault.split())[:300]}" for fault in faults]
    return "\n".join(lines)


def notes(options):
    """What a person has to say of the figures, kept in a file of its own."""
    path = options.notes
    return path.read_text().strip() if path.exists() else ""


def names():
    return {key: peer.name for key, peer in PEERS.items()}


def micros(number):
    if number is None:
        return ""
    return f"{number / 1000:.2f} ms" if number >= 1000 else f"{number:.0f} µs"


def table(heading, head, rows):
    if not rows:
        return ""
    lines = [heading, "", row(head), row(["---"] * len(head))]
    return "\n".join(lines + [row(cells) for cells in rows])


def row(cells):
    return "| " + " | ".join(cells) + " |"
