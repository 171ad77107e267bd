// What the server tells. Whoever wants to know listens to `earful:live`, and of people to `earful:presence`.
import { find } from "./dom.js";

const POLL = 10000;
let poll = 0, connection = "";

export const tell = (detail) => document.dispatchEvent(new CustomEvent("earful:live", { detail }));
/** This browser changed these conversations; what was fetched ahead of others stays good. */
export const tellOf = (conversations) => tell({ conversations, more: false });
/** Something may have changed anywhere. */
export const tellAll = () => tell({ conversations: [], more: true, all: true });

/** Show how the connection is: `live`, `reconnecting`, or `polling`, when there is none and we look now and then. */
export function say(state = connection) {
  connection = state;
  const line = find("#live");
  if (line && line.dataset.state !== state) {
    line.dataset.state = state;
    line.textContent = line.dataset[state];
  }
  if (state === "polling") poll ||= setInterval(() => document.hidden || tellAll(), POLL);
  else poll = clearInterval(poll);
}

/** Pass on what this tab heard, from the server or from the tab that listens to it. */
export function hear({ state, event }) {
  if (state) say(state);
  if (event && "presence" in event) document.dispatchEvent(new CustomEvent("earful:presence", { detail: event }));
  else if (event) tell(event);
}

document.addEventListener("earful:changed", tellAll);
