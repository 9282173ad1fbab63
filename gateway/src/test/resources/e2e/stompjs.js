'use strict';

// @stomp/stompjs over WebSocket, STOMP 1.0, 1.1 or 1.2.

const { WebSocket } = require('ws');
const { Client, Versions } = require('@stomp/stompjs');
const { words, pairs, printMessage, fail } = require('./words');

// Headers of a MESSAGE that are STOMP's own: all others were the publisher's.
const OWN = new Set([
  'destination', 'message-id', 'subscription', 'ack', 'content-length', 'content-type',
  'timestamp', 'redelivered', 'delivery-count', 'persistent', 'retain', 'expires', 'priority',
]);

const asked = words();
let dialled;

const client = new Client({
  webSocketFactory: () => {
    dialled = new WebSocket(asked.address, new Versions([asked.version]).protocolVersions());
    return dialled;
  },
  stompVersions: new Versions([asked.version]),
  reconnectDelay: 0,
  heartbeatIncoming: Number(asked.heartbeat || 0),
  heartbeatOutgoing: Number(asked.heartbeat || 0),
  onStompError: (frame) => fail(frame.headers.message + ' ' + frame.body),
  onWebSocketError: (event) => fail(event.message),
  onConnect: (connected) => {
    console.log(`connected ${client.connectedVersion} ${dialled.protocol} ${connected.headers['heart-beat']}`);
    (asked.do === 'subscribe' ? subscribe : publish)();
  },
});

function subscribe() {
  whenReceipt('subscribed', () => console.log('ready'));
  client.subscribe(asked.filter, onMessage, { receipt: 'subscribed', ack: asked.ack || 'auto' });
}

function onMessage(message) {
  const headers = Object.entries(message.headers).filter(([name]) => !OWN.has(name));
  printMessage(message.headers.destination, '-', false, message.binaryBody, headers);
  if (asked.ack && asked.ack !== 'auto') {
    message.ack();
  }
}

function publish() {
  const own = Object.fromEntries(pairs(asked.property));
  const persistent = asked.qos === '0' ? {} : { persistent: 'true' };
  const retain = asked.retain === 'true' ? { retain: 'true' } : {};
  let open = asked.payload.length;
  asked.payload.forEach((hex, number) => {
    const receipt = 'sent-' + number;
    whenReceipt(receipt, () => {
      open -= 1;
      if (open === 0) {
        client.deactivate().then(() => process.exit(0), fail);
      }
    });
    client.publish({
      destination: asked.topic,
      binaryBody: Uint8Array.from(Buffer.from(hex, 'hex')),
      headers: { ...own, ...persistent, ...retain, receipt },
    });
  });
}

function whenReceipt(receipt, then) {
  client.watchForReceipt(receipt, then);
}

process.on('SIGTERM', () => client.deactivate().then(() => process.exit(0), fail));
client.activate();
