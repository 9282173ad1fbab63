'use strict';

// One conversation with each of the two STOMP libraries for web pages, the same in Node and in a page. It
// checks what it gets; the promise is kept if all of it was right.
//
//   node web_conversation.js address=ws://127.0.0.1:8083/stomp library=webstomp

(function () {
  const LIMIT_MS = 20000;
  const PROTOCOLS = ['v12.stomp', 'v11.stomp', 'v10.stomp'];
  const LONG = 'ü'.repeat(50000);

  // What the libraries call differently.
  const WRAPS = {
    stompjs(library, WebSocket, address, failed) {
      const client = new library.Client({
        webSocketFactory: () => new WebSocket(address, PROTOCOLS),
        reconnectDelay: 0,
        splitLargeFrames: true,
        onStompError: (frame) => failed(frame.headers.message),
      });
      return {
        note: 'a\\b:c',
        connect: () => new Promise((done) => {
          client.onConnect = done;
          client.activate();
        }),
        subscribe: (destination, take, headers) => client.subscribe(destination, take, headers),
        send: (destination, body, headers) => client.publish({ destination, body, headers }),
        receipt: (id) => new Promise((done) => client.watchForReceipt(id, done)),
        begin: () => client.begin(),
        leave: () => client.deactivate(),
      };
    },
    webstomp(library, WebSocket, address, failed) {
      const client = library.over(new WebSocket(address, PROTOCOLS), { debug: false });
      const waiting = new Map();
      client.onreceipt = (frame) => waiting.get(frame.headers['receipt-id'])();
      return {
        note: 'it writes no escapes',
        connect: () => new Promise((done) => client.connect({ host: 'here' }, done, (told) => failed(told.body))),
        subscribe: (destination, take, headers) => client.subscribe(destination, take, headers),
        send: (destination, body, headers) => client.send(destination, body, headers),
        receipt: (id) => new Promise((done) => waiting.set(id, done)),
        begin: () => client.begin(),
        leave: () => new Promise((done) => client.disconnect(done)),
      };
    },
  };

  /** What comes, one by one. */
  class Inbox {
    constructor() {
      this.frames = [];
      this.wanted = [];
    }

    put(frame) {
      const wanted = this.wanted.shift();
      wanted ? wanted(frame) : this.frames.push(frame);
    }

    next() {
      return this.frames.length ? Promise.resolve(this.frames.shift()) : new Promise((got) => this.wanted.push(got));
    }
  }

  function same(what, got, wanted) {
    if (got !== wanted) {
      throw new Error(`${what} is ${got} instead of ${wanted}`);
    }
  }

  async function subscribe(client, destination) {
    const inbox = new Inbox();
    const subscribed = client.receipt(destination);
    const subscription = client.subscribe(
      destination, (frame) => inbox.put(frame), { ack: 'client-individual', receipt: destination });
    await subscribed;
    return { inbox, subscription };
  }

  async function texts(client, topic, inbox) {
    client.send(topic, 'grün 😀', { note: client.note, 'content-type': 'text/plain;charset=utf-8' });
    client.send(topic, LONG, {});
    const short = await inbox.next();
    same('the body', short.body, 'grün 😀');
    same('the header', short.headers.note, client.note);
    same('the destination', short.headers.destination, topic);
    short.ack();
    const long = await inbox.next();
    same('the long body', long.body, LONG);
    long.ack();
  }

  async function transactions(client, topic, inbox) {
    const aborted = client.begin();
    client.send(topic, 'never', { transaction: aborted.id });
    aborted.abort();
    const committed = client.begin();
    client.send(topic, 'inside', { transaction: committed.id });
    client.send(topic, 'outside', {});
    const first = await inbox.next();
    same('the first body', first.body, 'outside');
    committed.commit();
    const second = await inbox.next();
    same('the second body', second.body, 'inside');
  }

  async function refusal(client, queue) {
    const { inbox } = await subscribe(client, queue);
    client.send(queue, 'again', {});
    const first = await inbox.next();
    first.nack();
    const second = await inbox.next();
    same('the body', second.body, 'again');
    same('redelivered', second.headers.redelivered, 'true');
    same('delivery-count', second.headers['delivery-count'], '2');
    second.ack();
  }

  async function talk(client, place) {
    await client.connect();
    const topic = `/topic/${place}`;
    const { inbox, subscription } = await subscribe(client, topic);
    await texts(client, topic, inbox);
    await transactions(client, topic, inbox);
    await refusal(client, `/queue/${place}`);
    const unsubscribed = client.receipt('unsubscribed');
    subscription.unsubscribe({ receipt: 'unsubscribed' });
    await unsubscribed;
    await client.leave();
  }

  globalThis.converse = (kind, library, WebSocket, address, place) =>
    new Promise((done, failed) => {
      setTimeout(() => failed(new Error('it takes too long')), LIMIT_MS);
      talk(WRAPS[kind](library, WebSocket, address, (told) => failed(new Error(told))), place).then(done, failed);
    });
})();

if (typeof require === 'function') {
  const { words, fail } = require('./words');
  const asked = words();
  const libraries = { stompjs: '@stomp/stompjs', webstomp: 'webstomp-client' };
  const library = require(libraries[asked.library]);
  globalThis
    .converse(asked.library, library, require('ws').WebSocket, asked.address, `web/${asked.library}/node`)
    .then(() => {
      console.log('passed');
      process.exit(0);
    }, fail);
}
