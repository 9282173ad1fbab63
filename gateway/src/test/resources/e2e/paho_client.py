"""Eclipse Paho for Python, MQTT 3.1 (version=3), 3.1.1 (version=4) or 5 (version=5)."""

import os
import signal
import sys

import paho.mqtt.client as paho
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from words import address, pairs, say, say_message, words

asked = words()
version = int(asked["version"])
five = version == paho.MQTTv5
clean = asked.get("clean") != "false"
name = asked.get("id", "paho-py-%d" % os.getpid())


def properties_of(kind, **values):
    properties = Properties(kind)
    for key, value in values.items():
        setattr(properties, key, value)
    return properties


def on_connect(client, data, flags, reason, properties=None):
    if reason != 0:
        say("failed", "connect: %s" % reason)
        os._exit(1)
    say("session present" if flags["session present"] else "session new")
    if asked["do"] == "subscribe":
        client.subscribe(asked["filter"], qos=int(asked["qos"]))
    else:
        publish(client)


def on_subscribe(client, data, mid, granted, properties=None):
    if [int(getattr(grant, "value", grant)) for grant in granted] != [int(asked["qos"])]:
        say("failed", "granted %s" % (granted,))
        os._exit(1)
    say("ready")


def on_message(client, data, message):
    properties = getattr(message.properties, "UserProperty", []) if five else []
    say_message(message.topic, message.qos, message.retain, message.payload, properties)


published = set()


def publish(client):
    properties = None
    if five:
        properties = properties_of(PacketTypes.PUBLISH)
        if asked["property"]:
            properties.UserProperty = pairs(asked["property"])
    for payload in asked["payload"]:
        sent = client.publish(
            asked["topic"],
            bytes.fromhex(payload),
            qos=int(asked["qos"]),
            retain=asked.get("retain") == "true",
            properties=properties,
        )
        published.add(sent.mid)


def on_publish(client, data, mid):
    published.discard(mid)
    if not published:
        client.disconnect()


def on_disconnect(client, data, reason, properties=None):
    ok = int(getattr(reason, "value", reason)) == 0
    os._exit(0 if ok else 1)


if five:
    client = paho.Client(client_id=name, protocol=version)
else:
    client = paho.Client(client_id=name, protocol=version, clean_session=clean)
client.on_connect = on_connect
client.on_subscribe = on_subscribe
client.on_message = on_message
client.on_publish = on_publish
client.on_disconnect = on_disconnect
signal.signal(signal.SIGTERM, lambda number, frame: client.disconnect())
if five:
    expiry = 0 if clean else 3600
    client.connect(
        *address(asked),
        clean_start=clean,
        properties=properties_of(PacketTypes.CONNECT, SessionExpiryInterval=expiry),
    )
else:
    client.connect(*address(asked))
client.loop_forever(retry_first_connection=False)
sys.exit(1)
