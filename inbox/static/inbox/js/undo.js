// What was done last can be taken back: by the toast for a while, by `z` also afterwards.
import { say, unsay } from "./saying.js";

const MOST = 50;
// Acts, each of one part, or of several that were one wish.
const done = [];

const isLate = ({ undo, until }) => !undo || Date.now() > until;

/**
 * Hold on to how an act is taken back; `undo` is null for what cannot be, `until` the moment after which it cannot.
 * Returns how to let go of it.
 */
export function remember(text, undo, { until = Infinity } = {}) {
  const part = { undo, until };
  done.push([part]);
  if (done.length > MOST) done.shift();
  if (text) say(text, { canUndo: Boolean(undo) });
  return () => { letGo(part); unsay(text); };
}

function letGo(part) {
  const at = done.findIndex((parts) => parts.includes(part));
  if (at < 0) return;
  done[at] = done[at].filter((each) => each !== part);
  if (!done[at].length) done.splice(at, 1);
}

/** What `run` does belongs to the act before it: they are taken back together. */
export function join(text, run) {
  const first = done.at(-1);
  run();
  if (!first || done.at(-1) === first) return;
  first.push(...done.pop());
  say(text, { canUndo: true });
}

export function whyNotUndo() {
  if (!done.length) return gettext("There is nothing to undo.");
  return done.at(-1).every(isLate) ? gettext("What was sent cannot be taken back.") : "";
}

/** Take back the last act, its parts one after the other as they were done: a text may go out any moment. */
export async function undo() {
  for (const part of done.pop()) if (!isLate(part)) await part.undo();
}
