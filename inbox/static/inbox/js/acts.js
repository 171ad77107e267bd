// The acts that do not wait for the server. An act can only ever hit what is shown, or what was chosen.
import { chooseNone, chosen, isWhole } from "./choosing.js";
import { address, ask, find } from "./dom.js";
import { tellAll, tellOf } from "./live.js";
import { forget, shown } from "./pane.js";
import { bringBack, confirmOut, current, go, leave, numberOf, rowOf, rows, takeOut } from "./rows.js";
import { whyNotAct } from "./role.js";
import { say, showProblem } from "./saying.js";
import { sweep, widened } from "./sweeping.js";
import { recall, remember } from "./undo.js";

// The server takes no more in one go (`selection_acts.MOST_CHOSEN`).
const MOST = 500;
const noConversation = () => gettext("No conversation is open.");

/** The conversation that an act may hit: it is in sight, and it is the one that the list says it is. */
export function target() {
  const pk = shown(), row = current();
  return row && numberOf(row) !== pk ? 0 : pk;
}

/** What an act is about: the selection, or else the conversation in sight. */
export const subjects = () => (chosen().length ? chosen() : [target()]);

export function whyNotHere() {
  if (whyNotAct()) return whyNotAct();
  if (chosen().length > MOST && !isWhole()) return interpolate(gettext("Up to %s at once; or select all that match."), [MOST]);
  return chosen().length || target() ? "" : noConversation();
}

/** As `whyNotHere`, for acts on one conversation. */
export const whyNotOne = () => whyNotAct() || (target() ? "" : noConversation());

/** As `whyNotOne`, for keys: with a selection one would think that they are about that. */
export const whyNotAlone = () => (chosen().length ? gettext("That is for one comment: clear the selection first.") : whyNotOne());

const statusOf = () => find("#conversation .head")?.dataset.status;
const whyNotStatus = (status, reason) => whyNotHere() || (!chosen().length && statusOf() === status ? reason : "");
export const whyNotResolve = () => whyNotStatus("resolved", gettext("It is resolved already."));
export const whyNotReopen = () => whyNotStatus("open", gettext("It is open."));

/** Put the number where a text has %s. */
export const counted = (text, number) => interpolate(text, text.includes("%s") ? [number] : []);

export function resolve() {
  const pks = subjects();
  act("resolve", counted(ngettext("Resolved", "%s resolved", pks.length), pks.length), { pks, goesOn: true });
}

export function reopen() {
  const pks = subjects();
  act("reopen", counted(ngettext("Reopened", "%s reopened", pks.length), pks.length), { pks });
}

/** Which list a conversation leaves by an act; the next look at the list brings everything else right. */
function isTakenOut(verb) {
  const { leaves, query } = find("#rows").dataset;
  const view = new URLSearchParams(query).get("view") ?? "inbox";
  if (verb === "resolve" || verb === "spam") return leaves === "resolve";
  if (verb === "snooze") return leaves === "resolve" && view !== "snoozed";
  if (verb === "pending") return leaves === "resolve" && view !== "mine";
  return leaves === verb;
}

/**
 * Do an act to conversations and tell the server. What leaves the list leaves it at once; `goesOn` shows the
 * next one. What the server refuses comes back, with the reason. `wide` is what was chosen beyond the loaded rows.
 */
export async function act(verb, said, { pks = subjects(), values = [], wide = widened(pks, values), goesOn = false } = {}) {
  if (wide) return sweep(verb, Object.fromEntries(values), wide);
  const leaves = isTakenOut(verb), next = goesOn || leaves ? following(pks) : null;
  forget(pks);
  const places = new Map(leaves ? pks.map((pk) => [pk, takeOut(pk)]) : []);
  chooseNone();
  if (next) go(next);
  else if (leaves && pks.includes(shown())) leave();
  const ids = pks.map((pk) => ["ids", pk]);
  const acting = ask(address(`conversations/${verb}/`), { method: "POST", values: [...ids, ...values], keepalive: true }).then((answer) => answer.json());
  const letGo = remember(said, () => takeBack(acting, places), { note: acting.then(({ undo }) => undo) });
  try {
    settle(await acting, pks, letGo);
  } catch {
    letGo();
    pks.toReversed().forEach((pk) => bringBack(pk));
    showProblem(gettext("That could not be done. It is as it was."));
  }
  tellOf(pks);
}

function settle({ undo, done, refused, problem }, pks, letGo) {
  const stays = new Set(refused);
  pks.filter((pk) => !stays.has(pk)).forEach(confirmOut);
  refused.toReversed().forEach((pk) => bringBack(pk));
  if (!undo) letGo();
  if (!done && !problem) say(gettext("It was so already."));
  showProblem(problem);
}

/** Undo an act. What a colleague changed since stays as it is, and that is said. */
async function takeBack(acting, places) {
  await undoBy(async () => (await acting).undo, (done) => {
    done.toReversed().forEach((pk) => bringBack(pk, places.get(pk)));
    if (done.length && done[0] !== shown() && rowOf(done[0])) go(rowOf(done[0]));
  });
}

/** Take back what the server's note is about; `restore` shows the conversations that are as they were. */
export async function undoBy(noteOf, restore = () => {}) {
  try {
    const values = { undo: await noteOf() };
    const answer = await ask(address("conversations/undo/"), { method: "POST", values });
    const { done, problem } = await answer.json();
    tellOf(done);
    restore(done);
    say(problem || gettext("Undone"));
  } catch {
    showProblem(gettext("That could not be undone."));
    tellAll();
  }
}

/** The row to go on with when these are done; only if the one that is shown is among them. */
function following(pks) {
  if (!pks.includes(shown())) return null;
  const all = rows(), at = all.indexOf(rowOf(shown()));
  const isLeft = (row) => !pks.includes(numberOf(row));
  return all.slice(at + 1).find(isLeft) ?? all.slice(0, Math.max(at, 0)).findLast(isLeft) ?? null;
}

recall((note) => () => undoBy(async () => note));
