"""Whole conversations in STOMP, with stomp.py: do= names one of the functions below.

Each checks what it gets and ends with code 0 only if all of it was right.
"""

import queue
import ssl
import sys

import stomp

from words import address, say, words

LIMIT_SECONDS = 20
KINDS = {"1.0": stomp.Connection10, "1.1": stomp.Connection11, "1.2": stomp.Connection12}

asked = words()
version = asked["version"]
topic = "/topic/conversation/%s/%s" % (asked["do"], version)


class Client(stomp.ConnectionListener):
    """One connection, and a queue for each kind of frame that it gets."""

    def __init__(self, heartbeats=(0, 0)):
        options = {"auto_decode": False}
        if version != "1.0":
            options["heartbeats"] = heartbeats
        self.frames = {name: queue.Queue() for name in ("message", "receipt", "error", "beat", "end")}
        self.connection = KINDS[version]([address(asked)], **options)
        if "ca" in asked:
            self.connection.set_ssl([address(asked)], ca_certs=asked["ca"], ssl_version=ssl.PROTOCOL_TLS_CLIENT)
        self.connection.set_listener("", self)
        self.connection.connect(wait=True)

    def on_message(self, frame):
        self.frames["message"].put(frame)

    def on_receipt(self, frame):
        self.frames["receipt"].put(frame.headers["receipt-id"])

    def on_error(self, frame):
        say("error", frame.headers.get("message"), frame.body)
        self.frames["error"].put(frame)

    def on_heartbeat(self):
        self.frames["beat"].put("beat")

    def on_disconnected(self):
        self.frames["end"].put("end")

    def next(self, name):
        return self.frames[name].get(timeout=LIMIT_SECONDS)

    def bodies(self, count):
        return [self.next("message").body.decode() for _ in range(count)]

    def receipt(self, expected):
        got = self.next("receipt")
        assert got == expected, "receipt %s instead of %s" % (got, expected)

    def subscribe(self, ack="auto", destination=topic, **headers):
        headers["receipt"] = "subscribed"
        self.connection.subscribe(destination, id="s1", ack=ack, headers=headers)
        self.receipt("subscribed")

    def send(self, body, **headers):
        headers["receipt"] = "sent"
        self.connection.send(topic, body, **headers)
        self.receipt("sent")

    def acknowledge(self, frame):
        """Each version names what is acknowledged in its own way."""
        if version == "1.0":
            self.connection.ack(frame.headers["message-id"], receipt="acked")
        elif version == "1.1":
            self.connection.ack(frame.headers["message-id"], "s1", receipt="acked")
        else:
            self.connection.ack(frame.headers["ack"], receipt="acked")
        self.receipt("acked")

    def leave(self):
        self.connection.disconnect(receipt="left")
        self.receipt("left")

    def is_quiet(self):
        """Nothing more came: a message of our own is the next."""
        self.send("quiet")
        got = self.bodies(1)
        assert got == ["quiet"], got


def receipts():
    client = Client()
    client.subscribe()
    for number in range(100):
        client.send("%d" % number)
    got = client.bodies(100)
    assert got == ["%d" % number for number in range(100)], got
    client.leave()


def unsubscribe():
    watcher = Client()
    watcher.subscribe()
    client = Client()
    client.subscribe()
    if version == "1.0":
        client.connection.unsubscribe(destination=topic, id="s1", receipt="unsubscribed")
    else:
        client.connection.unsubscribe("s1", receipt="unsubscribed")
    client.receipt("unsubscribed")
    client.send("after")
    assert watcher.bodies(1) == ["after"]
    client.subscribe()
    client.is_quiet()
    client.leave()
    watcher.leave()


def transaction():
    client = Client()
    client.subscribe()
    aborted = client.connection.begin("t1")
    client.connection.send(topic, "never", transaction=aborted)
    client.connection.abort(aborted)
    committed = client.connection.begin("t2")
    client.connection.send(topic, "first", transaction=committed)
    client.connection.send(topic, "second", transaction=committed)
    client.send("outside")
    client.connection.commit(committed, receipt="committed")
    client.receipt("committed")
    got = client.bodies(3)
    assert got == ["outside", "first", "second"], got
    client.leave()


def acknowledgement():
    client = Client()
    client.subscribe(ack="client-individual" if version != "1.0" else "client")
    client.send("one")
    client.send("two")
    for expected in ("one", "two"):
        frame = client.next("message")
        assert frame.body.decode() == expected, frame
        client.acknowledge(frame)
    client.is_quiet()
    client.leave()


def heartbeat():
    client = Client(heartbeats=(500, 500))
    client.next("beat")
    client.next("beat")
    client.subscribe()
    client.send("still here")
    assert client.bodies(1) == ["still here"]
    client.leave()


def error():
    client = Client()
    client.connection.send("/nowhere/x", "lost", receipt="sent")
    told = client.next("error")
    assert b"/topic/" in told.body or "/topic/" in told.headers["message"], told
    client.next("end")


def escapes():
    if version == "1.0":
        raise SystemExit("1.0 has no escapes")
    client = Client()
    client.subscribe()
    client.send("x", **{"odd name": "a:b\\c\nd", "empty": ""})
    headers = client.next("message").headers
    assert headers["odd name"] == "a:b\\c\nd", headers
    assert headers["empty"] == "", headers
    client.leave()


globals()[asked["do"]]()
say("passed")
sys.exit(0)
