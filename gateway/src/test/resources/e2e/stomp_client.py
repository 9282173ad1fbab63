"""stomp.py over TCP, STOMP 1.0, 1.1 or 1.2."""

import signal
import sys
import threading

import stomp

from words import address, pairs, say, say_message, words

# Headers of a MESSAGE that are STOMP's own: all others were the publisher's.
OWN = {
    "destination", "message-id", "subscription", "ack", "content-length", "content-type",
    "timestamp", "redelivered", "delivery-count", "persistent", "retain", "expires", "priority",
}

KINDS = {"1.0": stomp.Connection10, "1.1": stomp.Connection11, "1.2": stomp.Connection12}

asked = words()
finished = threading.Event()
failed = []
open_receipts = set()


class Listener(stomp.ConnectionListener):
    def on_message(self, frame):
        own = [(name, value) for name, value in frame.headers.items() if name not in OWN]
        body = frame.body if isinstance(frame.body, bytes) else frame.body.encode("utf-8")
        say_message(frame.headers["destination"], "-", False, body, own)

    def on_receipt(self, frame):
        receipt = frame.headers["receipt-id"]
        if receipt == "subscribed":
            say("ready")
        open_receipts.discard(receipt)
        if asked["do"] == "publish" and not open_receipts:
            finished.set()

    def on_error(self, frame):
        failed.append(frame)
        say("failed", frame.headers.get("message"), frame.body)
        finished.set()

    def on_disconnected(self):
        finished.set()


def publish(connection):
    headers = dict(pairs(asked["property"]))
    if asked.get("qos") != "0":
        headers["persistent"] = "true"
    if asked.get("retain") == "true":
        headers["retain"] = "true"
    receipts = ["sent-%d" % number for number in range(len(asked["payload"]))]
    open_receipts.update(receipts)
    for receipt, payload in zip(receipts, asked["payload"]):
        connection.send(asked["topic"], bytes.fromhex(payload), receipt=receipt, **headers)


# Bodies stay bytes: auto_decode would refuse those that are no text.
connection = KINDS[asked["version"]]([address(asked)], auto_decode=False)
connection.set_listener("", Listener())
connection.connect(wait=True)
say("connected", asked["version"])
signal.signal(signal.SIGTERM, lambda number, frame: finished.set())
if asked["do"] == "subscribe":
    connection.subscribe(asked["filter"], id="1", ack="auto", headers={"receipt": "subscribed"})
else:
    publish(connection)
finished.wait()
if connection.is_connected():
    connection.disconnect()
sys.exit(1 if failed else 0)
