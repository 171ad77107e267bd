// What was done last can be taken back: by the toast for a while, by `z` also afterwards.
import { say } from "./saying.js";

const MOST = 50;
const done = [];

/** Hold on to how an act is taken back; `undo` is null for what cannot be. Returns how to let go of it. */
export function remember(text, undo) {
  const act = { undo };
  done.push(act);
  if (done.length > MOST) done.shift();
  if (text) say(text, { canUndo: Boolean(undo) });
  return () => { if (done.includes(act)) done.splice(done.indexOf(act), 1); };
}

export function whyNotUndo() {
  if (!done.length) return gettext("There is nothing to undo.");
  return done.at(-1).undo ? "" : gettext("What was sent cannot be taken back.");
}

export const undo = () => done.pop().undo();

// A text that was sent is the last thing that was done: `z` must not take back what came before it.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful && detail.requestConfig.elt.matches(".composer")) remember("", null);
});
