// What was done last can be taken back: by the toast for a while, by `z` also afterwards.
import { say, unsay } from "./saying.js";

const MOST = 50, WHILE = 8000;
const KEPT = `earful undo ${document.body.dataset.me} ${document.body.dataset.events}`;
// Acts, each of one part, or of several that were one wish.
const done = [];

const isLate = ({ undo, until }) => !undo || Date.now() > until;

/**
 * Hold on to how an act is taken back; `undo` is null for what cannot be, `until` the moment after which it cannot.
 * A `note` of the server, or the promise of one, outlives this page. Returns how to let go of it.
 */
export function remember(text, undo, { until = Infinity, note = null } = {}) {
  const part = { undo, until, text, at: Date.now() };
  // An act that failed is let go of by who did it.
  Promise.resolve(note).then((known) => { part.note = known; }, () => letGo(part));
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
  if (done.at(-1).some(({ isLost }) => isLost)) return gettext("That was done on the page before; here it cannot be taken back.");
  return done.at(-1).every(isLate) ? gettext("What was sent cannot be taken back.") : "";
}

/** Take back the last act, its parts one after the other as they were done: a text may go out any moment. */
export async function undo() {
  for (const part of done.pop()) if (!isLate(part)) await part.undo();
}

// Another view is another page. What was done before stays there to be taken back, each act in its turn: one that
// needs its own page stands in the way of those before it, so that `z` never hits another act than the last.

const keptOf = ({ text, at, note, until }) => (note && until === Infinity ? { text, at, note } : { at, isLost: true });
const keep = () => sessionStorage.setItem(KEPT, JSON.stringify(done.map((parts) => parts.map(keptOf))));

/** Take over what was done on the page before; `undoOf` makes from a note how it is taken back. */
export function recall(undoOf) {
  const acts = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  for (const parts of acts) done.push(parts.map((part) => ({ ...part, undo: part.note ? undoOf(part.note) : null, until: Infinity })));
  const { text, at, note } = acts.at(-1)?.at(-1) ?? {};
  if (note && text && Date.now() - at < WHILE) say(text, { canUndo: true });
}

addEventListener("pagehide", keep);
