"""What is measured. A case has a key (for --cases), a title, and what the load tool is told."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Case:
    """One line of the comparison.

    kind      load, offline, crowd or start: how it is run and which figures come of it
    peers     who can do it; empty for all
    free      both processors for the broker and the tool, as the kernel likes
    fresh     a broker of its own, started for it and stopped behind it
    beside    a second load tool that holds connections or filters meanwhile
    target    by how much Sluice is to be ahead of `against`, from the issue of the figures
    figure    the figure that the target is about
    quick     whether --quick has it
    curve     the curve on which it is a point, and where
    """

    key: str
    title: str
    load: str
    kind: str = "load"
    protocol: str = "mqtt"
    peers: tuple = ()
    free: bool = False
    fresh: bool = False
    beside: str = ""
    target: float = 0
    against: str = "mosquitto"
    figure: str = "deliveredPerSecond"
    quick: bool = True
    curve: tuple = ()


C_PEERS = ("sluice", "sluice-newest", "mosquitto", "mosquitto-again")
STOMP_PEERS = ("sluice", "sluice-newest", "artemis", "rabbitmq")

THROUGHPUT = [
    Case("q0-1to1", "QoS 0, 1:1", "--pairs 1 -q 0", target=8),
    Case("q0-100to1", "QoS 0, 100:1 on `#`", "--fan-in 100 -q 0 -w 256", target=5),
    Case("q0-1to100", "QoS 0, 1:100", "--fan-out 100 -q 0", target=15),
    Case("q0-1to1000", "QoS 0, 1:1000", "--fan-out 1000 -q 0", target=15),
    Case("q0-shared", "QoS 0, 10 to a shared group of 10", "--shared 10x10 -q 0 -V mqttv5",
         peers=C_PEERS + ("hivemq", "artemis"), quick=False),
    Case("q1-10to10", "QoS 1, 10:10, 1,024 in flight", "--pairs 10 -q 1", target=5),
    Case("q1-1to1-100", "QoS 1, 1:1, 100 in flight", "--pairs 1 -q 1 -w 100", target=2),
    Case("q1-1to1-1024", "QoS 1, 1:1, 1,024 in flight", "--pairs 1 -q 1", target=8),
    Case("q1-1to100", "QoS 1, 1:100", "--fan-out 100 -q 1 --lead 1024", peers=C_PEERS,
         quick=False),
    Case("q1-kept", "QoS 1, 1:1, session kept, 1,024 in flight", "--pairs 1 -q 1 --kept",
         peers=("sluice", "mosquitto", "artemis", "hivemq", "rabbitmq")),
    Case("q2-1to1", "QoS 2, 1:1", "--pairs 1 -q 2", target=2,
         peers=C_PEERS + ("artemis", "hivemq", "moquette")),
    Case("q0-16k", "QoS 0, 1:1, 16 KiB", "--pairs 1 -q 0 -s 16384 -w 64", target=1.2),
    Case("q0-1-topic", "QoS 0, one topic through `#`", "--fan-in 1 --topics 1 -q 0",
         peers=C_PEERS),
    Case("q0-1m-topics", "QoS 0, 1 M topics through `#`", "--fan-in 1 --topics 1000000 -q 0",
         target=4, peers=C_PEERS),
    Case("q0-ws", "QoS 0, 1:1 over WebSocket", "--pairs 1 -q 0", protocol="ws",
         peers=("sluice",), quick=False),
    Case("stomp-1to1", "STOMP, 1:1, a topic", "--pairs 1 -q 0", protocol="stomp",
         peers=STOMP_PEERS, target=8, against="artemis"),
    Case("stomp-queue", "STOMP, 1:1, a durable queue with receipts",
         "--pairs 1 -q 1 --destination /queue/", protocol="stomp", peers=STOMP_PEERS, target=4,
         against="artemis"),
]

OFFLINE = [
    Case("offline-50k", "QoS 1, stored for a sleeping session, 50,000",
         "--offline -q 1 -n 50000", kind="offline", target=2, figure="storedPerSecond"),
    Case("drain-50k", "QoS 1, drained to a session that is back, 50,000",
         "--offline -q 1 -n 50000", kind="offline", target=2,
         figure="drainedPerSecond"),
    Case("offline-5m", "QoS 1, stored for a sleeping session, 5 M", "--offline -q 1 -n 5000000",
         kind="offline", target=2, figure="storedPerSecond", peers=C_PEERS, quick=False),
    Case("drain-5m", "QoS 1, drained to a session that is back, 5 M",
         "--offline -q 1 -n 5000000", kind="offline", target=2,
         figure="drainedPerSecond", peers=C_PEERS, quick=False),
]

# Both brokers and the tool on both processors; the target is a bound from above.
LATENCY = [
    Case("rate-q0", "QoS 0, 5,000 messages/s, p99", "--pairs 1 -q 0 -r 5000", free=True,
         target=1.5, figure="p99", peers=C_PEERS),
    Case("rate-q0-cpu", "QoS 0, 5,000 messages/s, processor time a message",
         "--pairs 1 -q 0 -r 5000", free=True,
         target=1.5, figure="brokerCpuMicrosEach", peers=C_PEERS),
    Case("rate-q1", "QoS 1, 5,000 messages/s, p99", "--pairs 1 -q 1 -r 5000", free=True,
         target=1500, against="", figure="p99", peers=C_PEERS),
    Case("rate-q0-pinned", "QoS 0, 5,000 messages/s, pinned, processor time a message",
         "--pairs 1 -q 0 -r 5000", target=1.5, figure="brokerCpuMicrosEach", peers=C_PEERS),
]

FOOTPRINT = [
    Case("start", "start to port open, s", "", kind="start", fresh=True, target=0.6, against="",
         figure="startSeconds"),
    Case("start-cpu", "start to port open, processor time, s", "", kind="start",
         fresh=True, target=0.6, against="",
         figure="startCpuSeconds"),
    Case("idle-10k", "memory of an idle connection at 10,000, bytes", "--connections 10000",
         kind="crowd", fresh=True, target=6144, against="", figure="brokerBytesEach"),
    Case("idle-10k-rate", "connections opened a second, 10,000", "--connections 10000",
         kind="crowd", fresh=True,
         figure="openedPerSecond"),
    Case("idle-19k", "memory of an idle connection at 19,000, bytes", "--connections 19000",
         kind="crowd", fresh=True, target=6144, against="", figure="brokerBytesEach",
         peers=C_PEERS, quick=False),
    Case("filters-1m", "1 M exact filters in 10 connections, loaded a second",
         "--connections 10 --filters 1000000", kind="crowd", fresh=True, target=4,
         figure="filtersPerSecond", peers=C_PEERS),
    Case("filters-1m-bytes", "memory of an exact filter at 1 M, bytes", "--connections 10 --filters 1000000",
         kind="crowd", fresh=True, target=200, against="", figure="brokerBytesPerFilter",
         peers=C_PEERS),
]


def curve(name, label, points):
    return [Case(f"curve-{name}-{x}", f"{label}: {x:,}", load, beside=beside, quick=False,
                 fresh=bool(beside), peers=C_PEERS, curve=(name, label, x))
            for x, load, beside in points]


CURVES = (
    curve("topics", "topics, one reader on `#`", [
        (n, f"--fan-in 1 --topics {n} -q 0", "") for n in (1, 100, 10_000, 100_000, 1_000_000)])
    + curve("publishers", "publishers to one reader", [
        (n, f"--fan-in {n} -q 0 -w 256", "") for n in (1, 10, 100)])
    + curve("connections", "idle connections beside 1:1", [
        (n, "--pairs 1 -q 0", f"--connections {n}") for n in (10, 1_000, 10_000, 19_000)])
    + curve("filters", "subscriptions beside 1:1", [
        (n, "--pairs 1 -q 0", f"--connections 10 --filters {n}")
        for n in (10, 10_000, 100_000, 1_000_000)])
    + curve("backlog", "messages in the log (1 KiB each) beside QoS 1 1:1", [
        (n, "--pairs 1 -q 1", f"--publish-only 1 -q 1 -s 1024 -n {n}")
        for n in (1_000, 1_000_000, 10_000_000)])
)

CASES = THROUGHPUT + OFFLINE + LATENCY + FOOTPRINT + CURVES


def of_run(case):
    """The key under which a case's runs are kept: cases that are figures of one run share it."""
    for other in CASES:
        if (other.kind, other.load, other.protocol, other.free, other.fresh, other.beside) == (
                case.kind, case.load, case.protocol, case.free, case.fresh, case.beside):
            return other.key
    return case.key


def chosen(pattern, is_quick, with_curves):
    """The cases of a run: those with one of these keys, or with one of these words in them."""
    if pattern:
        words = pattern.lower().split(",")
        keys = {case.key for case in CASES}
        return [case for case in CASES if any(
            word == case.key or word not in keys and word in case.key + " " + case.title.lower()
            for word in words)]
    return [case for case in CASES
            if (case.quick or not is_quick) and (with_curves or not case.curve)]
