// One stream of events a browser: the tab that holds the lock listens, and passes on what it hears.
//
// When that tab is closed, the next one gets the lock. When it is frozen, it does not answer any more, and the tab
// in sight takes the lock away from it. Each new stream begins with `revalidate`: nothing that was missed stays so.
import { hear, tellAll } from "./live.js";

const ASK = 5000, PATIENCE = 3000, AGAIN = 60000;
const EVERYTHING = { conversations: [], more: true, all: true };
const { events, me } = document.body.dataset;
const name = `earful ${me} ${events}`;
const channel = new BroadcastChannel(name);
// Only where the page came over a safe connection; without, each tab listens by itself.
const locks = navigator.locks;
let source = null, state = "", isLeading = false, isNew = true, again = 0, unanswered = 0, wish = null;

function pass(line) {
  state = line.state ?? state;
  hear(line);
  if (locks) channel.postMessage(line);
}

function open() {
  source = new EventSource(events);
  source.onopen = () => pass({ state: "live" });
  source.onmessage = ({ data }) => pass({ event: JSON.parse(data) });
  source.addEventListener("revalidate", () => pass({ event: EVERYTHING }));
  source.onerror = () => {
    const isOver = source.readyState === EventSource.CLOSED;
    pass({ state: isOver ? "polling" : "reconnecting" });
    if (isOver) again = setTimeout(open, AGAIN);
  };
}

function lead() {
  isLeading = true;
  clearTimeout(unanswered);
  open();
  return new Promise(() => {});
}

function retire() {
  isLeading = false;
  clearTimeout(again);
  source.close();
}

/** Wait for the lock, or take it from a tab that does not answer. */
function wait({ isTaken = false } = {}) {
  wish?.abort();
  const mine = new AbortController();
  wish = mine;
  locks.request(name, isTaken ? { steal: true } : { signal: mine.signal }, lead).catch(() => {
    if (mine.signal.aborted) return;
    retire();
    wait();
  });
}

function askForLeader() {
  if (isLeading || document.hidden) return;
  channel.postMessage({ isAsking: true });
  clearTimeout(unanswered);
  unanswered = setTimeout(() => wait({ isTaken: true }), PATIENCE);
}

channel.onmessage = ({ data }) => {
  if (data.isAsking) {
    if (isLeading) channel.postMessage({ state });
    return;
  }
  clearTimeout(unanswered);
  if (isLeading) return;
  hear(data);
  // What happened between the drawing of this page and now was told before it listened.
  if (isNew) tellAll();
  isNew = false;
};

export function listen() {
  addEventListener("pagehide", () => source?.close());
  if (!locks) return lead();
  wait();
  setInterval(askForLeader, ASK);
  document.addEventListener("visibilitychange", askForLeader);
  askForLeader();
}
