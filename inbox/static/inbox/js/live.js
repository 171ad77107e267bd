// Events from the server; without them, look every few seconds. Whoever wants to know listens to `earful:live`.
import { find } from "./dom.js";

const POLL = 10000;
let poll = 0, connection = "";

export const tell = (detail) => document.dispatchEvent(new CustomEvent("earful:live", { detail }));
/** Something may have changed anywhere. */
export const tellAll = () => tell({ conversations: [], more: true, all: true });

export function say(state = connection) {
  connection = state;
  const line = find("#live");
  if (line && line.dataset.state !== state) {
    line.dataset.state = state;
    line.textContent = line.dataset[state];
  }
}

function startPolling() {
  say("polling");
  poll ||= setInterval(() => document.hidden || tellAll(), POLL);
}

export function listen() {
  const source = new EventSource(document.body.dataset.events);
  source.onopen = () => say("live");
  source.onerror = () => {
    say("reconnecting");
    if (source.readyState === EventSource.CLOSED) startPolling();
  };
  source.onmessage = (event) => tell(JSON.parse(event.data));
  source.addEventListener("revalidate", tellAll);
  addEventListener("pagehide", () => source.close());
}

document.addEventListener("earful:changed", tellAll);
