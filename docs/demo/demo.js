'use strict';

// Shows every value below a topic filter, and sends some. STOMP over WebSocket, @stomp/stompjs.
//
//   index.html?gateway=ws://127.0.0.1:8083/stomp&filter=sensors/%23

const asked = new URLSearchParams(location.search);
const gateway = asked.get('gateway') || 'ws://127.0.0.1:8083/stomp';
const filter = asked.get('filter') || 'sensors/#';
const PREFIX = '/topic/';

const byId = (id) => document.getElementById(id);
const rows = new Map();

byId('gateway').textContent = gateway;
byId('filter').textContent = filter;

const client = new StompJs.Client({
  brokerURL: gateway,
  reconnectDelay: 1000,
  onConnect: listen,
  onStompError: (frame) => say(`refused: ${frame.headers.message}`),
  onWebSocketClose: () => say('connecting'),
});
client.activate();

function listen() {
  client.watchForReceipt('listening', () => say('connected'));
  client.subscribe(PREFIX + filter, show, { receipt: 'listening' });
}

function say(state) {
  byId('state').textContent = state;
}

function show(message) {
  const topic = message.headers.destination.slice(PREFIX.length);
  const row = rows.get(topic) || addRow(topic);
  row.count += 1;
  row.value.textContent = message.body;
  row.unit.textContent = message.headers.unit || '';
  row.messages.textContent = row.count;
  row.element.classList.remove('fresh');
  void row.element.offsetWidth; // lets the animation begin anew
  row.element.classList.add('fresh');
}

function addRow(topic) {
  const element = byId('values').insertRow();
  element.dataset.topic = topic;
  element.insertCell().textContent = topic;
  const row = { element, count: 0 };
  for (const name of ['value', 'unit', 'messages']) {
    row[name] = element.insertCell();
    row[name].className = name;
  }
  rows.set(topic, row);
  return row;
}

byId('send').addEventListener('submit', (event) => {
  event.preventDefault();
  const topic = byId('topic').value;
  const receipt = `sent-${Date.now()}`;
  client.watchForReceipt(receipt, () => {
    byId('sent').textContent = `${topic} is in the log`;
  });
  client.publish({
    destination: PREFIX + topic,
    body: byId('value').value,
    headers: { receipt, 'content-type': 'text/plain', sender: 'browser' },
  });
});
