'use strict';

// MQTT.js, over TCP or WebSocket, MQTT 3.1 (version=3), 3.1.1 (version=4) or 5 (version=5).

const mqtt = require('mqtt');
const { words, pairs, printMessage, fail } = require('./words');

const asked = words();
const five = asked.version === '5';

const client = mqtt.connect(asked.address, {
  protocolVersion: Number(asked.version),
  protocolId: asked.version === '3' ? 'MQIsdp' : 'MQTT',
  clientId: asked.id || 'mqttjs-' + process.pid,
  clean: asked.clean !== 'false',
  reconnectPeriod: 0,
  properties: five && asked.clean === 'false' ? { sessionExpiryInterval: 3600 } : undefined,
});
client.on('error', fail);
client.on('connect', (connAck) => {
  console.log(connAck.sessionPresent ? 'session present' : 'session new');
  if (asked.do === 'subscribe') {
    subscribe();
  } else {
    publish().catch(fail);
  }
});

function subscribe() {
  client.subscribe(asked.filter, { qos: Number(asked.qos) }, (error, granted) => {
    if (error) {
      fail(error);
    }
    if (granted.some((grant) => grant.qos !== Number(asked.qos))) {
      fail('granted ' + JSON.stringify(granted));
    }
    console.log('ready');
  });
}

client.on('message', (topic, payload, packet) => {
  const properties = Object.entries((packet.properties || {}).userProperties || {});
  const flat = properties.flatMap(([name, value]) => [].concat(value).map((one) => [name, one]));
  printMessage(topic, packet.qos, packet.retain, payload, flat);
});

async function publish() {
  const options = { qos: Number(asked.qos), retain: asked.retain === 'true' };
  if (asked.property.length > 0) {
    options.properties = { userProperties: Object.fromEntries(pairs(asked.property)) };
  }
  for (const hex of asked.payload) {
    await client.publishAsync(asked.topic, Buffer.from(hex, 'hex'), options);
  }
  await client.endAsync();
}

process.on('SIGTERM', () => client.end(false, () => process.exit(0)));
