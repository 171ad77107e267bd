// The acts that do not wait for the server. An act can only ever hit what is shown.
import { aimed, isInSight, messageOf, pkOf } from "./aim.js";
import { chooseNone, chosen } from "./choosing.js";
import { address, ask, find } from "./dom.js";
import { tellAll } from "./live.js";
import { forget, putThread, show, shown } from "./pane.js";
import { bringBack, confirmOut, current, go, leave, numberOf, rowOf, rows, takeOut } from "./rows.js";
import { whyNotAct } from "./role.js";
import { say, showProblem } from "./saying.js";
import { remember } from "./undo.js";

/** The conversation that an act may hit: it is in sight, and it is the one that the list says it is. */
export function target() {
  const pk = shown(), row = current();
  return row && numberOf(row) !== pk ? 0 : pk;
}

const statusOf = () => find("#conversation .head")?.dataset.status;

export function whyNotResolve() {
  if (whyNotAct() || chosen().length) return whyNotAct();
  if (!target()) return gettext("No conversation is open.");
  return statusOf() === "resolved" ? gettext("It is resolved already.") : "";
}

export function whyNotReopen() {
  if (whyNotAct()) return whyNotAct();
  if (!target()) return gettext("No conversation is open.");
  return statusOf() === "open" ? gettext("It is open.") : "";
}

export const resolve = () => setStatus("resolve", chosen().length ? chosen() : [target()]);
export const reopen = () => setStatus("reopen", [target()]);

/** Take the rows out, go on to the next, and tell the server. What it does not take comes back. */
async function setStatus(verb, pks) {
  const leaves = find("#rows").dataset.leaves === verb;
  const next = leaves || verb === "resolve" ? following(pks) : null;
  forget(pks);
  const places = new Map(leaves ? pks.map((pk) => [pk, takeOut(pk)]) : []);
  chooseNone();
  if (next) go(next);
  else if (leaves && pks.includes(shown())) leave();
  const acting = ask(address(`conversations/${verb}/`), { method: "POST", values: pks.map((pk) => ["ids", pk]) });
  const letGo = remember(sayDone(verb, pks.length), () => takeBack(acting, places));
  try {
    await acting;
    pks.forEach(confirmOut);
    showProblem("");
  } catch {
    letGo();
    pks.toReversed().forEach((pk) => bringBack(pk));
    showProblem(gettext("That could not be done. It is as it was."));
  }
  forget(pks);
  tellAll();
}

function sayDone(verb, number) {
  const text = verb === "resolve" ? ngettext("Resolved", "%s resolved", number) : ngettext("Reopened", "%s reopened", number);
  return interpolate(text, text.includes("%s") ? [number] : []);
}

/** Undo a change of status. What a colleague changed since stays as it is, and that is said. */
async function takeBack(acting, places) {
  try {
    const wishes = (await (await acting).clone().json()).undo;
    const answer = await ask(address("conversations/undo/"), { method: "POST", values: wishes.map((wish) => ["undo", wish]) });
    const { done, changed } = await answer.json();
    forget(done);
    done.toReversed().forEach((pk) => bringBack(pk, places.get(pk)));
    if (done.length && rowOf(done[0])) go(rowOf(done[0]));
    say(changed ? gettext("A colleague changed it since, so it stays as it is.") : gettext("Undone"));
  } catch {
    showProblem(gettext("That could not be undone."));
  }
  tellAll();
}

/** The row to go on with when these are done; only if the one that is shown is among them. */
function following(pks) {
  if (!pks.includes(shown())) return null;
  const all = rows(), at = all.indexOf(rowOf(shown()));
  const isLeft = (row) => !pks.includes(numberOf(row));
  return all.slice(at + 1).find(isLeft) ?? all.slice(0, Math.max(at, 0)).findLast(isLeft) ?? null;
}

// Hide and approve press the button of the message that is aimed at, if the platform and its state allow it.

const formOf = (act) => find(`form[data-act="${act}"]`, aimed() ?? document.createElement("i"));

export function whyNotHide() {
  if (chosen().length > 1) return gettext("Hide works on one comment at a time.");
  return whyNot("hide", gettext("It is hidden already, or this platform cannot hide it."));
}

export function whyNotApprove() {
  if (approval()) return "";
  return whyNot("unhide", gettext("It is not hidden or held, and no suggestion waits."));
}

function whyNot(act, otherwise) {
  if (whyNotAct()) return whyNotAct();
  if (!target()) return gettext("No conversation is open.");
  return formOf(act) ? "" : otherwise;
}

/** The button of a suggestion that waits for a person in this conversation. */
const approval = () => target() && find("#conversation [data-approve]");

export const hide = () => moderate(formOf("hide"), gettext("Hiding…"));

export function approve() {
  const form = formOf("unhide");
  if (form) moderate(form, gettext("Showing again…"));
  else if (isInSight(approval().closest(".message"))) approval().click();
}

async function moderate(form, doing) {
  const message = form.closest(".message"), pk = target();
  if (!isInSight(message)) return say(gettext("Look at the comment first, then press the key again."));
  const path = form.getAttribute("action");
  find(".bubble", message).classList.toggle("faded", form.dataset.act === "hide");
  form.replaceWith(Object.assign(document.createElement("span"), { className: "state", textContent: doing }));
  forget([pk]);
  const opposite = path.replace(/(un)?hide\/(?=\?|$)/, form.dataset.act === "hide" ? "unhide/" : "hide/");
  const acting = ask(path, { method: "POST", target: `thread-${pk}` });
  const letGo = remember(form.dataset.act === "hide" ? gettext("Hidden for the public") : gettext("Shown again"), () => turnBack(acting, opposite, pk));
  try {
    const answer = await acting;
    if (!answer.ok) letGo();
    putThread(pk, await answer.text());
    if (!answer.ok) showProblem(refusalIn(messageOf(pkOf(message))) || gettext("That could not be done. It is as it was."));
  } catch {
    letGo();
    if (shown() === pk) show(pk);
    showProblem(gettext("That could not be done. It is as it was."));
  }
  forget([pk]);
}

async function turnBack(acting, path, pk) {
  try {
    await acting;
    const answer = await ask(path, { method: "POST", target: `thread-${pk}` });
    putThread(pk, await answer.text());
    if (answer.ok) say(gettext("Undone"));
    else showProblem(gettext("That could not be undone."));
  } catch {
    showProblem(gettext("That could not be undone."));
  }
  forget([pk]);
}

const refusalIn = (message) => message && find(".problem", message)?.textContent;
