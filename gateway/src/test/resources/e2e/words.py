"""What the Python client programs of this folder have in common: see words.js, which is the same."""

import sys


def words():
    """The command line as one map; property and payload are lists."""
    found = {"property": [], "payload": []}
    for word in sys.argv[1:]:
        name, value = word.split("=", 1)
        if name in ("property", "payload"):
            found[name].append(value)
        else:
            found[name] = value
    return found


def pairs(properties):
    """Pairs of name and value from words like property=name:value."""
    return [tuple(text.split(":", 1)) for text in properties]


def say(*told):
    print(*told, sep="\t", flush=True)


def say_message(topic, qos, retained, payload, properties):
    """Prints one message: topic, QoS, retained or not, payload in hex, name:value of its properties."""
    told = " ".join(name + ":" + value for name, value in properties)
    say("message", topic, qos, 1 if retained else 0, payload.hex(), told)


def address(asked):
    """The host and the port of address=tcp://host:port."""
    host, port = asked["address"].split("//", 1)[1].rsplit(":", 1)
    return host, int(port)
