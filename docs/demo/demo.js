'use strict';

// Shows every value below a topic filter, from any place in the log on, and sends some. STOMP over
// WebSocket, @stomp/stompjs. The page remembers the offset of what it showed last, and the gateway nothing of
// the page: after a lost connection or a restart it asks for what comes behind that offset, and so shows
// each message once.
//
//   index.html?gateway=ws://127.0.0.1:8083/stomp&filter=sensors/%23&from=-15m

const asked = new URLSearchParams(location.search);
const gateway = asked.get('gateway') || 'ws://127.0.0.1:8083/stomp';
const filter = asked.get('filter') || 'sensors/#';
const PREFIX = '/topic/';

const byId = (id) => document.getElementById(id);
const rows = new Map();
let from = asked.get('from') || '-15m';
let subscription;
let total = 0;
let lost = 0;

byId('gateway').textContent = gateway;
byId('filter').textContent = filter;
byId('from').value = from;

const client = new StompJs.Client({
  brokerURL: gateway,
  reconnectDelay: 1000,
  onConnect: listen,
  onStompError: (frame) => say(`refused: ${frame.headers.message}`),
  onWebSocketClose: () => say('connecting'),
});
client.activate();

/** Subscribes from where the page stands. What is lost to retention is told in x-gap. */
function listen() {
  const receipt = `listening-${Date.now()}`;
  client.watchForReceipt(receipt, () => say('connected'));
  subscription = client.subscribe(PREFIX + filter, show, { receipt, 'x-stream-offset': from });
}

function say(state) {
  byId('state').textContent = state;
}

function show(message) {
  const offset = Number(message.headers['x-stream-offset']);
  from = `offset=${offset + 1}`;
  total += 1;
  lost += Number(message.headers['x-gap'] || 0);
  byId('offset').textContent = offset;
  byId('total').textContent = total;
  byId('lost').textContent = lost;
  showRow(message);
}

function showRow(message) {
  const topic = message.headers.destination.slice(PREFIX.length);
  const row = rows.get(topic) || addRow(topic);
  row.count += 1;
  row.value.textContent = message.body;
  row.unit.textContent = message.headers.unit || '';
  row.messages.textContent = row.count;
  row.time.textContent = new Date(Number(message.headers.timestamp)).toLocaleTimeString();
  row.element.classList.remove('fresh');
  void row.element.offsetWidth; // lets the animation begin anew
  row.element.classList.add('fresh');
}

function addRow(topic) {
  const element = byId('values').insertRow();
  element.dataset.topic = topic;
  element.insertCell().textContent = topic;
  const row = { element, count: 0 };
  for (const name of ['value', 'unit', 'messages', 'time']) {
    row[name] = element.insertCell();
    row[name].className = name;
  }
  rows.set(topic, row);
  return row;
}

/** Begins anew from any place: first, last, next, offset=N, timestamp=…, -15m. */
byId('replay').addEventListener('submit', (event) => {
  event.preventDefault();
  from = byId('from').value;
  total = 0;
  lost = 0;
  rows.clear();
  byId('values').replaceChildren();
  if (client.connected) {
    say('replaying');
    subscription.unsubscribe();
    listen();
  }
});

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
    headers: { receipt, persistent: 'true', 'content-type': 'text/plain', sender: 'browser' },
  });
});
