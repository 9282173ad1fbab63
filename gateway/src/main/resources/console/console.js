// The console of Sluice: asks the admin API, and shows what it answers. No library, nothing kept but
// the token, and that in sessionStorage.
"use strict";

const TOKEN = "sluice.admin.token";
const REFRESH_MS = 2000;
const byId = (id) => document.getElementById(id);
let view = "overview";
let timer = 0;
let last = null;
let shown = 0;

// Elements, made of text only: nothing that a client named is ever read as markup.
function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === "click") element.addEventListener("click", value);
    else if (value !== undefined && value !== false) element.setAttribute(key, value);
  }
  for (const child of children.flat()) {
    if (child !== undefined && child !== null) element.append(child);
  }
  return element;
}

async function ask(path, method = "GET", body = undefined) {
  const response = await fetch("/api/v1/" + path, {
    method,
    headers: { Authorization: "Bearer " + sessionStorage.getItem(TOKEN) },
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: "no-store",
  });
  const answer = await response.json();
  if (!response.ok) {
    const fault = new Error(answer.error || response.statusText);
    fault.status = response.status;
    throw fault;
  }
  return answer;
}

const query = (fields) =>
  new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== "" && value !== undefined));
const number = (value) => Number(value).toLocaleString("en");
const time = (text) => new Date(text).toLocaleString();
const name = (text) => encodeURIComponent(text);

function payloadOf(message) {
  const text = message.payload === undefined ? "base64: " + message.payloadBase64 : message.payload;
  return text + (message.cut ? " …" : "");
}

function brief(message) {
  const text = payloadOf(message);
  return text.length > 120 ? text.slice(0, 120) + " …" : text;
}

function table(columns, rows, opened) {
  const head = columns.map(([title, , kind]) => make("th", { class: kind }, title));
  const body = rows.map((row) =>
    make("tr", opened ? { class: "link", click: () => opened(row) } : {},
      columns.map(([, value, kind]) => make("td", { class: kind }, value(row)))));
  if (rows.length === 0) {
    body.push(make("tr", {}, make("td", { colspan: columns.length, class: "soft" }, "Nothing.")));
  }
  return make("table", {}, make("thead", {}, make("tr", {}, head)), make("tbody", {}, body));
}

function facts(pairs) {
  return make("dl", {}, pairs.filter(([, value]) => value !== undefined && value !== "")
    .flatMap(([title, value]) => [make("dt", {}, title), make("dd", {}, value)]));
}

function card(title, value) {
  return make("div", { class: "card" }, make("b", {}, value), make("span", {}, title));
}

const lagText = (lag) =>
  lag ? number(lag.messages) + (lag.messages ? " (" + Math.round(lag.seconds) + " s)" : "") : "";

// Each view: what may be asked (controls), where, and how the answer is shown.
const views = {
  overview: {
    controls: [],
    refreshes: true,
    path: () => "overview",
    show(answer) {
      const seconds = last && last.answer.traffic ? (Date.now() - last.at) / 1000 : 0;
      const rate = (key) => seconds && answer.traffic
        ? number(Math.max(0, Math.round((answer.traffic[key] - last.answer.traffic[key]) / seconds))) : "–";
      last = { answer, at: Date.now() };
      const traffic = answer.traffic || {};
      return [
        make("div", { class: "cards" },
          card("clients connected", number(answer.clients || 0)),
          card("queues and groups", number(answer.queues || 0)),
          card("messages in, per second", rate("received")),
          card("messages out, per second", rate("delivered")),
          card("messages in, since the start", number(traffic.received || 0)),
          card("messages out, since the start", number(traffic.delivered || 0)),
          card("dropped, since the start", number(traffic.dropped || 0)),
          card("offsets kept", answer.log
            ? number(answer.log.endOffset - answer.log.firstOffset) : "–")),
        table([
          ["Listener", (row) => row.name],
          ["Address", (row) => row.address],
          ["Speaks", (row) => row.speaks],
          ["Connections", (row) => number(row.connections), "number"],
        ], answer.listeners),
        make("p", { class: "soft" },
          "Sluice " + answer.version + ", up since " + time(answer.started)),
      ];
    },
  },
  clients: {
    controls: [["name", "Name contains"]],
    path: (fields) => "clients?" + query(fields),
    show: (answer) => table([
      ["Client", (row) => row.client],
      ["Version", (row) => row.version],
      ["User", (row) => row.user],
      ["Address", (row) => row.address],
      ["Via", (row) => row.listener + " / " + row.transport],
      ["Since", (row) => time(row.since)],
    ], answer.clients, (row) => detail(row.client, [
      facts(Object.entries(row)),
      act("Disconnect", "clients/" + name(row.client), "DELETE"),
    ])),
  },
  sessions: {
    controls: [["name", "Name contains"], ["state", "", ["any", "connected", "asleep"]]],
    path: (fields) => "sessions?" + query(fields),
    show: (answer) => table([
      ["Session", (row) => row.session],
      ["State", (row) => row.connected
        ? make("span", { class: "good" }, "connected")
        : make("span", { class: "soft" }, "asleep since " + time(row.asleepSince))],
      ["Subscriptions", (row) => number(row.subscriptions), "number"],
      ["In flight", (row) => number(row.inflight), "number"],
      ["Cursor", (row) => number(row.cursor), "number"],
    ], answer.sessions, (row) => openSession(row.session)),
  },
  queues: {
    controls: [["name", "Name contains"]],
    refreshes: true,
    path: (fields) => "queues?" + query(fields),
    show: (answer) => table([
      ["Name", (row) => row.name],
      ["Kind", (row) => row.kind],
      ["Lag", (row) => lagText(row.lag), "number"],
      ["Unacknowledged", (row) => number(row.lag ? row.lag.unacknowledged : 0), "number"],
      ["Members", (row) => number(row.members.length), "number"],
      ["Dead letters", (row) => row.deadLetters === undefined ? "" : number(row.deadLetters), "number"],
    ], answer.queues, (row) => detail(row.name, [
      facts([["kind", row.kind], ["lag", lagText(row.lag)], ["holders", number(row.holders)]]),
      table([
        ["Member", (member) => member.session],
        ["Unsettled", (member) => number(member.unsettled), "number"],
      ], row.members),
      seeking("queues/" + name(row.name)),
      act("Delete", "queues/" + name(row.name), "DELETE"),
    ])),
  },
  topics: {
    controls: [["filter", "Filter, like plant/+/temp or plant/#"]],
    refreshes: true,
    path: (fields) => "topics?" + query(fields),
    show: (answer) => tree(answer.topics),
  },
  messages: {
    controls: [
      ["filter", "Filter, like plant/#"],
      ["from", "From: first, -15m, offset=7, …"],
      ["to", "To: next, 2026-01-31T12:00:00Z, …"],
    ],
    path: (fields) => "messages?" + query({ ...fields, from: place(fields.from), to: place(fields.to) }),
    show: (answer) => table([
      ["Offset", (row) => number(row.offset), "number"],
      ["Time", (row) => time(row.time)],
      ["Topic", (row) => row.topic],
      ["QoS", (row) => row.qos + (row.retain ? " retained" : ""), "number"],
      ["Payload", (row) => make("code", {}, brief(row))],
    ], answer.messages, (row) => openMessage(row.offset)),
  },
  drops: {
    controls: [["client", "Client contains"], ["reason", "Reason"]],
    path: (fields) => "drops?" + query(fields),
    show: (answer) => [
      make("div", { class: "cards" }, answer.sums.map((sum) => card(sum.reason, number(sum.total)))),
      table([
        ["Time", (row) => time(row.time)],
        ["Reason", (row) => row.reason],
        ["Way", (row) => row.way],
        ["Client", (row) => row.client],
        ["Topic", (row) => row.topic],
        ["Offset", (row) => row.offset === undefined ? "" : number(row.offset), "number"],
        ["Count", (row) => number(row.count), "number"],
      ], answer.drops, (row) => row.offset === undefined ? undefined : openMessage(row.offset)),
    ],
  },
};

const place = (text) => text && /^\d{4}-/.test(text) ? "timestamp=" + text : text;

function tree(levels) {
  if (levels.length === 0) return make("p", { class: "soft" }, "No topic has a message there.");
  return make("ul", { class: "tree" }, levels.map((level) => make("li", {},
    make("b", {}, level.level === "" ? "(empty)" : level.level),
    level.last ? make("span", {
      class: "value", "data-topic": level.last.topic, click: () => openMessage(level.last.offset),
    }, brief(level.last)) : undefined,
    level.below ? tree(level.below) : undefined)));
}

async function openMessage(offset) {
  await guarded(async () => {
    const told = await ask("messages/" + offset + "/explain");
    const message = told.message;
    detail("Message " + message.offset, [
      facts([
        ["topic", message.topic],
        ["stored", time(message.time)],
        ["by", (told.publisher || "unknown") + " (" + message.protocol + ")"],
        ["QoS", message.qos + (message.retain ? ", retained" : "")],
        ["content type", message.contentType],
        ["expires", message.expires && time(message.expires)],
        ["properties", message.properties.map((pair) => pair.join(": ")).join("\n")],
      ]),
      make("pre", { id: "payload" }, payloadOf(message)),
      make("h2", {}, "Who got it"),
      table([
        ["Session", (row) => row.session],
        ["State", (row) => make("span", {
          class: row.state === "dropped" ? "warn" : row.state === "delivered" ? "good" : "soft",
        }, row.state.replace("_", " ") + (row.why ? ": " + row.why : ""))],
      ], told.subscribers),
    ]);
  });
}

async function openSession(session) {
  await guarded(async () => {
    const told = await ask("sessions/" + name(session));
    detail(told.session, [
      facts([
        ["state", told.connected ? "connected" : "asleep since " + time(told.asleepSince)],
        ["lag", lagText(told.lag)],
        ["unacknowledged", number(told.lag.unacknowledged)],
        ["cursor", number(told.cursor)],
        ["expires after", told.expirySeconds === undefined ? "never" : told.expirySeconds + " s"],
      ]),
      table([
        ["Filter", (row) => row.filter],
        ["QoS", (row) => row.qos, "number"],
      ], told.filters),
      seeking("sessions/" + name(told.session)),
      act("End session", "sessions/" + name(told.session), "DELETE"),
    ]);
  });
}

function seeking(path) {
  const where = make("input", { placeholder: "Where: first, next, -15m, offset=7" });
  return make("p", {}, where, " ", make("button", {
    click: () => guarded(async () => {
      const answer = await ask(path + "/seek", "POST", { where: place(where.value) });
      where.value = "";
      where.placeholder = "reads from offset " + answer.offset;
    }),
  }, "Seek"));
}

function act(title, path, method) {
  const button = make("button", { class: "danger" }, title);
  button.addEventListener("click", () => {
    if (button.textContent === title) {
      button.textContent = title + ": sure?";
      return;
    }
    guarded(async () => {
      await ask(path, method);
      byId("detail").hidden = true;
      load(false);
    });
  });
  return make("p", {}, button);
}

function detail(title, content) {
  byId("detail-title").textContent = title;
  byId("detail-content").replaceChildren(...content);
  byId("detail").hidden = false;
}

async function guarded(work) {
  try {
    await work();
    byId("fault").hidden = true;
    byId("state").textContent = "";
  } catch (fault) {
    if (fault.status === 401) {
      leave("The token is not the gateway's.");
      return;
    }
    byId("fault").textContent = fault.message;
    byId("fault").hidden = false;
  }
}

function fields() {
  return Object.fromEntries([...byId("controls").querySelectorAll("[name]")]
    .map((control) => [control.name, control.value.trim()]));
}

async function load(isRefresh, after) {
  const mine = ++shown;
  clearTimeout(timer);
  const here = views[view];
  await guarded(async () => {
    const answer = await ask(here.path(after === undefined ? fields() : { ...fields(), ...after }));
    if (mine !== shown) return;
    const content = [here.show(answer)].flat();
    if (after === undefined) byId("content").replaceChildren(...content);
    else byId("content").append(...content);
    const more = byId("more");
    const canGoOn = answer.next !== undefined
      && (view !== "messages" || (!answer.complete && fields().from !== ""));
    more.hidden = !canGoOn;
    more.onclick = () => load(false, view === "messages" ? { from: answer.next } : { after: answer.next });
    if (after !== undefined) return;
    if (here.refreshes) timer = setTimeout(() => load(true), REFRESH_MS);
  });
}

function go(next) {
  view = next;
  last = null;
  for (const tab of byId("tabs").children) {
    if (tab.dataset.view === view) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
  byId("controls").replaceChildren(...views[view].controls.map(([key, hint, words]) => {
    const control = words
      ? make("select", { name: key }, words.map((word) => make("option", { value: word }, word)))
      : make("input", { name: key, placeholder: hint, spellcheck: "false" });
    control.addEventListener("change", () => load(false));
    return control;
  }));
  byId("content").replaceChildren();
  byId("detail").hidden = true;
  location.hash = view;
  load(false);
}

function enter() {
  byId("entry").hidden = true;
  byId("view").hidden = false;
  byId("tabs").hidden = false;
  byId("leave").hidden = false;
  const wanted = location.hash.slice(1);
  go(views[wanted] ? wanted : "overview");
}

function leave(why) {
  sessionStorage.removeItem(TOKEN);
  clearTimeout(timer);
  for (const id of ["view", "tabs", "leave", "detail", "fault"]) byId(id).hidden = true;
  byId("entry").hidden = false;
  byId("state").textContent = why || "";
}

byId("enter").addEventListener("click", () => {
  sessionStorage.setItem(TOKEN, byId("token").value.trim());
  byId("token").value = "";
  enter();
});
byId("token").addEventListener("keydown", (event) => {
  if (event.key === "Enter") byId("enter").click();
});
byId("leave").addEventListener("click", () => leave());
byId("close").addEventListener("click", () => { byId("detail").hidden = true; });
for (const tab of byId("tabs").children) tab.addEventListener("click", () => go(tab.dataset.view));
if (sessionStorage.getItem(TOKEN)) enter();
