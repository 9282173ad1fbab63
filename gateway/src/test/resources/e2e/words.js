'use strict';

// What the client programs of this folder have in common: their command line and what they print.
//
//   node mqttjs.js address=mqtt://127.0.0.1:1883 version=5 do=subscribe filter=a/# qos=1
//   node mqttjs.js address=ws://127.0.0.1:8083/mqtt version=4 do=publish topic=a/b qos=1 payload=686f
//
// A subscriber prints "ready" when it is subscribed, then a line for each message.

/** The command line as one map; a word that comes several times is a list of its values. */
function words() {
  const found = { property: [], payload: [] };
  for (const word of process.argv.slice(2)) {
    const at = word.indexOf('=');
    const name = word.slice(0, at);
    const value = word.slice(at + 1);
    if (Array.isArray(found[name])) {
      found[name].push(value);
    } else {
      found[name] = value;
    }
  }
  return found;
}

/** Pairs of name and value from words like property=name:value. */
function pairs(properties) {
  return properties.map((text) => {
    const at = text.indexOf(':');
    return [text.slice(0, at), text.slice(at + 1)];
  });
}

/** Prints one message: topic, QoS, retained or not, payload in hex, name:value of its properties. */
function printMessage(topic, qos, retained, payload, properties) {
  const hex = Buffer.from(payload).toString('hex');
  const told = properties.map(([name, value]) => `${name}:${value}`).join(' ');
  console.log(['message', topic, qos, retained ? 1 : 0, hex, told].join('\t'));
}

/** Ends the program loudly: whatever a client library reports is a failure here. */
function fail(error) {
  console.log('failed', error && error.stack ? error.stack : error);
  process.exit(1);
}

module.exports = { words, pairs, printMessage, fail };
